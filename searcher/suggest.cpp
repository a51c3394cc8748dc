#include "searcher/suggest.h"

#include <algorithm>
#include <string>

namespace jirei {
namespace {

// The query as words, with each word in the form that was searched.
std::string searched_query(const std::vector<Leaf>& leaves) {
  std::string query;
  for (const Leaf& leaf : leaves) {
    if (leaf.word.text.empty()) continue;
    if (!query.empty()) query += ' ';
    query += leaf.word.text;
  }
  return query;
}

// The words that can be had together, the most selective first dropped last.
std::string nearest_query(const std::vector<Leaf>& leaves) {
  std::string query;
  DocSet set;
  bool first = true;
  for (const Leaf& leaf : leaves) {
    if (leaf.every.empty()) continue;
    DocSet next = first ? leaf.every : set & leaf.every;
    if (next.empty()) continue;
    set = std::move(next);
    first = false;
    if (!query.empty()) query += ' ';
    query += leaf.word.text;
  }
  return query;
}

}  // namespace

std::optional<Suggestion> suggest(const Evaluated& matches, const Answer& answer,
                                  const Request& request) {
  const bool corrected = std::any_of(matches.leaves.begin(), matches.leaves.end(),
                                     [](const Leaf& leaf) { return !leaf.corrected_from.empty(); });
  if (corrected) {
    return Suggestion{Suggestion::Kind::corrected, searched_query(matches.leaves), request.query};
  }
  if (answer.total == 0 && answer.partial == 0) {
    std::string nearest = nearest_query(matches.leaves);
    if (!nearest.empty() && nearest != request.query) {
      return Suggestion{Suggestion::Kind::nearest, std::move(nearest), request.query};
    }
  }
  return std::nullopt;
}

}  // namespace jirei
