// What stands on the screen: rows of cells, each with one character and how it looks.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "searcher/printers/styled_text.h"

namespace jirei {

struct Size {
  std::uint32_t rows = 24, columns = 80;
  friend bool operator==(const Size&, const Size&) = default;
};

/// What a text is; terminals of different ability show it in their own ways.
enum class Style : std::uint8_t {
  plain,
  title,
  mark,          ///< a match
  current_mark,  ///< the match that n and N went to
  dim,
  heading,
  facet,
  warning,
  bar,
  chosen,    ///< a facet value that narrows
  excluded,  ///< a facet value that is excluded
};

struct Look {
  Style style = Style::plain;
  bool reverse = false;  ///< the line where the cursor is
  friend bool operator==(const Look&, const Look&) = default;
};

struct GridCell {
  std::string text = " ";
  std::uint8_t width = 1;  ///< 0: the right half of the wide character before it
  Look look;
  friend bool operator==(const GridCell&, const GridCell&) = default;
};

/// Everything put on it is made harmless first: no control character ever gets into a cell. What
/// does not fit is cut at the given column; half a wide character is a space.
class Grid {
 public:
  Grid(Size size, bool ambiguous_wide);

  Size size() const { return size_; }
  bool ambiguous_wide() const { return ambiguous_wide_; }
  const GridCell& at(std::uint32_t row, std::uint32_t column) const {
    return cells_[std::size_t{row} * size_.columns + column];
  }

  /// Puts a text from `column` on, left of `limit`. Returns the column behind it.
  std::uint32_t put(std::uint32_t row, std::uint32_t column, std::uint32_t limit,
                    std::string_view text, Look look);
  /// Puts one cell; false where it did not fit.
  bool put(std::uint32_t row, std::uint32_t* column, std::uint32_t limit, const Cell& cell,
           Look look);
  /// The same, cut with … where it is too wide.
  std::uint32_t put_cut(std::uint32_t row, std::uint32_t column, std::uint32_t limit,
                        std::string_view text, Look look);
  void fill(std::uint32_t row, std::uint32_t from, std::uint32_t to, std::string_view text,
            Look look);
  /// Lets what stands there already look reversed; bars stay bars.
  void reverse(std::uint32_t row, std::uint32_t from, std::uint32_t to);

  /// Where the terminal's cursor stands (an input method opens there); hidden if not set.
  bool cursor_shown = false;
  std::uint32_t cursor_row = 0, cursor_column = 0;

  /// The row as text, without the spaces at its end.
  std::string line(std::uint32_t row) const;

 private:
  GridCell& cell(std::uint32_t row, std::uint32_t column) {
    return cells_[std::size_t{row} * size_.columns + column];
  }
  void clear_cell(std::uint32_t row, std::uint32_t column);

  Size size_;
  bool ambiguous_wide_;
  std::vector<GridCell> cells_;
};

}  // namespace jirei
