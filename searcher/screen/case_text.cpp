#include "searcher/screen/case_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "searcher/printers/citation.h"
#include "searcher/printers/facet_names.h"
#include "searcher/printers/text_parts.h"
#include "searcher/terminal.h"
#include "searcher/text_width.h"

namespace jirei {

namespace {

class Layout {
 public:
  Layout(std::uint32_t width, bool ambiguous_wide) : width_(width), wide_(ambiguous_wide) {}

  void blank() { text_.lines.emplace_back(); }

  void paragraph(std::string_view text, const std::vector<Highlight>& marks, Style style,
                 std::uint32_t indent, std::string_view label = {}) {
    const std::vector<Cell> cells = make_cells(text, marks, wide_);
    const std::vector<std::uint32_t> matches = number_matches(cells);
    const std::uint32_t room = width_ > indent + 4 ? width_ - indent : 4;
    bool first = true;
    for (const auto& [begin, end] : break_lines(cells, room)) {
      TextLine line;
      line.indent = indent;
      line.style = style;
      line.cells.assign(cells.begin() + static_cast<std::ptrdiff_t>(begin),
                        cells.begin() + static_cast<std::ptrdiff_t>(end));
      line.matches.assign(matches.begin() + static_cast<std::ptrdiff_t>(begin),
                          matches.begin() + static_cast<std::ptrdiff_t>(end));
      if (first && !label.empty()) {
        line.label = label;
        line.label_style = Style::facet;
      }
      first = false;
      const auto number = static_cast<std::uint32_t>(text_.lines.size());
      for (const std::uint32_t match : line.matches) {
        if (match > text_.match_lines.size()) text_.match_lines.push_back(number);
      }
      text_.lines.push_back(std::move(line));
    }
  }

  bool wide() const { return wide_; }
  CaseText take() { return std::move(text_); }

 private:
  std::vector<std::uint32_t> number_matches(const std::vector<Cell>& cells) {
    std::vector<std::uint32_t> numbers(cells.size(), 0);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (!cells[i].marked || cells[i].first == U'\n') continue;
      if (i == 0 || numbers[i - 1] == 0) ++matches_;
      numbers[i] = matches_;
    }
    return numbers;
  }

  std::uint32_t width_;
  bool wide_;
  std::uint32_t matches_ = 0;
  CaseText text_;
};

void lay_out_facets(Layout* layout, const CaseRecord& record, const FacetTable& table,
                    Language language) {
  const auto label = [&](const FacetValues& facet) {
    const FacetDef* def = facet_of_key(table, facet.key);
    return printable_line(def != nullptr ? def->label : facet.key);
  };
  std::uint32_t width = 0;
  for (const FacetValues& facet : record.facets) {
    width = std::max(width, display_width(label(facet), layout->wide()));
  }
  for (const FacetValues& facet : record.facets) {
    std::string values;
    for (const std::string& value : facet.values) {
      if (!values.empty()) values += say(language, "、", ", ");
      values += value;
    }
    layout->paragraph(values, {}, Style::plain, width + 2, label(facet));
  }
}

}  // namespace

CaseText lay_out_case(const ShownCase& shown, const FacetTable& table, Language language,
                      std::uint32_t width, bool ambiguous_wide) {
  static const std::vector<Highlight> kNone;
  Layout layout(width, ambiguous_wide);
  const CaseRecord& record = shown.record;
  layout.paragraph(record.title, shown.title_highlights, Style::title, 0);
  const std::string where = citation(record.source, language);
  layout.paragraph(where.empty() ? record.id : fmt::format("{} ({})", record.id, where), kNone,
                   Style::dim, 0);
  if (!record.facets.empty()) layout.blank();
  lay_out_facets(&layout, record, table, language);
  for (std::size_t i = 0; i < record.sections.size(); ++i) {
    const Section& section = record.sections[i];
    layout.blank();
    if (!section.heading.empty()) layout.paragraph(section.heading, kNone, Style::heading, 0);
    layout.paragraph(section.text,
                     i < shown.section_highlights.size() ? shown.section_highlights[i] : kNone,
                     Style::plain, section.heading.empty() ? 0 : 2);
  }
  return layout.take();
}

}  // namespace jirei
