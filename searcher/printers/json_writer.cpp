#include "searcher/printers/json_writer.h"

#include <fmt/format.h>

#include <cmath>

#include "dict/unicode.h"
#include "searcher/printers/facet_names.h"
#include "searcher/terminal.h"

namespace jirei {

void append_json_string(std::string* out, std::string_view text) {
  *out += '"';
  for (std::size_t pos = 0; pos < text.size();) {
    const char32_t c = next_code_point(text, &pos);
    switch (c) {
      case U'"':
        *out += "\\\"";
        break;
      case U'\\':
        *out += "\\\\";
        break;
      case U'\n':
        *out += "\\n";
        break;
      case U'\r':
        *out += "\\r";
        break;
      case U'\t':
        *out += "\\t";
        break;
      default:
        if (c < 0x20 || is_unprintable(c)) {
          // All unprintable characters lie in the BMP: one escape each.
          fmt::format_to(std::back_inserter(*out), "\\u{:04x}", static_cast<std::uint32_t>(c));
        } else {
          append_utf8(out, c);
        }
    }
  }
  *out += '"';
}

void append_json_number(std::string* out, double value) {
  if (!std::isfinite(value)) value = 0;
  fmt::format_to(std::back_inserter(*out), "{}", value);
}

namespace {

bool is_integer(std::string_view text) {
  if (!text.empty() && text[0] == '-') text.remove_prefix(1);
  if (text.empty() || text.size() > 15 || (text.size() > 1 && text[0] == '0')) return false;
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

void append_highlights(std::string* out, const std::vector<Highlight>& highlights) {
  *out += '[';
  bool first = true;
  for (const auto& [begin, end] : highlights) {
    fmt::format_to(std::back_inserter(*out), "{}[{},{}]", first ? "" : ",", begin, end);
    first = false;
  }
  *out += ']';
}

void append_hit_facets(std::string* out, const Hit& hit, const FacetTable& table) {
  *out += ",\"facets\":{";
  bool first = true;
  for (const FacetValues& facet : hit.facets) {
    const FacetDef* def = facet_of_key(table, facet.key);
    if (!first) *out += ',';
    first = false;
    append_json_string(out, def != nullptr ? def->label : facet.key);
    *out += ":[";
    for (std::size_t i = 0; i < facet.values.size(); ++i) {
      if (i > 0) *out += ',';
      append_facet_value(out, def, facet.values[i]);
    }
    *out += ']';
  }
  *out += '}';
}

void append_source(std::string* out, const SourceRef& source) {
  *out += ",\"source\":{\"file\":";
  append_json_string(out, source.file);
  if (source.page > 0) fmt::format_to(std::back_inserter(*out), ",\"page\":{}", source.page);
  if (!source.case_label.empty()) {
    *out += ",\"case\":";
    append_json_string(out, source.case_label);
  }
  *out += '}';
}

void append_snippets(std::string* out, const std::vector<Snippet>& snippets) {
  *out += ",\"snippets\":[";
  for (std::size_t i = 0; i < snippets.size(); ++i) {
    *out += i > 0 ? ",{\"section\":" : "{\"section\":";
    append_json_string(out, snippets[i].section);
    *out += ",\"text\":";
    append_json_string(out, snippets[i].text);
    *out += ",\"highlights\":";
    append_highlights(out, snippets[i].highlights);
    *out += '}';
  }
  *out += ']';
}

void append_explanation(std::string* out, const Hit& hit) {
  *out += ",\"explanation\":[";
  for (std::size_t i = 0; i < hit.explanation.size(); ++i) {
    const ScorePart& part = hit.explanation[i];
    *out += i > 0 ? ",{\"part\":" : "{\"part\":";
    append_json_string(out, part.name);
    *out += ",\"term\":";
    append_json_string(out, part.term);
    *out += ",\"score\":";
    append_json_number(out, part.score);
    fmt::format_to(std::back_inserter(*out), ",\"tf\":{},\"df\":{},\"weight\":", part.tf, part.df);
    append_json_number(out, part.weight);
    *out += '}';
  }
  *out += "],\"matched_by\":[";
  for (std::size_t i = 0; i < hit.matched_by.size(); ++i) {
    if (i > 0) *out += ',';
    append_json_string(out, hit.matched_by[i]);
  }
  *out += ']';
}

void append_counts(std::string* out, const std::vector<std::uint32_t>& counts) {
  *out += '[';
  for (std::size_t i = 0; i < counts.size(); ++i) {
    fmt::format_to(std::back_inserter(*out), "{}{}", i > 0 ? "," : "", counts[i]);
  }
  *out += ']';
}

void append_values(std::string* out, const FacetDef* def, const std::vector<std::string>& values) {
  *out += '[';
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) *out += ',';
    append_facet_value(out, def, values[i]);
  }
  *out += ']';
}

}  // namespace

