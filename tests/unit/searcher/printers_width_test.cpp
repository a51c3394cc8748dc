#include <gtest/gtest.h>

#include "dict/unicode.h"
#include "fake_environment.h"
#include "searcher/printers/styled_text.h"
#include "searcher/terminal.h"
#include "searcher/text_width.h"
#include "tests/unit/dict/random_text.h"

namespace jirei {
namespace {

TEST(TextWidth, JapaneseTakesTwoColumnsAndLatinOne) {
  EXPECT_EQ(display_width("事例abc", false), 7u);
  EXPECT_EQ(display_width("ｶﾅ", false), 2u);
  EXPECT_EQ(display_width("ＡＢ", false), 4u);
  EXPECT_EQ(display_width("", false), 0u);
}

TEST(TextWidth, AmbiguousCharactersFollowTheOption) {
  EXPECT_EQ(display_width("①※…", false), 3u);
  EXPECT_EQ(display_width("①※…", true), 6u);
}

TEST(TextWidth, MarksTakeNoColumnOfTheirOwn) {
  EXPECT_EQ(display_width("が", false), 2u);  // か + combining dakuten
  EXPECT_EQ(display_width("e\u0301", false), 1u);
  EXPECT_EQ(display_width("葛󠄀", false), 2u);  // ideographic variation sequence
}

TEST(TextWidth, EmojiSequencesAndFlagsAreOneCharacter) {
  EXPECT_EQ(display_width("👩‍👩‍👧", false), 2u);
  EXPECT_EQ(display_width("🇯🇵", false), 2u);
  EXPECT_EQ(display_width("👍🏽", false), 2u);
  EXPECT_EQ(display_width("❤️", false), 2u);
}

TEST(TextWidth, TheWidthOfATextIsThatOfItsClusters) {
  test::RandomText random(7);
  for (int round = 0; round < 3000; ++round) {
    const std::string text = random.text(12);
    std::uint32_t width = 0;
    for (std::size_t pos = 0; pos < text.size();) width += next_cluster(text, &pos, false);
    ASSERT_EQ(display_width(text, false), width) << text;
  }
}

TEST(TextWidth, PlainCharactersAreTheClustersThatTheGeneralWayFinds) {
  const std::vector<std::string> pieces{
      "a",      " ",        "あ",     "ー",     "漢",     "ｱ",  "ﾞ",
      "、",     "\t",       "\n",     "\x1b",   "\x7f",   "é",  "\u0301",
      "\u3099", "\u200d",   "\ufe0f", "\u2028", "\u202e", "👨",  "🇯",
      "\xe3",   "\xe3\x81", "\xff",   "\u3000", "～",     "㈱", "\U00020BB7"};
  std::size_t plain = 0;
  for (const std::string& first : pieces) {
    for (const std::string& second : pieces) {
      for (const std::string& third : pieces) {
        std::string text = first;
        text.append(second).append(third);
        for (std::size_t pos = 0; pos < text.size(); ++pos) {
          const std::size_t size = plain_cluster(text, pos);
          if (size == 0) continue;
          ++plain;
          std::size_t after = pos;
          const std::uint32_t width = next_cluster(text, &after, false);
          ASSERT_EQ(after, pos + size) << text << " at " << pos;
          ASSERT_EQ(width, size == 1 ? 1U : 2U) << text << " at " << pos;
        }
      }
    }
  }
  EXPECT_GT(plain, pieces.size());
}

TEST(TextWidth, TruncationNeverExceedsAndNeverSplitsACluster) {
  EXPECT_EQ(truncate_to_width("事例集", 6, false), "事例集");
  EXPECT_EQ(truncate_to_width("事例集", 5, false), "事例…");
  EXPECT_EQ(truncate_to_width("事例集", 4, false), "事…");
  EXPECT_EQ(truncate_to_width("事例集", 1, false), "…");
  EXPECT_EQ(truncate_to_width("事例集", 0, false), "");
  const std::string text = "aか\u3099①👩‍👩‍👧🇯🇵bcd";
  for (std::uint32_t columns = 0; columns < 16; ++columns) {
    for (const bool wide : {false, true}) {
      const std::string cut = truncate_to_width(text, columns, wide);
      EXPECT_LE(display_width(cut, wide), columns);
      EXPECT_EQ(find_invalid_utf8(cut), std::string::npos);
    }
  }
}

TEST(TextWidth, PaddingCountsColumns) {
  EXPECT_EQ(pad_right("業種", 6, false), "業種  ");
  EXPECT_EQ(pad_left("業種", 6, false), "  業種");
  EXPECT_EQ(pad_right("従業員規模", 6, false), "従業員規模");
}

std::vector<std::string> wrapped(std::string_view text, std::uint32_t width) {
  const std::vector<Cell> cells = make_cells(text, {}, false);
  std::vector<std::string> lines;
  for (const auto& [begin, end] : break_lines(cells, width)) {
    lines.push_back(render(cells, begin, end, {}, make_palette(false)));
  }
  return lines;
}

TEST(LineBreaking, NoClosingMarkBeginsALineAndNoOpeningMarkEndsOne) {
  EXPECT_EQ(wrapped("あいう。えお", 6), (std::vector<std::string>{"あい", "う。え", "お"}));
  EXPECT_EQ(wrapped("あい「う」え", 6), (std::vector<std::string>{"あい", "「う」", "え"}));
  EXPECT_EQ(wrapped("きって、", 6), (std::vector<std::string>{"きっ", "て、"}));
}

TEST(LineBreaking, LatinAndKatakanaWordsStayWhole) {
  EXPECT_EQ(wrapped("ab cdef gh", 7), (std::vector<std::string>{"ab cdef", "gh"}));
  EXPECT_EQ(wrapped("図面ファイルを", 10), (std::vector<std::string>{"図面", "ファイルを"}));
}

TEST(LineBreaking, ALineIsNotLeftHalfEmptyForALongKatakanaWord) {
  EXPECT_EQ(wrapped("共有の中のローカルファイルサーバーを", 30),
            (std::vector<std::string>{"共有の中のローカルファイルサー", "バーを"}));
  EXPECT_EQ(wrapped("共有の中の図面やファイルサーバーを", 26),
            (std::vector<std::string>{"共有の中の図面や", "ファイルサーバーを"}));
}

TEST(LineBreaking, AWordLongerThanALineIsBrokenAnyway) {
  EXPECT_EQ(wrapped("abcdefgh", 3), (std::vector<std::string>{"abc", "def", "gh"}));
  EXPECT_EQ(wrapped("。。。。", 4), (std::vector<std::string>{"。。", "。。"}));
}

TEST(LineBreaking, EveryLineFitsAndNothingButSpacesIsLost) {
  const std::string text =
      "2015年、「ランサムウェア」の被害に遭い、PDF files (too many) "
      "も①開けず👩‍👩‍👧。「（。、";
  for (std::uint32_t width = 2; width < 60; ++width) {
    std::string joined;
    for (const std::string& line : wrapped(text, width)) {
      EXPECT_LE(display_width(line, false), width) << line;
      joined += line;
    }
    std::string bare = text;
    std::erase(joined, ' ');
    std::erase(bare, ' ');
    EXPECT_EQ(joined, bare);
  }
}

TEST(Printable, ControlCharactersBecomeVisible) {
  EXPECT_EQ(printable("a\x1b[31m\x07z"), "a␛[31m␇z");
  EXPECT_EQ(printable("\x7f"), "␡");
  EXPECT_EQ(printable("\u009b31m"), "<U+009B>31m");
  EXPECT_EQ(printable("\u202Eabc\u2066"), "<U+202E>abc<U+2066>");
  EXPECT_EQ(printable("line\nfeed\ttab"), "line\nfeed\ttab");
  EXPECT_EQ(printable("\xff\xfe"), "\uFFFD\uFFFD");
  EXPECT_EQ(printable("普通の文章。"), "普通の文章。");
}

TEST(Printable, BidiControlsInsideAClusterCannotHide) {
  const std::vector<Cell> cells = make_cells("か\u202Eい", {}, false);
  std::string text;
  for (const Cell& cell : cells) text += cell.text;
  EXPECT_EQ(text, "か<U+202E>い");
}

Environment fake(std::map<std::string, std::string> variables) {
  return testing::fake_environment(std::move(variables));
}

TEST(Color, AutoNeedsAWillingTerminal) {
  const Environment xterm = fake({{"TERM", "xterm"}});
  EXPECT_TRUE(use_color(ColorMode::automatic, true, xterm));
  EXPECT_FALSE(use_color(ColorMode::automatic, false, xterm));
  EXPECT_FALSE(use_color(ColorMode::automatic, true, fake({})));
  EXPECT_FALSE(use_color(ColorMode::automatic, true, fake({{"TERM", "dumb"}})));
  EXPECT_FALSE(use_color(ColorMode::automatic, true, fake({{"TERM", "xterm"}, {"NO_COLOR", "1"}})));
  EXPECT_TRUE(use_color(ColorMode::automatic, true, fake({{"TERM", "xterm"}, {"NO_COLOR", ""}})));
}

TEST(Color, AnExplicitChoiceWins) {
  const Environment none = fake({{"TERM", "dumb"}, {"NO_COLOR", "1"}});
  EXPECT_TRUE(use_color(ColorMode::always, false, none));
  EXPECT_FALSE(use_color(ColorMode::never, true, fake({{"TERM", "xterm"}})));
}

TEST(Locale, TheFirstVariableThatIsSetDecides) {
  EXPECT_EQ(locale_language(fake({{"LANG", "ja_JP.UTF-8"}})), Language::ja);
  EXPECT_EQ(locale_language(fake({{"LC_ALL", "C"}, {"LANG", "ja_JP.UTF-8"}})), Language::en);
  EXPECT_EQ(locale_language(fake({{"LC_ALL", ""}, {"LANG", "ja"}})), Language::ja);
  EXPECT_EQ(locale_language(fake({{"LANG", "jam"}})), Language::en);
  EXPECT_EQ(locale_language(fake({})), Language::en);
}

TEST(Terminal, WidthComesFromColumnsWithoutATerminal) {
  EXPECT_EQ(terminal_width(-1, fake({{"COLUMNS", "132"}})), 132u);
  EXPECT_EQ(terminal_width(-1, fake({{"COLUMNS", "5"}})), 20u);
  EXPECT_EQ(terminal_width(-1, fake({{"COLUMNS", "wide"}})), 80u);
  EXPECT_EQ(terminal_width(-1, fake({})), 80u);
}

TEST(ShellWord, IsQuotedWhereTheShellWouldMind) {
  EXPECT_EQ(shell_word("業種=製造業"), "業種=製造業");
  EXPECT_EQ(shell_word("a b"), "'a b'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("$(rm)"), "'$(rm)'");
  EXPECT_EQ(shell_word("~"), "'~'");
}

}  // namespace
}  // namespace jirei
