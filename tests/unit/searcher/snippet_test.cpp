#include "searcher/snippet.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "random.h"
#include "searcher/fragment.h"
#include "searcher/text_width.h"
#include "store_fixture.h"
#include "tests/unit/dict/random_text.h"
#include "tests/unit/linear_time.h"

namespace jirei {
namespace {

using jirei::testing::Random;

struct OneCase {
  jirei::testing::TemporaryFolder folder;
  FacetTable table;
  CaseRecord record;
  std::unique_ptr<CaseStore> store;

  OneCase(std::string title, std::vector<Section> sections) {
    record = {"a", std::move(title), {}, std::move(sections), {}};
    store = std::make_unique<CaseStore>(jirei::testing::make_store(folder, table, {record}));
  }

  std::vector<Snippet> snippets(const std::vector<MatchPattern>& patterns,
                                std::uint32_t fragments = 3, std::uint32_t width = 120,
                                bool exact = false) const {
    SnippetOptions options;
    options.fragments = fragments;
    options.width = width;
    options.exact = exact;
    return make_snippets(*store, 1, patterns, options, {});
  }
};

MatchPattern pattern(const std::string& text, std::uint32_t word = 0, float weight = 1) {
  MatchPattern result;
  result.text = text;
  result.word = word;
  result.weight = weight;
  return result;
}

std::string piece(const std::string& text, Highlight range) {
  const std::size_t begin = byte_offset(text, range.first);
  return text.substr(begin, byte_offset(text, range.second) - begin);
}

std::vector<std::string> marked(const Snippet& snippet) {
  std::vector<std::string> pieces;
  for (const Highlight& range : snippet.highlights) pieces.push_back(piece(snippet.text, range));
  return pieces;
}

using Strings = std::vector<std::string>;

TEST(Snippet, IsTheSentenceThatMatchesWithItsNeighboursWhileTheyFit) {
  const OneCase one("題", {{"経緯", "朝に電源を入れた。\n端末が感染した。すぐに隔離した。"},
                           {"対策", "教育を行う。"}});
  const auto wide = one.snippets({pattern("感染")});
  ASSERT_EQ(wide.size(), 1U);
  EXPECT_EQ(wide[0].section, "経緯");
  EXPECT_EQ(wide[0].text, "朝に電源を入れた。\n端末が感染した。すぐに隔離した。");
  EXPECT_EQ(marked(wide[0]), Strings{"感染"});
  const auto narrow = one.snippets({pattern("感染")}, 3, 18);
  EXPECT_EQ(narrow[0].text, "端末が感染した。");
}

TEST(Snippet, HighlightsTheSourceCharactersBehindTheFoldedOnes) {
  const OneCase one("題", {{"", "当社は㍿山田のＵＳＢ メモリを紛失した。"}});
  const auto snippets = one.snippets({pattern("usbメモリ"), pattern("会社", 1)});
  ASSERT_EQ(snippets.size(), 1U);
  EXPECT_EQ(marked(snippets[0]), (Strings{"㍿", "ＵＳＢ メモリ"}));
}

TEST(Snippet, AMatchInACharacterThatIsShownIsMarkedWhereverItsFoldedFormWasCut) {
  const OneCase one("題", {{"", "Windows 10した㍿"}});
  // 13 columns end behind the first character of 株式会社.
  const auto snippets =
      one.snippets({pattern("会社"), pattern("ws 1", 1), pattern("10した", 2)}, 1, 13);
  ASSERT_EQ(snippets.size(), 1U);
  EXPECT_EQ(snippets[0].text, "dows 10した㍿");
  EXPECT_EQ(marked(snippets[0]), (Strings{"ws 10した", "㍿"}));
}

TEST(Snippet, OverlappingAndAdjacentMatchesAreOneHighlight) {
  const OneCase one("題", {{"", "情報セキュリティ対策を見直した。"}});
  const auto snippets = one.snippets(
      {pattern("情報セキュリティ"), pattern("セキュリティ対策", 1), pattern("情報", 2)});
  EXPECT_EQ(marked(snippets[0]), Strings{"情報セキュリティ対策"});
}

TEST(Snippet, ShowsEveryWordBeforeItRepeatsOne) {
  std::string text;
  for (int i = 0; i < 30; ++i) text += "感染の話がここに" + std::to_string(i) + "回目。\n";
  text += "関係のない文が間にあって、それなりに長いので一緒には入らない。\n";
  text += "最後に保険が役に立った。";
  const OneCase one("題", {{"本文", text}});
  const auto snippets = one.snippets({pattern("感染", 0), pattern("保険", 1)}, 2, 40);
  ASSERT_EQ(snippets.size(), 2U);
  EXPECT_EQ(marked(snippets[1]), Strings{"保険"});
  EXPECT_NE(snippets[0].text.find("感染"), std::string::npos);
}

TEST(Snippet, PrefersTheSentenceThatHoldsAllWords) {
  const OneCase one(
      "題",
      {{"一", "感染した。"}, {"二", "端末が感染したので保険を使った。"}, {"三", "保険に入る。"}});
  const auto snippets = one.snippets({pattern("感染", 0), pattern("保険", 1)}, 1, 40);
  ASSERT_EQ(snippets.size(), 1U);
  EXPECT_EQ(snippets[0].section, "二");
}

TEST(Snippet, DoesNotShowTheSameSentenceTwice) {
  const OneCase one(
      "題",
      {{"一", "本件は感染による。"}, {"二", "本件は感染による。"}, {"三", "再び感染が起きた。"}});
  const auto snippets = one.snippets({pattern("感染")}, 3, 20);
  ASSERT_EQ(snippets.size(), 2U);
  EXPECT_EQ(snippets[0].section, "一");
  EXPECT_EQ(snippets[1].section, "三");
}

TEST(Snippet, CutsALongSentenceAroundTheMatchAndNotThroughIt) {
  std::string text = "それは";
  for (int i = 0; i < 40; ++i) text += "とても長い前置きで、";
  text += "ようやく不正アクセスが見つかり、";
  for (int i = 0; i < 40; ++i) text += "その後も話は続き、";
  const OneCase one("題", {{"", text + "終わった。"}});
  for (std::uint32_t width = 13; width < 100; ++width) {
    const auto snippets = one.snippets({pattern("不正アクセス")}, 3, width);
    ASSERT_EQ(snippets.size(), 1U);
    EXPECT_EQ(marked(snippets[0]), Strings{"不正アクセス"});
    EXPECT_LE(display_width(snippets[0].text, false), width);
    if (width > 60) {
      EXPECT_GT(display_width(snippets[0].text, false), width * 6 / 10);
    }
  }
}

TEST(Snippet, AMatchWiderThanTheWidthStaysWhole) {
  const OneCase one("題", {{"", "前置きの文が少しあり、標的型攻撃メール訓練の計画を立てた。"}});
  const auto snippets = one.snippets({pattern("標的型攻撃メール訓練")}, 3, 10);
  ASSERT_EQ(snippets.size(), 1U);
  EXPECT_EQ(snippets[0].text, "標的型攻撃メール訓練");
}

TEST(Snippet, WithoutAMatchInTheTextShowsItsBeginning) {
  const OneCase one("感染の題", {{"空", "  \n "}, {"本文", "最初の文。二つ目の文。三つ目の文。"}});
  const auto snippets = one.snippets({pattern("感染")}, 3, 24);
  ASSERT_EQ(snippets.size(), 1U);
  EXPECT_EQ(snippets[0].section, "本文");
  EXPECT_EQ(snippets[0].text, "最初の文。二つ目の文。");
  EXPECT_TRUE(snippets[0].highlights.empty());
  EXPECT_EQ(one.snippets({}).size(), 1U);
  EXPECT_TRUE(one.snippets({pattern("感染")}, 0).empty());
}

TEST(Snippet, ExactSearchesCompareCodePoints) {
  const OneCase one("題", {{"", "ＵＳＢ メモリではない。USBメモリである。USB メモリもある。"}});
  const auto snippets = one.snippets({pattern("USB メモリ")}, 3, 30, true);
  ASSERT_EQ(snippets.size(), 1U);
  EXPECT_EQ(marked(snippets[0]), Strings{"USB メモリ"});
  EXPECT_TRUE(one.snippets({pattern("usbメモリ")}, 3, 30, true)[0].highlights.empty());
}

TEST(Snippet, WholeWordsDoNotMatchInsideLatinRuns) {
  const OneCase one("題", {{"", "UPCとPCとpcrとPC2とノートPCがある。"}});
  MatchPattern pc = pattern("pc");
  pc.whole_run = true;
  const auto snippets = one.snippets({pc});
  EXPECT_EQ(marked(snippets[0]), (Strings{"PC", "PC"}));
  const auto title = highlights_of(one.store->field(1, 1), std::vector{pc}, false, {});
  EXPECT_EQ(title.size(), 2U);
}

TEST(Snippet, AStemCountsWhereATokenWithItsBaseFormBegins) {
  const OneCase one("漏れた話", {{"", "漏斗を使った。\n情報が漏れた。\n漏らした人はいない。"}});
  const Analyzer analyzer(default_analyzer_spec());
  Analyzer::Session session(analyzer);
  int asked = 0;
  const SessionSource source = [&]() -> Analyzer::Session& {
    ++asked;
    return session;
  };
  MatchPattern stem = pattern("漏");
  stem.verb_stem = true;
  stem.confirm_base = "漏れる";
  SnippetOptions options;
  options.width = 24;
  const auto snippets = make_snippets(*one.store, 1, std::vector{stem}, options, source);
  ASSERT_EQ(snippets.size(), 1U);
  EXPECT_EQ(snippets[0].text, "情報が漏れた。");
  EXPECT_EQ(marked(snippets[0]), Strings{"漏れ"});
  EXPECT_LE(asked, 3);  // each sentence once
  EXPECT_EQ(highlights_of(one.store->field(1, 0), std::vector{stem}, false, source),
            (std::vector<Highlight>{{0, 2}}));
}

TEST(Snippet, AStemWithoutAFormOfItsWordIsNotAnalysed) {
  const OneCase one("題", {{"", "うみを見た。うたを歌う。うまい。\n弓をうった。"}});
  const Analyzer analyzer(default_analyzer_spec());
  Analyzer::Session session(analyzer);
  int asked = 0;
  const SessionSource source = [&]() -> Analyzer::Session& {
    ++asked;
    return session;
  };
  MatchPattern stem = pattern("う");
  stem.verb_stem = true;
  stem.confirm_base = "うつ";
  stem.next = "たちつてとっ";
  const auto highlights = highlights_of(one.store->field(1, 1), std::vector{stem}, false, source);
  EXPECT_EQ(highlights, (std::vector<Highlight>{{19, 21}}));
  EXPECT_EQ(asked, 2);  // うた, うった; not うみ, うまい
}

TEST(Snippet, AreTheSameWithKeptPlacesAndSentences) {
  test::RandomText random(21);
  const Analyzer analyzer(default_analyzer_spec());
  Analyzer::Session session(analyzer);
  const auto open = [&]() -> Analyzer::Session& { return session; };
  KeptSentences sentences;
  KeptPlaces places;
  std::string body;
  while (body.size() < 30000) {
    body += random.text(6) + "ウイルスに感染した。データが漏れた。\n歌をうたい、海をうつす。";
  }
  const OneCase one("題", {{"", body}, {"", "感染した。"}});
  MatchPattern stem = pattern("う");
  stem.verb_stem = true;
  stem.confirm_base = "うたう";
  stem.next = "たちつてとっわいうえお";
  const std::vector<MatchPattern> patterns = {pattern("感染"), pattern("ああ"), pattern("漏れ"),
                                              stem};
  for (const std::uint32_t width : {20U, 80U, 400U}) {
    SnippetOptions options;
    options.width = width;
    const auto expected = make_snippets(*one.store, 1, patterns, options, open);
    ASSERT_FALSE(expected.empty());
    options.places = &places;
    for (int round = 0; round < 2; ++round) {
      const auto found = make_snippets(*one.store, 1, patterns, options, {open, &sentences});
      ASSERT_EQ(found.size(), expected.size());
      for (std::size_t i = 0; i < found.size(); ++i) {
        EXPECT_EQ(found[i].text, expected[i].text);
        EXPECT_EQ(found[i].highlights, expected[i].highlights);
      }
    }
  }
}

TEST(Snippet, SectionsCanBeChosenByHeading) {
  const OneCase one("題", {{"一", "感染した。"}, {"二", "感染もした。"}});
  SnippetOptions options;
  options.section = [](std::string_view heading) { return heading == "二"; };
  const auto snippets = make_snippets(*one.store, 1, std::vector{pattern("感染")}, options, {});
  ASSERT_EQ(snippets.size(), 1U);
  EXPECT_EQ(snippets[0].section, "二");
}

TEST(Highlights, OfAWholeFieldAreAllItsMatches) {
  const OneCase one("ﾗﾝｻﾑの感染、ランサムの被害", {{"", "本文。"}});
  const auto found =
      highlights_of(one.store->field(1, 0), std::vector{pattern("ランサム")}, false, {});
  EXPECT_EQ(found, (std::vector<Highlight>{{0, 4}, {8, 12}}));
}

TEST(ExactOccurrences, AreLeftToRightAndDoNotOverlap) {
  EXPECT_EQ(exact_occurrences("ああああ", "ああ"), (std::vector<ByteRange>{{0, 6}, {6, 12}}));
  EXPECT_TRUE(exact_occurrences("ああ", "").empty());
  EXPECT_TRUE(exact_occurrences("", "あ").empty());
}

// Random texts -----------------------------------------------------------------------------------

std::string random_text(Random* random, std::size_t pieces) {
  static const Strings kPieces = {"情報",         "漏えい",   "が",       "の",
                                  "を",           "した",     "メール",   "ＵＳＢ メモリ",
                                  "ﾊﾞｯｸｱｯﾌﾟ",     "㍿",       "①",        "PC",
                                  "Windows 10",   "、",       "。",       "。",
                                  "\n",           "「",       "」",       "\n\n",
                                  "  ",           "だった。", "か\u3099", "𠮷野",
                                  "🙂",         "サ―バ",    "ア\uFE00", "ｱﾞ",
                                  "ﬁle",          "…",        "・",       "100％",
                                  "セキュリティ", "です。"};
  std::string text;
  for (std::size_t i = 0; i < pieces; ++i) text += kPieces[random->below(kPieces.size())];
  return text;
}

std::string random_needle(Random* random, const std::string& folded) {
  const std::size_t points = code_point_count(folded);
  if (points == 0) return "無";
  const std::size_t begin = random->below(points);
  const std::size_t size = 1 + random->below(6);
  const std::size_t from = byte_offset(folded, begin);
  const auto end = static_cast<std::uint32_t>(byte_offset(folded, begin + size));
  // Queries have no white space at their ends.
  const ByteRange range = trimmed(folded, {static_cast<std::uint32_t>(from), end});
  return range.empty() ? "無" : folded.substr(range.begin, range.size());
}

// The code points of `source` behind the matches in its folded form that lie in `window` (bytes of
// source); *cut is set when a match that overlaps no other lies across the window's edge.
std::vector<Highlight> expected_marks(const std::string& source, const FoldedText& folded,
                                      const std::vector<MatchPattern>& patterns, ByteRange window,
                                      bool* cut) {
  std::vector<ByteRange> inside;
  std::vector<ByteRange> all;
  const ByteRange target = folded.map.to_target(window);
  for (const MatchPattern& wanted : patterns) {
    for (const ByteRange range : exact_occurrences(folded.text, wanted.text)) {
      all.push_back(range);
      if (range.begin >= target.begin && range.end <= target.end) inside.push_back(range);
    }
  }
  for (const ByteRange& range : all) {
    const bool across = (range.begin < target.begin && target.begin < range.end) ||
                        (range.begin < target.end && target.end < range.end);
    const auto overlaps = std::count_if(all.begin(), all.end(), [&](const ByteRange& other) {
      return other.begin < range.end && range.begin < other.end;
    });
    // A match that takes but a part of one source character (㍿) shares it with its neighbour.
    const bool parted = folded.map.to_target(folded.map.to_source(range)) != range;
    if (across && overlaps == 1 && !parted) *cut = true;
  }
  std::vector<Highlight> marks;
  for (const ByteRange& range : merge_ranges(inside)) {
    const ByteRange at = folded.map.to_source(range);
    const auto points = [&](std::uint32_t to) {
      return static_cast<std::uint32_t>(
          code_point_count(std::string_view(source).substr(window.begin, to - window.begin)));
    };
    marks.emplace_back(points(at.begin), points(at.end));
  }
  return marks;
}

TEST(SnippetProperty, RandomTextsGiveVerbatimPiecesWithExactHighlights) {
  Random random(5);
  const Normalizer normalizer;
  int highlighted = 0;
  std::vector<CaseRecord> records;
  for (int i = 0; i < 1500; ++i) {
    CaseRecord record{"case-" + std::to_string(i), "題名", {}, {}, {}};
    for (std::uint32_t n = 1 + random.below(3); n > 0; --n) {
      record.sections.push_back(
          {"節" + std::to_string(n), random_text(&random, random.below(120))});
    }
    records.push_back(std::move(record));
  }
  const jirei::testing::TemporaryFolder folder;
  const CaseStore store = jirei::testing::make_store(folder, FacetTable{}, records);
  for (std::uint32_t round = 0; round < records.size(); ++round) {
    const std::vector<Section>& sections = records[round].sections;
    std::vector<MatchPattern> patterns;
    for (std::uint32_t n = 1 + random.below(4); n > 0; --n) {
      const auto& from = sections[random.below(sections.size())].text;
      patterns.push_back(pattern(random_needle(&random, normalizer.fold_text(from)),
                                 random.below(3), 1.0F - 0.2F * static_cast<float>(n)));
    }
    const std::uint32_t width = 12 + random.below(150);
    SnippetOptions options;
    options.fragments = 1 + random.below(4);
    options.width = width;
    const auto snippets = make_snippets(store, round + 1, patterns, options, {});
    std::string needles;
    for (const MatchPattern& wanted : patterns) needles += "[" + wanted.text + "]";
    for (const Snippet& snippet : snippets) {
      const auto section = std::find_if(sections.begin(), sections.end(), [&](const Section& s) {
        return s.heading == snippet.section;
      });
      ASSERT_NE(section, sections.end());
      ASSERT_FALSE(snippet.text.empty());
      const FoldedText folded = normalizer.fold(section->text);
      const std::uint32_t columns =
          display_width(snippet.text, false) +
          static_cast<std::uint32_t>(std::count(snippet.text.begin(), snippet.text.end(), '\n'));
      const bool one_match = snippet.highlights.size() == 1 &&
                             piece(snippet.text, snippet.highlights[0]) == snippet.text;
      EXPECT_TRUE(columns <= width || one_match)
          << columns << " > " << width << ": " << snippet.text;
      bool right = false;
      bool whole = false;
      std::size_t at = section->text.find(snippet.text);
      ASSERT_NE(at, std::string::npos) << snippet.text;
      // The piece may stand in several places; it comes from one of them.
      for (; at != std::string::npos && !whole; at = section->text.find(snippet.text, at + 1)) {
        bool cut = false;
        const ByteRange window{static_cast<std::uint32_t>(at),
                               static_cast<std::uint32_t>(at + snippet.text.size())};
        if (expected_marks(section->text, folded, patterns, window, &cut) != snippet.highlights) {
          continue;
        }
        right = true;
        whole = !cut;
      }
      EXPECT_TRUE(right) << round << ": " << snippet.text;
      EXPECT_TRUE(whole) << round << ": " << snippet.text << " / " << needles;
      highlighted += static_cast<int>(snippet.highlights.size());
    }
  }
  EXPECT_GT(highlighted, 3000);
}

TEST(SnippetProperty, LongDocumentsCostTheirShare) {
  std::vector<MatchPattern> patterns;
  for (std::uint32_t word = 0; word < 4; ++word) {
    for (const char* text : {"情報", "漏えい", "メール", "セキュリティ", "存在しない語", "pc"}) {
      patterns.push_back(pattern(text, word));
    }
  }
  testing::expect_linear(
      "a hit of many words", 6000,
      [](std::size_t length) {
        Random random(9);
        std::vector<Section> sections;
        sections.reserve(5);
        for (int i = 0; i < 5; ++i) sections.push_back({"節", random_text(&random, length)});
        return std::make_shared<OneCase>("題名", sections);
      },
      [&](const std::shared_ptr<OneCase>& one) { EXPECT_EQ(one->snippets(patterns).size(), 3U); });
}

}  // namespace
}  // namespace jirei
