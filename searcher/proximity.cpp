#include "searcher/proximity.h"

#include <algorithm>
#include <cmath>

#include "searcher/needle_finder.h"

namespace jirei {
namespace {

constexpr std::size_t kMaxOccurrences = 64;

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
  if (part.single) return;
  ProximityWord word;
  std::uint32_t frequency = postings.word_frequency(part.base);
  const auto add = [&](std::string text, bool whole) {
    for (const Needle& known : word.needles) {
      if (known.text == text) return;
    }
    word.needles.push_back({std::move(text), whole});
  };
  add(part.text, false);
  for (const Spelling& s : spellings) {
    if (s.kind != MatchKind::variant && s.kind != MatchKind::synonym) continue;
    if (s.token) frequency = std::max(frequency, postings.word_frequency(s.text));
    add(s.text, true);
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
  double best = 0;
  std::vector<std::vector<NeedleFinder>> finders;
  for (const ProximityWord& word : words) {
    auto& of_word = finders.emplace_back();
    for (const Needle& needle : word.needles) of_word.emplace_back(needle);
  }
  for (std::size_t i = 0; i < store.field_count(docid); ++i) {
    const std::string_view text = store.field(docid, i).folded();
    occurrences.clear();
    for (std::uint32_t w = 0; w < words.size(); ++w) {
      for (const NeedleFinder& finder : finders[w]) {
        std::size_t found = 0;
        for (std::size_t at = finder.find(text, 0);
             at != std::string_view::npos && found < kMaxOccurrences;
             at = finder.find(text, at + finder.size()), ++found) {
          occurrences.push_back({static_cast<std::uint32_t>(at), w});
          present[w] = true;
        }
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
  out.near = (best - single) / total;
  return out;
}

}  // namespace jirei
