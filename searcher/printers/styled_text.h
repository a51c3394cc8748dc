// Text with highlights on its way to a terminal: made harmless, measured, broken into lines.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "searcher/answer.h"

namespace jirei {

/// What the reader's terminal shows as one character. Unprintable characters are already replaced.
struct Cell {
  std::string text;
  std::uint32_t width = 0;
  bool marked = false;  ///< inside a highlight
  char32_t first = 0;   ///< first code point: decides where lines may break
};

/// Control sequences of the styles in use; all empty without colour.
struct Palette {
  std::string title, mark, dim, heading, facet, warning, reset;
  bool color = false;
};
Palette make_palette(bool color);

/// Cuts a text with its highlights (code points) into cells. Tabs become a space; line feeds stay
/// cells of their own with width 0.
std::vector<Cell> make_cells(std::string_view text, const std::vector<Highlight>& highlights,
                             bool ambiguous_wide);

/// Half-open ranges of cells, one a line of at most `width` columns (a single wider cell stands
/// alone). Line feeds end a line. Japanese line breaking (kinsoku): no 、。」ー or small kana at
/// the head of a line, no 「（ at its end; Latin and katakana words stay whole unless longer than a
/// line.
std::vector<std::pair<std::size_t, std::size_t>> break_lines(const std::vector<Cell>& cells,
                                                             std::uint32_t width);

/// Whether a line may end between two cells that stand side by side.
bool may_break_between(const Cell& before, const Cell& after);

/// The cells [begin, end) in `base` style, marked ones in the palette's mark style.
std::string render(const std::vector<Cell>& cells, std::size_t begin, std::size_t end,
                   const std::string& base, const Palette& palette);

/// Cuts the cells to `columns`, closing with … when something was cut.
void truncate_cells(std::vector<Cell>* cells, std::uint32_t columns, bool ambiguous_wide);

/// Wraps `text` under an indent and appends the lines, each with its line feed.
struct Paragraph {
  std::uint32_t indent = 0;
  std::uint32_t width = 80;     ///< of the whole line
  std::uint32_t max_lines = 0;  ///< 0: no limit; the last line is cut with …
  bool line_feeds = true;       ///< false: line feeds of the text become spaces
  std::string first_indent;     ///< instead of the spaces, for the first line (same columns)
};
void append_paragraph(std::string* out, std::string_view text,
                      const std::vector<Highlight>& highlights, const Paragraph& shape,
                      const std::string& base, const Palette& palette, bool ambiguous_wide);

}  // namespace jirei
