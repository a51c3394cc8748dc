// Sorting cases by facets and tables of two facets (facets.h).
#include <algorithm>
#include <numeric>
#include <utility>

#include "searcher/facet_tally.h"
#include "searcher/facets.h"
#include "searcher/value_order.h"

namespace jirei {
namespace {

// The values of one side of a pivot that any case has, in the order in which they are shown.
struct Axis {
  std::vector<std::string> labels;
  std::vector<std::uint32_t> place_of;  // by value id; labels.size() = not shown
  std::vector<std::uint32_t> totals;
};

Axis make_axis(const FacetDef& def, const FacetColumn& column, const DocSet& set) {
  const std::vector<std::uint32_t> counts = tally(column, set).counts;
  const std::vector<std::uint32_t> ranks = ValueOrder(def).ranks(column);
  std::vector<std::uint32_t> shown;
  for (std::uint32_t id = 0; id < counts.size(); ++id) {
    if (counts[id] > 0) shown.push_back(id);
  }
  const auto& dictionary = column.dictionary();
  std::sort(shown.begin(), shown.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (def.kind != FacetKind::word) return ranks[a] < ranks[b];
    return counts[a] != counts[b] ? counts[a] > counts[b] : dictionary[a] < dictionary[b];
  });
  Axis axis;
  axis.place_of.assign(counts.size(), static_cast<std::uint32_t>(shown.size()));
  for (const std::uint32_t id : shown) {
    axis.place_of[id] = static_cast<std::uint32_t>(axis.labels.size());
    axis.labels.emplace_back(dictionary[id]);
    axis.totals.push_back(counts[id]);
  }
  return axis;
}

// Members of `set` in the order of case ids: placing them by rank needs no comparisons.
std::vector<std::uint32_t> by_id_rank(const CaseStore& store, const DocSet& set) {
  const std::uint32_t members = set.count();
  std::vector<std::uint32_t> docids;
  docids.reserve(members);
  if (members < store.last_docid() / 16) {
    docids = set.to_vector();
    std::sort(docids.begin(), docids.end(),
              [&](std::uint32_t a, std::uint32_t b) { return store.id_before(a, b); });
    return docids;
  }
  std::vector<std::uint32_t> at_rank(std::size_t{store.last_docid()} + 1, 0);
  set.for_each([&](std::uint32_t docid) {
    const std::uint32_t rank = store.id_rank(docid);
    if (rank < at_rank.size()) at_rank[rank] = docid;
  });
  for (const std::uint32_t docid : at_rank) {
    if (docid != 0) docids.push_back(docid);
  }
  return docids;
}

}  // namespace

PivotAnswer count_pivot(const CaseStore& store, const FacetTable& table, const DocSet& set,
                        const std::string& rows, const std::string& columns) {
  const FacetDef& row_def = table.facets()[facet_index(table, rows)];
  const FacetDef& column_def = table.facets()[facet_index(table, columns)];
  const FacetColumn& row_column = store.column(table.index_of(row_def));
  const FacetColumn& column_column = store.column(table.index_of(column_def));

  DocSet both = set;
  both.retain([&](std::uint32_t docid) {
    return !value_ids(row_column, docid).empty() && !value_ids(column_column, docid).empty();
  });
  Axis row_axis = make_axis(row_def, row_column, both);
  Axis column_axis = make_axis(column_def, column_column, both);

  PivotAnswer answer;
  answer.row_key = row_def.key;
  answer.row_label = row_def.label;
  answer.column_key = column_def.key;
  answer.column_label = column_def.label;
  answer.counts.assign(row_axis.labels.size(),
                       std::vector<std::uint32_t>(column_axis.labels.size(), 0));
  both.for_each([&](std::uint32_t docid) {
    for (const std::uint32_t row : value_ids(row_column, docid)) {
      for (const std::uint32_t column : value_ids(column_column, docid)) {
        if (row >= row_axis.place_of.size() || column >= column_axis.place_of.size()) continue;
        ++answer.counts[row_axis.place_of[row]][column_axis.place_of[column]];
      }
    }
  });
  answer.total = both.count();
  answer.rows = std::move(row_axis.labels);
  answer.row_totals = std::move(row_axis.totals);
  answer.columns = std::move(column_axis.labels);
  answer.column_totals = std::move(column_axis.totals);
  return answer;
}

std::vector<std::uint32_t> order_by_id(const CaseStore& store, const DocSet& set, bool reverse) {
  std::vector<std::uint32_t> docids = by_id_rank(store, set);
  if (reverse) std::reverse(docids.begin(), docids.end());
  return docids;
}

std::vector<std::uint32_t> order_by_facet(const CaseStore& store, const FacetTable& table,
                                          const DocSet& set, std::size_t facet, bool reverse) {
  const FacetColumn& column = store.column(facet);
  std::vector<std::uint32_t> ranks = ValueOrder(table.facets().at(facet)).ranks(column);
  const auto values = static_cast<std::uint32_t>(ranks.size());
  if (reverse) {
    for (std::uint32_t& rank : ranks) rank = values - 1 - rank;
  }
  // A stable distribution by rank of documents that already stand in the order of ids; cases
  // without a value go to the last place.
  const auto rank_of = [&](std::uint32_t docid) {
    std::uint32_t rank = values;
    for (const std::uint32_t id : value_ids(column, docid)) {
      if (id < values) rank = std::min(rank, ranks[id]);
    }
    return rank;
  };
  const std::vector<std::uint32_t> docids = by_id_rank(store, set);
  std::vector<std::uint32_t> place(std::size_t{values} + 2, 0);
  for (const std::uint32_t docid : docids) ++place[std::size_t{rank_of(docid)} + 1];
  std::partial_sum(place.begin(), place.end(), place.begin());
  std::vector<std::uint32_t> ordered(docids.size());
  for (const std::uint32_t docid : docids) ordered[place[rank_of(docid)]++] = docid;
  return ordered;
}

}  // namespace jirei
