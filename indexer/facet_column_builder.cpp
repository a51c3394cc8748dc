#include "indexer/facet_column_builder.h"

#include <algorithm>
#include <numeric>

#include "indexer/store_tables.h"

namespace jirei {

std::uint32_t FacetColumnBuilder::number_of(std::string_view value) {
  const auto known = numbers_.find(value);
  if (known != numbers_.end()) return known->second;
  const auto number = static_cast<std::uint32_t>(values_.size());
  values_.emplace_back(value);
  numbers_.emplace(values_.back(), number);
  return number;
}

std::unique_ptr<const OwnedColumn> FacetColumnBuilder::finish(const FacetTable& table,
                                                              const FacetDef& def,
                                                              std::uint32_t last_docid) {
  std::vector<std::uint32_t> order(values_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return comes_before(table, def, values_[a], values_[b]);
  });
  std::vector<std::uint32_t> place(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) place[order[i]] = i;

  auto out = std::make_unique<OwnedColumn>();
  std::erase_if(pairs_,
                [&](const auto& pair) { return pair.first == 0 || pair.first > last_docid; });
  out->totals.assign(order.size(), 0);
  out->offsets.assign(std::size_t{last_docid} + 2, 0);
  for (auto& [docid, number] : pairs_) {
    number = place[number];
    ++out->totals[number];
    ++out->offsets[std::size_t{docid} + 1];
  }
  std::partial_sum(out->offsets.begin(), out->offsets.end(), out->offsets.begin());
  out->ids.resize(pairs_.size());
  std::vector<std::uint32_t> next = out->offsets;
  for (const auto& [docid, number] : pairs_) out->ids[next[docid]++] = number;
  for (std::size_t docid = 1; docid + 1 < out->offsets.size(); ++docid) {
    std::sort(out->ids.begin() + out->offsets[docid], out->ids.begin() + out->offsets[docid + 1]);
  }
  std::vector<std::string_view> dictionary;
  dictionary.reserve(order.size());
  for (const std::uint32_t number : order) {
    dictionary.emplace_back(out->values.emplace_back(std::move(values_[number])));
  }
  out->column = FacetColumn(std::move(dictionary), out->offsets, out->ids, out->totals);
  return out;
}

}  // namespace jirei
