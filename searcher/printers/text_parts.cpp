#include "searcher/printers/text_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "searcher/printers/facet_names.h"
#include "searcher/terminal.h"
#include "searcher/text_width.h"

namespace jirei {

namespace {

constexpr std::size_t kTopValues = 8;
constexpr std::uint32_t kBlockWidth = 38, kGap = 2;

/// A line whose columns are known apart from its control sequences.
struct Line {
  std::string text;
  std::uint32_t width = 0;
};

std::uint32_t bar_width(std::uint32_t count, std::uint32_t most, std::uint32_t columns) {
  if (most == 0 || count == 0 || columns == 0) return 0;
  const std::uint64_t eighths =
      std::max<std::uint64_t>(1, (std::uint64_t{count} * columns * 8 + most / 2) / most);
  return static_cast<std::uint32_t>((eighths + 7) / 8);
}

class FacetBlock {
 public:
  FacetBlock(const FacetAnswer& facet, const FacetDef* def, bool all, std::uint32_t columns,
             const PrintOptions& options, const Palette& palette)
      : facet_(facet), columns_(columns), options_(options), palette_(palette) {
    values_ = values_to_show(facet, def, all);
    for (const FacetCount* value : values_) {
      name_width_ = std::max(name_width_, display_width(printable_line(value->value), wide()));
      most_ = std::max(most_, value->count);
    }
    count_width_ = static_cast<std::uint32_t>(fmt::format("{}", most_).size());
    constexpr std::uint32_t kShortestBar = 6;
    const std::uint32_t fixed = 4 + count_width_ + 2 + kShortestBar;
    name_width_ = std::min(name_width_, columns > fixed + 4 ? columns - fixed : 4);
    bar_room_ =
        std::min<std::uint32_t>(12, columns - std::min(columns, name_width_ + 6 + count_width_));
  }

  std::vector<Line> lines() const {
    std::vector<Line> out;
    std::string label = truncate_to_width(printable_line(facet_.label), columns_, wide());
    const std::uint32_t label_width = display_width(label, wide());
    out.push_back({palette_.facet + label + palette_.reset, label_width});
    for (const FacetCount* value : values_) out.push_back(line(*value));
    const std::size_t left = facet_.values.size() - values_.size();
    if (left > 0) {
      const std::string more =
          options_.language == Language::ja
              ? fmt::format("    他 {} 件 (--facets {})", left, printable_line(facet_.label))
              : fmt::format("    {} more (--facets {})", left, printable_line(facet_.label));
      const std::string cut = truncate_to_width(more, columns_, wide());
      out.push_back({palette_.dim + cut + palette_.reset, display_width(cut, wide())});
    }
    return out;
  }

 private:
  bool wide() const { return options_.ambiguous_wide; }

  Line line(const FacetCount& value) const {
    const char* marker = value.selected ? "  * " : value.excluded ? "  - " : "    ";
    const std::string name = pad_right(
        truncate_to_width(printable_line(value.value), name_width_, wide()), name_width_, wide());
    const std::string count = fmt::format("{:>{}}", value.count, count_width_);
    std::string text = marker;
    const bool chosen = value.selected || value.excluded;
    text += chosen ? palette_.title + name + palette_.reset : name;
    std::uint32_t width = 4 + name_width_ + 1 + count_width_;
    text += " " + count;
    const std::uint32_t bars = bar_width(value.count, most_, bar_room_);
    if (bars > 0) {
      text += " " + palette_.heading + count_bar(value.count, most_, bar_room_, wide()) +
              palette_.reset;
      width += 1 + bars;
    }
    return {text, width};
  }

