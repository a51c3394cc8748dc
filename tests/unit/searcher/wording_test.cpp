// Pieces of a question that a text holds word for word.
#include "searcher/wording.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace jirei {
namespace {

Leaf leaf_of(std::string text, std::initializer_list<const char*> words) {
  Leaf leaf;
  leaf.word.text = std::move(text);
  for (const char* word : words) {
    WordPart part;
    part.text = word;
    leaf.word.parts.push_back(std::move(part));
  }
  return leaf;
}

double share_of(const Wording& wording, std::initializer_list<std::string_view> texts) {
  Wording::Finder finder(wording);
  for (const std::string_view text : texts) {
    for (std::size_t i = 0; i < wording.places().size(); ++i) {
      const std::string_view word = wording.word_at(i);
      for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
        finder.add(i, text, at);
      }
    }
  }
  return finder.share();
}

TEST(Wording, TheWholeQuestionIsAllOfIt) {
  const Wording wording({leaf_of("鍵を工場に忘れた", {"鍵", "工場", "忘れ"})});
  EXPECT_TRUE(wording.useful());
  EXPECT_DOUBLE_EQ(share_of(wording, {"昨日、鍵を工場に忘れたという。"}), 1.0);
}

TEST(Wording, SingleWordsAreNoWording) {
  const Wording wording({leaf_of("鍵を工場に忘れた", {"鍵", "工場", "忘れ"})});
  EXPECT_DOUBLE_EQ(share_of(wording, {"工場。鍵。忘れる。"}), 0.0);
  EXPECT_FALSE(Wording({leaf_of("工場", {"工場"}), leaf_of("鍵", {"鍵"})}).useful());
}

TEST(Wording, LongerPiecesAreWorthMoreThanTheirHalves) {
  const Wording wording({leaf_of("本社の鍵を工場に忘れた", {"本社", "鍵", "工場", "忘れ"})});
  const double halves = share_of(wording, {"本社の鍵を持つ", "夜の工場に忘れた"});
  const double whole = share_of(wording, {"あの鍵を工場に忘れた"});
  EXPECT_GT(halves, 0.0);
  EXPECT_LT(halves, whole);
  EXPECT_LT(whole, 1.0);
}

TEST(Wording, PiecesDoNotCountTwice) {
  const Wording wording({leaf_of("鍵を工場に", {"鍵", "工場"})});
  const double once = share_of(wording, {"鍵を工場"});
  EXPECT_DOUBLE_EQ(share_of(wording, {"鍵を工場", "鍵を工場", "を工場。"}), once);
}

TEST(Wording, PiecesAreWholeCharacters) {
  // 鍵と and 鍵に share the first two bytes of the particle.
  const Wording wording({leaf_of("鍵と", {"鍵"})});
  EXPECT_DOUBLE_EQ(share_of(wording, {"鍵に"}), 0.0);
  const Wording before({leaf_of("は鍵", {"鍵"})});
  EXPECT_DOUBLE_EQ(share_of(before, {"へ鍵"}), 0.0);
}

TEST(Wording, PiecesEndWithTheTextAndWithTheQuery) {
  const Wording wording({leaf_of("工場の鍵", {"工場", "鍵"}), leaf_of("紛失の", {"紛失"})});
  EXPECT_GT(share_of(wording, {"工場の"}), 0.0);
  EXPECT_GT(share_of(wording, {"の鍵"}), 0.0);
  EXPECT_DOUBLE_EQ(share_of(wording, {"鍵紛失"}), 0.0);
}

TEST(Wording, TheBeginningOfAPastedPageIsAllThatIsAskedFor) {
  Leaf page;
  for (int i = 0; i < 200; ++i) {
    page.word.text += "工場の";
    page.word.parts.emplace_back().text = "工場";
  }
  const Wording wording({page});
  EXPECT_EQ(wording.places().size(), 64U);
  EXPECT_GT(share_of(wording, {page.word.text}), 0.9);
}

TEST(Wording, APageOfWordsIsJudgedByItsFirstOnes) {
  std::vector<Leaf> leaves;
  for (int i = 0; i < 500; ++i) leaves.push_back(leaf_of("工場の鍵", {"工場", "鍵"}));
  const Wording wording(leaves);
  EXPECT_EQ(wording.places().size(), 64U);
  EXPECT_GT(share_of(wording, {"工場の鍵"}), 0.0);
}

}  // namespace
}  // namespace jirei
