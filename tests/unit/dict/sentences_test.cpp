#include "dict/sentences.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "dict/normalizer.h"
#include "tests/unit/dict/random_text.h"

namespace jirei {
namespace {

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> sentences;
  std::size_t begin = 0;
  for (const std::uint32_t end : SentenceSplitter().ends(text)) {
    sentences.emplace_back(text.substr(begin, end - begin));
    begin = end;
  }
  return sentences;
}

using Sentences = std::vector<std::string>;

TEST(Sentences, EndAtFullStops) {
  EXPECT_EQ(split("感染した。復旧した!本当か?はい"),
            (Sentences{"感染した。", "復旧した!", "本当か?", "はい"}));
  EXPECT_EQ(split(""), Sentences{});
}

TEST(Sentences, ClosingBracketsBelongToTheSentence) {
  EXPECT_EQ(split("「感染した。」と言う。次"), (Sentences{"「感染した。」", "と言う。", "次"}));
}

TEST(Sentences, VersionsAndDatesAreNotBroken) {
  EXPECT_EQ(split("ver.1.5を2019.3.1に入れた。"), (Sentences{"ver.1.5を2019.3.1に入れた。"}));
}

TEST(Sentences, ALineFeedAlwaysEndsASentence) {
  EXPECT_EQ(split("見出し\n本文。\n\n次"), (Sentences{"見出し\n", "本文。\n", "\n", "次"}));
}

TEST(Sentences, OverlongOnesAreCutAtACommaOrElseBetweenCharacters) {
  std::string commas;
  for (int i = 0; i < 1000; ++i) commas += "感染、";
  for (const std::string& sentence : split(commas)) {
    EXPECT_LE(sentence.size(), kMaxSentenceBytes);
    EXPECT_TRUE(sentence.ends_with("、"));
  }
  std::string storm;
  for (int i = 0; i < 5000; ++i) storm += "鬱";
  std::string joined;
  for (const std::string& sentence : split(storm)) {
    EXPECT_LE(sentence.size(), kMaxSentenceBytes);
    EXPECT_EQ(find_invalid_utf8(sentence), std::string_view::npos);
    joined += sentence;
  }
  EXPECT_EQ(joined, storm);
}

TEST(Sentences, EndsAscendToTheEndOfAnyText) {
  test::RandomText random(6);
  SentenceSplitter splitter;
  const Normalizer normalizer;
  for (int i = 0; i < 500; ++i) {
    const std::string text = normalizer.fold_text(random.text(1 + random.below(200)));
    std::uint32_t previous = 0;
    for (const std::uint32_t end : splitter.ends(text)) {
      ASSERT_GT(end, previous);
      ASSERT_TRUE(test::on_boundary(text, end));
      previous = end;
    }
    EXPECT_EQ(previous, text.size());
  }
}

}  // namespace
}  // namespace jirei
