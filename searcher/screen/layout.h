// Where the panes are, and what of the lists can be seen.
#pragma once

#include <cstdint>

#include "searcher/screen/hit_text.h"
#include "searcher/screen/state.h"

namespace jirei {

inline constexpr Size kSmallest{8, 30};

/// Rows and columns are half-open ranges. Without room for both panes, facets take the place of the
/// hits while they are walked.
struct Layout {
  std::uint32_t top = 3, bottom = 0;            ///< rows of the panes
  std::uint32_t hits_left = 0, hits_right = 0;  ///< empty when the facets stand there
  std::uint32_t facets_left = 0, facets_right = 0;
  std::uint32_t rule = 0;  ///< column of the line between them; 0 = none
  std::uint32_t rows() const { return bottom - top; }
};

bool large_enough(Size size);
Layout layout_of(const ScreenState& state);
/// Columns of text in the reading pane: long lines are hard to read.
std::uint32_t reading_width(Size size);
HitShape hit_shape(const ScreenState& state);
/// Lines that a hit takes in the list, the empty one behind it and a heading before it included.
std::uint32_t hit_height(const ScreenState& state, std::size_t hit);
/// Whether the heading of cases with some of the words stands before this hit.
bool begins_partial(const ScreenState& state, std::size_t hit);
std::uint32_t facet_list_rows(const ScreenState& state);

/// Moves the tops of the lists so that what is selected can be seen.
void scroll_into_view(ScreenState* state);

}  // namespace jirei
