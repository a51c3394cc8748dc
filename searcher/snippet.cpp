#include "searcher/snippet.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>
#include <utility>

#include "indexer/signature.h"
#include "searcher/fragment.h"
#include "searcher/occurrences.h"
#include "searcher/text_width.h"

namespace jirei {
namespace {

constexpr std::size_t kSampledPerPattern = 64;     // and section
constexpr std::size_t kSampledInCase = 256;        // per pattern
constexpr std::size_t kMaxUnits = 40;              // sentences looked at closely
constexpr std::size_t kSentenceBudget = 8;         // analysed to confirm stems, a hit
constexpr std::size_t kWholeFieldBudget = 100000;  // the same for --show
constexpr std::size_t kLongUnitBytes = 2000;       // beyond, the sampled occurrences must do
constexpr std::size_t kMaxClusterStarts = 200;
constexpr float kRepeatedWord = 0.25F;  // worth of a word that is already shown
constexpr float kOccurrences = 0.02F;   // of each further occurrence, up to five
constexpr float kProximity = 0.15F;     // of words close together

// A sentence, or a part of one that is too long, that may become a fragment.
struct Candidate {
  std::size_t passage = 0;
  ByteRange unit;
  ByteRange core;
  std::vector<Occurrence> occurrences;
  bool confirmed = true;  // no stem waits for confirmation
};

// Chooses the fragments of one case.
class Picker {
 public:
  Picker(std::vector<Passage> passages, PatternSearch* search, const SnippetOptions& options)
      : passages_(std::move(passages)),
        search_(search),
        options_(options),
        cutter_(search, options.width) {}

  std::vector<Snippet> pick();

 private:
  struct Chosen {
    std::size_t passage;
    ByteRange range;
    std::vector<ByteRange> marks;
  };

  void number_words();
  void gather();
  void add_candidates(std::size_t passage, ByteRange unit, std::vector<Occurrence> sampled);
  void add_clusters(std::size_t passage, ByteRange unit, const std::vector<Occurrence>& found);
  void add_candidate(std::size_t passage, ByteRange unit, ByteRange core,
                     std::vector<Occurrence> occurrences);
  float gain(const Candidate& candidate) const;
  ByteRange limits(const Candidate& candidate) const;
  bool overlaps(const Candidate& candidate) const;
  bool repeats(std::size_t passage, ByteRange range) const;
  ByteRange core_of(const Candidate& candidate) const;
  bool take(const Candidate& candidate);
  Snippet beginning() const;
  Snippet make(const Chosen& chosen) const;

  std::uint32_t word_of(const Occurrence& occurrence) const {
    return word_of_pattern_[occurrence.pattern];
  }

  std::vector<Passage> passages_;
  PatternSearch* search_;
  const SnippetOptions& options_;
  mutable FragmentCutter cutter_;
  std::vector<std::uint32_t> word_of_pattern_;  // dense numbers
  std::vector<float> rarity_;                   // by word: the rarer in this case, the more telling
  std::vector<std::uint32_t> shown_;            // by word: fragments that show it
  std::vector<Candidate> pool_;
  std::vector<Chosen> chosen_;
  mutable std::vector<float> best_;  // of gain(): by word, the weight of its best occurrence
};

void Picker::number_words() {
  std::vector<std::uint32_t> words;
  for (const MatchPattern& pattern : search_->patterns()) words.push_back(pattern.word);
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  for (const MatchPattern& pattern : search_->patterns()) {
    const auto place = std::lower_bound(words.begin(), words.end(), pattern.word) - words.begin();
    word_of_pattern_.push_back(static_cast<std::uint32_t>(place));
  }
  rarity_.assign(words.size(), 0);
  shown_.assign(words.size(), 0);
}

// Samples occurrences of every pattern, groups them by sentence and keeps the most telling ones.
void Picker::gather() {
  struct Found {
    std::size_t passage;
    ByteRange unit;
    Occurrence occurrence;
  };
  std::vector<Found> found;
  std::vector<std::size_t> count_of_word(rarity_.size(), 0);
  for (std::uint32_t pattern = 0; pattern < search_->patterns().size(); ++pattern) {
    std::size_t in_case = 0;
    for (std::size_t p = 0; p < passages_.size() && in_case < kSampledInCase; ++p) {
      for (const Occurrence& occurrence :
           search_->sample(passages_[p], pattern, kSampledPerPattern)) {
        found.push_back({p, passages_[p].sentence(occurrence.range.begin), occurrence});
        ++in_case;
      }
    }
    count_of_word[word_of_pattern_[pattern]] += in_case;
  }
  for (std::size_t word = 0; word < rarity_.size(); ++word) {
    rarity_[word] = 1.0F / (1.0F + std::log1p(static_cast<float>(count_of_word[word])) / 4.0F);
  }
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
    return std::tuple(a.passage, a.unit.begin, a.occurrence.range.begin, a.occurrence.pattern) <
           std::tuple(b.passage, b.unit.begin, b.occurrence.range.begin, b.occurrence.pattern);
  });