  const FacetAnswer& facet_;
  std::uint32_t columns_;
  const PrintOptions& options_;
  const Palette& palette_;
  std::vector<const FacetCount*> values_;
  std::uint32_t name_width_ = 0, count_width_ = 0, most_ = 0, bar_room_ = 0;
};

void append_side_by_side(std::string* out, const std::vector<std::vector<Line>>& blocks,
                         std::size_t per_row, std::uint32_t columns) {
  for (std::size_t row = 0; row < blocks.size(); row += per_row) {
    const std::size_t end = std::min(blocks.size(), row + per_row);
    std::size_t height = 0;
    for (std::size_t b = row; b < end; ++b) height = std::max(height, blocks[b].size());
    for (std::size_t y = 0; y < height; ++y) {
      std::uint32_t owed = 0;  // spaces that are only written when something follows
      for (std::size_t b = row; b < end; ++b) {
        if (y < blocks[b].size()) {
          out->append(owed, ' ');
          *out += blocks[b][y].text;
          owed = columns + kGap - std::min(columns, blocks[b][y].width);
        } else {
          owed += columns + kGap;
        }
      }
      *out += '\n';
    }
  }
}

/// The choice that leaves the most while still narrowing: what a reader is likely to try next.
std::string next_option(const Answer& answer, const FacetTable& table) {
  const std::uint32_t whole = answer.facets_of_partial ? answer.partial : answer.total;
  for (const FacetAnswer& facet : answer.facets) {
    const FacetCount* best = nullptr;
    bool chosen = false;
    for (const FacetCount& value : facet.values) {
      chosen = chosen || value.selected;
      if (value.count == 0 || value.count >= whole || value.selected || value.excluded) continue;
      if (best == nullptr || value.count > best->count) best = &value;
    }
    if (best == nullptr || chosen) continue;
    const FacetDef* def = facet_of_key(table, facet.key);
    const bool number = def != nullptr && def->kind == FacetKind::number;
    return filter_option(facet.label, best->value, number);
  }
  return {};
}

}  // namespace

std::string count_bar(std::uint32_t count, std::uint32_t most, std::uint32_t columns,
                      bool ambiguous_wide) {
  if (most == 0 || count == 0 || columns == 0) return {};
  const std::uint64_t eighths =
      std::max<std::uint64_t>(1, (std::uint64_t{count} * columns * 8 + most / 2) / most);
  std::string out;
  if (ambiguous_wide) return std::string(static_cast<std::size_t>((eighths + 7) / 8), '=');
  for (std::uint64_t i = 0; i < eighths / 8; ++i) out += "█";
  static constexpr std::array<const char*, 8> kPart{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  return out + kPart[eighths % 8];
}

std::vector<const FacetCount*> values_to_show(const FacetAnswer& facet, const FacetDef* def,
                                              bool all) {
  std::vector<const FacetCount*> values;
  for (const FacetCount& value : facet.values) values.push_back(&value);
  std::vector<const FacetCount*> by_count = values;
  std::stable_sort(by_count.begin(), by_count.end(), [](const FacetCount* a, const FacetCount* b) {
    const bool a_chosen = a->selected || a->excluded, b_chosen = b->selected || b->excluded;
    return a_chosen != b_chosen ? a_chosen : a->count > b->count;
  });
  if (!all && by_count.size() > kTopValues) by_count.resize(kTopValues);
  const bool keeps_order =
      def != nullptr && (def->kind == FacetKind::ordered || def->kind == FacetKind::number);
  if (!keeps_order) {
    std::stable_sort(by_count.begin(), by_count.end(),
                     [](const FacetCount* a, const FacetCount* b) { return a->count > b->count; });
    return by_count;
  }
  std::erase_if(values, [&](const FacetCount* value) {
    return std::find(by_count.begin(), by_count.end(), value) == by_count.end();
  });
  return values;
}

std::string filter_option(std::string_view label, std::string_view value, bool number) {
  std::string escaped;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool range_dots = !number && value.substr(i, 2) == "..";
    if (value[i] == ',' || value[i] == '\\' || range_dots) escaped += '\\';
    escaped += value[i];
  }
  return "-f " + shell_word(printable_line(std::string(label) + "=" + escaped));
}

void append_facet_block(std::string* out, const Answer& answer, const Request& request,
                        const FacetTable& table, const PrintOptions& options,
                        const Palette& palette) {
  const bool any = std::any_of(answer.facets.begin(), answer.facets.end(),
                               [](const FacetAnswer& facet) { return !facet.values.empty(); });
  if (!any) return;
  const std::size_t per_row =
      std::max<std::size_t>(1, (options.width + kGap) / (kBlockWidth + kGap));
  const auto columns = static_cast<std::uint32_t>((options.width + kGap) / per_row) - kGap;
  std::vector<std::vector<Line>> blocks;
  for (const FacetAnswer& facet : answer.facets) {
    if (facet.values.empty()) continue;
    const FacetDef* def = facet_of_key(table, facet.key);
    blocks.push_back(
        FacetBlock(facet, def, !request.all_facets, columns, options, palette).lines());
  }
  *out += '\n';
  *out += palette.title;
  if (answer.facets_of_partial) {
    *out += say(options.language, "絞り込み（一部の語だけに一致した事例の数）",
                "Narrow down (cases that match some words)");
  } else {
    *out += say(options.language, "絞り込み", "Narrow down");
  }
  *out += palette.reset + "\n";
  append_side_by_side(out, blocks, per_row, columns);
  const std::string next = next_option(answer, table);
  if (next.empty()) return;
  const std::string& command = options.facet_option_prefix;
  *out += fmt::format("{}{} {}{}{}{}\n", palette.dim, say(options.language, "例:", "e.g."), command,
                      command.empty() ? "" : " ", next, palette.reset);
}

namespace {

/// Background from pale to strong by the share of the largest count (256-colour cube).
std::string heat(std::uint32_t count, std::uint32_t most) {
  static constexpr std::array kShades{230, 223, 216, 209, 202};
  const auto level = static_cast<std::size_t>((std::uint64_t{count} * 5 - 1) / std::max(1u, most));
  return fmt::format("\x1b[30;48;5;{}m", kShades[std::min<std::size_t>(4, level)]);
}

class PivotTable {
 public:
  PivotTable(const PivotAnswer& pivot, const PrintOptions& options, const Palette& palette)
      : pivot_(pivot), options_(options), palette_(palette) {
    total_label_ = say(options.language, "計", "Total");
    row_width_ = display_width(total_label_, wide());
    for (const std::string& row : pivot.rows) {
      row_width_ = std::max(row_width_, display_width(printable_line(row), wide()));
    }
    row_width_ = std::min(row_width_, std::max(8u, options.width / 3));
    const auto digits = static_cast<std::uint32_t>(fmt::format("{}", pivot.total).size());
    total_width_ = std::max(digits, display_width(total_label_, wide()));
    // Names of columns take several lines where that makes the table fit.
    for (const std::uint32_t longest : {14u, 12u, 10u, 8u, 10u}) {
      set_columns(longest, digits);
      if (chunk_end(0) == pivot.columns.size()) break;
    }
    for (const auto& row : pivot.counts) {
      for (const std::uint32_t count : row) most_ = std::max(most_, count);
    }
  }

