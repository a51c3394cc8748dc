#include "searcher/large_scorer.h"

#include <algorithm>
#include <array>
#include <bit>
#include <memory>
#include <mutex>
#include <span>
#include <utility>

#include "dict/error.h"
#include "searcher/best_cases.h"
#include "searcher/bm25.h"
#include "searcher/cores.h"
#include "searcher/retain.h"

namespace jirei {
namespace {

constexpr std::size_t kGroupWords = TermCounts::kGroup;
constexpr std::uint32_t kGroupCases = kGroupWords * 64;

/// Where a term stands and how often: by counts, by a list, or by both where a case is in one.
struct Term {
  TermCounts counts;
  std::shared_ptr<const PostingList> list;
};

/// A summand, ready to be added.
struct Part {
  std::vector<Term> terms;
  double weight = 0;
  const DocSet* set = nullptr;  ///< in place of terms; its members get `weight`

  /// The highest that it adds to a case: BM25's share of the weight is below 1.
  double most() const { return std::max(0.0, weight); }
};

/// Cases of which frequent.bin says nothing, with what it would say.
struct UnknownCases {
  std::vector<std::uint32_t> docids;  ///< ascending
  std::vector<std::uint32_t> lengths;
};

UnknownCases unknown_within(const Xapian::Database& database, const FrequentSets& frequent,
                            const DocSet& within) {
  UnknownCases unknown;
  for (const std::uint32_t docid : frequent.unknown()) {
    if (!within.test(docid)) continue;
    unknown.docids.push_back(docid);
    unknown.lengths.push_back(database.get_doclength(docid));
  }
  return unknown;
}

/// Turns a query's summands into what is added, group by group.
class Preparation {
 public:
  Preparation(const Weights& weights, const Xapian::Database& database, KeptTerms* terms,
              const DocSet& within)
      : bm25(weights, terms->doc_count(), terms->average_length()),
        unknown(unknown_within(database, *terms->frequent(), within)),
        database_(database),
        terms_(terms),
        within_(within),
        members_(within.count()) {}

  Part part(const ScoringPart& from) {
    Part part;
    if (from.set) {
      part.set = from.set.get();
      part.weight = from.set_value;
      return part;
    }
    std::vector<std::uint32_t> frequencies;
    for (const std::string& name : from.terms) {
      part.terms.push_back(term(name));
      frequencies.push_back(terms_->frequency(name));
    }
    const std::uint32_t frequency = synonym_frequency(std::move(frequencies), terms_->doc_count());
    part.weight = bm25.term_weight(frequency) * from.weight;
    return part;
  }

  const Bm25 bm25;
  const UnknownCases unknown;

 private:
  Term term(const std::string& name) {
    TermCounts counts = terms_->frequent()->counts(name);
    if (counts.empty()) return {{}, terms_->postings_of(name, within_, members_)};
    return {counts, unknown.docids.empty() ? nullptr : of_unknown(name)};
  }

  std::shared_ptr<const PostingList> of_unknown(const std::string& name) const {
    auto list = std::make_shared<PostingList>();
    auto it = database_.postlist_begin(name);
    const auto end = database_.postlist_end(name);
    for (const std::uint32_t docid : unknown.docids) {
      if (it != end) it.skip_to(docid);
      if (it == end) break;
      if (*it == docid) list->push_back({docid, it.get_wdf()});
    }
    return list;
  }

  const Xapian::Database& database_;
  KeptTerms* terms_;
  const DocSet& within_;
  std::uint32_t members_;
};

/// Scores groups one after the other. One for each thread.
class GroupScorer {
 public:
  GroupScorer(const std::vector<Part>& parts, const Bm25& bm25,
              std::span<const std::uint32_t> lengths, const UnknownCases& unknown,
              std::span<const std::uint64_t> within)
      : parts_(parts), bm25_(bm25), lengths_(lengths), unknown_(unknown), within_(within) {
    most_left_.assign(parts.size() + 1, 0);
    for (std::size_t i = parts.size(); i > 0; --i) {
      most_left_[i - 1] = most_left_[i] + parts[i - 1].most();
    }
  }

