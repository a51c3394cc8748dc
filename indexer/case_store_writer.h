// Writes a whole case store: bodies into one segment as they come, the tables at the end.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/case_codec.h"
#include "indexer/case_segment.h"
#include "indexer/case_store.h"
#include "indexer/store_tables.h"

namespace jirei {

class FacetTable;

/// Docids are given in the order of the calls, from 1. Memory: about 70 bytes and the id a case.
class CaseStoreWriter {
 public:
  /// `path` is that of cases.bin; the segment is written beside it.
  CaseStoreWriter(const std::string& path, const FacetTable& table);
  ~CaseStoreWriter();

  void add(const EncodedCase& item);
  /// Copies a case of an older store, facets and all; the file gets the number `file`.
  void add_from(const CaseStore& store, std::uint32_t docid, std::uint32_t file);
  /// A docid without a case.
  void skip();
  std::uint32_t last_docid() const { return static_cast<std::uint32_t>(tables_.places.size() - 1); }
  /// Writes the tables and the header, and makes the files durable.
  void finish();

 private:
  void add_body(std::string_view id, std::string_view body, std::uint64_t hash, std::uint32_t file);
  void close_document();

  const FacetTable& table_;
  std::string path_;
  SegmentWriter segment_;
  StoreTables tables_;
  std::vector<ColumnBuilder> columns_;
  std::vector<std::pair<std::string, std::uint32_t>> ids_;
};

}  // namespace jirei
