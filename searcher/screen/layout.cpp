#include "searcher/screen/layout.h"

#include <algorithm>

namespace jirei {

namespace {

constexpr std::uint32_t kBothPanes = 60;  // columns from which facets stand beside the hits
constexpr std::uint32_t kTallScreen = 40;

}  // namespace

bool large_enough(Size size) {
  return size.rows >= kSmallest.rows && size.columns >= kSmallest.columns;
}

Layout layout_of(const ScreenState& state) {
  const Size size = state.size;
  Layout layout;
  layout.bottom = std::max(layout.top, size.rows - 1);
  if (size.columns < kBothPanes) {
    if (state.pane == Pane::facets) {
      layout.facets_right = size.columns;
    } else {
      layout.hits_right = size.columns;
    }
    return layout;
  }
  const std::uint32_t facets = std::clamp(size.columns * 36 / 100, 26u, 46u);
  layout.facets_left = size.columns - facets;
  layout.facets_right = size.columns;
  layout.rule = layout.facets_left - 2;
  layout.hits_right = layout.rule - 1;
  return layout;
}

std::uint32_t reading_width(Size size) {
  constexpr std::uint32_t kMargins = 4, kLongest = 100;
  return std::min(kLongest, size.columns > kMargins + 10 ? size.columns - kMargins : 10u);
}

HitShape hit_shape(const ScreenState& state) {
  const Layout layout = layout_of(state);
  HitShape shape;
  shape.width = layout.hits_right > layout.hits_left + 1 ? layout.hits_right - layout.hits_left - 1
                                                         : state.size.columns;
  shape.lines_a_fragment = state.size.rows < 16 ? 1 : 2;
  shape.ambiguous_wide = state.settings.ambiguous_wide;
  return shape;
}

bool begins_partial(const ScreenState& state, std::size_t hit) {
  return !state.hits[hit].every_word && (hit == 0 || state.hits[hit - 1].every_word);
}

std::uint32_t hit_height(const ScreenState& state, std::size_t hit) {
  const std::size_t lines = lay_out_hit(state.hits[hit], *state.table, hit_shape(state)).size();
  return static_cast<std::uint32_t>(lines) + 1 + (begins_partial(state, hit) ? 1 : 0);
}

std::uint32_t facet_list_rows(const ScreenState& state) { return layout_of(state).rows(); }

namespace {

void scroll_hits(ScreenState* state) {
  if (state->hits.empty()) {
    state->selected = state->top = 0;
    return;
  }
  state->selected = std::min(state->selected, state->hits.size() - 1);
  state->top = std::min(state->top, state->selected);
  const std::uint32_t rows = layout_of(*state).rows() + 1;  // the last empty line may be cut off
  std::uint32_t used = 0;
  for (std::size_t i = state->selected + 1; i-- > state->top;) {
    used += hit_height(*state, i);
    if (used > rows && i < state->selected) {
      state->top = i + 1;
      break;
    }
  }
}

void scroll_facets(ScreenState* state) {
  const auto rows = facet_rows(state->answer.facets, *state->table, state->expanded);
  const std::size_t row = row_of(rows, state->facet_cursor);
  const std::size_t height = facet_list_rows(*state);
  if (row >= rows.size()) {
    state->facet_top = 0;
    return;
  }
  // The name of the facet is worth seeing with its first value.
  std::size_t first = row;
  if (first > 0 && rows[first - 1].kind == FacetRow::Kind::label) --first;
  state->facet_top = std::min(state->facet_top, first);
  if (row >= state->facet_top + height) state->facet_top = row + 1 - height;
  const std::size_t last_top = rows.size() > height ? rows.size() - height : 0;
  state->facet_top = std::min(state->facet_top, last_top);
}

}  // namespace

void scroll_into_view(ScreenState* state) {
  scroll_hits(state);
  scroll_facets(state);
  const std::size_t height = layout_of(*state).rows();
  const std::size_t lines = state->reading.text.lines.size();
  state->reading.top = std::min(state->reading.top, lines > height ? lines - height : 0);
}

}  // namespace jirei