  void score(std::size_t group, BestCases* best) {
    const std::size_t first = group * kGroupWords;
    begin_ = static_cast<std::uint32_t>(group * kGroupCases);
    const auto words = within_.subspan(first, std::min(kGroupWords, within_.size() - first));
    if (std::all_of(words.begin(), words.end(), [](std::uint64_t word) { return word == 0; }))
      return;
    wanted_.fill(0);
    std::copy(words.begin(), words.end(), wanted_.begin());
    begin_group();
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const Part& part = parts_[i];
      if (i > 0) drop_hopeless(most_left_[i], best->least());
      if (part.set != nullptr) {
        add_set(*part.set, group, part.weight);
      } else if (part.terms.size() == 1) {
        add_term(part.terms.front(), group,
                 [&](std::uint32_t docid, std::uint32_t count) { add(docid, count, part.weight); });
      } else {
        add_joined(part, group);
      }
    }
    for_each_wanted([&](std::uint32_t at) { best->add(begin_ + at, scores_[at]); });
  }

 private:
  template <typename F>
  void for_each_wanted(F&& f) const {
    for (std::size_t w = 0; w < kGroupWords; ++w) {
      for (std::uint64_t word = wanted_[w]; word != 0; word &= word - 1) {
        f(static_cast<std::uint32_t>(w * 64) + static_cast<std::uint32_t>(std::countr_zero(word)));
      }
    }
  }

  // Leaves out the cases that cannot be among the best, whatever the parts to come add.
  void drop_hopeless(double most, double least) {
    constexpr double kRounding = 1e-9;
    const double needed = least - most - kRounding;
    if (!(needed > 0)) return;
    for (std::size_t w = 0; w < kGroupWords; ++w) {
      std::uint64_t hopeless = 0;
      for (std::uint64_t word = wanted_[w]; word != 0; word &= word - 1) {
        const auto bit = static_cast<std::size_t>(std::countr_zero(word));
        if (scores_[w * 64 + bit] < needed) hopeless |= std::uint64_t{1} << bit;
      }
      wanted_[w] &= ~hopeless;
      known_[w] &= ~hopeless;
    }
  }

  // Of a case the part of BM25's denominator that does not change from term to term.
  void begin_group() {
    for_each_wanted([&](std::uint32_t at) {
      scores_[at] = 0;
      const std::uint32_t docid = begin_ + at;
      norms_[at] = bm25_.norm(docid < lengths_.size() ? lengths_[docid] : 0);
    });
    known_ = wanted_;
    const auto& docids = unknown_.docids;
    for (auto it = std::lower_bound(docids.begin(), docids.end(), begin_);
         it != docids.end() && *it < begin_ + kGroupCases; ++it) {
      const std::uint32_t at = *it - begin_;
      norms_[at] = bm25_.norm(unknown_.lengths[static_cast<std::size_t>(it - docids.begin())]);
      known_[at / 64] &= ~(std::uint64_t{1} << at % 64);
    }
  }

  void add(std::uint32_t docid, std::uint32_t count, double weight) {
    const std::uint32_t at = docid - begin_;
    scores_[at] += weight * Bm25::saturation_at(count, norms_[at]);
  }

  template <typename F>
  void add_term(const Term& term, std::size_t group, F&& f) const {
    if (!term.counts.empty()) term.counts.for_each_in(group, known_, f);
    if (!term.list) return;
    const PostingList& list = *term.list;
    for (auto it = std::lower_bound(list.begin(), list.end(), begin_,
                                    [](const Posting&p, std::uint32_t d) { return p.docid < d; });
         it != list.end() && it->docid - begin_ < kGroupCases; ++it) {
      const std::uint32_t at = it->docid - begin_;
      if ((wanted_[at / 64] >> at % 64 & 1U) != 0) f(it->docid, it->wdf);
    }
  }

