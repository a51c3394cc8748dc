// The open shards of a collection: local index folders and servers of Xapian's remote protocol.
#pragma once

#include <xapian.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dict/analyzer.h"
#include "dict/error.h"
#include "indexer/case_store.h"
#include "indexer/facet_table.h"
#include "indexer/shard_list.h"
#include "searcher/shard_options.h"
#include "searcher/shard_terms.h"

namespace jirei {

class ShardSet {
 public:
  /// Opens every shard. Throws Error naming the shard that cannot be reached, is damaged, or
  /// differs from the others in format, dictionary or facet table. With `partial` shards that
  /// cannot be reached are left out; none left is an error.
  static std::unique_ptr<ShardSet> open(const ShardList& list, const ShardOptions& options);
  /// Connects to all of them again, but to `known_lost`, which counts as out of reach. The facet
  /// table stays the same object: who prints answers holds on to it. Throws
  /// Error(index_incompatible) if the shards have another one now.
  std::unique_ptr<ShardSet> open_again(const ShardList& list, const ShardOptions& options,
                                       const std::string& known_lost) const;
  ~ShardSet();

  /// All shards joined.
  Xapian::Database& database() { return database_; }
  const ShardTerms& terms() const { return *terms_; }
  const CaseStore& store() const { return *store_; }
  const FacetTable& facets() const { return *facets_; }
  /// Fingerprint of the analyzer that all were made with.
  const std::string& analyzer() const { return analyzer_; }
  /// That analyzer, with the user dictionaries that the shards keep. Throws
  /// Error(index_incompatible) where this program's own is another.
  Analyzer open_analyzer() const;
  /// Names of the shards that were left out.
  const std::vector<std::string>& missing() const { return missing_; }
  /// Whether a shard is a program: Xapian waits for its end before it lets go of it.
  bool runs_programs() const;
  /// Whether a local shard has a newer generation.
  bool stale() const;
  /// The shard that an error of Xapian's speaks of; "" when it does not tell.
  std::string shard_of(const Xapian::Error& error) const;

 private:
  struct Opened;
  ShardSet();
  static Opened open_one(const ShardPlace& place, const ShardOptions& options);
  void connect(const ShardList& list, const ShardOptions& options, const std::string& known_lost);
  void check_alike() const;
  void join();

  std::vector<Opened> shards_;
  std::vector<std::string> missing_;
  Xapian::Database database_;
  std::shared_ptr<const FacetTable> facets_;
  std::string analyzer_;
  std::unique_ptr<ShardTerms> terms_;
  std::optional<CaseStore> store_;
};

/// What is wrong with a shard that cannot be reached, and how to mend it.
Error unreachable_shard(const std::string& name, const std::string& reason, bool timed_out);

}  // namespace jirei
