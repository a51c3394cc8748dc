// A grid → the bytes that turn a terminal from one grid into the next.
//
// Not curses' own painter, for two reasons: a text of ambiguous width (①, ※, joined emoji) may be
// drawn narrower or wider than anybody thinks, so the cursor is placed anew behind each of them and
// the rest of the row stays where it belongs; and what is written depends on no locale.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "searcher/screen/grid.h"

namespace jirei {

/// What the terminal at hand understands.
struct Pens {
  std::function<std::string(Look)> pen;  ///< from any look to this one
  std::function<std::string(std::uint32_t row, std::uint32_t column)> move;
  std::string clear;  ///< clears the screen
  std::string hide_cursor, show_cursor;
};

/// `before` null: nothing is known of the screen, all of it is cleared and painted.
std::string paint(const Grid* before, const Grid& after, const Pens& pens);

}  // namespace jirei
