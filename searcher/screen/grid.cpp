#include "searcher/screen/grid.h"

#include <algorithm>

#include "searcher/text_width.h"

namespace jirei {

Grid::Grid(Size size, bool ambiguous_wide)
    : size_(size),
      ambiguous_wide_(ambiguous_wide),
      cells_(std::size_t{size.rows} * std::size_t{size.columns}) {}

void Grid::clear_cell(std::uint32_t row, std::uint32_t column) {
  // The other half of a wide character that is written over becomes a space.
  GridCell& old = cell(row, column);
  if (old.width == 0 && column > 0) cell(row, column - 1) = {" ", 1, cell(row, column - 1).look};
  if (old.width == 2 && column + 1 < size_.columns) {
    cell(row, column + 1) = {" ", 1, cell(row, column + 1).look};
  }
  old = GridCell{};
}

bool Grid::put(std::uint32_t row, std::uint32_t* column, std::uint32_t limit, const Cell& what,
               Look look) {
  limit = std::min(limit, size_.columns);
  if (row >= size_.rows || *column >= limit) return false;
  if (what.first == U'\n') return put(row, column, limit, Cell{" ", 1, false, U' '}, look);
  if (what.width == 0) {  // a mark without a base joins what stands before it
    if (*column > 0 && cell(row, *column - 1).width > 0) cell(row, *column - 1).text += what.text;
    return true;
  }
  if (what.width > 2) {  // the visible form of something unprintable: several characters
    *column = put(row, *column, limit, what.text, look);
    return *column < limit;
  }
  if (*column + what.width > limit) {
    clear_cell(row, *column);
    cell(row, (*column)++).look = look;
    return false;
  }
  clear_cell(row, *column);
  cell(row, *column) = {what.text, static_cast<std::uint8_t>(what.width), look};
  if (what.width == 2) {
    clear_cell(row, *column + 1);
    cell(row, *column) = {what.text, 2, look};
    cell(row, *column + 1) = {"", 0, look};
  }
  *column += what.width;
  return true;
}

std::uint32_t Grid::put(std::uint32_t row, std::uint32_t column, std::uint32_t limit,
                        std::string_view text, Look look) {
  for (const Cell& part : make_cells(text, {}, ambiguous_wide_)) {
    if (!put(row, &column, limit, part, look)) break;
  }
  return column;
}

std::uint32_t Grid::put_cut(std::uint32_t row, std::uint32_t column, std::uint32_t limit,
                            std::string_view text, Look look) {
  if (column >= limit) return column;
  std::vector<Cell> cells = make_cells(text, {}, ambiguous_wide_);
  truncate_cells(&cells, limit - column, ambiguous_wide_);
  for (const Cell& part : cells) put(row, &column, limit, part, look);
  return column;
}

void Grid::fill(std::uint32_t row, std::uint32_t from, std::uint32_t to, std::string_view text,
                Look look) {
  to = std::min(to, size_.columns);
  while (from < to) {
    const std::uint32_t after = put(row, from, to, text, look);
    if (after <= from) break;
    from = after;
  }
}

void Grid::reverse(std::uint32_t row, std::uint32_t from, std::uint32_t to) {
  if (row >= size_.rows) return;
  for (; from < std::min(to, size_.columns); ++from) {
    Look& look = cell(row, from).look;
    look.reverse = look.style != Style::bar;
  }
}

std::string Grid::line(std::uint32_t row) const {
  std::string text;
  for (std::uint32_t column = 0; column < size_.columns; ++column) text += at(row, column).text;
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

}  // namespace jirei
