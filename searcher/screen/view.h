// The state painted as a grid.
#pragma once

#include "searcher/screen/grid.h"
#include "searcher/screen/state.h"

namespace jirei {

Grid view(const ScreenState& state);

}  // namespace jirei
