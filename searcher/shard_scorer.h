// BM25 as Xapian computes it, over posting lists that came from several shards.
#pragma once

#include <cstdint>
#include <vector>

#include "searcher/bm25.h"
#include "searcher/doc_set.h"
#include "searcher/ranking.h"
#include "searcher/shard_terms.h"

namespace jirei {

/// Scores as one database with all cases of the shards gives them (bm25.h).
class ShardScorer {
 public:
  ShardScorer(const ShardTerms& terms, const Weights& weights)
      : terms_(terms), bm25_(weights, terms.doc_count(), terms.average_length()) {}

  /// Every member of `within`, in the order of docids.
  std::vector<RankedCase> score(const std::vector<ScoringPart>& parts, const DocSet& within) const;
  /// What one part gives one case, and the occurrences that give it.
  struct Share {
    double score = 0;
    std::uint32_t occurrences = 0;
  };
  Share share(const ScoringPart& part, std::uint32_t docid) const;

 private:
  PostingList joined(const std::vector<std::string>& terms) const;
  std::uint32_t frequency_of(const std::vector<std::string>& terms) const;
  void prepare_lengths(const std::vector<ScoringPart>& parts, const DocSet& within) const;

  const ShardTerms& terms_;
  Bm25 bm25_;
};

}  // namespace jirei
