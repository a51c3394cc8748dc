#include "searcher/screen/text_line.h"

namespace jirei {

void put_line(Grid* grid, std::uint32_t row, std::uint32_t left, std::uint32_t right,
              const TextLine& line, std::uint32_t current) {
  if (!line.label.empty()) grid->put(row, left, right, line.label, {line.label_style});
  std::uint32_t column = left + line.indent;
  for (std::size_t i = 0; i < line.cells.size(); ++i) {
    const Cell& cell = line.cells[i];
    Style style = cell.marked ? Style::mark : line.style;
    if (current > 0 && i < line.matches.size() && line.matches[i] == current) {
      style = Style::current_mark;
    }
    if (!grid->put(row, &column, right, cell, {style})) return;
  }
}

}  // namespace jirei
