// Changes to a generation, made in a copy of it: cost in proportion to the change, but for copying.
//
// A large database is not copied but shared by hard links. Its tables are written copy-on-write: a
// commit leaves every block of the revision before it alone, and reuses those of older ones. So the
// generation in service stays whole while exactly one revision is made beside it, provided that no
// older generation is wanted any more: the caller drops those first (IndexChange).
//
// A changed case keeps its docid, a new one takes a free docid or the next, a case that goes leaves
// a free one. The texts of the others stay where they are (case_store_update.h).
#pragma once

#include <xapian.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "indexer/case_store.h"
#include "indexer/case_store_update.h"
#include "indexer/document.h"

namespace jirei {

class DeltaWriter {
 public:
  struct Options {
    std::size_t memory = 0;
    std::uint64_t case_bytes = 0;  ///< text of a case on average, to judge what fits into memory
    bool share = false;            ///< link the database instead of copying it
    std::uint64_t small_segment = CaseStoreUpdate::kSmallSegment;  ///< case_store_update.h
  };
  /// `folder` is the generation being built, `old_path` the one it starts from.
  DeltaWriter(std::string folder, std::string old_path, const CaseStore& old,
              const IndexingTools& tools, const Options& options);
  ~DeltaWriter();

  /// Adds a case, or replaces the one with docid `replaces` (0: none).
  void put(SourceCase&& item, std::uint32_t replaces);
  /// Takes a case out.
  void drop(std::uint32_t docid);
  /// Writes everything. `files[d]` is the number of the file of the case d that stays. With
  /// `purge`, nothing of what went remains in any of the files.
  void finish(const std::vector<std::uint32_t>& files, bool purge);

  /// How much text the index holds more (or less) than before.
  std::int64_t text_growth() const { return text_growth_; }

 private:
  Xapian::WritableDatabase& database();
  std::uint32_t next_docid();
  void discount(std::uint32_t docid);
  std::string file(std::string_view name) const;

  std::string folder_, old_path_;
  const CaseStore& old_;
  const FacetTable& table_;
  Options options_;
  CaseIndexer indexer_;
  Lexicon lexicon_;
  std::unique_ptr<Xapian::WritableDatabase> database_;
  CaseStoreUpdate store_;
  std::vector<std::uint32_t> free_;  ///< free docids, the lowest last
  std::uint32_t last_docid_ = 0;
  std::int64_t text_growth_ = 0;
};

}  // namespace jirei
