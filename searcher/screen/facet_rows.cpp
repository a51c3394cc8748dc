#include "searcher/screen/facet_rows.h"

#include "searcher/printers/facet_names.h"
#include "searcher/printers/text_parts.h"

namespace jirei {

std::vector<FacetRow> facet_rows(const std::vector<FacetAnswer>& facets, const FacetTable& table,
                                 const std::set<std::string>& expanded) {
  std::vector<FacetRow> rows;
  for (const FacetAnswer& facet : facets) {
    if (facet.values.empty()) continue;
    if (!rows.empty()) rows.push_back({FacetRow::Kind::gap, &facet, nullptr, 0});
    rows.push_back({FacetRow::Kind::label, &facet, nullptr, 0});
    const auto shown =
        values_to_show(facet, facet_of_key(table, facet.key), expanded.contains(facet.key));
    for (const FacetCount* value : shown) {
      rows.push_back({FacetRow::Kind::value, &facet, value, 0});
    }
    if (shown.size() < facet.values.size()) {
      rows.push_back({FacetRow::Kind::more, &facet, nullptr, facet.values.size() - shown.size()});
    }
  }
  return rows;
}

std::size_t row_of(const std::vector<FacetRow>& rows, const FacetCursor& cursor) {
  std::size_t nearest = rows.size();
  std::size_t first_of_facet = rows.size();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!rows[i].walkable()) continue;
    const bool same_facet = rows[i].facet->key == cursor.facet;
    const bool same_value =
        rows[i].value != nullptr ? rows[i].value->value == cursor.value : cursor.value.empty();
    if (same_facet && same_value) return i;
    if (same_facet && (first_of_facet == rows.size() || i <= cursor.row)) first_of_facet = i;
    if (nearest == rows.size() || i <= cursor.row) nearest = i;
  }
  return first_of_facet < rows.size() ? first_of_facet : nearest;
}

FacetCursor cursor_at(const std::vector<FacetRow>& rows, std::size_t row) {
  if (row >= rows.size()) return {};
  return {rows[row].facet->key, rows[row].value != nullptr ? rows[row].value->value : "", row};
}

std::size_t next_row(const std::vector<FacetRow>& rows, std::size_t row, int direction) {
  for (std::size_t i = row; direction < 0 ? i > 0 : i + 1 < rows.size();) {
    i = direction < 0 ? i - 1 : i + 1;
    if (rows[i].walkable()) return i;
  }
  return row;
}

std::size_t next_facet(const std::vector<FacetRow>& rows, std::size_t row, int direction) {
  if (row >= rows.size()) return rows.size();
  const auto first_value = [&](std::size_t i) {
    while (i > 0 && rows[i - 1].facet == rows[i].facet) --i;
    while (i < rows.size() && !rows[i].walkable()) ++i;
    return i;
  };
  if (direction > 0) {
    std::size_t i = row;
    while (i < rows.size() && rows[i].facet == rows[row].facet) ++i;
    return i < rows.size() ? first_value(i) : rows.size();
  }
  std::size_t i = row;
  while (i > 0 && rows[i].facet == rows[row].facet) --i;
  return rows[i].facet == rows[row].facet ? rows.size() : first_value(i);
}

}  // namespace jirei
