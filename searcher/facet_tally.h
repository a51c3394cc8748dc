// The inner loops over facet columns.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "indexer/bytes.h"
#include "indexer/case_store.h"
#include "searcher/doc_set.h"

namespace jirei {

/// The value ids of a document, or none when the column does not reach so far. Throws
/// Error(index_damaged).
inline std::span<const std::uint32_t> value_ids(const FacetColumn& column, std::uint32_t docid) {
  const auto offsets = column.offsets();
  if (std::size_t{docid} + 1 >= offsets.size()) return {};
  const std::size_t begin = offsets[docid];
  const std::size_t end = offsets[docid + 1];
  if (begin == end) return {};
  if (begin > end || end > column.ids().size()) throw_damaged_store("a column points outside");
  return column.ids().subspan(begin, end - begin);
}

struct Tally {
  std::vector<std::uint32_t> counts;  ///< cases, by value id (or by group)
  std::uint32_t cases = 0;            ///< cases with any value
};

/// Cases of `set` by value. Throws Error(index_damaged) where counts cannot be.
Tally tally(const FacetColumn& column, const DocSet& set);

/// Cases of `set` by group of values: `group_of` maps value ids to 0…groups - 1. A case whose
/// values fall into one group counts once there.
Tally tally_groups(const FacetColumn& column, const DocSet& set,
                   std::span<const std::uint32_t> group_of, std::size_t groups);

/// Number of documents with any value.
std::uint32_t count_nonempty(const FacetColumn& column);

/// The members of `within` that have a value accepted by `accepts` (by value id).
DocSet having(const FacetColumn& column, const std::vector<bool>& accepts, const DocSet& within);

}  // namespace jirei
