#include "searcher/printers/styled_text.h"

#include <algorithm>
#include <array>

#include "dict/unicode.h"
#include "searcher/terminal.h"
#include "searcher/text_width.h"

namespace jirei {

namespace {

/// A set of characters, made at compile time: kana and their signs by table, others by halving.
template <std::size_t N>
struct CharSet {
  static constexpr char32_t kKana = 0x3000;
  std::array<char32_t, N - 1> members;
  std::array<bool, 256> kana;  ///< U+3000…30FF

  // NOLINTNEXTLINE: a string literal is what it is made from
  constexpr explicit CharSet(const char32_t (&text)[N]) : members{}, kana{} {
    std::copy(text, text + N - 1, members.begin());
    std::sort(members.begin(), members.end());
    for (const char32_t c : members) {
      if (c >= kKana && c - kKana < kana.size()) kana[c - kKana] = true;
    }
  }
  bool has(char32_t c) const {
    if (c >= kKana && c - kKana < kana.size()) return kana[c - kKana];
    if (c >= 0x3400 && c <= 0x9FFF) return false;  // kanji
    return std::binary_search(members.begin(), members.end(), c);
  }
};

/// JIS X 4051: characters that must not begin a line.
constexpr CharSet kNotAtHead(
    U"、。，．・：；？！ー」』）】〉》〕］｝〟’”…‥々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョ"
    U"ヮヵヶ"
    U"｡､｣･ﾞﾟ,.:;?!)]}～〜%％");
/// Characters that must not end a line.
constexpr CharSet kNotAtEnd(U"「『（【〈《〔［｛〝‘“｢([{¥￥$＄");

bool latin(char32_t c) { return c > 0x20 && c < 0x2000; }

/// Katakana words read badly in halves; they stay whole where a line has another place to break.
bool katakana(char32_t c) { return c >= 0x30A1 && c <= 0x30FE && c != U'・'; }

enum class BreakPlace { never, inside_word, between_words };

BreakPlace break_place(const Cell& before, const Cell& after) {
  if (after.first == U' ') return BreakPlace::never;  // a space stays at the end of its line
  if (kNotAtHead.has(after.first) || kNotAtEnd.has(before.first)) return BreakPlace::never;
  if (before.first == U' ') return BreakPlace::between_words;
  if (katakana(before.first) && katakana(after.first)) return BreakPlace::inside_word;
  const bool wide = before.width >= 2 || after.width >= 2;
  return wide || !latin(before.first) || !latin(after.first) ? BreakPlace::between_words
                                                             : BreakPlace::never;
}

/// Walks the highlights along with the code points of the text.
class Marker {
 public:
  explicit Marker(const std::vector<Highlight>& highlights) : highlights_(highlights) {}
  bool at(std::uint32_t index) {
    while (next_ < highlights_.size() && highlights_[next_].second <= index) ++next_;
    return next_ < highlights_.size() && highlights_[next_].first <= index;
  }

 private:
  const std::vector<Highlight>& highlights_;
  std::size_t next_ = 0;
};

}  // namespace

bool may_break_between(const Cell& before, const Cell& after) {
  return break_place(before, after) == BreakPlace::between_words;
}

Palette make_palette(bool color) {
  Palette palette;
  if (!color) return palette;
  palette.color = true;
  palette.title = "\x1b[1m";
  palette.mark = "\x1b[1;31m";
  palette.dim = "\x1b[2m";
  palette.heading = "\x1b[36m";
  palette.facet = "\x1b[32m";
  palette.warning = "\x1b[33m";
  palette.reset = "\x1b[0m";
  return palette;
}

std::vector<Cell> make_cells(std::string_view text, const std::vector<Highlight>& highlights,
                             bool ambiguous_wide) {
  std::vector<Cell> cells;
  cells.reserve(text.size() / 2);
  Marker marker(highlights);
  std::uint32_t index = 0;
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t begin = pos;
    std::size_t after_first = pos;
    const char32_t first = next_code_point(text, &after_first);
    if (plain_cluster(text, begin) != 0) {  // nearly all of a text
      pos = after_first;
      const std::size_t size = pos - begin;
      cells.push_back(
          {std::string(text.substr(begin, size)), size == 1 ? 1U : 2U, marker.at(index++), first});
      continue;
    }
    Cell cell;
    cell.first = first;
    if (first == U'\n' || first == U'\t' || is_unprintable(first)) {
      pos = after_first;
      cell.marked = marker.at(index++);
      cell.text = first == U'\t' ? " " : first == U'\n' ? "\n" : visible_form(first);
      if (first == U'\t') cell.first = U' ';
      cell.width = first == U'\n' ? 0 : display_width(cell.text, ambiguous_wide);
      cells.push_back(std::move(cell));
      continue;
    }
    cell.width = next_cluster(text, &pos, ambiguous_wide);
    // A highlight that touches any part of a cluster marks it whole. Unprintable characters never
    // hide in the rest of a cluster: the bidi controls count as zero-width, so they could.
    for (std::size_t p = begin; p < pos;) {
      const char32_t c = next_code_point(text, &p);
      cell.marked = marker.at(index++) || cell.marked;
      if (is_unprintable(c)) {
        const std::string form = visible_form(c);
        cell.text += form;
        cell.width += display_width(form, ambiguous_wide);
      } else {
        append_utf8(&cell.text, c);
      }
    }
    cells.push_back(std::move(cell));
  }
  return cells;
}

