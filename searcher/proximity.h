// How close together a case has the query's words: the second look at the best cases.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "indexer/case_store.h"
#include "searcher/answer.h"
#include "searcher/evaluate.h"
#include "searcher/ranking.h"

namespace jirei {

/// One word of the query as the second look searches it.
struct ProximityWord {
  std::vector<Needle> needles;
  std::vector<NeedleFinder> finders;                ///< of the needles, prepared once
  std::vector<std::vector<std::uint64_t>> triples;  ///< of the needles, to ask signatures
  double weight = 1;                                ///< its inverse document frequency
};

/// How much of the query a case holds and how much of it one passage holds.
struct Proximity {
  double coverage = 0;  ///< share of the words' weight that the case has, 0…1
  double near = 0;  ///< share that its best passage has, less that of its best single word, 0…1
};

/// The words of the query that are looked for: parts of compounds and of sentences one by one.
std::vector<ProximityWord> proximity_words(const std::vector<Leaf>& leaves, const CaseStore& store,
                                           const Postings& postings);

/// A passage is a window of at most `window` bytes of folded text within one field. Occurrences of
/// a word beyond the first 64 of a field are passed over. In a short text everything is near, which
/// says nothing: `near` is damped by L / (L + kShortText) for a case of L bytes.
Proximity proximity_of(const CaseStore& store, std::uint32_t docid,
                       const std::vector<ProximityWord>& words, std::uint32_t window);

/// Lifts the best cases of a ranking by proximity. What it adds is never negative and only the
/// head of a ranking is looked at, so that the order below the head stands.
class SecondLook {
 public:
  SecondLook(const std::vector<Leaf>& leaves, const CaseStore& store, const Postings& postings,
             const Weights& weights);

  /// False for a query of one word, or when the weights are 0.
  bool useful() const { return useful_; }
  /// Number of cases at the head that are looked at; a ranking must hold as many, if there are.
  static constexpr std::size_t kHead = 100;

  /// Adds to the scores of the head and sorts it; equal scores by case id. The texts looked at
  /// are bounded: after 400 kB, and ten cases, the rest keeps its score; and nothing is looked at
  /// that could not come among the first `wanted`, which alone are in order then.
  void apply(std::vector<RankedCase>* ranked, std::size_t wanted) const;
  /// What apply() adds to the case, as named parts.
  std::vector<ScorePart> explain(std::uint32_t docid) const;

 private:
  void prepare(const std::vector<RankedCase>& ranked, std::size_t from) const;

  const CaseStore& store_;
  const Weights& weights_;
  std::vector<ProximityWord> words_;
  double scale_ = 0;
  double most_ = 0;  ///< that apply() can add
  bool useful_ = false;
};

}  // namespace jirei
