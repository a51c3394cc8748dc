#include "searcher/kept_scorer.h"

#include <memory>
#include <utility>

#include "searcher/best_cases.h"
#include "searcher/bm25.h"

namespace jirei {
namespace {

class Adder {
 public:
  Adder(const std::vector<std::uint32_t>& lengths, const Bm25& bm25, std::vector<double>* scores)
      : lengths_(lengths), bm25_(bm25), scores_(*scores) {}

  void add_set(const DocSet& set, double value) {
    set.for_each([&](std::uint32_t docid) { scores_[docid] += value; });
  }

  void add_list(const PostingList& list, double weight) {
    const std::uint32_t* const lengths = lengths_.data();
    double* const scores = scores_.data();
    for (const Posting& posting : list) {
      scores[posting.docid] += weight * bm25_.saturation(posting.wdf, lengths[posting.docid]);
    }
  }

  // Several terms that count as one: a case's occurrences of all of them together.
  void add_joined(const std::vector<std::shared_ptr<const PostingList>>& lists, double weight) {
    if (joined_.empty()) joined_.assign(scores_.size(), 0);
    for (const auto& list : lists) {
      for (const Posting& posting : *list) joined_[posting.docid] += posting.wdf;
    }
    for (const auto& list : lists) {
      for (const Posting& posting : *list) {
        std::uint32_t& wdf = joined_[posting.docid];
        if (wdf == 0) continue;  // added already
        scores_[posting.docid] += weight * bm25_.saturation(wdf, lengths_[posting.docid]);
        wdf = 0;
      }
    }
  }

 private:
  const std::vector<std::uint32_t>& lengths_;
  const Bm25& bm25_;
  std::vector<double>& scores_;
  std::vector<std::uint32_t> joined_;  // all 0 between two parts
};

}  // namespace

std::vector<double> scores_by_docid(const std::vector<ScoringPart>& parts, const Weights& weights,
                                    KeptTerms* terms) {
  const std::vector<std::uint32_t>& lengths = terms->lengths();
  if (lengths.empty()) return {};
  const Bm25 bm25(weights, terms->doc_count(), terms->average_length());
  std::vector<double> scores(lengths.size(), 0);
  Adder adder(lengths, bm25, &scores);
  for (const ScoringPart& part : parts) {
    if (part.set) {
      adder.add_set(*part.set, part.set_value);
      continue;
    }
    std::vector<std::shared_ptr<const PostingList>> lists;
    std::vector<std::uint32_t> frequencies;
    for (const std::string& term : part.terms) {
      lists.push_back(terms->postings(term));
      if (!lists.back()) return {};
      frequencies.push_back(static_cast<std::uint32_t>(lists.back()->size()));
    }
    const std::uint32_t frequency = synonym_frequency(std::move(frequencies), terms->doc_count());
    const double weight = bm25.term_weight(frequency) * part.weight;
    if (lists.size() == 1) {
      adder.add_list(*lists.front(), weight);
    } else {
      adder.add_joined(lists, weight);
    }
  }
  return scores;
}

std::vector<RankedCase> highest(const std::vector<double>& scores, const DocSet& within,
                                std::size_t count) {
  BestCases best(count);
  within.for_each([&](std::uint32_t docid) { best.add(docid, scores[docid]); });
  return best.take();
}

}  // namespace jirei
