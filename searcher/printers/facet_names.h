// Facets of an answer in the facet table.
#pragma once

#include <string_view>

#include "indexer/facet_table.h"

namespace jirei {

/// The facet with exactly that key, or nullptr. An Answer holds keys, so that the folding and
/// guessing of FacetTable::find (made for what people type) is not needed, and not paid for.
inline const FacetDef* facet_of_key(const FacetTable& table, std::string_view key) {
  for (const FacetDef& def : table.facets()) {
    if (def.key == key) return &def;
  }
  return nullptr;
}

}  // namespace jirei
