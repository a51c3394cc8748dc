// BM25 over kept posting lists: every case of a small collection in one array.
#pragma once

#include <cstdint>
#include <vector>

#include "searcher/kept_terms.h"
#include "searcher/ranking.h"
#include "searcher/weights.h"

namespace jirei {

/// Scores as Ranker's query gives them in Xapian, by docid; cases of no part have 0. Nothing where
/// the collection, or a list, is too long to be kept (KeptTerms::kLongest).
std::vector<double> scores_by_docid(const std::vector<ScoringPart>& parts, const Weights& weights,
                                    KeptTerms* terms);

/// The members of `within` with the `count` highest scores, and all that may tie with the last of
/// them; in no order.
std::vector<RankedCase> highest(const std::vector<double>& scores, const DocSet& within,
                                std::size_t count);

}  // namespace jirei
