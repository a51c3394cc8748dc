#include "searcher/screen/painter.h"

#include <algorithm>

#include "dict/unicode.h"

namespace jirei {

namespace {

/// Characters that every terminal draws as wide as we think.
bool certain(const GridCell& cell) {
  std::size_t pos = 0;
  if (cell.text.empty()) return true;
  const char32_t c = next_code_point(cell.text, &pos);
  if (pos != cell.text.size()) return false;
  if (c < 0x7F) return true;
  return cell.width == 2 && ((c >= 0x3041 && c <= 0x3096) || (c >= 0x30A1 && c <= 0x30FF) ||
                             (c >= 0x3000 && c <= 0x3011) || (c >= 0x4E00 && c <= 0x9FFF) ||
                             (c >= 0xFF01 && c <= 0xFF60));
}

class RowPainter {
 public:
  RowPainter(const Grid* before, const Grid& after, const Pens& pens)
      : before_(before), after_(after), pens_(pens) {}

  void paint(std::uint32_t row) {
    const std::uint32_t columns = after_.size().columns;
    // Where widths are uncertain nobody knows what is left of the old row: all of it is painted.
    const bool whole = changed(row, 0, columns) && !certain_row(row);
    for (std::uint32_t column = 0; column < columns;) {
      if (!whole && same(row, column)) {
        ++column;
        continue;
      }
      column = paint_run(row, column, whole);
    }
  }

  std::string take() {
    if (pen_known_ && pen_ != Look{}) out_ += pens_.pen({});
    return std::move(out_);
  }

 private:
  bool same(std::uint32_t row, std::uint32_t column) const {
    return before_ != nullptr && before_->at(row, column) == after_.at(row, column);
  }

  bool changed(std::uint32_t row, std::uint32_t from, std::uint32_t to) const {
    for (std::uint32_t column = from; column < to; ++column) {
      if (!same(row, column)) return true;
    }
    return false;
  }

  bool certain_row(std::uint32_t row) const {
    for (std::uint32_t column = 0; column < after_.size().columns; ++column) {
      if (!certain(after_.at(row, column))) return false;
      if (before_ != nullptr && !certain(before_->at(row, column))) return false;
    }
    return true;
  }

  /// Paints from `column` to the next long stretch that is right already.
  std::uint32_t paint_run(std::uint32_t row, std::uint32_t column, bool whole) {
    constexpr std::uint32_t kCheaperThanMoving = 6;
    const std::uint32_t columns = after_.size().columns;
    bool placed = false;
    while (column < columns) {
      if (!whole && !changed(row, column, std::min(columns, column + kCheaperThanMoving))) break;
      const GridCell& cell = after_.at(row, column);
      if (cell.width == 0) {  // goes with the character before it
        ++column;
        continue;
      }
      if (!placed) out_ += pens_.move(row, column);
      if (!pen_known_ || cell.look != pen_) {
        out_ += pens_.pen(cell.look);
        pen_ = cell.look;
        pen_known_ = true;
      }
      out_ += cell.text;
      placed = certain(cell);
      column += cell.width;
    }
    return column;
  }

  const Grid* before_;
  const Grid& after_;
  const Pens& pens_;
  std::string out_;
  Look pen_;
  bool pen_known_ = false;
};

}  // namespace

std::string paint(const Grid* before, const Grid& after, const Pens& pens) {
  if (before != nullptr && before->size() != after.size()) before = nullptr;
  const Grid blank(after.size(), after.ambiguous_wide());
  RowPainter painter(before != nullptr ? before : &blank, after, pens);
  for (std::uint32_t row = 0; row < after.size().rows; ++row) painter.paint(row);
  const std::string rows = painter.take();
  std::string out;
  const bool was_shown = before != nullptr && before->cursor_shown;
  if (before == nullptr) out += pens.hide_cursor + pens.pen({}) + pens.clear;
  if (before != nullptr && was_shown && (!rows.empty() || !after.cursor_shown)) {
    out += pens.hide_cursor;  // lest it be seen running about
  }
  out += rows;
  const bool moved = before == nullptr || !rows.empty() || !was_shown ||
                     before->cursor_row != after.cursor_row ||
                     before->cursor_column != after.cursor_column;
  if (after.cursor_shown && moved) {
    out += pens.move(after.cursor_row, after.cursor_column) + pens.show_cursor;
  }
  return out;
}

}  // namespace jirei
