// Cases like a given one: its most telling words, as a query.
#pragma once

#include <string_view>

#include "dict/error.h"
#include "searcher/evaluate.h"
#include "searcher/ranking.h"

namespace jirei {

struct SimilarQuery {
  Evaluated matches;  ///< cases that share at least one telling word; not the case itself
  std::vector<ScoringPart> parts;
};

/// The 40 word-tier terms of the case with the highest tf·idf (Robertson's offer weight is for
/// feedback over several cases; one case needs no more), weighted by it.
SimilarQuery similar_to(const Xapian::Database& database, const CaseStore& store,
                        std::uint32_t docid, const ShardTerms* shards = nullptr);

/// Error(not_found) for a case id that the index does not have.
Error unknown_case(std::string_view id);

}  // namespace jirei
