// The terminal's description: what it can do, and how it is told to.
#pragma once

#include <string>

#include "searcher/screen/painter.h"

namespace jirei {

/// Whether a terminal of this name has a description, and can put its cursor anywhere.
bool places_cursor(const std::string& name);

/// A string of the description of the terminal that curses has opened, "" where it has none.
std::string capability(const char* name);

/// The looks of the screen in what the terminal can do: colours (of the first eight, so that the
/// person's own palette applies), else bold, dim, underlined and reversed alone.
Pens make_pens(bool colors);

}  // namespace jirei
