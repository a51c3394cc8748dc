// How close together a case has the query's words: the second look at the best cases.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "indexer/case_store.h"
#include "searcher/evaluate.h"

namespace jirei {

/// One word of the query as the second look searches it.
struct ProximityWord {
  std::vector<Needle> needles;
  double weight = 1;  ///< its inverse document frequency
};

struct Proximity {
  double coverage = 0;  ///< share of the words' weight that the case has, 0…1
  double near = 0;  ///< share that its best passage has, less that of its best single word, 0…1
};

/// The words of the query that are looked for: parts of compounds and of sentences one by one.
std::vector<ProximityWord> proximity_words(const std::vector<Leaf>& leaves, const CaseStore& store,
                                           const Postings& postings);

/// A passage is a window of at most `window` bytes of folded text within one field. Occurrences of
/// a word beyond the first 64 of a field are passed over.
Proximity proximity_of(const CaseStore& store, std::uint32_t docid,
                       const std::vector<ProximityWord>& words, std::uint32_t window);

}  // namespace jirei
