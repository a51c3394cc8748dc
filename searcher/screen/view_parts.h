// The panes of the screen.
#pragma once

#include "searcher/screen/grid.h"
#include "searcher/screen/state.h"

namespace jirei {

void paint_hits(Grid* grid, const ScreenState& state);
void paint_facets(Grid* grid, const ScreenState& state);
void paint_reading(Grid* grid, const ScreenState& state);
/// The box with what y has copied, at the bottom.
void paint_box(Grid* grid, const ScreenState& state);

}  // namespace jirei