  struct Unit {
    Candidate sampled;
    float gain;
  };
  std::vector<Unit> units;
  for (std::size_t i = 0; i < found.size();) {
    Unit unit{{found[i].passage, found[i].unit, found[i].unit, {}, true}, 0};
    std::size_t j = i;
    for (;
         j < found.size() && found[j].passage == found[i].passage && found[j].unit == found[i].unit;
         ++j) {
      unit.sampled.occurrences.push_back(found[j].occurrence);
    }
    unit.gain = gain(unit.sampled);
    units.push_back(std::move(unit));
    i = j;
  }
  std::stable_sort(units.begin(), units.end(),
                   [](const Unit& a, const Unit& b) { return a.gain > b.gain; });
  if (units.size() > kMaxUnits) units.resize(kMaxUnits);
  for (Unit& unit : units) {
    add_candidates(unit.sampled.passage, unit.sampled.unit, std::move(unit.sampled.occurrences));
  }
  // Equal gains go to the one that stands first.
  std::stable_sort(pool_.begin(), pool_.end(), [](const Candidate& a, const Candidate& b) {
    return std::pair(a.passage, a.core.begin) < std::pair(b.passage, b.core.begin);
  });
}

void Picker::add_candidates(std::size_t passage, ByteRange unit, std::vector<Occurrence> sampled) {
  const Passage& text = passages_[passage];
  unit = cutter_.unit_around(text, unit);
  std::vector<Occurrence> found =
      unit.size() <= kLongUnitBytes ? search_->in_range(text, unit) : std::move(sampled);
  if (found.empty()) return;
  if (unit.size() <= kLongUnitBytes &&
      cutter_.columns(text, trimmed(text.text(), unit)) <= options_.width) {
    add_candidate(passage, unit, unit, std::move(found));
  } else {
    add_clusters(passage, unit, found);
  }
}

// Every longest run of occurrences that leaves room for some text around it.
void Picker::add_clusters(std::size_t passage, ByteRange unit,
                          const std::vector<Occurrence>& found) {
  const std::string_view text = passages_[passage].text();
  const std::uint32_t room = options_.width * 4 / 5;
  std::size_t last_end = 0;
  for (std::size_t i = 0; i < found.size() && i < kMaxClusterStarts; ++i) {
    ByteRange core = found[i].range;
    std::uint32_t columns = display_width(text.substr(core.begin, core.size()), false);
    std::size_t j = i + 1;
    for (; j < found.size(); ++j) {
      if (found[j].range.end <= core.end) continue;
      columns += display_width(text.substr(core.end, found[j].range.end - core.end), false);
      if (columns > room) break;
      core.end = found[j].range.end;
    }
    if (j <= last_end) continue;  // a part of the run before
    last_end = j;
    add_candidate(passage, unit, core,
                  std::vector<Occurrence>(found.begin() + static_cast<std::ptrdiff_t>(i),
                                          found.begin() + static_cast<std::ptrdiff_t>(j)));
  }
}

void Picker::add_candidate(std::size_t passage, ByteRange unit, ByteRange core,
                           std::vector<Occurrence> occurrences) {
  const bool stems =
      std::any_of(occurrences.begin(), occurrences.end(), [&](const Occurrence& occurrence) {
        return search_->patterns()[occurrence.pattern].verb_stem;
      });
  pool_.push_back({passage, unit, core, std::move(occurrences), !stems});
}

float Picker::gain(const Candidate& candidate) const {
  best_.assign(rarity_.size(), 0);
  for (const Occurrence& occurrence : candidate.occurrences) {
    float& weight = best_[word_of(occurrence)];
    weight = std::max(weight, search_->patterns()[occurrence.pattern].weight);
  }
  float total = 0;
  std::size_t distinct = 0;
  for (std::size_t word = 0; word < best_.size(); ++word) {
    if (best_[word] <= 0) continue;
    ++distinct;
    const float seen = shown_[word] == 0 ? 1.0F : kRepeatedWord / static_cast<float>(shown_[word]);
    total += best_[word] * rarity_[word] * seen;
  }
  if (distinct > 1) {
    const auto span = static_cast<float>(candidate.occurrences.back().range.end -
                                         candidate.occurrences.front().range.begin);
    total += kProximity * static_cast<float>(distinct - 1) / (1.0F + span / 120.0F);
  }
  return total +
         kOccurrences * static_cast<float>(std::min<std::size_t>(candidate.occurrences.size(), 5));
}

