// The jirei-search command that gives what the screen shows.
#pragma once

#include <string>

#include "searcher/screen/state.h"

namespace jirei {

/// In the reading pane: the whole case; else the hits. Every word is quoted for a POSIX shell.
std::string equivalent_command(const ScreenState& state);

}  // namespace jirei
