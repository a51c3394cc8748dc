// The cases of a Xapian database read from the database itself: for a database on another machine,
// and where cases.bin is absent. Slower than the mapped file, with the same answers.
#pragma once

#include <xapian.h>

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "dict/normalizer.h"
#include "dict/sentences.h"
#include "indexer/case_source.h"
#include "indexer/case_store.h"
#include "indexer/facet_column_builder.h"
#include "indexer/facet_table.h"

namespace jirei {

/// Reads document data when it is first asked for, folds it as the indexer does, and keeps the
/// latest; facet columns and the order of ids are made when they are first asked for. One database
/// (local or remote), not several joined. Not thread-safe. Xapian's errors come through.
class DocumentCases : public CaseSource {
 public:
  DocumentCases(Xapian::Database database, FacetTable table);
  ~DocumentCases() override;

  std::uint32_t doc_count() const override { return doc_count_; }
  std::uint32_t last_docid() const override { return last_docid_; }
  bool live(std::uint32_t docid) const override;
  std::string_view body(std::uint32_t docid) const override;
  std::uint32_t find(std::string_view id) const override;
  std::uint32_t id_rank(std::uint32_t docid) const override;
  bool id_before(std::uint32_t a, std::uint32_t b) const override;
  std::vector<NumberedId> sorted_ids() const override;
  std::size_t column_count() const override { return columns_.size(); }
  const FacetColumn& column(std::size_t facet) const override;
  void prepare(std::span<const std::uint32_t> docids) const override;

 private:
  struct Kept {
    std::string bytes;
    std::list<std::uint32_t>::iterator place;
  };
  std::string encode(std::uint32_t docid) const;
  std::string_view id(std::uint32_t docid) const;
  /// docid → the slot's value, for every case that has one, in one exchange.
  std::vector<NumberedId> slot_values(std::uint32_t slot) const;
  bool add_from_terms(const FacetDef& def, FacetColumnBuilder* builder) const;
  void add_from_slot(std::size_t facet, FacetColumnBuilder* builder) const;

  Xapian::Database database_;
  FacetTable table_;
  std::uint32_t doc_count_, last_docid_;
  Normalizer normalizer_;
  mutable SentenceSplitter splitter_;
  mutable std::vector<bool> live_;  ///< by docid; empty: all are, or not yet looked
  mutable std::unordered_map<std::uint32_t, Kept> kept_;
  mutable std::list<std::uint32_t> latest_;  ///< of kept_, the latest first
  mutable std::size_t kept_bytes_ = 0;
  mutable std::vector<std::uint32_t> ranks_;
  mutable std::vector<std::unique_ptr<const OwnedColumn>> columns_;
};

/// The store of a local database: its cases.bin where it has one, else the database itself. Throws
/// what CaseStore::open() throws.
CaseStore open_case_store(const std::string& path, const Xapian::Database& database,
                          const FacetTable& table);

}  // namespace jirei
