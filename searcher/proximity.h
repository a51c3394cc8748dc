// How close together a case has the query's words: the second look at the best cases.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/case_store.h"
#include "searcher/answer.h"
#include "searcher/evaluate.h"
#include "searcher/kept_places.h"
#include "searcher/ranking.h"
#include "searcher/wording.h"

namespace jirei {

/// A string that stands for a word of the query in the texts.
struct ProximityNeedle {
  Needle needle;
  NeedleFinder finder;
  std::vector<std::uint64_t> triples;      ///< to ask signatures
  std::shared_ptr<PlacesOfString> places;  ///< nullptr: nothing is kept
};

/// One word of the query as the second look searches it.
struct ProximityWord {
  std::vector<ProximityNeedle> needles;
  double weight = 1;  ///< its inverse document frequency
};

/// How much of the query a case holds and how much of it one passage holds.
struct Proximity {
  double coverage = 0;  ///< share of the words' weight that the case has, 0…1
  double near = 0;  ///< share that its best passage has, less that of its best single word, 0…1
  double wording = 0;  ///< share of the query that it has word for word (wording.h), 0…1
};

/// The words of the query that are looked for, with all that may stand for them: parts of compounds
/// and of sentences one by one, compounds and known phrases as one word besides.
std::vector<ProximityWord> proximity_words(const std::vector<Leaf>& leaves, const CaseStore& store,
                                           const Postings& postings, KeptPlaces* places);

/// Measures case by case how close together the words stand.
///
/// A passage is a window of at most `window` bytes of folded text within one field. Occurrences of
/// a word beyond the first 64 of a field are passed over. In a short text everything is near, which
/// says nothing: `near` is damped by d = L / (L + kShortText) for a case of L bytes. In a long text
/// pieces of any question stand by chance: `wording` is damped by (1 - d)², and 0 where that is
/// below .01.
class ProximityMeter {
 public:
  ProximityMeter(const CaseStore& store, std::vector<ProximityWord> words, Wording wording,
                 std::uint32_t window);

  const std::vector<ProximityWord>& words() const { return words_; }
  const Wording& wording() const { return wording_; }
  /// Of a case with these folded texts. `enough` is asked first whether the highest that the case
  /// may have is worth the look; if not, that is the answer.
  Proximity of(std::uint32_t docid, std::span<const std::string_view> texts,
               const std::function<bool(const Proximity&)>& enough = nullptr);

 private:
  struct Run {
    std::size_t field;
    std::uint32_t word;
    std::span<const std::uint32_t> offsets;
    bool typed;  ///< of the word as the query has it
  };
  void find(std::uint32_t docid, std::span<const std::string_view> texts);
  std::span<const std::uint32_t> kept(const ProximityNeedle& needle, std::uint32_t docid,
                                      std::size_t field, std::string_view text, bool* known);
  std::span<const std::uint32_t> searched(const ProximityNeedle& needle, std::string_view text);
  bool possible(const ProximityNeedle& needle, std::uint32_t docid);
  double best_passage();
  double share_word_for_word(std::span<const std::string_view> texts) const;
  double best_window(std::span<const Run> runs);

  const CaseStore& store_;
  std::vector<ProximityWord> words_;
  Wording wording_;
  std::vector<std::vector<std::size_t>> places_;  ///< by word: of wording_
  std::uint32_t window_;
  double total_ = 0;
  // Of the case that is looked at; reused for the next.
  std::vector<Run> runs_;
  std::deque<std::vector<std::uint32_t>> found_;
  std::size_t used_ = 0;  ///< of found_
  std::vector<bool> present_;
  std::vector<std::uint32_t> count_;
  std::optional<std::string_view> signature_;
};

/// Lifts the best cases of a ranking by proximity. What it adds is never negative and only the
/// head of a ranking is looked at, so that the order below the head stands.
class SecondLook {
 public:
  SecondLook(const std::vector<Leaf>& leaves, const CaseStore& store, const Postings& postings,
             const Weights& weights, KeptPlaces* places = nullptr);

  /// False for a query of one word, or when the weights are 0.
  bool useful() const { return useful_; }
  /// Number of cases at the head that are looked at; a ranking must hold as many, if there are.
  static constexpr std::size_t kHead = 100;

  /// Adds to the scores of the head and sorts it; equal scores by case id. The texts looked at
  /// are bounded: after 400 kB, and ten cases, the rest keeps its score; and nothing is looked at
  /// that could not come among the first `wanted`, which alone are in order then.
  void apply(std::vector<RankedCase>* ranked, std::size_t wanted) const;
  /// What apply() adds to the case, as named parts.
  std::vector<ScorePart> explain(std::uint32_t docid) const;

 private:
  double added(const Proximity& proximity) const;
  void prepare(const std::vector<RankedCase>& ranked, std::size_t from) const;

  const CaseStore& store_;
  const Weights& weights_;
  mutable ProximityMeter meter_;
  double scale_ = 0;
  double most_ = 0;  ///< that apply() can add
  bool useful_ = false;
};

}  // namespace jirei
