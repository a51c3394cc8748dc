// A line of text as it is laid out for the screen, before anybody knows where it will stand.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "searcher/screen/grid.h"

namespace jirei {

/// `label` stands at the beginning, the cells from column `indent` on.
struct TextLine {
  std::uint32_t indent = 0;
  Style style = Style::plain;  ///< of the cells; marked ones look like a match
  std::vector<Cell> cells;
  std::string label;
  Style label_style = Style::plain;
  std::vector<std::uint32_t> matches;  ///< of each cell: number of its match from 1; empty = none
};

/// Puts it on a row, from `left` to `right`. The match number `current` looks apart.
void put_line(Grid* grid, std::uint32_t row, std::uint32_t left, std::uint32_t right,
              const TextLine& line, std::uint32_t current = 0);

}  // namespace jirei
