#include "searcher/proximity.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <queue>
#include <utility>

#include "indexer/signature.h"
#include "searcher/needle_finder.h"

namespace jirei {
namespace {

constexpr std::size_t kMaxOccurrences = 64;
// Bytes of a text in which nearness begins to tell something.
constexpr double kShortText = 2000;
// Damping beyond which wording is not looked at.
constexpr double kLeastShare = 0.01;
// Bytes of text that one query looks at again.
constexpr std::size_t kMaxLooked = 400'000;
constexpr std::size_t kMinHead = 10;
// Cases fetched together.
constexpr std::size_t kTogether = 20;
// Words of a query that are looked at; a pasted page is judged by its first ones.
constexpr std::size_t kMaxWords = 64;

// In a small collection what is asked for may stand in most cases, and yet it matters where: so
// this one does not vanish with the frequency as BM25's does.
double inverse_frequency(double documents, double frequency) {
  return std::log(1.0 + documents / (frequency + 0.5));
}

/// Collects the words, each once: parts of compounds, and each compound as one thing, in all its
/// spellings (未導入: 導入していない), which its parts cannot have.
class WordCollector {
 public:
  WordCollector(const CaseStore& store, const Postings& postings, KeptPlaces* places)
      : store_(store), postings_(postings), places_(places) {}

  void add_part(const WordPart& part, const std::vector<Spelling>& spellings) {
    if (part.single || part.text.empty() || full() || known(part.text)) return;
    ProximityWord word;
    std::uint32_t frequency = postings_.word_frequency(part.base);
    add_needle(part.text, false, &word);
    for (const Spelling& s : spellings) {
      if (s.kind == MatchKind::literal) continue;
      if (s.token && s.kind != MatchKind::related) {
        frequency = std::max(frequency, postings_.word_frequency(s.text));
      }
      add_needle(s.text, true, &word);
    }
    word.weight = part.weight * weight_of(frequency);
    out_.push_back(std::move(word));
  }

  void add_compound(const Leaf& leaf) {
    const ExpandedWord& compound = leaf.word;
    if (compound.parts.size() < 2 || compound.sentence || full() || known(compound.text)) return;
    ProximityWord word;
    for (const Spelling& s : compound.spellings) {
      add_needle(s.text, s.kind != MatchKind::literal, &word);
    }
    if (word.needles.empty()) return;
    word.weight = weight_of(leaf.every.count());
    out_.push_back(std::move(word));
  }

  std::vector<ProximityWord> take() { return std::move(out_); }

 private:
  bool full() const { return out_.size() >= kMaxWords; }
  bool known(std::string_view text) const {
    return std::any_of(out_.begin(), out_.end(), [text](const ProximityWord& word) {
      return word.needles.front().needle.text == text;
    });
  }
  double weight_of(std::uint32_t frequency) const {
    return inverse_frequency(store_.doc_count(), frequency);
  }
  void add_needle(const std::string& text, bool whole, ProximityWord* word) const {
    if (text.empty()) return;
    for (const ProximityNeedle& known : word->needles) {
      if (known.needle.text == text) return;
    }
    const Needle needle{text, whole && !stands_anywhere({text, true})};
    word->needles.push_back({needle, NeedleFinder(needle), triple_keys(text),
                             places_ != nullptr ? places_->of(text) : nullptr});
  }