void append_facet_value(std::string* out, const FacetDef* def, std::string_view value) {
  if (def != nullptr && def->kind == FacetKind::number && is_integer(value)) {
    *out += value;
  } else {
    append_json_string(out, value);
  }
}

void append_hit_members(std::string* out, const Hit& hit, const FacetTable& table, bool explain) {
  fmt::format_to(std::back_inserter(*out), "\"rank\":{},\"id\":", hit.rank);
  append_json_string(out, hit.id);
  *out += ",\"score\":";
  append_json_number(out, hit.score);
  *out += hit.every_word ? ",\"match\":\"all\",\"title\":" : ",\"match\":\"some\",\"title\":";
  append_json_string(out, hit.title);
  *out += ",\"title_highlights\":";
  append_highlights(out, hit.title_highlights);
  append_hit_facets(out, hit, table);
  append_source(out, hit.source);
  append_snippets(out, hit.snippets);
  if (explain) append_explanation(out, hit);
}

void append_facets(std::string* out, const Answer& answer, const FacetTable& table) {
  *out += "\"facets_of\":";
  *out += answer.facets_of_partial ? "\"partial\"" : "\"total\"";
  *out += ",\"facets\":[";
  for (std::size_t i = 0; i < answer.facets.size(); ++i) {
    const FacetAnswer& facet = answer.facets[i];
    const FacetDef* def = facet_of_key(table, facet.key);
    *out += i > 0 ? ",{\"key\":" : "{\"key\":";
    append_json_string(out, facet.key);
    *out += ",\"label\":";
    append_json_string(out, facet.label);
    *out += ",\"values\":[";
    for (std::size_t v = 0; v < facet.values.size(); ++v) {
      const FacetCount& value = facet.values[v];
      *out += v > 0 ? ",{\"value\":" : "{\"value\":";
      append_facet_value(out, def, value.value);
      fmt::format_to(std::back_inserter(*out), ",\"count\":{},\"selected\":{}", value.count,
                     value.selected);
      if (value.excluded) *out += ",\"excluded\":true";
      *out += '}';
    }
    *out += "],\"more\":0}";  // machine formats leave no value out
  }
  *out += ']';
}

void append_pivot(std::string* out, const PivotAnswer& pivot, const FacetTable& table) {
  *out += "\"pivot\":{\"row\":{\"key\":";
  append_json_string(out, pivot.row_key);
  *out += ",\"label\":";
  append_json_string(out, pivot.row_label);
  *out += "},\"column\":{\"key\":";
  append_json_string(out, pivot.column_key);
  *out += ",\"label\":";
  append_json_string(out, pivot.column_label);
  *out += "},\"rows\":";
  append_values(out, facet_of_key(table, pivot.row_key), pivot.rows);
  *out += ",\"columns\":";
  append_values(out, facet_of_key(table, pivot.column_key), pivot.columns);
  *out += ",\"counts\":[";
  for (std::size_t row = 0; row < pivot.counts.size(); ++row) {
    if (row > 0) *out += ',';
    append_counts(out, pivot.counts[row]);
  }
  *out += "],\"row_totals\":";
  append_counts(out, pivot.row_totals);
  *out += ",\"column_totals\":";
  append_counts(out, pivot.column_totals);
  fmt::format_to(std::back_inserter(*out), ",\"total\":{}}}", pivot.total);
}

void append_suggestion(std::string* out, const Answer& answer) {
  *out += "\"suggestion\":";
  if (!answer.suggestion) {
    *out += "null";
    return;
  }
  switch (answer.suggestion->kind) {
    case Suggestion::Kind::corrected:
      *out += "{\"kind\":\"corrected\"";
      break;
    case Suggestion::Kind::did_you_mean:
      *out += "{\"kind\":\"did_you_mean\"";
      break;
    case Suggestion::Kind::nearest:
      *out += "{\"kind\":\"nearest\"";
      break;
  }
  *out += ",\"query\":";
  append_json_string(out, answer.suggestion->query);
  *out += ",\"original\":";
  append_json_string(out, answer.suggestion->original);
  *out += '}';
}

void append_warnings(std::string* out, const Answer& answer) {
  *out += "\"warnings\":[";
  for (std::size_t i = 0; i < answer.warnings.size(); ++i) {
    *out += i > 0 ? ",{\"ja\":" : "{\"ja\":";
    append_json_string(out, answer.warnings[i].ja);
    *out += ",\"en\":";
    append_json_string(out, answer.warnings[i].en);
    *out += '}';
  }
  *out += ']';
  if (answer.missing.empty()) return;
  *out += ",\"missing\":[";
  for (std::size_t i = 0; i < answer.missing.size(); ++i) {
    if (i > 0) *out += ',';
    append_json_string(out, answer.missing[i]);
  }
  *out += ']';
}

double rounded_ms(double ms) { return std::round(ms * 1000.0) / 1000.0; }

}  // namespace jirei
