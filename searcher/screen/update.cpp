#include "searcher/screen/update.h"

#include <algorithm>
#include <utility>

#include "searcher/screen/layout.h"

namespace jirei {

namespace {

std::uint32_t page_size(const ScreenState& state) {
  constexpr std::uint32_t kFewest = 8, kLinesOfAHit = 3;
  return std::max(kFewest, layout_of(state).rows() / kLinesOfAHit + 2);
}

void lay_out_reading(ScreenState* state) {
  Reading& reading = state->reading;
  if (reading.shown_case == nullptr) return;
  reading.text = lay_out_case(*reading.shown_case, *state->table, state->settings.language,
                              reading_width(state->size), state->settings.ambiguous_wide);
}

}  // namespace

void question_changed(ScreenState* state) {
  ++state->asked;
  state->failure = {};
  state->keep_place = false;
}

ScreenState make_state(ScreenSettings settings, std::shared_ptr<const FacetTable> table,
                       Size size) {
  ScreenState state;
  state.table = std::move(table);
  state.size = size;
  state.query.set(settings.request.query);
  state.trail = Trail(settings.request.filters, *state.table);
  state.sort = settings.request.sort;
  state.correction = settings.request.on.correction;
  state.settings = std::move(settings);
  return state;
}

void resize(ScreenState* state, Size size) {
  if (size == state->size) return;
  state->size = size;
  lay_out_reading(state);
  question_changed(state);  // fragments are cut for the width of the list
  state->keep_place = true;
  scroll_into_view(state);
}

std::uint32_t wanted_page(const ScreenState& state) {
  if (state.answered != state.asked) return 1;
  if (state.all_hits || state.hits.empty()) return 0;
  const std::uint32_t size = page_size(state);
  if (state.selected + size / 2 + 1 < state.hits.size()) return 0;
  return static_cast<std::uint32_t>(state.hits.size()) / size + 1;
}

Request request_of(const ScreenState& state, std::uint32_t page) {
  Request request = state.settings.request;
  request.query = state.query.text();
  request.filters = state.trail.choices();
  request.sort = state.sort;
  request.on.correction = request.on.correction && state.correction;
  request.page = page;
  request.limit = page_size(state);
  request.pivot.reset();
  request.explain = false;
  request.totals = true;
  const HitShape shape = hit_shape(state);
  const std::uint32_t columns = shape.width > 8 ? shape.width - 4 : 4;
  request.snippets = state.size.rows >= 40 ? 2 : 1;
  request.snippet_width = std::max(10u, columns * shape.lines_a_fragment - 2);
  return request;
}

bool wants_case(const ScreenState& state) {
  return state.reading.asked != state.reading.shown && !state.reading.id.empty();
}

void accept(ScreenState* state, std::uint64_t question, std::uint32_t page, Answer answer,
            std::shared_ptr<const FacetTable> table) {
  if (question != state->asked) return;
  std::vector<Hit> hits = std::exchange(answer.hits, {});
  state->all_hits = hits.size() < page_size(*state);
  if (page > 1) {
    if (state->hits.size() != std::size_t{page - 1} * page_size(*state)) return;
    state->hits.insert(state->hits.end(), std::make_move_iterator(hits.begin()),
                       std::make_move_iterator(hits.end()));
    return scroll_into_view(state);
  }
  state->table = std::move(table);
  state->hits = std::move(hits);
  state->answer = std::move(answer);
  state->answered = question;
  state->failure = {};
  if (!state->keep_place) state->selected = state->top = 0;
  scroll_into_view(state);
}

void accept_case(ScreenState* state, std::uint64_t question, ShownCase shown) {
  if (question != state->reading.asked) return;
  state->reading.shown = question;
  state->reading.shown_case = std::make_shared<const ShownCase>(std::move(shown));
  state->failure = {};
  lay_out_reading(state);
  scroll_into_view(state);
}

void fail(ScreenState* state, std::uint64_t question, const Text& reason) {
  if (question != state->asked) return;
  state->failure = reason;
  state->answered = question;
  state->answer = {};
  state->hits.clear();
  state->all_hits = true;
  scroll_into_view(state);
}

void fail_case(ScreenState* state, std::uint64_t question, const Text& reason) {
  if (question != state->reading.asked) return;
  state->reading.shown = question;
  if (state->pane == Pane::reading) state->pane = Pane::query;
  state->failure = reason;
}

void ask_again(ScreenState* state) {
  question_changed(state);
  state->keep_place = true;
  if (state->pane == Pane::reading) ++state->reading.asked;
}

}  // namespace jirei