  void append(std::string* out) const {
    *out += fmt::format("\n{}{} × {}{}\n", palette_.title, printable_line(pivot_.row_label),
                        printable_line(pivot_.column_label), palette_.reset);
    std::size_t begin = 0;
    do {
      const std::size_t end = chunk_end(begin);
      append_chunk(out, begin, end, end == pivot_.columns.size());
      if (end < pivot_.columns.size()) *out += '\n';
      begin = end;
    } while (begin < pivot_.columns.size());
  }

 private:
  struct Column {
    std::vector<std::string> name;  ///< its lines
    std::uint32_t width = 0;
  };

  bool wide() const { return options_.ambiguous_wide; }

  void set_columns(std::uint32_t longest, std::uint32_t digits) {
    columns_.clear();
    for (const std::string& name : pivot_.columns) {
      Column column;
      column.width = std::max(digits, 2u);
      column.name = name_lines(printable_line(name), longest);
      for (const std::string& line : column.name) {
        column.width = std::max(column.width, display_width(line, wide()));
      }
      columns_.push_back(std::move(column));
    }
  }

  /// A name in at most three lines of at most `width` columns; what is longer ends in ….
  std::vector<std::string> name_lines(const std::string& name, std::uint32_t width) const {
    constexpr std::size_t kMostLines = 3;
    const std::vector<Cell> cells = make_cells(name, {}, wide());
    // As narrow as that number of lines allows without breaking a word: 標的型 / 攻撃 rather than
    // 標的型攻 / 撃.
    const auto breaks_well = [&](const auto& ranges) {
      return std::all_of(ranges.begin(), ranges.end(), [&](const auto& range) {
        return range.first == 0 || may_break_between(cells[range.first - 1], cells[range.first]);
      });
    };
    auto ranges = break_lines(cells, width);
    for (std::uint32_t narrow = width - 1; narrow > 3; --narrow) {
      auto narrower = break_lines(cells, narrow);
      if (narrower.size() > ranges.size()) break;
      if (!breaks_well(narrower)) continue;
      ranges = std::move(narrower);
      width = narrow;
    }
    std::vector<std::string> lines;
    const Palette plain = make_palette(false);
    for (const auto& [begin, end] : ranges) {
      if (lines.size() + 1 == kMostLines) {
        lines.push_back(
            truncate_to_width(render(cells, begin, cells.size(), {}, plain), width, wide()));
        break;
      }
      lines.push_back(render(cells, begin, end, {}, plain));
    }
    return lines;
  }

