#include "searcher/shard_scorer.h"

#include <algorithm>
#include <utility>

namespace jirei {

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
    for (const std::string& term : part.terms) {
      for (const Posting& posting : *terms_.postings(term)) needed.set(posting.docid);
      all.push_back(term);
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
      scores[posting.docid] += weight * bm25_.saturation(posting.wdf, terms_.length(posting.docid));
    }
  };
  for (const ScoringPart& part : parts) {
    if (part.set) {
      part.set->for_each([&](std::uint32_t docid) { scores[docid] += part.set_value; });
      continue;
    }
    const std::vector<std::string>& terms = part.terms;
    const double weight = bm25_.term_weight(frequency_of(terms)) * part.weight;
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
  const std::vector<std::string>& terms = part.terms;
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
  share.score = bm25_.term_weight(frequency_of(terms)) * part.weight *
                bm25_.saturation(share.occurrences, terms_.length(docid));
  return share;
}

}  // namespace jirei
