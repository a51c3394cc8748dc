// The order in which a facet's values are shown.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "indexer/case_store.h"
#include "indexer/facet_table.h"

namespace jirei {

/// The order of FacetTable::less, with the table's places looked up once: places in the table
/// first, then numbers by size, then spelling. Keeps views into the definition.
class ValueOrder {
 public:
  explicit ValueOrder(const FacetDef& def);

  struct Key {
    std::uint32_t place;  ///< in the table, or the number of its values
    std::int64_t number;  ///< of number facets; else 0
    std::string_view spelling;
    // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the 0 behind <=> for a pointer
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  /// `value` must outlive the key.
  Key key(std::string_view value) const;

  /// Rank (from 0) of each value id of the column.
  std::vector<std::uint32_t> ranks(const FacetColumn& column) const;

 private:
  FacetKind kind_;
  std::unordered_map<std::string_view, std::uint32_t> places_;
};

/// The decimal number that `value` is, wholly.
std::optional<std::int64_t> facet_number(std::string_view value);

}  // namespace jirei