// How far a fragment may reach without running into one that is chosen already; the candidate's
// core lies outside those.
ByteRange Picker::limits(const Candidate& candidate) const {
  ByteRange free{0, static_cast<std::uint32_t>(passages_[candidate.passage].text().size())};
  for (const Chosen& chosen : chosen_) {
    if (chosen.passage != candidate.passage) continue;
    if (chosen.range.end <= candidate.core.begin) {
      free.begin = std::max(free.begin, chosen.range.end);
    } else {
      free.end = std::min(free.end, chosen.range.begin);
    }
  }
  return free;
}

bool Picker::overlaps(const Candidate& candidate) const {
  return std::any_of(chosen_.begin(), chosen_.end(), [&](const Chosen& chosen) {
    return chosen.passage == candidate.passage && chosen.range.begin < candidate.core.end &&
           candidate.core.begin < chosen.range.end;
  });
}

// Whether a fragment overlaps a chosen one or says the same (boilerplate).
bool Picker::repeats(std::size_t passage, ByteRange range) const {
  const auto text_of = [&](std::size_t p, ByteRange at) {
    const std::string_view text = passages_[p].text();
    at = trimmed(text, at);
    return text.substr(at.begin, at.size());
  };
  return std::any_of(chosen_.begin(), chosen_.end(), [&](const Chosen& chosen) {
    if (chosen.passage == passage && chosen.range.begin < range.end &&
        range.begin < chosen.range.end) {
      return true;
    }
    return text_of(chosen.passage, chosen.range).find(text_of(passage, range)) !=
           std::string_view::npos;
  });
}

// Clusters are measured folded; where the source is wider (full-width letters) than a fragment may
// be, the heaviest match alone is the core.
ByteRange Picker::core_of(const Candidate& candidate) const {
  const Passage& passage = passages_[candidate.passage];
  if (candidate.core == candidate.unit ||
      cutter_.columns(passage, candidate.core) <= options_.width) {
    return candidate.core;
  }
  const auto weight = [&](const Occurrence& occurrence) {
    return search_->patterns()[occurrence.pattern].weight;
  };
  return std::max_element(
             candidate.occurrences.begin(), candidate.occurrences.end(),
             [&](const Occurrence& a, const Occurrence& b) { return weight(a) < weight(b); })
      ->range;
}

bool Picker::take(const Candidate& candidate) {
  if (candidate.core == candidate.unit ? repeats(candidate.passage, candidate.core)
                                       : overlaps(candidate)) {
    return false;
  }
  const Passage& passage = passages_[candidate.passage];
  const ByteRange range =
      cutter_.fit(passage, candidate.unit, core_of(candidate), limits(candidate));
  if (range.empty() || repeats(candidate.passage, range)) return false;
  // A cut may go through what one source character was folded to, which is shown whole.
  const ByteRange seen = passage.whole(range);
  std::vector<Occurrence> matches = search_->in_range(passage, seen);
  search_->confirm(passage, &matches);
  std::vector<ByteRange> marks;
  std::vector<bool> words(shown_.size(), false);
  for (const Occurrence& match : matches) {
    if (match.range.begin < seen.begin || match.range.end > seen.end) continue;
    marks.push_back(match.range);
    words[word_of(match)] = true;
  }
  if (marks.empty()) return false;
  for (std::size_t word = 0; word < words.size(); ++word) {
    if (words[word]) ++shown_[word];
  }
  chosen_.push_back({candidate.passage, range, merge_ranges(std::move(marks))});
  return true;
}

Snippet Picker::make(const Chosen& chosen) const {
  const Passage& passage = passages_[chosen.passage];
  FieldView::Slice slice = passage.slice(chosen.range, chosen.marks);
  Snippet snippet{std::string(passage.heading()), std::move(slice.text), std::move(slice.marks)};
  if (chosen.range.empty()) return snippet;
  const ByteRange first = trimmed(passage.text(), passage.sentence(chosen.range.begin));
  const ByteRange last = trimmed(passage.text(), passage.sentence(chosen.range.end - 1));
  snippet.cut_before = chosen.range.begin > first.begin;
  snippet.cut_after = chosen.range.end < last.end;
  return snippet;
}

