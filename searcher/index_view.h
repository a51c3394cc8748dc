// One open generation of an index, as the searcher sees it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "dict/analyzer.h"
#include "indexer/case_store.h"
#include "indexer/facet_table.h"

namespace Xapian {
class Database;
}

namespace jirei {

class ShardTerms;

/// Holds the generation in service, with the shared lock that keeps it from being removed. Parts
/// are opened when first asked for. Not thread-safe.
class IndexView {
 public:
  /// Throws Error(index_missing / index_incompatible / index_damaged), each naming the command that
  /// mends it.
  static IndexView open(const std::string& index_dir);
  ~IndexView();
  IndexView(IndexView&&) noexcept;
  IndexView& operator=(IndexView&&) noexcept;

  const std::string& index_dir() const;
  /// The folder of the generation, e.g. ".../gen-000007".
  const std::string& generation_dir() const;

  const CaseStore& store() const;
  const FacetTable& facets() const;
  /// Throws Error(index_damaged) when the database cannot be opened or contradicts the manifest.
  Xapian::Database& database() const;
  /// Throws Error(index_incompatible) when the index was made with another dictionary.
  const Analyzer& analyzer() const;
  Analyzer::Session& session() const;

  /// What the shards say about terms; nullptr for an undivided index.
  const ShardTerms* shards() const { return nullptr; }

  /// Opens the generation now in service if it is another one. True if it was; a failure leaves
  /// this view as it is and throws.
  bool refresh();

 private:
  struct Impl;
  explicit IndexView(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace jirei
