#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dict/unicode.h"
#include "screen_support.h"
#include "searcher/screen/layout.h"
#include "searcher/text_width.h"

namespace jirei {
namespace {

using namespace testing;
using ::testing::HasSubstr;
using ::testing::Not;

/// Every row holds exactly its columns: no half characters, nothing beyond the edge.
void expect_whole(const Grid& grid) {
  for (std::uint32_t row = 0; row < grid.size().rows; ++row) {
    std::uint32_t covered = 0;
    for (std::uint32_t column = 0; column < grid.size().columns; ++column) {
      const GridCell& cell = grid.at(row, column);
      if (covered > 0) {
        EXPECT_EQ(cell.width, 0) << row << "," << column;
        --covered;
        continue;
      }
      ASSERT_GE(cell.width, 1) << row << "," << column;
      covered = cell.width - 1u;
      for (const char c : cell.text) EXPECT_GE(static_cast<unsigned char>(c), 0x20);
    }
    EXPECT_EQ(covered, 0u) << "a wide character hangs over the edge of row " << row;
  }
}

TEST(ScreenView, EverySizeIsPaintedWithoutHalfCharacters) {
  for (const bool wide : {false, true}) {
    for (std::uint32_t columns = 1; columns <= 130; columns += columns < 70 ? 1 : 7) {
      for (const std::uint32_t rows : {1u, 4u, 8u, 11u, 24u, 60u}) {
        ScreenState state = empty_screen({rows, columns});
        state.settings.ambiguous_wide = wide;
        Answer answer = answer_of(state, 4);
        answer.hits.push_back(hostile_hit());
        answer.partial = 3;
        answer.warnings = sample_answer().warnings;
        give(&state, answer);
        expect_whole(view(state));
        press(&state, {KeyKind::tab, {}});
        expect_whole(view(state));
        press(&state, control('y'));
        expect_whole(view(state));
        press(&state, {KeyKind::help, {}});
        expect_whole(view(state));
        press_all(&state, {{KeyKind::escape, {}}, {KeyKind::escape, {}}, {KeyKind::enter, {}}});
        accept_case(&state, state.reading.asked, shown_case());
        press_all(&state, {typed("n"), typed("n")});
        expect_whole(view(state));
      }
    }
  }
}

TEST(ScreenView, ATinyTerminalIsToldSo) {
  ScreenState state = empty_screen({5, 60});
  EXPECT_THAT(screen_text(state), HasSubstr("端末が小さすぎます（30×8 以上）"));
  resize(&state, {8, 30});
  EXPECT_THAT(screen_text(state), Not(HasSubstr("小さすぎ")));
  EXPECT_THAT(screen_text(empty_screen({2, 60}, {}, Language::en)), HasSubstr("at least 30x8"));
}

TEST(ScreenView, HitsStandBesideTheFacetsWithMarksWhereTheyMatch) {
  ScreenState state = answered_screen(2);
  const Grid grid = view(state);
  const std::string text = screen_text(state);
  EXPECT_THAT(text, HasSubstr("case-1"));
  EXPECT_THAT(text, HasSubstr("地方"));
  EXPECT_THAT(text, HasSubstr("2 件（全 68 件）"));
  EXPECT_THAT(text, HasSubstr("   1.2 ms"));
  EXPECT_EQ(grid.at(3, 5).text, "ラ");
  EXPECT_EQ(grid.at(3, 5).look.style, Style::mark);
  EXPECT_TRUE(grid.at(3, 5).look.reverse) << "the first hit is selected";
  EXPECT_FALSE(grid.at(9, 5).look.reverse);
}

TEST(ScreenView, ANarrowTerminalShowsFacetsInPlaceOfTheHits) {
  ScreenState state = answered_screen(2, {24, 50});
  EXPECT_THAT(screen_text(state), Not(HasSubstr("地方")));
  press(&state, {KeyKind::tab, {}});
  EXPECT_THAT(screen_text(state), HasSubstr("地方"));
  EXPECT_THAT(screen_text(state), Not(HasSubstr("case-1")));
}

TEST(ScreenView, CasesWithSomeOfTheWordsAreHeadedOnce) {
  ScreenState state = empty_screen();
  Answer answer = answer_of(state, 3);
  answer.hits[1].every_word = answer.hits[2].every_word = false;
  answer.partial = 2;
  give(&state, answer);
  const std::string text = screen_text(state);
  const std::size_t first = text.find("一部の語だけに一致した事例");
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(text.find("一部の語だけに一致した事例", first + 1), std::string::npos);
  EXPECT_THAT(text, HasSubstr("一部一致 2 件"));
}

TEST(ScreenView, TheCursorStandsBehindTheQueryWhereAnInputMethodOpens) {
  ScreenState state = answered_screen();
  press(&state, typed("感染"));
  Grid grid = view(state);
  ASSERT_TRUE(grid.cursor_shown);
  EXPECT_EQ(grid.cursor_row, 0u);
  EXPECT_EQ(grid.cursor_column, display_width("検索: 感染", false));
  press(&state, {KeyKind::left, {}});
  EXPECT_EQ(view(state).cursor_column, display_width("検索: 感", false));
  give(&state, answer_of(state, 3));
  press(&state, {KeyKind::tab, {}});
  EXPECT_FALSE(view(state).cursor_shown);
}

TEST(ScreenView, ALongQueryKeepsItsCursorInSight) {
  ScreenState state = answered_screen();
  std::string query;
  for (int i = 0; i < 60; ++i) query += "感染";
  press(&state, {KeyKind::paste, query + "終"});
  const Grid grid = view(state);
  EXPECT_THAT(grid.line(0), HasSubstr("終"));
  EXPECT_LT(grid.cursor_column, 80u);
  press(&state, {KeyKind::home, {}});
  EXPECT_EQ(view(state).cursor_column, display_width("検索: ", false));
}

TEST(ScreenView, TheTrailShowsItsLastStepsFirst) {
  Request request;
  for (const char* value : {"東京都", "神奈川県", "新潟県"}) {
    request.filters.push_back({"所在地", false, {{value, false, {}, {}}}});
  }
  request.filters.push_back({"ケース", true, {{"内部不正", false, {}, {}}}});
  ScreenState state = empty_screen({24, 80}, request);
  give(&state, answer_of(state, 3));
  EXPECT_THAT(view(state).line(1),
              HasSubstr("… 所在地=神奈川県 > 所在地=新潟県 > ケース!=内部不正 "));
  resize(&state, {24, 160});
  EXPECT_THAT(view(state).line(1), HasSubstr("所在地=東京都 > 所在地=神奈川県 > 所在地=新潟県"));
}

TEST(ScreenView, ChosenAndExcludedValuesAreMarkedAtOnce) {
  ScreenState state = answered_screen();
  press_all(&state, {{KeyKind::tab, {}}, typed(" "), {KeyKind::down, {}}, typed("x")});
  const std::string text = screen_text(state);
  EXPECT_THAT(text, HasSubstr("* 関東"));
  EXPECT_THAT(text, HasSubstr("- 中部"));
  EXPECT_THAT(text, HasSubstr("… ms")) << "the counts are of the question before";
}

TEST(ScreenView, AmbiguousWideTerminalsGetNoBoxDrawing) {
  ScreenState state = answered_screen();
  state.settings.ambiguous_wide = true;
  const std::string text = screen_text(state);
  for (const char* drawn : {"─", "│", "█", "▌"}) EXPECT_THAT(text, Not(HasSubstr(drawn)));
}

TEST(ScreenView, NothingFoundAndAnEmptyIndexSaySo) {
  ScreenState state = empty_screen();
  Answer answer = answer_of(state, 0);
  answer.facets.clear();
  give(&state, answer);
  EXPECT_THAT(screen_text(state), HasSubstr("見つかりませんでした。"));
  ask_again(&state);
  answer.collection = 0;
  give(&state, answer);
  EXPECT_THAT(screen_text(state), HasSubstr("jirei-index add"));
}

TEST(ScreenView, EnglishScreensHoldNoJapaneseButLabelsAndCases) {
  ScreenState state = empty_screen({24, 100}, {}, Language::en);
  Answer answer = answer_of(state, 0);
  answer.partial = 2;
  answer.facets.clear();
  give(&state, answer);
  for (const Key& key : {typed("x"), Key{KeyKind::help, {}}, control('y'), control('o')}) {
    const std::string text = screen_text(state);
    for (std::size_t pos = 0; pos < text.size();) {
      EXPECT_FALSE(is_japanese(next_code_point(text, &pos))) << text;
    }
    press(&state, key);
    give(&state, answer);
    if (state.sort != "relevance" && state.sort != "id") break;
  }
}

}  // namespace
}  // namespace jirei
