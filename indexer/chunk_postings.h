// The postings of one chunk of cases, turned from "terms of a case" into "cases of a term".
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/case_terms.h"
#include "indexer/string_table.h"

namespace jirei {

/// What is known of the values of a slot.
struct SlotStatistics {
  std::uint64_t count = 0;
  std::string lowest, highest;

  void add(std::string_view value);
  void merge(const SlotStatistics& other);
};
using SlotTable = std::map<std::uint32_t, SlotStatistics>;

class ChunkPostings {
 public:
  /// `first`: docid of the chunk's first case.
  explicit ChunkPostings(std::uint32_t first) : first_(first) {}

  void add(const CaseTerms& terms);
  const SlotTable& slots() const { return slots_; }
  /// Writes the postings, lengths and values as one run, the position lists as another
  /// (posting_run.h).
  void write(const std::string& postings_path, const std::string& positions_path) const;

 private:
  struct Posting {
    std::uint32_t term;
    std::uint32_t count;
  };
  struct Positions {
    std::uint32_t term;
    std::uint32_t document;
    std::uint32_t begin;  ///< in position_bytes_
    std::uint32_t size;
  };
  struct Value {
    std::uint32_t document;
    std::string value;
  };

  void write_special(class RunWriter* out) const;
  void write_postings(const std::string& path, const std::vector<std::uint32_t>& order) const;
  void write_positions(const std::string& path, const std::vector<std::uint32_t>& order) const;

  std::uint32_t first_;
  StringTable terms_;
  std::vector<Posting> postings_;       ///< document by document
  std::vector<std::uint64_t> ends_;     ///< of each document's postings
  std::vector<std::uint64_t> lengths_;  ///< of each document
  std::vector<Positions> positions_;    ///< document by document
  std::string position_bytes_;
  std::map<std::uint32_t, std::vector<Value>> values_;  ///< by slot
  SlotTable slots_;
};

}  // namespace jirei
