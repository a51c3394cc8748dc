// One case study as every reader delivers it and as `cat` prints it (../shared cli.md, README).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jirei {

class FacetTable;

struct Section {
  std::string heading;  ///< may be empty (a body without headings)
  std::string text;     ///< UTF-8; '\n' between paragraphs and bullets
  friend bool operator==(const Section&, const Section&) = default;
};

/// Where a case came from. Lines and pages count from 1; 0 means unknown.
struct SourceRef {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t page = 0;
  std::string case_label;  ///< "事例 4"
  friend bool operator==(const SourceRef&, const SourceRef&) = default;
};

/// Values of one facet: key of the facet table, values in canonical spelling, no duplicates.
/// Numbers are decimal strings; the facet's kind says that they are numbers.
struct FacetValues {
  std::string key;
  std::vector<std::string> values;
  friend bool operator==(const FacetValues&, const FacetValues&) = default;
};

struct CaseRecord {
  std::string id;
  std::string title;
  std::vector<FacetValues> facets;  ///< in the order of the facet table; only facets with values
  std::vector<Section> sections;
  SourceRef source;

  const std::vector<std::string>* facet(std::string_view key) const;
  friend bool operator==(const CaseRecord&, const CaseRecord&) = default;
};

/// The record as one line of JSON (cli.md "The case record"), facets under their labels.
std::string to_json(const CaseRecord& record, const FacetTable& table);

}  // namespace jirei
