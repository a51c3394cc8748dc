// One open generation of an index, or the shards of a collection, as the searcher sees them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dict/analyzer.h"
#include "indexer/case_store.h"
#include "indexer/facet_table.h"
#include "searcher/shard_options.h"

namespace Xapian {
class Database;
class Error;
}  // namespace Xapian

namespace jirei {

class FacetLabels;
class KeptTerms;
class ShardTerms;

/// Holds the generation in service, with the shared lock that keeps it from being removed. Parts
/// are opened when first asked for. Where the folder lists shards (indexer/shard_list.h), all of
/// them are opened at once, and looked at as one index. Not thread-safe.
class IndexView {
 public:
  /// `index_dir` may also be a list of shards. Throws Error(index_missing / index_incompatible /
  /// index_damaged / unreadable), each naming the command that mends it.
  static IndexView open(const std::string& index_dir, const ShardOptions& options = {});
  ~IndexView();
  IndexView(IndexView&&) noexcept;
  IndexView& operator=(IndexView&&) noexcept;

  const std::string& index_dir() const;
  /// The folder of the generation, e.g. ".../gen-000007"; of shards the list's path.
  const std::string& generation_dir() const;

  const CaseStore& store() const;
  const FacetTable& facets() const;
  /// Throws Error(index_damaged) when the database cannot be opened or contradicts the manifest.
  Xapian::Database& database() const;
  /// Throws Error(index_incompatible) when the index was made with another dictionary.
  const Analyzer& analyzer() const;
  Analyzer::Session& session() const;

  /// What the shards say about terms; nullptr for an undivided index.
  const ShardTerms* shards() const;
  /// What is kept of an undivided index between questions; nullptr for shards.
  KeptTerms* kept() const;
  /// What words name values of the facets.
  const FacetLabels& labels() const;
  /// Names of the shards that could not be reached and were left out.
  const std::vector<std::string>& missing_shards() const;
  /// Connects to every shard again after an error of Xapian's, so that what failed can be tried
  /// again. Throws Error naming the shard that still cannot be reached.
  void reconnect(const Xapian::Error& error);

  /// Opens the generation now in service if it is another one. True if it was; a failure leaves
  /// this view as it is and throws.
  bool refresh();

 private:
  struct Impl;
  explicit IndexView(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace jirei