// Nothing matches in the sections (the title alone did): how the case begins.
Snippet Picker::beginning() const {
  for (std::size_t p = 0; p < passages_.size(); ++p) {
    const Passage& passage = passages_[p];
    const auto size = static_cast<std::uint32_t>(passage.text().size());
    const ByteRange text = trimmed(passage.text(), {0, size});
    if (text.empty()) continue;
    const ByteRange unit = passage.sentence(text.begin);
    return make({p, cutter_.fit(passage, unit, {text.begin, text.begin}, {0, size}), {}});
  }
  return {};
}

std::vector<Snippet> Picker::pick() {
  number_words();
  gather();
  while (chosen_.size() < options_.fragments && !pool_.empty()) {
    auto best = pool_.begin();
    float best_gain = gain(*best);
    for (auto it = std::next(best); it != pool_.end(); ++it) {
      const float value = gain(*it);
      if (value > best_gain) {
        best = it;
        best_gain = value;
      }
    }
    if (!best->confirmed) {
      search_->confirm(passages_[best->passage], &best->occurrences);
      best->confirmed = true;
      if (best->occurrences.empty()) pool_.erase(best);
      continue;
    }
    const Candidate candidate = std::move(*best);
    pool_.erase(best);
    take(candidate);
  }
  std::vector<Snippet> snippets;
  if (chosen_.empty()) {
    Snippet first = beginning();
    if (!first.text.empty()) snippets.push_back(std::move(first));
    return snippets;
  }
  std::sort(chosen_.begin(), chosen_.end(), [](const Chosen& a, const Chosen& b) {
    return std::pair(a.passage, a.range.begin) < std::pair(b.passage, b.range.begin);
  });
  for (const Chosen& chosen : chosen_) snippets.push_back(make(chosen));
  return snippets;
}

}  // namespace

namespace {

// A long case need not be searched for what its signature knows it lacks.
std::vector<MatchPattern> possible(const CaseStore& store, std::uint32_t docid,
                                   std::span<const MatchPattern> patterns) {
  const std::string_view signature = store.signature(docid);
  std::vector<MatchPattern> out;
  std::copy_if(patterns.begin(), patterns.end(), std::back_inserter(out),
               [&](const MatchPattern& pattern) {
                 return signature.empty() || may_hold(signature, triple_keys(pattern.text));
               });
  return out;
}

}  // namespace

std::vector<Snippet> make_snippets(const CaseStore& store, std::uint32_t docid,
                                   std::span<const MatchPattern> patterns,
                                   const SnippetOptions& options, const SessionSource& session) {
  if (options.fragments == 0) return {};
  std::vector<MatchPattern> likely;
  if (!options.exact) {
    likely = possible(store, docid, patterns);
    patterns = likely;
  }
  std::vector<Passage> passages;
  const std::size_t fields = store.field_count(docid);
  for (std::size_t field = 1; field < fields; ++field) {
    const FieldView view = store.field(docid, field);
    if (options.section && !options.section(view.heading())) continue;
    passages.emplace_back(view, field, options.exact);
  }
  PatternSearch search(patterns, session, kSentenceBudget);
  if (options.places != nullptr && !options.exact) search.use(options.places, docid);
  return Picker(std::move(passages), &search, options).pick();
}

std::vector<Highlight> highlights_of(const FieldView& field, std::span<const MatchPattern> patterns,
                                     bool exact, const SessionSource& session) {
  const Passage passage(field, 0, exact);
  const ByteRange whole{0, static_cast<std::uint32_t>(passage.text().size())};
  if (patterns.empty()) return {};
  PatternSearch search(patterns, session, kWholeFieldBudget);
  std::vector<Occurrence> matches = search.in_range(passage, whole);
  search.confirm(passage, &matches);
  std::vector<ByteRange> marks;
  marks.reserve(matches.size());
  for (const Occurrence& match : matches) marks.push_back(match.range);
  marks = merge_ranges(std::move(marks));
  if (marks.empty()) return {};
  return passage.slice(whole, marks).marks;
}

std::vector<ByteRange> exact_occurrences(std::string_view source_text, std::string_view needle) {
  std::vector<ByteRange> found;
  if (needle.empty()) return found;
  for (std::size_t at = source_text.find(needle); at != std::string_view::npos;
       at = source_text.find(needle, at + needle.size())) {
    found.push_back(
        {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + needle.size())});
  }
  return found;
}

}  // namespace jirei
