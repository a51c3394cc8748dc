// What the shards of a collection say about terms, joined: frequencies, posting lists, lengths and
// readings as one index would have them.
//
// A posting source of our own cannot run on a stock Xapian server, so lists come here as they are
// and are scored here (shard_scorer.h). What was asked once is kept.
#pragma once

#include <xapian.h>

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "searcher/posting_list.h"
#include "searcher/shard_workers.h"

namespace jirei {

/// Numbers of cases: those of Xapian for databases joined in this order, so that case d of shard s
/// (from 0) of n is (d - 1) * n + s + 1. Not thread-safe. Xapian's errors come through.
class ShardTerms {
 public:
  struct Shard {
    Xapian::Database database;
    bool remote = false;
  };
  /// `workers` has a worker for every shard.
  ShardTerms(std::vector<Shard> shards, std::shared_ptr<ShardWorkers> workers);

  std::uint32_t doc_count() const { return doc_count_; }
  /// Of a case, in occurrences of terms.
  double average_length() const;

  std::uint32_t frequency(const std::string& term) const;
  /// Asks for many at once what frequency() will be asked.
  void prepare_frequencies(const std::vector<std::string>& terms) const;
  std::shared_ptr<const PostingList> postings(const std::string& term) const;
  /// Makes sure that length() knows these cases, each of which has one of the terms.
  void prepare_lengths(const std::vector<std::uint32_t>& docids,
                       const std::vector<std::string>& terms) const;
  std::uint32_t length(std::uint32_t docid) const { return lengths_[docid]; }

  /// Surfaces with this reading, most frequent first (lexicon.h).
  std::vector<std::string> surfaces(const std::string& reading) const;
  /// Readings that begin so, in their order, at most `limit`.
  std::vector<std::string> readings_beginning(const std::string& prefix, std::size_t limit) const;

 private:
  struct Kept {
    std::shared_ptr<const PostingList> list;
    std::list<std::string>::iterator place;
  };
  std::uint32_t global(std::size_t shard, std::uint32_t docid) const {
    return static_cast<std::uint32_t>((docid - 1) * shards_.size() + shard + 1);
  }
  void read_lengths(std::size_t shard, const std::vector<std::uint32_t>& docids,
                    const std::vector<std::string>& terms) const;

  /// Whether all words that begin as the term does have been told; those without a frequency stand
  /// nowhere then.
  bool knows_beginning(const std::string& term) const;
  /// Asks for them. False for what is better asked by itself.
  bool ask_beginning(const std::string& term) const;

  /// Whether any shard knows the reading: asked for all with the same beginning at once.
  bool knows_reading(const std::string& reading) const;

  std::vector<Shard> shards_;
  std::shared_ptr<ShardWorkers> workers_;
  std::uint32_t doc_count_ = 0;
  std::uint32_t last_docid_ = 0;
  std::uint64_t total_length_ = 0;
  mutable std::vector<std::uint32_t> lengths_;  ///< by docid; 0: not asked yet
  mutable std::unordered_map<std::string, std::uint32_t> frequencies_;
  mutable std::unordered_set<std::string> beginnings_;
  mutable std::unordered_map<std::string, Kept> kept_;
  mutable std::list<std::string> latest_;  ///< of kept_, the latest first
  mutable std::size_t kept_postings_ = 0;
  mutable std::unordered_map<std::string, std::unordered_set<std::string>> readings_;
};

}  // namespace jirei
