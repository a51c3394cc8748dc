// The facets of an answer as the rows of a list, and where the cursor is in it.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "indexer/facet_table.h"
#include "searcher/answer.h"

namespace jirei {

struct FacetRow {
  enum class Kind { label, value, more, gap } kind = Kind::label;
  const FacetAnswer* facet = nullptr;
  const FacetCount* value = nullptr;  ///< of a value
  std::size_t left_out = 0;           ///< of `more`: values that are not listed
  bool walkable() const { return kind == Kind::value || kind == Kind::more; }
};

/// Points into the answer. `expanded`: keys of facets whose values are all listed.
std::vector<FacetRow> facet_rows(const std::vector<FacetAnswer>& facets, const FacetTable& table,
                                 const std::set<std::string>& expanded);

/// Remembers a place by name, because the rows change with every answer.
struct FacetCursor {
  std::string facet;    ///< key; "" = the first row that can be walked to
  std::string value;    ///< "" = the row of the values left out
  std::size_t row = 0;  ///< where it was: the nearest row stands in when the value is gone
};

/// The row of the cursor, or rows.size() when there is nothing to walk to.
std::size_t row_of(const std::vector<FacetRow>& rows, const FacetCursor& cursor);
FacetCursor cursor_at(const std::vector<FacetRow>& rows, std::size_t row);

/// The next walkable row in a direction, or `row` at the end.
std::size_t next_row(const std::vector<FacetRow>& rows, std::size_t row, int direction);
/// The first value of the next facet, or rows.size() behind the last and before the first.
std::size_t next_facet(const std::vector<FacetRow>& rows, std::size_t row, int direction);

}  // namespace jirei
