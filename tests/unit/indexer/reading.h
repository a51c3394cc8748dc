// Shared by the tests of the readers.
#pragma once

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "dict/error.h"
#include "index_support.h"
#include "indexer/case_record.h"
#include "indexer/facet_table.h"
#include "indexer/readers/reader.h"

namespace jirei {

/// Keeps what a reader delivers.
struct Collected : CaseSink {
  std::vector<CaseRecord> cases;
  std::vector<ReadProblem> problems;

  void on_case(CaseRecord&& record) override { cases.push_back(std::move(record)); }
  void on_problem(ReadProblem&& problem) override { problems.push_back(std::move(problem)); }
};

inline const FacetTable& shipped_table() {
  static const FacetTable table =
      FacetTable::from_yaml_file(std::string(JIREI_SOURCE_DIR) + "/data/facets.yaml");
  return table;
}

inline void write_file(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

inline Collected read_path(const std::string& path, const std::string& encoding = "") {
  Collected found;
  read_file(path, shipped_table(), ReadOptions{encoding}, found);
  return found;
}

/// Reads `bytes` as a file called `name`.
inline Collected read_bytes(const std::string& name, std::string_view bytes,
                            const std::string& encoding = "") {
  const TemporaryFolder folder;
  write_file(folder.file(name), bytes);
  return read_path(folder.file(name), encoding);
}

/// Values of a facet, by its label, joined by '|'.
inline std::string facet_of(const CaseRecord& record, std::string_view label) {
  const FacetDef* def = shipped_table().find(label);
  const auto* values = def ? record.facet(def->key) : nullptr;
  std::string joined;
  for (const std::string& value : values ? *values : std::vector<std::string>{}) {
    joined.append(joined.empty() ? "" : "|").append(value);
  }
  return joined;
}

}  // namespace jirei