  /// As many columns as fit beside the row names and the totals; at least one.
  std::size_t chunk_end(std::size_t begin) const {
    std::uint32_t used = row_width_ + 2 + total_width_;
    std::size_t end = begin;
    while (end < pivot_.columns.size() &&
           (end == begin || used + 2 + columns_[end].width <= options_.width)) {
      used += 2 + columns_[end++].width;
    }
    return end;
  }

  void append_chunk(std::string* out, std::size_t begin, std::size_t end, bool totals) const {
    append_names(out, begin, end, totals);
    for (std::size_t r = 0; r < pivot_.rows.size(); ++r) {
      append_row(out, pivot_.rows[r], palette_.facet, pivot_.counts[r], begin, end, true);
      if (totals) *out += total_cell(pivot_.row_totals[r]);
      *out += '\n';
    }
    append_row(out, total_label_, palette_.title, pivot_.column_totals, begin, end, false);
    if (totals) *out += total_cell(pivot_.total);
    *out += '\n';
  }

  /// The names of the columns, the last lines of all beside each other.
  void append_names(std::string* out, std::size_t begin, std::size_t end, bool totals) const {
    std::size_t height = 1;
    for (std::size_t c = begin; c < end; ++c) height = std::max(height, columns_[c].name.size());
    for (std::size_t y = 0; y < height; ++y) {
      std::string line(row_width_, ' ');
      for (std::size_t c = begin; c < end; ++c) {
        const std::size_t above = height - columns_[c].name.size();
        const std::string part = y < above ? "" : columns_[c].name[y - above];
        line += "  " + palette_.facet + pad_left(part, columns_[c].width, wide()) + palette_.reset;
      }
      if (totals && y + 1 == height) {
        line +=
            "  " + palette_.title + pad_left(total_label_, total_width_, wide()) + palette_.reset;
      }
      while (line.back() == ' ' && line.size() > 1) line.pop_back();
      *out += line + '\n';
    }
  }

  void append_row(std::string* out, std::string_view name, const std::string& style,
                  const std::vector<std::uint32_t>& counts, std::size_t begin, std::size_t end,
                  bool shaded) const {
    const std::string cut = truncate_to_width(printable_line(name), row_width_, wide());
    *out += style + pad_right(cut, row_width_, wide()) + palette_.reset;
    for (std::size_t c = begin; c < end; ++c) {
      const std::string count = counts[c] == 0 ? "-" : fmt::format("{}", counts[c]);
      *out += ' ';
      if (palette_.color && shaded && counts[c] > 0) {
        *out +=
            heat(counts[c], most_) + pad_left(count, columns_[c].width + 1, false) + palette_.reset;
      } else {
        *out += (shaded ? palette_.dim : palette_.title) +
                pad_left(count, columns_[c].width + 1, false) + palette_.reset;
      }
    }
  }

  std::string total_cell(std::uint32_t count) const {
    return "  " + palette_.title + pad_left(fmt::format("{}", count), total_width_, false) +
           palette_.reset;
  }

  const PivotAnswer& pivot_;
  const PrintOptions& options_;
  const Palette& palette_;
  std::string total_label_;
  std::uint32_t row_width_ = 0, total_width_ = 0, most_ = 0;
  std::vector<Column> columns_;
};

}  // namespace

void append_pivot_table(std::string* out, const PivotAnswer& pivot, const PrintOptions& options,
                        const Palette& palette) {
  if (pivot.rows.empty() || pivot.columns.empty()) return;
  PivotTable(pivot, options, palette).append(out);
}

}  // namespace jirei
