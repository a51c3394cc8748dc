// What the panes' keys share; inside press*.cpp alone.
#pragma once

#include <cstddef>
#include <string>

#include "searcher/screen/key.h"
#include "searcher/screen/state.h"

namespace jirei {

/// Shows a text in the box and hands it to the clipboard.
Outcome copy(ScreenState* state, std::string text);
Outcome copy_id(ScreenState* state);
void ask_case(ScreenState* state, std::size_t hit);
/// Moves the selection in the list.
void select(ScreenState* state, std::ptrdiff_t by);

Outcome press_in_reading(ScreenState* state, const Key& key);
Outcome press_in_help(ScreenState* state, const Key& key);

}  // namespace jirei
