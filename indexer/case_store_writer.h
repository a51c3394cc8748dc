// Writes cases.bin sequentially: bodies as they come, everything else at the end.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "indexer/case_codec.h"
#include "indexer/case_store.h"
#include "indexer/files.h"

namespace jirei {

class FacetTable;

/// Docids are given in the order of the calls, from 1. Memory: about 40 bytes and the id a case.
class CaseStoreWriter {
 public:
  CaseStoreWriter(const std::string& path, const FacetTable& table);
  ~CaseStoreWriter();

  void add(const EncodedCase& item);
  /// Copies a case of an older store, facets and all; the file gets the number `file`.
  void add_from(const CaseStore& store, std::uint32_t docid, std::uint32_t file);
  /// A docid without a case.
  void skip();
  std::uint32_t last_docid() const { return static_cast<std::uint32_t>(offsets_.size() - 2); }
  /// Writes the tables and the header, and makes the file durable.
  void finish();

 private:
  struct Column;
  struct Hash;

  void add_body(std::string_view id, std::string_view body, std::uint64_t hash, std::uint32_t file);
  void close_document();
  void write_part(std::uint32_t part, std::string_view bytes);
  void write_id_tables();

  const FacetTable& table_;
  OutputFile file_;
  std::vector<std::uint64_t> parts_;  ///< offset, size, hash of each part
  std::unique_ptr<Hash> body_hash_;
  std::vector<Column> columns_;
  std::vector<std::uint64_t> offsets_, hashes_;
  std::vector<std::uint32_t> files_;
  std::vector<std::pair<std::string, std::uint32_t>> ids_;
};

}  // namespace jirei
