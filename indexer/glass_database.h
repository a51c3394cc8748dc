// A whole Xapian database (glass) written in one pass: each table in the order of its keys.
//
// Adding documents through Xapian costs a search in two trees for every posting, and merging shards
// made that way reads and writes everything again; all in all several times the analysis of short
// cases. What comes out here is what Xapian would have written: the same entries, each block full.
// Xapian reads, checks and updates it as its own.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "indexer/case_terms.h"
#include "indexer/chunk_postings.h"
#include "indexer/deflater.h"
#include "indexer/glass_table.h"

namespace jirei {

/// What the tables in docid order keep of a document.
struct GlassDocument {
  std::string terms, data, slots;
  bool terms_compressed = false;
  bool data_compressed = false;
  std::uint64_t length = 0;
  std::uint32_t largest_count = 0;
};
GlassDocument encode_document(const CaseTerms& terms, Deflater* deflater);

class GlassDatabaseWriter {
 public:
  using Metadata = std::vector<std::pair<std::string, std::string>>;

  /// Makes the folder.
  explicit GlassDatabaseWriter(std::string folder);

  /// Docids are given in the order of the calls, from 1.
  void add(const GlassDocument& document);
  void add_slots(const SlotTable& slots);
  /// Merges the runs (posting_run.h), each kind on a thread of its own, and writes everything
  /// durably. `metadata` in any order, without empty values.
  void finish(Metadata metadata, const std::vector<std::string>& postings,
              const std::vector<std::string>& positions);

 private:
  GlassRoot write_postings(const Metadata& metadata, const std::vector<std::string>& runs) const;
  GlassRoot write_positions(const std::vector<std::string>& runs) const;
  void write_version(const GlassRoot& postings, const GlassRoot& records, const GlassRoot& terms,
                     const GlassRoot& positions) const;

  std::string folder_;
  GlassTableWriter terms_, records_;
  SlotTable slots_;
  std::uint32_t documents_ = 0;
  std::uint64_t total_length_ = 0;
  std::uint64_t shortest_ = 0;  ///< of those that are not empty
  std::uint64_t longest_ = 0;
  std::uint32_t largest_count_ = 0;
};

}  // namespace jirei
