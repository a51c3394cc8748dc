#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "screen_support.h"
#include "searcher/screen/command_line.h"
#include "searcher/screen/key_help.h"
#include "searcher/screen/layout.h"

namespace jirei {
namespace {

using namespace testing;
using ::testing::HasSubstr;

constexpr KeyKind kTab = KeyKind::tab, kEnter = KeyKind::enter, kEscape = KeyKind::escape,
                  kDown = KeyKind::down, kUp = KeyKind::up;

TEST(ScreenModel, EveryCharacterAsksAnew) {
  ScreenState state = empty_screen();
  const std::uint64_t before = state.asked;
  press(&state, typed("感"));
  press(&state, typed("染"));
  EXPECT_EQ(state.asked, before + 2);
  EXPECT_EQ(request_of(state, 1).query, "感染");
  EXPECT_EQ(wanted_page(state), 1u);
  press(&state, {KeyKind::left, {}});
  EXPECT_EQ(state.asked, before + 2) << "moving the cursor is no new question";
}

TEST(ScreenModel, AnswersToOlderQuestionsAreDropped) {
  ScreenState state = empty_screen();
  const Answer old = answer_of(state, 3);
  const std::uint64_t question = state.asked;
  press(&state, typed("感"));
  accept(&state, question, 1, old, state.table);
  EXPECT_TRUE(state.hits.empty());
  give(&state, answer_of(state, 2));
  EXPECT_EQ(state.hits.size(), 2u);
  EXPECT_EQ(wanted_page(state), 0u);
}

TEST(ScreenModel, QLeavesOnAnEmptyQueryAloneAndCtrlCAlways) {
  ScreenState state = empty_screen();
  EXPECT_TRUE(press(&state, typed("q")).leave);
  press(&state, typed("あ"));
  EXPECT_FALSE(press(&state, typed("q")).leave);
  EXPECT_EQ(state.query.text(), "あq");
  EXPECT_TRUE(press(&state, control('c')).leave);
}

TEST(ScreenModel, PastedTextIsNeverACommand) {
  ScreenState state = empty_screen();
  EXPECT_FALSE(press(&state, {KeyKind::paste, "q"}).leave);
  EXPECT_EQ(state.query.text(), "q");
  press(&state, {KeyKind::paste, "\x1b[31m行\n二\tつ"});
  EXPECT_EQ(state.query.text(), "q[31m行 二 つ");
}

TEST(ScreenModel, TheSelectionMovesAndNextPagesAreAskedForInTime) {
  ScreenState state = answered_screen(100);
  const std::size_t page = state.hits.size();
  EXPECT_EQ(wanted_page(state), 0u);
  for (std::size_t i = 0; i + 1 < page; ++i) press(&state, {kDown, {}});
  ASSERT_EQ(wanted_page(state), 2u);
  give(&state, answer_of(state, 100, 2), 2);
  EXPECT_EQ(state.hits.size(), 2 * page);
  EXPECT_EQ(state.selected, page - 1) << "what is selected stays";
  EXPECT_EQ(state.hits[page].rank, page + 1);
  EXPECT_EQ(wanted_page(state), 0u);
  press(&state, {kUp, {}});
  EXPECT_EQ(state.selected, page - 2);
}

TEST(ScreenModel, WhatIsSelectedCanAlwaysBeSeen) {
  ScreenState state = answered_screen(8);
  for (int i = 0; i < 7; ++i) {
    press(&state, {kDown, {}});
    EXPECT_THAT(screen_text(state), HasSubstr("case-" + std::to_string(state.selected + 1)));
    EXPECT_LE(state.top, state.selected);
  }
  EXPECT_GT(state.top, 0u);
  press(&state, {KeyKind::page_up, {}});
  press(&state, {KeyKind::page_up, {}});
  press(&state, {KeyKind::page_up, {}});
  EXPECT_EQ(state.selected, 0u);
  EXPECT_EQ(state.top, 0u);
}

TEST(ScreenModel, SpaceNarrowsAndBackUndoesStepByStep) {
  ScreenState state = answered_screen();
  press(&state, {kTab, {}});
  ASSERT_EQ(state.pane, Pane::facets);
  EXPECT_EQ(state.facet_cursor.value, "関東");
  press(&state, typed(" "));
  ASSERT_EQ(state.trail.choices().size(), 1u);
  EXPECT_EQ(choice_text(state.trail.choices()[0], *state.table), "地方=関東");
  EXPECT_EQ(request_of(state, 1).filters.size(), 1u);
  press(&state, {kDown, {}});
  press(&state, typed("x"));
  ASSERT_EQ(state.trail.choices().size(), 2u);
  EXPECT_EQ(choice_text(state.trail.choices()[1], *state.table), "地方!=中部");
  const std::uint64_t before = state.asked;
  press(&state, {KeyKind::backspace, {}});
  EXPECT_EQ(state.asked, before + 1);
  EXPECT_EQ(state.trail.choices().size(), 1u);
  press(&state, {kEscape, {}});  // to the query
  EXPECT_EQ(state.pane, Pane::query);
  press(&state, {kEscape, {}});  // undoes the first step
  EXPECT_TRUE(state.trail.choices().empty());
}

TEST(ScreenModel, SpaceAgainTakesTheChoiceBackAndExclusionReplacesIt) {
  ScreenState state = answered_screen();
  press_all(&state, {{kTab, {}}, typed(" "), typed(" ")});
  EXPECT_TRUE(state.trail.choices().empty());
  press_all(&state, {typed(" "), typed("x")});
  ASSERT_EQ(state.trail.choices().size(), 1u);
  EXPECT_TRUE(state.trail.choices()[0].exclude);
  press(&state, typed(" "));
  EXPECT_TRUE(state.trail.choices().empty()) << "space undoes an exclusion, too";
  press(&state, {KeyKind::backspace, {}});
  EXPECT_EQ(state.trail.choices().size(), 1u) << "undoing is undone";
}

TEST(ScreenModel, EscapeWithoutFiltersClearsTheQuery) {
  ScreenState state = empty_screen();
  press(&state, typed("あ"));
  press(&state, {kEscape, {}});
  EXPECT_EQ(state.query.text(), "");
  EXPECT_FALSE(press(&state, {kEscape, {}}).leave);
}

TEST(ScreenModel, TabWalksTheFacetsAndComesBackToTheQuery) {
  ScreenState state = answered_screen();
  std::vector<std::string> walked;
  press(&state, {kTab, {}});
  while (state.pane == Pane::facets && walked.size() < 9) {
    walked.push_back(state.facet_cursor.facet);
    press(&state, {kTab, {}});
  }
  EXPECT_THAT(walked, ::testing::ElementsAre("region", "industry", "year"));
  press(&state, {kTab, {}});
  EXPECT_EQ(state.facet_cursor.facet, "region") << "the walk begins anew";
  press(&state, {KeyKind::back_tab, {}});
  EXPECT_EQ(state.pane, Pane::query);
}

TEST(ScreenModel, TheFacetCursorKeepsItsValueWhenCountsChange) {
  ScreenState state = answered_screen();
  press_all(&state, {{kTab, {}}, {kDown, {}}});
  EXPECT_EQ(state.facet_cursor.value, "中部");
  Answer next = answer_of(state, 1);
  std::swap(next.facets[0].values[0].count, next.facets[0].values[1].count);
  press(&state, typed(" "));
  give(&state, next);
  press(&state, {kUp, {}});
  press(&state, {kDown, {}});
  EXPECT_EQ(facet_rows(state.answer.facets, *state.table, {})[1].value->value, "中部");
}

TEST(ScreenModel, ValuesLeftOutAreListedOnDemand) {
  ScreenState state = answered_screen();
  EXPECT_THAT(screen_text(state), HasSubstr("他 2 件"));
  press_all(&state, {{kTab, {}}, {KeyKind::end, {}}});
  EXPECT_EQ(state.facet_cursor.value, "");
  press(&state, typed(" "));
  EXPECT_THAT(screen_text(state), ::testing::Not(HasSubstr("他 2 件")));
  EXPECT_TRUE(state.trail.choices().empty());
}

TEST(ScreenModel, JapaneseTypedAmongTheFacetsGoesToTheQuery) {
  ScreenState state = answered_screen();
  press_all(&state, {{kTab, {}}, typed("感")});
  EXPECT_EQ(state.pane, Pane::query);
  EXPECT_EQ(state.query.text(), "感");
}

TEST(ScreenModel, FiltersOfTheCommandLineAreStepsOfTheTrail) {
  Request request;
  request.filters = {{"業種", false, {{"製造業", false, {}, {}}, {"小売業", false, {}, {}}}},
                     {"発生年", false, {{"", true, "2013", "2016"}}}};
  ScreenState state = empty_screen({24, 80}, request);
  ASSERT_EQ(state.trail.choices().size(), 3u);
  EXPECT_EQ(state.trail.choices()[0].facet, "industry");
  EXPECT_EQ(filter_options(state.trail.choices(), *state.table),
            "-f 業種=製造業,小売業 -f 発生年=2013..2016");
  press(&state, {kEscape, {}});
  EXPECT_EQ(state.trail.choices().size(), 2u);
}

TEST(ScreenModel, AValueCoveredByARangeIsFreedWithIt) {
  Request request;
  request.filters = {{"発生年", false, {{"", true, "2013", "2016"}}}};
  ScreenState state = empty_screen({24, 80}, request);
  Answer answer = answer_of(state, 3);
  for (FacetCount& value : answer.facets[2].values) value.selected = value.value == "2014";
  give(&state, answer);
  press_all(&state, {{kTab, {}}, {kTab, {}}, {kTab, {}}});
  ASSERT_EQ(state.facet_cursor.facet, "year");
  while (state.facet_cursor.value != "2014") press(&state, {kDown, {}});
  press(&state, typed(" "));
  EXPECT_TRUE(state.trail.choices().empty());
}

TEST(ScreenModel, EnterReadsACaseAndNGoesFromMatchToMatch) {
  ScreenState state = answered_screen();
  press_all(&state, {{kDown, {}}, {kEnter, {}}});
  ASSERT_EQ(state.pane, Pane::reading);
  EXPECT_TRUE(wants_case(state));
  EXPECT_EQ(state.reading.id, "case-2");
  accept_case(&state, state.reading.asked, shown_case());
  EXPECT_FALSE(wants_case(state));
  ASSERT_EQ(state.reading.text.match_lines.size(), 4u);
  EXPECT_EQ(state.reading.match, 0u);
  press(&state, typed("n"));
  EXPECT_EQ(state.reading.match, 1u);
  press(&state, typed("N"));
  EXPECT_EQ(state.reading.match, 4u) << "round about";
  EXPECT_THAT(screen_text(state), HasSubstr("一致 4/4"));
  press(&state, {kEscape, {}});
  EXPECT_EQ(state.pane, Pane::query);
  EXPECT_EQ(state.selected, 1u);
}

TEST(ScreenModel, EnterWaitsForTheHitsOfWhatIsTyped) {
  ScreenState state = answered_screen();
  press_all(&state, {typed("感"), {kEnter, {}}, typed("n")});
  EXPECT_EQ(state.pane, Pane::query);
  EXPECT_EQ(state.query.text(), "感") << "what follows Enter is for the case";
  EXPECT_TRUE(keys_to_repeat(&state).empty());
  Answer answer = answer_of(state, 2);
  answer.hits[0].id = "the-right-one";
  give(&state, answer);
  press_all(&state, keys_to_repeat(&state));
  EXPECT_EQ(state.reading.id, "the-right-one");
  accept_case(&state, state.reading.asked, shown_case());
  press_all(&state, keys_to_repeat(&state));
  EXPECT_EQ(state.reading.match, 1u);
}

TEST(ScreenModel, EscapeForgetsWhatWasTypedAhead) {
  ScreenState state = answered_screen();
  press_all(&state, {typed("感"), {kEnter, {}}, {kEscape, {}}});
  EXPECT_EQ(state.query.text(), "感");
  give(&state, answer_of(state, 2));
  EXPECT_TRUE(keys_to_repeat(&state).empty());
  EXPECT_EQ(state.pane, Pane::query);
}

TEST(ScreenModel, TheReadingPaneScrollsNoFurtherThanTheText) {
  ScreenState state = answered_screen();
  press(&state, {kEnter, {}});
  accept_case(&state, state.reading.asked, shown_case());
  press(&state, typed("G"));
  const std::size_t last = state.reading.text.lines.size() - layout_of(state).rows();
  EXPECT_EQ(state.reading.top, last);
  press(&state, typed(" "));
  EXPECT_EQ(state.reading.top, last);
  press(&state, typed("b"));
  EXPECT_LT(state.reading.top, last);
  press(&state, typed("g"));
  press(&state, {kUp, {}});
  EXPECT_EQ(state.reading.top, 0u);
}

TEST(ScreenModel, ArrowsReadTheNextCaseOfTheList) {
  ScreenState state = answered_screen();
  press(&state, {kEnter, {}});
  accept_case(&state, state.reading.asked, shown_case());
  press(&state, {KeyKind::right, {}});
  EXPECT_EQ(state.reading.id, "case-2");
  EXPECT_TRUE(wants_case(state));
  press_all(&state, {{KeyKind::left, {}}, {KeyKind::left, {}}});
  EXPECT_EQ(state.reading.id, "case-1");
}

TEST(ScreenModel, ACaseThatIsGoneIsReportedInTheList) {
  ScreenState state = answered_screen();
  press(&state, {kEnter, {}});
  fail_case(&state, state.reading.asked, {"ありません。", "gone."});
  EXPECT_EQ(state.pane, Pane::query);
  EXPECT_THAT(screen_text(state), HasSubstr("ありません。"));
}

TEST(ScreenModel, SortGoesThroughAllOrdersAndBegins) {
  ScreenState state = answered_screen();
  std::vector<std::string> seen;
  do {
    seen.push_back(state.sort);
    press(&state, control('o'));
  } while (state.sort != "relevance" && seen.size() < 20);
  EXPECT_THAT(seen, ::testing::ElementsAre("relevance", "id", "従業員規模", "-従業員規模",
                                           "-発生年", "発生年"));
  EXPECT_EQ(request_of(state, 1).sort, "relevance");
}

TEST(ScreenModel, TheSuggestionIsTakenAndACorrectionTakenBack) {
  ScreenState state = empty_screen();
  state.query.set("ウイスル");
  Answer answer = answer_of(state, 2);
  answer.suggestion = Suggestion{Suggestion::Kind::corrected, "ウイルス", "ウイスル"};
  give(&state, answer);
  EXPECT_THAT(screen_text(state), HasSubstr("「ウイルス」で検索しました"));
  press(&state, control('t'));
  EXPECT_FALSE(request_of(state, 1).on.correction);
  EXPECT_EQ(state.query.text(), "ウイスル");
  answer.suggestion = Suggestion{Suggestion::Kind::nearest, "ウイルス", "ウイスル"};
  give(&state, answer);
  press(&state, control('t'));
  EXPECT_EQ(state.query.text(), "ウイルス");
  EXPECT_TRUE(request_of(state, 1).on.correction);
}

TEST(ScreenModel, YGivesTheCommandForTheView) {
  Request request;
  ScreenState state = answered_screen();
  state.settings.options = "-i '/a b' --any";
  press_all(&state,
            {typed("感染 'x'"), {kTab, {}}, typed(" "), {kDown, {}}, typed("x"), control('o')});
  const Outcome outcome = press(&state, typed("y"));
  EXPECT_EQ(
      outcome.copy,
      "jirei-search -i '/a b' --any -f 地方=関東 -f '地方!=中部' --sort id '感染 '\\''x'\\'''");
  EXPECT_THAT(screen_text(state), HasSubstr("jirei-search -i"));
  press(&state, {kEscape, {}});
  EXPECT_EQ(state.copied, "");
  EXPECT_EQ(state.pane, Pane::facets) << "Esc closes the box alone";
}

TEST(ScreenModel, AQueryThatLooksLikeAnOptionStandsBehindDashes) {
  ScreenState state = answered_screen();
  press(&state, typed("-教育"));
  EXPECT_EQ(equivalent_command(state), "jirei-search -- -教育");
}

TEST(ScreenModel, InTheReadingPaneTheCommandShowsTheCase) {
  ScreenState state = answered_screen();
  press_all(&state, {typed("感染"), {kDown, {}}});
  give(&state, answer_of(state, 3));
  press(&state, {kEnter, {}});
  accept_case(&state, state.reading.asked, shown_case());
  EXPECT_EQ(press(&state, typed("y")).copy, "jirei-search --show case-1 感染");
  EXPECT_EQ(press(&state, typed("Y")).copy, "case-1");
}

TEST(ScreenModel, HelpOpensClosesAndNamesEveryKeyInBothLanguages) {
  for (const Language language : {Language::ja, Language::en}) {
    ScreenState state = empty_screen({60, 100}, {}, language);
    press(&state, typed("?"));
    ASSERT_TRUE(state.help);
    const std::string text = screen_text(state);
    for (const KeyGroup& group : key_groups()) {
      for (const KeyHelp& key : group.keys) {
        EXPECT_THAT(text, HasSubstr(std::string(language == Language::ja ? key.ja : key.en)));
      }
    }
    press(&state, {kEscape, {}});
    EXPECT_FALSE(state.help);
  }
}

TEST(ScreenModel, AnErrorIsShownAndTypingGoesOn) {
  ScreenState state = answered_screen();
  press(&state, typed("x"));
  fail(&state, state.asked, {"だめです。", "no good."});
  EXPECT_THAT(screen_text(state), HasSubstr("だめです。"));
  EXPECT_EQ(wanted_page(state), 0u);
  press(&state, {KeyKind::backspace, {}});
  EXPECT_EQ(wanted_page(state), 1u);
  give(&state, answer_of(state, 3));
  EXPECT_THAT(screen_text(state), ::testing::Not(HasSubstr("だめです。")));
}

TEST(ScreenModel, ResizingKeepsTheSelectionAndTheText) {
  ScreenState state = answered_screen(8);
  press_all(&state, {{kDown, {}}, {kDown, {}}});
  resize(&state, {60, 200});
  EXPECT_EQ(wanted_page(state), 1u) << "fragments fit the new width";
  give(&state, answer_of(state, 8));
  EXPECT_EQ(state.selected, 2u);
  press(&state, {kEnter, {}});
  accept_case(&state, state.reading.asked, shown_case());
  press(&state, typed("G"));
  resize(&state, {10, 40});
  EXPECT_LE(state.reading.top + layout_of(state).rows(), state.reading.text.lines.size());
}

TEST(ScreenModel, AChangedIndexIsAskedAgain) {
  ScreenState state = answered_screen();
  press_all(&state, {{kDown, {}}, {kEnter, {}}});
  accept_case(&state, state.reading.asked, shown_case());
  ask_again(&state);
  EXPECT_EQ(wanted_page(state), 1u);
  EXPECT_TRUE(wants_case(state));
  give(&state, answer_of(state, 1));
  EXPECT_EQ(state.selected, 0u);
}

}  // namespace
}  // namespace jirei
