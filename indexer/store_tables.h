// The tables of cases.bin in memory, on their way to the file.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "indexer/case_store_format.h"

namespace jirei {

class FacetTable;
struct FacetDef;

/// The order of a column's dictionary: the table's, then bytes.
bool comes_before(const FacetTable& table, const FacetDef& def, std::string_view a,
                  std::string_view b);

/// One facet's values, document after document.
struct ColumnTable {
  std::vector<std::uint32_t> offsets{0};  ///< where each document's ids begin, and the end
  std::vector<std::uint32_t> ids;
  std::vector<std::string> dictionary;

  void close_document() { offsets.push_back(static_cast<std::uint32_t>(ids.size())); }
  /// Puts the dictionary in order, and each document's values. Values without documents go.
  void sort(const FacetTable& table, const FacetDef& def);
  /// As the file has it; sort() comes before.
  std::string encode() const;
};

/// Values of a column given as texts.
class ColumnBuilder {
 public:
  std::uint32_t id_of(const std::string& value);
  void add(const std::string& value) { column.ids.push_back(id_of(value)); }

  ColumnTable column;

 private:
  std::unordered_map<std::string, std::uint32_t> known_;
};

struct StoreTables {
  std::vector<case_store::SegmentEntry> segments;
  std::vector<std::uint64_t> places{0}, hashes{0};
  std::vector<std::uint32_t> by_id, ranks, files{UINT32_MAX};

  /// From by_id.
  void rank_ids();
  /// Writes the file and makes it durable. `column` gives one facet's part after the other.
  void write(const std::string& path, std::size_t column_count,
             const std::function<std::string(std::size_t)>& column) const;
};

/// Number of a segment in the table and offset in it.
std::uint64_t place_of(std::size_t segment, std::uint64_t offset);

}  // namespace jirei
