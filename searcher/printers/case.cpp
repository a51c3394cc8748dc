// One whole case for people.
#include <fmt/format.h>

#include "indexer/facet_table.h"
#include "searcher/printers/citation.h"
#include "searcher/printers/facet_names.h"
#include "searcher/printers/printer.h"
#include "searcher/printers/styled_text.h"
#include "searcher/printers/text_parts.h"
#include "searcher/terminal.h"
#include "searcher/text_width.h"

namespace jirei {

std::string citation(const SourceRef& source, Language language) {
  std::string text = source.file;
  const bool ja = language == Language::ja;
  if (source.page > 0) {
    text += ja ? fmt::format(" {} ページ", source.page) : fmt::format(", page {}", source.page);
  } else if (source.line > 1) {
    text += ja ? fmt::format(" {} 行", source.line) : fmt::format(", line {}", source.line);
  }
  if (!source.case_label.empty()) text += (ja ? " " : ", ") + source.case_label;
  return text;
}

namespace {

void append_facets(std::string* out, const CaseRecord& record, const FacetTable& table,
                   const PrintOptions& options, const Palette& palette) {
  std::uint32_t width = 0;
  const auto label = [&](const FacetValues& facet) {
    const FacetDef* def = facet_of_key(table, facet.key);
    return printable_line(def != nullptr ? def->label : facet.key);
  };
  for (const FacetValues& facet : record.facets) {
    width = std::max(width, display_width(label(facet), options.ambiguous_wide));
  }
  for (const FacetValues& facet : record.facets) {
    std::string values;
    for (const std::string& value : facet.values) {
      if (!values.empty()) values += say(options.language, "、", ", ");
      values += value;
    }
    Paragraph shape;
    shape.indent = width + 4;
    shape.width = options.width;
    shape.first_indent = "  " + palette.facet +
                         pad_right(label(facet), width, options.ambiguous_wide) + palette.reset +
                         "  ";
    append_paragraph(out, values, {}, shape, {}, palette, options.ambiguous_wide);
  }
}

}  // namespace

void print_case(std::ostream& stream, const ShownCase& shown, const FacetTable& table,
                const PrintOptions& options) {
  const Palette palette = make_palette(options.color);
  const CaseRecord& record = shown.record;
  std::string out;
  append_paragraph(&out, record.title, shown.title_highlights, {0, options.width, 0, false, {}},
                   palette.title, palette, options.ambiguous_wide);
  const std::string where = citation(record.source, options.language);
  append_paragraph(&out, where.empty() ? record.id : fmt::format("{} ({})", record.id, where), {},
                   {0, options.width, 0, false, {}}, palette.dim, palette, options.ambiguous_wide);
  if (!record.facets.empty()) out += '\n';
  append_facets(&out, record, table, options, palette);
  for (std::size_t i = 0; i < record.sections.size(); ++i) {
    const Section& section = record.sections[i];
    static const std::vector<Highlight> kNone;
    const auto& marks = i < shown.section_highlights.size() ? shown.section_highlights[i] : kNone;
    out += '\n';
    if (!section.heading.empty()) {
      append_paragraph(&out, section.heading, {}, {0, options.width, 0, false, {}}, palette.heading,
                       palette, options.ambiguous_wide);
    }
    append_paragraph(&out, section.text, marks,
                     {section.heading.empty() ? 0u : 2u, options.width, 0, true, {}}, {}, palette,
                     options.ambiguous_wide);
  }
  stream << out;
}

}  // namespace jirei
