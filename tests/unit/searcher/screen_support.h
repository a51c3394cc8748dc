// A full screen made by hand: no terminal, no index.
#pragma once

#include <string>
#include <vector>

#include "sample_answer.h"
#include "searcher/screen/update.h"
#include "searcher/screen/view.h"

namespace jirei::testing {

inline Key typed(std::string text) { return {KeyKind::text, std::move(text)}; }
inline Key control(char letter) { return {KeyKind::control, std::string(1, letter)}; }

inline ScreenState empty_screen(Size size = {24, 80}, Request request = {},
                                Language language = Language::ja) {
  ScreenSettings settings;
  settings.language = language;
  settings.request = std::move(request);
  return make_state(std::move(settings), std::make_shared<const FacetTable>(sample_table()), size);
}

inline Hit numbered_hit(std::uint32_t rank) {
  Hit hit = plain_hit();
  hit.rank = rank;
  hit.id = "case-" + std::to_string(rank);
  hit.snippets.resize(1);
  return hit;
}

/// An answer of `count` hits in all, of which a page is here.
inline Answer answer_of(const ScreenState& state, std::uint32_t count, std::uint32_t page = 1) {
  Answer answer = sample_answer();
  answer.warnings.clear();
  answer.hits.clear();
  answer.total = count;
  answer.partial = 0;
  answer.took_ms = 1.25;
  const Request request = request_of(state, page);
  for (std::uint32_t i = 0; i < request.limit; ++i) {
    const std::uint32_t rank = (page - 1) * request.limit + i + 1;
    if (rank <= count) answer.hits.push_back(numbered_hit(rank));
  }
  return answer;
}

inline void give(ScreenState* state, Answer answer, std::uint32_t page = 1) {
  accept(state, state->asked, page, std::move(answer), state->table);
}

inline ScreenState answered_screen(std::uint32_t hits = 3, Size size = {24, 80}) {
  ScreenState state = empty_screen(size);
  give(&state, answer_of(state, hits));
  return state;
}

inline ShownCase shown_case() {
  ShownCase shown;
  shown.record.id = "case-1";
  shown.record.title = "ランサムウェアに備える";
  shown.title_highlights = {{0, 7}};
  shown.record.facets = {{"industry", {"製造業"}}, {"kind", {"ランサムウェア", "ウイルス感染"}}};
  std::string text;
  for (int i = 0; i < 40; ++i) text += "段落" + std::to_string(i) + "\n";
  shown.record.sections = {{"発生した事故と影響", "感染した。感染が広がった。"},
                           {"取り組み", text}};
  shown.section_highlights = {{{0, 2}, {5, 7}}, {{0, 2}}};
  return shown;
}

inline std::string screen_text(const ScreenState& state) {
  const Grid grid = view(state);
  std::string text;
  for (std::uint32_t row = 0; row < grid.size().rows; ++row) text += grid.line(row) + '\n';
  return text;
}

inline void press_all(ScreenState* state, const std::vector<Key>& keys) {
  for (const Key& key : keys) press(state, key);
}

}  // namespace jirei::testing