std::vector<std::pair<std::size_t, std::size_t>> break_lines(const std::vector<Cell>& cells,
                                                             std::uint32_t width) {
  std::vector<std::pair<std::size_t, std::size_t>> lines;
  // Katakana words are broken only where keeping them whole would leave this much of a line empty.
  constexpr std::uint32_t kRagged = 12;
  std::size_t start = 0, last_break = 0, last_inside = 0;
  std::uint32_t width_at_break = 0;
  std::uint32_t used = 0;
  const auto close = [&](std::size_t end, std::size_t next) {
    std::size_t trimmed = end;
    while (trimmed > start && cells[trimmed - 1].first == U' ') --trimmed;
    lines.emplace_back(start, trimmed);
    start = last_break = last_inside = next;
  };
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].first == U'\n') {
      close(i, i + 1);
      used = 0;
      continue;
    }
    const BreakPlace place = i > start ? break_place(cells[i - 1], cells[i]) : BreakPlace::never;
    if (place == BreakPlace::between_words) {
      last_break = i;
      width_at_break = used;
    } else if (place == BreakPlace::inside_word) {
      last_inside = i;
    }
    // A second time where what is left behind the first break is too wide even so.
    while (i > start && used + cells[i].width > width && cells[i].first != U' ') {
      std::size_t cut = last_break > start ? last_break : i;
      const bool ragged = last_break > start && width_at_break + kRagged < width;
      if (last_inside > last_break && (ragged || last_break == start)) cut = last_inside;
      close(cut, cut);
      used = 0;
      for (std::size_t k = start; k < i; ++k) used += cells[k].width;
    }
    used += cells[i].width;
  }
  if (start < cells.size()) close(cells.size(), cells.size());
  return lines;
}

std::string render(const std::vector<Cell>& cells, std::size_t begin, std::size_t end,
                   const std::string& base, const Palette& palette) {
  std::string out = base;
  bool marked = false;
  for (std::size_t i = begin; i < end; ++i) {
    if (palette.color && cells[i].marked != marked) {
      marked = cells[i].marked;
      out += marked ? palette.mark : palette.reset + base;
    }
    out += cells[i].text;
  }
  if (marked || !base.empty()) out += palette.reset;
  return out;
}

void truncate_cells(std::vector<Cell>* cells, std::uint32_t columns, bool ambiguous_wide) {
  std::uint32_t used = 0;
  std::size_t keep = 0;
  const std::uint32_t ellipsis = char_width(U'…', ambiguous_wide);
  for (std::size_t i = 0; i < cells->size(); ++i) {
    used += (*cells)[i].width;
    if (used + ellipsis <= columns) keep = i + 1;
    if (used > columns) {
      cells->resize(keep);
      cells->push_back({"…", ellipsis, false, U'…'});
      return;
    }
  }
}

void append_paragraph(std::string* out, std::string_view text,
                      const std::vector<Highlight>& highlights, const Paragraph& shape,
                      const std::string& base, const Palette& palette, bool ambiguous_wide) {
  std::vector<Cell> cells = make_cells(text, highlights, ambiguous_wide);
  if (!shape.line_feeds) {
    for (Cell& cell : cells) {
      if (cell.first == U'\n') cell = {" ", 1, false, U' '};
    }
  }
  const std::uint32_t room = shape.width > shape.indent + 4 ? shape.width - shape.indent : 4;
  auto lines = break_lines(cells, room);
  if (shape.max_lines > 0 && lines.size() > shape.max_lines) {
    const std::size_t last = shape.max_lines - 1;
    std::vector<Cell> rest(cells.begin() + static_cast<std::ptrdiff_t>(lines[last].first),
                           cells.end());
    for (Cell& cell : rest) {
      if (cell.first == U'\n') cell = {" ", 1, false, U' '};
    }
    truncate_cells(&rest, room, ambiguous_wide);
    lines.resize(shape.max_lines);
    cells.resize(lines[last].first);
    cells.insert(cells.end(), rest.begin(), rest.end());
    lines[last].second = cells.size();
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i == 0 && !shape.first_indent.empty()) {
      *out += shape.first_indent;
    } else if (lines[i].first < lines[i].second) {
      out->append(shape.indent, ' ');
    }
    if (lines[i].first < lines[i].second) {
      *out += render(cells, lines[i].first, lines[i].second, base, palette);
    }
    *out += '\n';
  }
}

}  // namespace jirei
