#include "searcher/screen/hit_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "searcher/printers/facet_names.h"
#include "searcher/text_width.h"

namespace jirei {

namespace {

constexpr std::uint32_t kIndent = 4;

void drop_line_feeds(std::vector<Cell>* cells) {
  for (Cell& cell : *cells) {
    if (cell.first == U'\n') cell = {" ", 1, cell.marked, U' '};
  }
}

TextLine cut_line(std::string_view text, const std::vector<Highlight>& marks, Style style,
                  std::uint32_t indent, const HitShape& shape) {
  TextLine line;
  line.indent = indent;
  line.style = style;
  line.cells = make_cells(text, marks, shape.ambiguous_wide);
  drop_line_feeds(&line.cells);
  truncate_cells(&line.cells, shape.width > indent ? shape.width - indent : 1,
                 shape.ambiguous_wide);
  return line;
}

/// 有 or 無 alone says nothing.
bool needs_label(std::string_view value) {
  std::size_t pos = 0;
  next_cluster(value, &pos, false);
  return pos == value.size();
}

/// The id and the values; a facet whose child is here says nothing new (所在地 and its 地方).
std::string facts(const Hit& hit, const FacetTable& table) {
  std::string text = hit.id, labelled;
  for (const FacetValues& facet : hit.facets) {
    const bool has_child =
        std::any_of(hit.facets.begin(), hit.facets.end(), [&](const FacetValues& other) {
          const FacetDef* def = facet_of_key(table, other.key);
          return def != nullptr && def->parent == facet.key;
        });
    const FacetDef* def = facet_of_key(table, facet.key);
    // What the text was found to speak of is long and stands among the facets.
    if (has_child || (def != nullptr && !def->derived.empty())) continue;
    for (const std::string& value : facet.values) {
      if (!needs_label(value)) {
        text += "  " + value;
      } else if (def != nullptr) {
        labelled += fmt::format("  {}: {}", def->label, value);
      }
    }
  }
  return text + labelled;
}

void append_fragment(std::vector<TextLine>* lines, const Snippet& snippet, const HitShape& shape) {
  std::string text = snippet.cut_before ? "…" : "";
  text += snippet.text;
  if (snippet.cut_after) text += "…";
  std::vector<Highlight> marks = snippet.highlights;
  for (Highlight& mark : marks) {
    mark.first += snippet.cut_before;
    mark.second += snippet.cut_before;
  }
  std::vector<Cell> cells = make_cells(text, marks, shape.ambiguous_wide);
  drop_line_feeds(&cells);
  const std::uint32_t room = shape.width > kIndent + 4 ? shape.width - kIndent : 4;
  const auto ranges = break_lines(cells, room);
  for (std::size_t i = 0; i < std::min<std::size_t>(ranges.size(), shape.lines_a_fragment); ++i) {
    TextLine line;
    line.indent = kIndent;
    const bool last = i + 1 == shape.lines_a_fragment;
    const std::size_t end = last ? cells.size() : ranges[i].second;
    line.cells.assign(cells.begin() + static_cast<std::ptrdiff_t>(ranges[i].first),
                      cells.begin() + static_cast<std::ptrdiff_t>(end));
    truncate_cells(&line.cells, room, shape.ambiguous_wide);
    lines->push_back(std::move(line));
  }
}

}  // namespace

std::vector<TextLine> lay_out_hit(const Hit& hit, const FacetTable& table, const HitShape& shape) {
  std::vector<TextLine> lines;
  const std::string rank = fmt::format("{:>3}", hit.rank);
  const auto indent = std::max(kIndent, static_cast<std::uint32_t>(rank.size()) + 1);
  lines.push_back(cut_line(hit.title, hit.title_highlights, Style::title, indent, shape));
  lines.back().label = rank;
  lines.back().label_style = Style::dim;
  lines.push_back(cut_line(facts(hit, table), {}, Style::dim, kIndent, shape));
  for (const Snippet& snippet : hit.snippets) append_fragment(&lines, snippet, shape);
  return lines;
}

}  // namespace jirei