  // Several terms that count as one: a case's occurrences of all of them together.
  void add_joined(const Part& part, std::size_t group) {
    std::array<std::uint64_t, kGroupWords> held{};
    for (const Term& term : part.terms) {
      add_term(term, group, [&](std::uint32_t docid, std::uint32_t count) {
        const std::uint32_t at = docid - begin_;
        const std::uint64_t bit = std::uint64_t{1} << at % 64;
        joined_[at] = (held[at / 64] & bit) != 0 ? joined_[at] + count : count;
        held[at / 64] |= bit;
      });
    }
    for (std::size_t w = 0; w < kGroupWords; ++w) {
      for (std::uint64_t word = held[w]; word != 0; word &= word - 1) {
        const auto at =
            static_cast<std::uint32_t>(w * 64) + static_cast<std::uint32_t>(std::countr_zero(word));
        add(begin_ + at, joined_[at], part.weight);
      }
    }
  }

  void add_set(const DocSet& set, std::size_t group, double value) {
    const auto list = set.list();
    for (auto it = std::lower_bound(list.begin(), list.end(), begin_);
         it != list.end() && *it - begin_ < kGroupCases; ++it) {
      const std::uint32_t at = *it - begin_;
      if ((wanted_[at / 64] >> at % 64 & 1U) != 0) scores_[at] += value;
    }
    const auto words = set.words();
    const std::size_t first = group * kGroupWords;
    for (std::size_t w = 0; w < kGroupWords && first + w < words.size(); ++w) {
      for (std::uint64_t word = words[first + w] & wanted_[w]; word != 0; word &= word - 1) {
        scores_[w * 64 + static_cast<std::size_t>(std::countr_zero(word))] += value;
      }
    }
  }

  const std::vector<Part>& parts_;
  std::vector<double> most_left_;  ///< by part: the highest that it and those after it add
  const Bm25& bm25_;
  std::span<const std::uint32_t> lengths_;
  const UnknownCases& unknown_;
  std::span<const std::uint64_t> within_;
  // Of the group that is scored; numbers only where wanted_ has a bit.
  std::uint32_t begin_ = 0;
  std::array<std::uint64_t, kGroupWords> wanted_{}, known_{};
  std::array<double, kGroupCases> scores_, norms_;
  std::array<std::uint32_t, kGroupCases> joined_;
};

std::vector<RankedCase> score_all(const std::vector<ScoringPart>& parts, const Weights& weights,
                                  const Xapian::Database& database, KeptTerms* terms,
                                  const DocSet& within, std::size_t count) {
  Preparation preparation(weights, database, terms, within);
  std::vector<Part> ready;
  ready.reserve(parts.size());
  for (const ScoringPart& part : parts) ready.push_back(preparation.part(part));
  // Those that may tell the most come first: then the rest is added to few cases only.
  std::stable_sort(ready.begin(), ready.end(),
                   [](const Part& a, const Part& b) { return a.most() > b.most(); });
  std::vector<std::uint64_t> room;
  const std::span<const std::uint64_t> words = within.words(&room);
  const std::size_t groups = (words.size() + kGroupWords - 1) / kGroupWords;
  BestCases best(count);
  std::mutex mutex;
  const auto work = [&](const auto& next) {
    const auto scorer = std::make_unique<GroupScorer>(
        ready, preparation.bm25, terms->frequent()->lengths(), preparation.unknown, words);
    BestCases mine(count);
    for (std::size_t group = next(); group < groups; group = next()) scorer->score(group, &mine);
    const std::vector<RankedCase> found = mine.take();
    const std::scoped_lock lock(mutex);
    for (const RankedCase& one : found) best.add(one.docid, one.score);
  };
  if (within.count() >= kManyCases) {
    on_all_cores(groups, work);
  } else {
    std::size_t reached = 0;
    work([&] { return std::min(groups, reached++); });
  }
  return best.take();
}

}  // namespace

std::optional<std::vector<RankedCase>> highest_of_many(const std::vector<ScoringPart>& parts,
                                                       const Weights& weights,
                                                       const Xapian::Database& database,
                                                       KeptTerms* terms, const DocSet& within,
                                                       std::size_t count) {
  if (terms->frequent() == nullptr) return std::nullopt;
  try {
    return score_all(parts, weights, database, terms, within, count);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::index_damaged) throw;
    return std::nullopt;  // counts that cannot be: the posting lists say the same
  }
}

}  // namespace jirei
