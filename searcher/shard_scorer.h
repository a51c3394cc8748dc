// BM25 as Xapian computes it, over posting lists that came from several shards.
#pragma once

#include <cstdint>
#include <vector>

#include "searcher/doc_set.h"
#include "searcher/ranking.h"
#include "searcher/shard_terms.h"

namespace jirei {

/// Frequency of several terms taken as one: the estimate of Xapian's OP_SYNONYM, which assumes that
/// they are independent and joins the two rarest first, to the nearest whole number each time.
std::uint32_t synonym_frequency(std::vector<std::uint32_t> frequencies, std::uint32_t documents);

/// Scores as Xapian::BM25Weight(k1, 0, 1, b, 0.5) gives them over one database with all cases of
/// the shards (Robertson and Zaragoza 2009, with Xapian's floor for frequent terms).
class ShardScorer {
 public:
  ShardScorer(const ShardTerms& terms, const Weights& weights) : terms_(terms), weights_(weights) {}

  /// Every member of `within`, in the order of docids.
  std::vector<RankedCase> score(const std::vector<ScoringPart>& parts, const DocSet& within) const;
  /// What one part gives one case, and the occurrences that give it.
  struct Share {
    double score = 0;
    std::uint32_t occurrences = 0;
  };
  Share share(const ScoringPart& part, std::uint32_t docid) const;

 private:
  double term_weight(std::uint32_t frequency) const;
  double saturation(std::uint32_t wdf, std::uint32_t length) const;
  PostingList joined(const std::vector<std::string>& terms) const;
  std::uint32_t frequency_of(const std::vector<std::string>& terms) const;
  void prepare_lengths(const std::vector<ScoringPart>& parts, const DocSet& within) const;

  const ShardTerms& terms_;
  const Weights& weights_;
};

}  // namespace jirei