  const CaseStore& store_;
  const Postings& postings_;
  KeptPlaces* places_;
  std::vector<ProximityWord> out_;
};

}  // namespace

std::vector<ProximityWord> proximity_words(const std::vector<Leaf>& leaves, const CaseStore& store,
                                           const Postings& postings, KeptPlaces* places) {
  WordCollector collector(store, postings, places);
  for (const Leaf& leaf : leaves) {
    if (leaf.kind == QueryNode::Kind::literal) continue;
    for (const WordPart& part : leaf.word.parts) {
      collector.add_part(part, leaf.word.parts.size() == 1 ? leaf.word.spellings : part.spellings);
    }
    collector.add_compound(leaf);
    for (const Leaf& inner : leaf.inner) collector.add_compound(inner);
    for (const Leaf& phrase : leaf.phrases) collector.add_compound(phrase);
  }
  return collector.take();
}

ProximityMeter::ProximityMeter(const CaseStore& store, std::vector<ProximityWord> words,
                               Wording wording, std::uint32_t window)
    : store_(store), words_(std::move(words)), wording_(std::move(wording)), window_(window) {
  for (const ProximityWord& word : words_) {
    total_ += word.weight;
    std::vector<std::size_t>& places = places_.emplace_back();
    for (std::size_t i = 0; i < wording_.places().size(); ++i) {
      if (wording_.word_at(i) == word.needles.front().needle.text) places.push_back(i);
    }
  }
}

bool ProximityMeter::possible(const ProximityNeedle& needle, std::uint32_t docid) {
  if (!signature_) signature_ = store_.signature(docid);
  return signature_->empty() || may_hold(*signature_, needle.triples);
}

std::span<const std::uint32_t> ProximityMeter::kept(const ProximityNeedle& needle,
                                                    std::uint32_t docid, std::size_t field,
                                                    std::string_view text, bool* known) {
  static_assert(Places::kMost >= kMaxOccurrences);
  *known = false;
  if (needle.places == nullptr || !needle.places->keeps(text)) return {};
  const Places* places = needle.places->find(docid, field);
  if (places == nullptr) {
    places = needle.places->search(docid, field, text, possible(needle, docid));
  }
  // Those that count: as a whole word where it must be one, and not across the one before.
  const std::vector<std::uint32_t>& all = places->offsets;
  const std::size_t size = needle.needle.text.size();
  std::vector<std::uint32_t>& counting = found_[used_];
  counting.clear();
  std::size_t free = 0;
  for (const std::uint32_t at : all) {
    if (at < free || (needle.needle.whole && !stands_whole(text, at, at + size))) continue;
    counting.push_back(at);
    free = at + size;
  }
  // Where some do not count, others beyond the kept ones may in their place.
  *known = places->all || counting.size() == all.size();
  if (!*known || counting.size() == all.size()) {
    return std::span(all).first(*known ? std::min(all.size(), kMaxOccurrences) : 0);
  }
  ++used_;
  return counting;
}

std::span<const std::uint32_t> ProximityMeter::searched(const ProximityNeedle& needle,
                                                        std::string_view text) {
  std::vector<std::uint32_t>& found = found_[used_++];
  found.clear();
  for (std::size_t at = needle.finder.find(text, 0);
       at != std::string_view::npos && found.size() < kMaxOccurrences;
       at = needle.finder.find(text, at + needle.finder.size())) {
    found.push_back(static_cast<std::uint32_t>(at));
  }
  return found;
}

// Fills runs_, field by field, and present_.
void ProximityMeter::find(std::uint32_t docid, std::span<const std::string_view> texts) {
  runs_.clear();
  present_.assign(words_.size(), false);
  used_ = 0;
  signature_.reset();
  for (std::size_t field = 0; field < texts.size(); ++field) {
    for (std::uint32_t w = 0; w < words_.size(); ++w) {
      for (const ProximityNeedle& needle : words_[w].needles) {
        if (found_.size() <= used_) found_.emplace_back();
        bool known = false;
        std::span<const std::uint32_t> places = kept(needle, docid, field, texts[field], &known);
        const bool is_long = texts[field].size() >= PlacesOfString::kLongText;
        if (!known && (!is_long || possible(needle, docid))) {
          places = searched(needle, texts[field]);
        }
        if (places.empty()) continue;
        present_[w] = true;
        runs_.push_back({field, w, places, &needle == &words_[w].needles.front()});
      }
    }
  }
}

Proximity ProximityMeter::of(std::uint32_t docid, std::span<const std::string_view> texts,
                             const std::function<bool(const Proximity&)>& enough) {
  Proximity out;
  if (total_ <= 0) return out;
  double length = 0;
  for (const std::string_view text : texts) length += static_cast<double>(text.size());
  find(docid, texts);
  double covered = 0;
  double single = 0;
  for (std::size_t w = 0; w < words_.size(); ++w) {
    if (!present_[w]) continue;
    covered += words_[w].weight;
    single = std::max(single, words_[w].weight);
  }
  const double long_text = length / (length + kShortText);
  const auto damped = [&](double best) { return (best - single) / total_ * long_text; };
  const double short_text = (1 - long_text) * (1 - long_text);
  const bool worded = wording_.useful() && covered > 0 && short_text >= kLeastShare;
  out.coverage = covered / total_;
  out.near = damped(covered);
  if (worded) out.wording = short_text;
  if ((covered == single && !worded) || (enough && !enough(out))) return out;
  if (covered > single) out.near = damped(best_passage());
  if (worded) out.wording = short_text * share_word_for_word(texts);
  return out;
}

double ProximityMeter::share_word_for_word(std::span<const std::string_view> texts) const {
  Wording::Finder pieces(wording_);
  for (const Run& run : runs_) {
    if (!run.typed) continue;
    for (const std::size_t place : places_[run.word]) {
      for (const std::uint32_t at : run.offsets) pieces.add(place, texts[run.field], at);
    }
  }
  return pieces.share();
}

double ProximityMeter::best_passage() {
  double best = 0;
  for (std::size_t begin = 0; begin < runs_.size();) {
    std::size_t end = begin;
    while (end < runs_.size() && runs_[end].field == runs_[begin].field) ++end;
    best = std::max(best, best_window(std::span(runs_).subspan(begin, end - begin)));
    begin = end;
  }
  return best;
}

// The highest weight of distinct words in a window that slides over the occurrences of one field.
double ProximityMeter::best_window(std::span<const Run> runs) {
  struct Occurrence {
    std::uint32_t begin;
    std::uint32_t word;
  };
  std::vector<Occurrence> occurrences;
  for (const Run& run : runs) {
    const auto before = static_cast<std::ptrdiff_t>(occurrences.size());
    for (const std::uint32_t at : run.offsets) occurrences.push_back({at, run.word});
    std::inplace_merge(occurrences.begin(), occurrences.begin() + before, occurrences.end(),
                       [](const Occurrence& a, const Occurrence& b) { return a.begin < b.begin; });
  }
  count_.assign(words_.size(), 0);
  double sum = 0;
  double best = 0;
  std::size_t left = 0;
  for (const Occurrence& right : occurrences) {
    if (count_[right.word]++ == 0) sum += words_[right.word].weight;
    while (occurrences[left].begin + window_ < right.begin) {
      if (--count_[occurrences[left].word] == 0) sum -= words_[occurrences[left].word].weight;
      ++left;
    }
    best = std::max(best, sum);
  }
  return best;
}

SecondLook::SecondLook(const std::vector<Leaf>& leaves, const CaseStore& store,
                       const Postings& postings, const Weights& weights, KeptPlaces* places)
    : store_(store),
      weights_(weights),
      meter_(store, proximity_words(leaves, store, postings, places),
             weights.wording > 0 ? Wording(leaves) : Wording({}),
             static_cast<std::uint32_t>(weights.window)) {
  double heaviest = 0;
  for (const ProximityWord& word : meter_.words()) {
    scale_ += word.weight;
    heaviest = std::max(heaviest, word.weight);
  }
  // The weight of its best single word is never counted as near.
  most_ =
      (scale_ - heaviest) * std::max(0.0, weights.near) + scale_ * std::max(0.0, weights.coverage);
  if (meter_.wording().useful()) most_ += scale_ * std::max(0.0, weights.wording);
  useful_ = meter_.words().size() > 1 &&
            (weights.near > 0 || weights.coverage > 0 || weights.wording > 0);
}

// Cases that lie far away come several at a time, though not all: long ones may end the look.
void SecondLook::prepare(const std::vector<RankedCase>& ranked, std::size_t from) const {
  std::vector<std::uint32_t> docids;
  for (std::size_t i = from; i < std::min({ranked.size(), kHead, from + kTogether}); ++i) {
    docids.push_back(ranked[i].docid);
  }
  store_.prepare(docids);
}

double SecondLook::added(const Proximity& proximity) const {
  return scale_ * (proximity.near * weights_.near + proximity.coverage * weights_.coverage +
                   proximity.wording * weights_.wording);
}

void SecondLook::apply(std::vector<RankedCase>* ranked, std::size_t wanted) const {
  if (wanted == 0) return;
  std::size_t looked = 0;
  std::size_t bytes = 0;
  std::vector<std::string_view> texts;
  std::priority_queue<double, std::vector<double>, std::greater<>> best;  // `wanted` scores
  for (; looked < std::min(ranked->size(), kHead); ++looked) {
    if (bytes > kMaxLooked && looked >= kMinHead) break;
    if (looked % kTogether == 0) prepare(*ranked, looked);
    RankedCase& one = (*ranked)[looked];
    if (best.size() == wanted && wanted > 0 && one.score + most_ < best.top() - 1e-6) break;
    store_.folded_texts(one.docid, &texts);
    for (const std::string_view text : texts) bytes += text.size();
    // How near the words stand matters only to a case that may come among the wanted.
    const auto worth_it = [&](const Proximity& most) {
      const double near =
          most.near * std::max(0.0, weights_.near) + most.wording * std::max(0.0, weights_.wording);
      const double highest = one.score + scale_ * (near + most.coverage * weights_.coverage);
      return best.size() < wanted || highest >= best.top() - 1e-6;
    };
    const Proximity proximity = meter_.of(one.docid, texts, worth_it);
    one.looked_again = true;
    one.score += added(proximity);
    best.push(one.score);
    if (best.size() > wanted) best.pop();
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
  std::vector<std::string_view> texts;
  store_.folded_texts(docid, &texts);
  const Proximity proximity = meter_.of(docid, texts);
  const double near = scale_ * proximity.near * weights_.near;
  const double coverage = scale_ * proximity.coverage * weights_.coverage;
  if (near > 0) out.push_back({"near", "", near, 0, 0, weights_.near});
  if (coverage > 0) out.push_back({"coverage", "", coverage, 0, 0, weights_.coverage});
  const double wording = scale_ * proximity.wording * weights_.wording;
  if (wording > 0) out.push_back({"wording", "", wording, 0, 0, weights_.wording});
  return out;
}

}  // namespace jirei
