#include "indexer/case_record.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "indexer/facet_table.h"

namespace jirei {
namespace {

using Json = nlohmann::ordered_json;

Json facet_values_json(const FacetValues& facet, bool number) {
  Json values = Json::array();
  for (const std::string& value : facet.values) {
    std::int64_t parsed = 0;
    const char* end = value.data() + value.size();
    const auto result = std::from_chars(value.data(), end, parsed);
    if (number && result.ec == std::errc() && result.ptr == end) {
      values.push_back(parsed);
    } else {
      values.push_back(value);
    }
  }
  return values;
}

Json source_json(const SourceRef& source) {
  Json json = Json::object();
  if (!source.file.empty()) json["file"] = source.file;
  if (source.line != 0) json["line"] = source.line;
  if (source.page != 0) json["page"] = source.page;
  if (!source.case_label.empty()) json["case"] = source.case_label;
  return json;
}

}  // namespace

const std::vector<std::string>* CaseRecord::facet(std::string_view key) const {
  for (const FacetValues& values : facets) {
    if (values.key == key) return &values.values;
  }
  return nullptr;
}

std::string to_json(const CaseRecord& record, const FacetTable& table) {
  Json json = Json::object();
  json["id"] = record.id;
  json["title"] = record.title;
  Json facets = Json::object();
  for (const FacetValues& facet : record.facets) {
    const FacetDef* def = table.find(facet.key);
    facets[def ? def->label : facet.key] =
        facet_values_json(facet, def && def->kind == FacetKind::number);
  }
  json["facets"] = std::move(facets);
  Json sections = Json::array();
  for (const Section& section : record.sections) {
    sections.push_back(Json{{"heading", section.heading}, {"text", section.text}});
  }
  json["sections"] = std::move(sections);
  if (Json source = source_json(record.source); !source.empty()) json["source"] = std::move(source);
  // File names need not be UTF-8; everything else is.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace jirei
