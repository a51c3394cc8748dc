// The cases of several stores as one: case d of store s (from 0) of n is (d - 1) * n + s + 1, as
// Xapian numbers the documents of databases that are joined.
#pragma once

#include <memory>
#include <vector>

#include "indexer/case_source.h"
#include "indexer/case_store.h"
#include "indexer/facet_column_builder.h"
#include "indexer/facet_table.h"
#include "searcher/shard_workers.h"

namespace jirei {

class ShardedCases : public CaseSource {
 public:
  explicit ShardedCases(std::shared_ptr<ShardWorkers> workers) : workers_(std::move(workers)) {}

  void add(CaseStore store) { stores_.push_back(std::move(store)); }
  /// After the last add().
  void join(const FacetTable& table);

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
  const CaseStore& store_of(std::uint32_t docid) const {
    return stores_[(docid - 1) % stores_.size()];
  }
  std::uint32_t local(std::uint32_t docid) const {
    return static_cast<std::uint32_t>((docid - 1) / stores_.size() + 1);
  }
  std::uint32_t global(std::size_t store, std::uint32_t docid) const {
    return static_cast<std::uint32_t>((docid - 1) * stores_.size() + store + 1);
  }

  std::shared_ptr<ShardWorkers> workers_;
  std::vector<CaseStore> stores_;
  FacetTable table_;
  std::uint32_t doc_count_ = 0, last_docid_ = 0;
  mutable std::uint32_t compared_ = 0;
  mutable std::vector<std::uint32_t> ranks_;
  mutable std::vector<std::unique_ptr<const OwnedColumn>> columns_;
};

}  // namespace jirei
