#include "searcher/proximity.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <queue>

#include "indexer/signature.h"
#include "searcher/needle_finder.h"

namespace jirei {
namespace {

constexpr std::size_t kMaxOccurrences = 64;
// Bytes of a text in which nearness begins to tell something.
constexpr double kShortText = 2000;
// Bytes of text that one query looks at again.
constexpr std::size_t kMaxLooked = 400'000;
constexpr std::size_t kMinHead = 10;
// Cases fetched together.
constexpr std::size_t kTogether = 20;
// Words of a query that are looked at; a pasted page is judged by its first ones.
constexpr std::size_t kMaxWords = 64;

double inverse_frequency(double documents, double frequency) {
  return std::log(1.0 + (documents - frequency + 0.5) / (frequency + 0.5));
}

struct Occurrence {
  std::uint32_t begin;
  std::uint32_t word;
};

// The highest weight of distinct words in a window that slides over the occurrences.
double best_window(const std::vector<Occurrence>& occurrences,
                   const std::vector<ProximityWord>& words, std::uint32_t window) {
  std::vector<std::uint32_t> count(words.size(), 0);
  double sum = 0;
  double best = 0;
  std::size_t left = 0;
  for (const Occurrence& right : occurrences) {
    if (count[right.word]++ == 0) sum += words[right.word].weight;
    while (occurrences[left].begin + window < right.begin) {
      if (--count[occurrences[left].word] == 0) sum -= words[occurrences[left].word].weight;
      ++left;
    }
    best = std::max(best, sum);
  }
  return best;
}

void add_word(const WordPart& part, const std::vector<Spelling>& spellings, const CaseStore& store,
              const Postings& postings, std::vector<ProximityWord>* out) {
  if (part.single || part.text.empty() || out->size() >= kMaxWords) return;
  for (const ProximityWord& known : *out) {
    if (known.needles.front().text == part.text) return;
  }
  ProximityWord word;
  std::uint32_t frequency = postings.word_frequency(part.base);
  const auto add = [&](std::string text, bool whole) {
    for (const Needle& known : word.needles) {
      if (known.text == text) return;
    }
    if (text.empty()) return;
    word.needles.push_back({std::move(text), whole});
  };
  add(part.text, false);
  for (const Spelling& s : spellings) {
    if (s.kind != MatchKind::variant && s.kind != MatchKind::synonym) continue;
    if (s.token) frequency = std::max(frequency, postings.word_frequency(s.text));
    add(s.text, true);
  }
  for (const Needle& needle : word.needles) {
    word.finders.emplace_back(needle);
    word.triples.push_back(triple_keys(needle.text));
  }
  word.weight = part.weight * inverse_frequency(store.doc_count(), frequency);
  out->push_back(std::move(word));
}

}  // namespace

std::vector<ProximityWord> proximity_words(const std::vector<Leaf>& leaves, const CaseStore& store,
                                           const Postings& postings) {
  std::vector<ProximityWord> out;
  for (const Leaf& leaf : leaves) {
    if (leaf.kind == QueryNode::Kind::literal) continue;
    for (const WordPart& part : leaf.word.parts) {
      add_word(part, leaf.word.parts.size() == 1 ? leaf.word.spellings : part.spellings, store,
               postings, &out);
    }
  }
  return out;
}

Proximity proximity_of(const CaseStore& store, std::uint32_t docid,
                       const std::vector<ProximityWord>& words, std::uint32_t window) {
  Proximity out;
  double total = 0;
  for (const ProximityWord& word : words) total += word.weight;
  if (total <= 0) return out;
  std::vector<bool> present(words.size(), false);
  std::vector<Occurrence> occurrences;
  std::vector<const NeedleFinder*> finders;
  std::vector<std::uint32_t> word_of;
  const std::string_view signature = store.signature(docid);
  for (std::uint32_t w = 0; w < words.size(); ++w) {
    for (std::size_t i = 0; i < words[w].finders.size(); ++i) {
      if (!signature.empty() && !may_hold(signature, words[w].triples[i])) continue;
      finders.push_back(&words[w].finders[i]);
      word_of.push_back(w);
    }
  }
  double best = 0;
  double length = 0;
  std::vector<std::string_view> texts;
  store.folded_texts(docid, &texts);
  for (const std::string_view text : texts) {
    length += static_cast<double>(text.size());
    occurrences.clear();
    for (std::size_t f = 0; f < finders.size(); ++f) {
      const NeedleFinder& finder = *finders[f];
      std::size_t found = 0;
      for (std::size_t at = finder.find(text, 0);
           at != std::string_view::npos && found < kMaxOccurrences;
           at = finder.find(text, at + finder.size()), ++found) {
        occurrences.push_back({static_cast<std::uint32_t>(at), word_of[f]});
        present[word_of[f]] = true;
      }
    }
    std::sort(occurrences.begin(), occurrences.end(),
              [](const Occurrence& a, const Occurrence& b) { return a.begin < b.begin; });
    best = std::max(best, best_window(occurrences, words, window));
  }
  double covered = 0;
  double single = 0;
  for (std::size_t w = 0; w < words.size(); ++w) {
    if (!present[w]) continue;
    covered += words[w].weight;
    single = std::max(single, words[w].weight);
  }
  out.coverage = covered / total;
  out.near = (best - single) / total * length / (length + kShortText);
  return out;
}

SecondLook::SecondLook(const std::vector<Leaf>& leaves, const CaseStore& store,
                       const Postings& postings, const Weights& weights)
    : store_(store), weights_(weights), words_(proximity_words(leaves, store, postings)) {
  double heaviest = 0;
  for (const ProximityWord& word : words_) {
    scale_ += word.weight;
    heaviest = std::max(heaviest, word.weight);
  }
  // The weight of its best single word is never counted as near.
  most_ =
      (scale_ - heaviest) * std::max(0.0, weights.near) + scale_ * std::max(0.0, weights.coverage);
  useful_ = words_.size() > 1 && (weights.near > 0 || weights.coverage > 0);
}

// Cases that lie far away come several at a time, though not all: long ones may end the look.
void SecondLook::prepare(const std::vector<RankedCase>& ranked, std::size_t from) const {
  std::vector<std::uint32_t> docids;
  for (std::size_t i = from; i < std::min({ranked.size(), kHead, from + kTogether}); ++i) {
    docids.push_back(ranked[i].docid);
  }
  store_.prepare(docids);
}

void SecondLook::apply(std::vector<RankedCase>* ranked, std::size_t wanted) const {
  const auto window = static_cast<std::uint32_t>(weights_.window);
  std::size_t looked = 0;
  std::size_t bytes = 0;
  std::vector<std::string_view> texts;
  std::priority_queue<double, std::vector<double>, std::greater<>> best;  // `wanted` scores
  for (; looked < std::min(ranked->size(), kHead); ++looked) {
    if (bytes > kMaxLooked && looked >= kMinHead) break;
    if (looked % kTogether == 0) prepare(*ranked, looked);
    RankedCase& one = (*ranked)[looked];
    if (best.size() == wanted && wanted > 0 && one.score + most_ < best.top() - 1e-6) break;
    const Proximity proximity = proximity_of(store_, one.docid, words_, window);
    one.looked_again = true;
    one.score += scale_ * (proximity.near * weights_.near + proximity.coverage * weights_.coverage);
    best.push(one.score);
    if (best.size() > wanted) best.pop();
    store_.folded_texts(one.docid, &texts);
    for (const std::string_view text : texts) bytes += text.size();
  }
  std::stable_sort(ranked->begin(), ranked->begin() + static_cast<std::ptrdiff_t>(looked),
                   [this](const RankedCase& a, const RankedCase& b) {
                     if (std::abs(a.score - b.score) > 1e-9) return a.score > b.score;
                     return store_.id_before(a.docid, b.docid);
                   });
}

std::vector<ScorePart> SecondLook::explain(std::uint32_t docid) const {
  std::vector<ScorePart> out;
  if (!useful_) return out;
  const Proximity proximity =
      proximity_of(store_, docid, words_, static_cast<std::uint32_t>(weights_.window));
  const double near = scale_ * proximity.near * weights_.near;
  const double coverage = scale_ * proximity.coverage * weights_.coverage;
  if (near > 0) out.push_back({"near", "", near, 0, 0, weights_.near});
  if (coverage > 0) out.push_back({"coverage", "", coverage, 0, 0, weights_.coverage});
  return out;
}

}  // namespace jirei
