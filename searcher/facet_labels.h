// Which facet values a word names.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "indexer/case_store.h"
#include "indexer/facet_table.h"

namespace jirei {

/// The values of word and hierarchical facets that cases of a generation have, by their folded
/// text. Views into the store.
class FacetLabels {
 public:
  struct Value {
    const FacetDef* facet;
    std::string_view value;
  };

  FacetLabels(const CaseStore& store, const FacetTable& table);

  /// The values that are this folded text.
  const std::vector<Value>& named(const std::string& folded) const;

 private:
  std::unordered_map<std::string, std::vector<Value>> values_;
};

}  // namespace jirei
