#include "searcher/shard_scorer.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <queue>

namespace jirei {
namespace {

constexpr double kMinNormalLength = 0.5;

std::vector<std::string> terms_of(const ScoringPart& part) {
  std::vector<std::string> terms;
  const auto end = part.query.get_unique_terms_end();
  for (auto it = part.query.get_unique_terms_begin(); it != end; ++it) terms.push_back(*it);
  return terms;
}

}  // namespace

std::uint32_t synonym_frequency(std::vector<std::uint32_t> frequencies, std::uint32_t documents) {
  std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> left(
      std::greater<>(), std::move(frequencies));
  if (left.empty() || documents == 0) return 0;
  while (left.size() > 1) {
    const double a = left.top();
    left.pop();
    const double b = left.top();
    left.pop();
    left.push(static_cast<std::uint32_t>(a + b - a * b / documents + 0.5));
  }
  return left.top();
}

double ShardScorer::term_weight(std::uint32_t frequency) const {
  const double documents = terms_.doc_count();
  double odds = (documents - frequency + 0.5) / (frequency + 0.5);
  if (odds < 2) odds = odds * 0.5 + 1;
  return std::log(odds) * (weights_.k1 + 1);
}

double ShardScorer::saturation(std::uint32_t wdf, std::uint32_t length) const {
  const double mean = terms_.average_length();
  const double normal = std::max(mean == 0 ? 0 : length * (1 / mean), kMinNormalLength);
  return wdf / (weights_.k1 * (normal * weights_.b + (1 - weights_.b)) + wdf);
}

PostingList ShardScorer::joined(const std::vector<std::string>& terms) const {
  PostingList all;
  for (const std::string& term : terms) {
    const auto list = terms_.postings(term);
    all.insert(all.end(), list->begin(), list->end());
  }
  std::sort(all.begin(), all.end(),
            [](const Posting& a, const Posting& b) { return a.docid < b.docid; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (kept > 0 && all[kept - 1].docid == all[i].docid) {
      all[kept - 1].wdf += all[i].wdf;
    } else {
      all[kept++] = all[i];
    }
  }
  all.resize(kept);
  return all;
}

std::uint32_t ShardScorer::frequency_of(const std::vector<std::string>& terms) const {
  std::vector<std::uint32_t> frequencies;
  for (const std::string& term : terms) frequencies.push_back(terms_.frequency(term));
  return synonym_frequency(std::move(frequencies), terms_.doc_count());
}

void ShardScorer::prepare_lengths(const std::vector<ScoringPart>& parts,
                                  const DocSet& within) const {
  DocSet needed(within.last_docid());
  std::vector<std::string> all;
  for (const ScoringPart& part : parts) {
    if (part.set) continue;
    for (std::string& term : terms_of(part)) {
      for (const Posting& posting : *terms_.postings(term)) needed.set(posting.docid);
      all.push_back(std::move(term));
    }
  }
  needed &= within;
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  terms_.prepare_lengths(needed.to_vector(), all);
}

std::vector<RankedCase> ShardScorer::score(const std::vector<ScoringPart>& parts,
                                           const DocSet& within) const {
  prepare_lengths(parts, within);
  std::vector<double> scores(std::size_t{within.last_docid()} + 1, 0);
  const auto add_list = [&](const PostingList& list, double weight) {
    for (const Posting& posting : list) {
      if (!within.test(posting.docid)) continue;
      scores[posting.docid] += weight * saturation(posting.wdf, terms_.length(posting.docid));
    }
  };
  for (const ScoringPart& part : parts) {
    if (part.set) {
      part.set->for_each([&](std::uint32_t docid) { scores[docid] += part.set_value; });
      continue;
    }
    const std::vector<std::string> terms = terms_of(part);
    const double weight = term_weight(frequency_of(terms)) * part.weight;
    if (terms.size() == 1) {
      add_list(*terms_.postings(terms.front()), weight);
    } else {
      add_list(joined(terms), weight);
    }
  }
  std::vector<RankedCase> out;
  out.reserve(within.count());
  within.for_each([&](std::uint32_t docid) { out.push_back({docid, scores[docid], false}); });
  return out;
}

ShardScorer::Share ShardScorer::share(const ScoringPart& part, std::uint32_t docid) const {
  if (part.set) return {part.set->test(docid) ? part.set_value : 0, 0};
  const std::vector<std::string> terms = terms_of(part);
  Share share;
  for (const std::string& term : terms) {
    const auto list = terms_.postings(term);
    const auto found =
        std::lower_bound(list->begin(), list->end(), docid,
                         [](const Posting& posting, std::uint32_t d) { return posting.docid < d; });
    if (found != list->end() && found->docid == docid) share.occurrences += found->wdf;
  }
  if (share.occurrences == 0) return share;
  terms_.prepare_lengths({docid}, terms);
  share.score = term_weight(frequency_of(terms)) * part.weight *
                saturation(share.occurrences, terms_.length(docid));
  return share;
}

}  // namespace jirei
