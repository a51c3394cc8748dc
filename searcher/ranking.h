// Which of the matching cases come first: a weighted sum of BM25 parts, each with a name.
#pragma once

#include <xapian.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "searcher/answer.h"
#include "searcher/doc_set.h"
#include "searcher/evaluate.h"
#include "searcher/weights.h"

namespace jirei {

/// One summand of a score.
struct ScoringPart {
  std::string name;  ///< tier: word, gram, title, compound, variant, synonym, reading
  std::string term;  ///< what it looks for, for people
  double weight = 1;
  std::uint32_t frequency = 0;        ///< cases that have it
  std::vector<std::string> terms;     ///< of the index; several count as one
  std::shared_ptr<const DocSet> set;  ///< in place of terms: its members get set_value
  double set_value = 0;

  /// What gives its scores in Xapian.
  Xapian::Query query() const;
};

struct RankedCase {
  std::uint32_t docid = 0;
  double score = 0;
  bool looked_again = false;  ///< the score holds what the second look adds (proximity.h)
};

class KeptTerms;
class ShardTerms;

/// Ranks cases of one generation, or of `shards` joined. What is `kept` of the generation is not
/// asked for again. Not thread-safe; holds references.
class Ranker {
 public:
  Ranker(const Xapian::Database& database, const CaseStore& store, const Weights& weights,
         const ShardTerms* shards = nullptr, KeptTerms* kept = nullptr)
      : database_(database), store_(store), shards_(shards), kept_(kept), weights_(weights) {}

  /// The summands for a query's words.
  std::vector<ScoringPart> parts(const std::vector<Leaf>& leaves,
                                 const ComponentSwitches& on) const;

  /// The best `count` cases of `within`, best first; equal scores by case id.
  std::vector<RankedCase> top(const std::vector<ScoringPart>& parts,
                              std::shared_ptr<const DocSet> within, std::size_t count) const;

  /// What each part gives one case; parts that give nothing are left out.
  std::vector<ScorePart> explain(const std::vector<ScoringPart>& parts, std::uint32_t docid) const;

 private:
  class Builder;
  Xapian::MSet run(const Xapian::Query& query, std::size_t count) const;
  /// Best first, equal scores by case id, the first `count`.
  std::vector<RankedCase> in_order(std::vector<RankedCase> all, std::size_t count) const;
  std::vector<RankedCase> top_of_shards(const std::vector<ScoringPart>& parts, const DocSet& within,
                                        std::size_t count) const;
  std::vector<ScorePart> explain_by_shards(const std::vector<ScoringPart>& parts,
                                           std::uint32_t docid) const;

  const Xapian::Database& database_;
  const CaseStore& store_;
  const ShardTerms* shards_;
  KeptTerms* kept_;
  Weights weights_;
  // Scores of all cases: cases with every word and those with some are ranked by the same parts.
  mutable const std::vector<ScoringPart>* scored_ = nullptr;
  mutable std::vector<double> scores_;
};

}  // namespace jirei
