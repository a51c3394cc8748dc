// A facet's column (case_store.h) made in memory, from wherever its values are.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "indexer/case_store.h"
#include "indexer/facet_table.h"

namespace jirei {

/// A column with what it is made of.
struct OwnedColumn {
  std::deque<std::string> values;
  std::vector<std::uint32_t> offsets, ids, totals;
  FacetColumn column;
};

class FacetColumnBuilder {
 public:
  /// A number for the value, to be given to add().
  std::uint32_t number_of(std::string_view value);
  /// The case has the value. In any order, once each.
  void add(std::uint32_t docid, std::uint32_t number) { pairs_.emplace_back(docid, number); }
  /// Values in the order of the table, as cases.bin has them. Cases beyond `last_docid` are left
  /// out.
  std::unique_ptr<const OwnedColumn> finish(const FacetTable& table, const FacetDef& def,
                                            std::uint32_t last_docid);

 private:
  std::deque<std::string> values_;
  std::unordered_map<std::string_view, std::uint32_t> numbers_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs_;
};

}  // namespace jirei
