// BM25 over a large collection, by the counts and lengths that frequent.bin keeps.
//
// The cases are scored in groups of 4096 on all cores: of a group every part adds to a small array
// the scores of those members that are wanted, read off bitmaps or, of rarer terms, posting lists;
// cases that can no longer come among the best are left out of what follows.
#pragma once

#include <xapian.h>

#include <cstddef>
#include <optional>
#include <vector>

#include "searcher/doc_set.h"
#include "searcher/kept_terms.h"
#include "searcher/ranking.h"
#include "searcher/weights.h"

namespace jirei {

/// The members of `within` with the `count` highest scores as Ranker's query gives them in Xapian,
/// and all that may tie with the last of them; in no order. Nothing where there is no
/// frequent.bin, or where it is damaged.
std::optional<std::vector<RankedCase>> highest_of_many(const std::vector<ScoringPart>& parts,
                                                       const Weights& weights,
                                                       const Xapian::Database& database,
                                                       KeptTerms* terms, const DocSet& within,
                                                       std::size_t count);

}  // namespace jirei
