// Counting, filtering, cross-tabulating and sorting by facets over sets of cases.
//
// The count of a value is the number of cases in the set that have it, where the set is: matched by
// the query, passing every exclusion, and passing the positive choices of all *other* facets (a
// facet's own positive choices are left out of account, so that its other values stay on offer). A
// case with several values of a facet counts once for each of them; a parent facet (地方) and its
// child (所在地) are two facets like any others: 地方=関東 leaves 所在地 counting within 関東.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/case_store.h"
#include "indexer/facet_table.h"
#include "searcher/answer.h"
#include "searcher/doc_set.h"

namespace jirei {

/// What -f asks of one facet, in terms of one generation's column.
struct ResolvedFilter {
  std::size_t facet = 0;      ///< index in the facet table
  bool exclude = false;       ///< cases with an accepted value are left out, not in
  std::vector<bool> accepts;  ///< by value id of the column's dictionary
  /// Chosen values that the table knows but no case has: still listed as selected.
  std::vector<std::string> absent;
};

/// The request's filters, merged to at most one positive and one excluding filter a facet (values
/// of one facet widen). Throws Error(not_found) for an unknown facet or value, naming the known
/// ones and the nearest; Error(usage) for a range on a facet that has no order.
std::vector<ResolvedFilter> resolve_filters(const Request& request, const FacetTable& table,
                                            const CaseStore& store);

/// One filter by itself (also for facet fields and ranges in the query). The same errors.
///
/// A range on an ordered facet with numbers (従業員規模=..50名) takes the values that lie wholly
/// inside or, if there are none, those that overlap it; ends may be numbers or values of the facet.
ResolvedFilter resolve_filter(const FacetFilter& filter, const FacetTable& table,
                              const CaseStore& store);

/// All cases of the store.
DocSet every_case(const CaseStore& store);

/// The cases that pass all filters.
DocSet filter_set(const CaseStore& store, std::span<const ResolvedFilter> filters);
/// The same, of the cases in `within`.
DocSet filter_set(const CaseStore& store, std::span<const ResolvedFilter> filters, DocSet within);

/// Counts of the facets that the request asks for (all of the table, or a list), in that order.
/// `matched` holds the query's matches before any filter. Throws Error(not_found) for an unknown
/// facet name, Error(usage) for a bucket on a facet that holds no numbers.
std::vector<FacetAnswer> count_facets(const CaseStore& store, const FacetTable& table,
                                      const DocSet& matched,
                                      std::span<const ResolvedFilter> filters,
                                      const Request& request);

/// Table of two facets (key or label) over `set` (all filters applied). It covers the cases that
/// have a value of both; every total counts a case once. Throws Error(not_found).
PivotAnswer count_pivot(const CaseStore& store, const FacetTable& table, const DocSet& set,
                        const std::string& rows, const std::string& columns);

/// Index of a facet by key or label. Throws Error(not_found) naming the known ones and the nearest.
std::size_t facet_index(const FacetTable& table, std::string_view name);

/// Docids in the order of the facet's values (the smallest of several; the largest when reversed);
/// cases without a value last in both directions; ties by case id, ascending.
std::vector<std::uint32_t> order_by_facet(const CaseStore& store, const FacetTable& table,
                                          const DocSet& set, std::size_t facet, bool reverse);
/// Docids in the order of case ids.
std::vector<std::uint32_t> order_by_id(const CaseStore& store, const DocSet& set, bool reverse);

}  // namespace jirei
