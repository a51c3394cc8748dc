// What to propose when a query went wrong: a corrected word that was searched instead, a much more
// frequent word beside a rare one, or the nearest query that finds something.
#pragma once

#include <functional>
#include <optional>

#include "searcher/answer.h"
#include "searcher/evaluate.h"

namespace jirei {

/// One search that has been answered, and what it takes to try another.
struct SuggestContext {
  const QueryNode& tree;
  const Evaluated& matches;
  const Answer& answer;
  const Request& request;
  const Postings& postings;
  const Corrector& corrector;
  /// Cases with every word of a query, after the filters.
  std::function<DocSet(const QueryNode&)> cases;
};

std::optional<Suggestion> suggest(const SuggestContext& context);

/// The query with the least left out of it (words that cannot be had together, exclusions, quotes,
/// fields) that finds something.
std::optional<QueryNode> nearest_query(const QueryNode& tree,
                                       const std::function<DocSet(const QueryNode&)>& cases);

}  // namespace jirei
