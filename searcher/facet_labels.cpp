#include "searcher/facet_labels.h"

#include "dict/normalizer.h"

namespace jirei {

FacetLabels::FacetLabels(const CaseStore& store, const FacetTable& table) {
  const Normalizer normalizer;
  for (const FacetDef& facet : table.facets()) {
    if (facet.kind != FacetKind::word && facet.kind != FacetKind::hierarchical) continue;
    for (const std::string_view value : store.column(table.index_of(facet)).dictionary()) {
      values_[normalizer.fold_text(value)].push_back({&facet, value});
    }
  }
}

const std::vector<FacetLabels::Value>& FacetLabels::named(const std::string& folded) const {
  static const std::vector<Value> none;
  const auto known = values_.find(folded);
  return known == values_.end() ? none : known->second;
}

}  // namespace jirei
