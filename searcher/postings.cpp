#include "searcher/postings.h"

#include <xapian.h>
#include <xxhash.h>

#include <algorithm>
#include <utility>

#include "dict/ngrams.h"
#include "indexer/frequent_sets.h"
#include "indexer/schema.h"
#include "searcher/kept_terms.h"
#include "searcher/needle_finder.h"
#include "searcher/retain.h"
#include "searcher/shard_terms.h"
#include "searcher/stored_search.h"

namespace jirei {
namespace {

// Lets cases that lie in shards come several at a time, ahead of a walk over a set.
class Ahead {
 public:
  Ahead(const CaseStore& store, const DocSet& set, const ShardTerms* shards,
        const DocSet* skipped = nullptr)
      : store_(store), set_(set), skipped_(skipped), far_(shards != nullptr) {}

  /// To be called for every member, ascending.
  void reach(std::uint32_t docid) {
    if (!far_ || docid <= reached_) return;
    constexpr std::size_t kTogether = 64;
    std::vector<std::uint32_t> next;
    for (std::uint32_t d = docid; d != 0 && next.size() < kTogether; d = set_.next(d + 1)) {
      reached_ = d;
      if (skipped_ == nullptr || !skipped_->test(d)) next.push_back(d);
    }
    store_.prepare(next);
  }

 private:
  const CaseStore& store_;
  const DocSet& set_;
  const DocSet* skipped_;
  bool far_;
  std::uint32_t reached_ = 0;
};

// Of a question to together(), for what is kept. No needle holds a control character.
std::string together_key(const std::vector<std::vector<Needle>>& parts, const DocSet& candidates) {
  std::string key;
  for (const auto& part : parts) {
    key += '\1';
    for (const Needle& needle : part) {
      key += needle.whole ? '\2' : '\3';
      key += needle.text;
    }
  }
  std::vector<std::uint64_t> room;
  const auto words = candidates.words(&room);
  const XXH128_hash_t hash = XXH3_128bits(words.data(), words.size_bytes());
  key.append(reinterpret_cast<const char*>(&hash), sizeof hash);
  return key;
}

}  // namespace

bool FieldChoice::admits(const CaseStore& store, std::uint32_t docid, std::size_t field) const {
  if (title_ || field == 0) return title_ && field == 0;
  const std::string_view heading = store.field(docid, field).heading();
  const auto known = known_.find(heading);
  if (known != known_.end()) return known->second;
  const bool same = normalizer_.fold_text(heading) == heading_;
  known_.emplace(heading, same);
  return same;
}

Postings::Postings(const Xapian::Database& database, const CaseStore& store,
                   const ShardTerms* shards, KeptTerms* kept)
    : database_(database),
      store_(store),
      shards_(shards),
      kept_(kept),
      last_docid_(store.last_docid()) {}

std::uint32_t Postings::frequency(const std::string& term) const {
  if (kept_ != nullptr) return kept_->frequency(term);
  return shards_ != nullptr ? shards_->frequency(term) : database_.get_termfreq(term);
}

void Postings::ask_frequencies(
    const std::vector<std::pair<std::uint32_t, std::string>>& terms) const {
  std::vector<std::string> names;
  names.reserve(terms.size());
  for (const auto& entry : terms) names.push_back(entry.second);
  shards_->prepare_frequencies(names);
}

std::uint32_t Postings::word_frequency(std::string_view base) const {
  return frequency(schema::term(schema::kWordPrefix, base));
}

std::uint32_t Postings::gram_frequency(std::string_view gram) const {
  return frequency(schema::term(schema::kGramPrefix, gram));
}

std::vector<std::string> Postings::surfaces(std::string_view reading) const {
  std::vector<std::string> out;
  if (reading.size() > 200) return out;
  if (kept_ != nullptr) return kept_->surfaces(reading);
  if (shards_ != nullptr) return shards_->surfaces(std::string(reading));
  std::string key(1, schema::kMetaReadingPrefix);
  key += reading;
  const std::string packed = database_.get_metadata(key);
  for (std::size_t pos = 0; pos < packed.size();) {
    std::size_t end = packed.find('\0', pos);
    if (end == std::string::npos) end = packed.size();
    out.push_back(packed.substr(pos, end - pos));
    pos = end + 1;
  }
  return out;
}

const std::vector<Spelling>* Postings::known_readings(std::string_view key) const {
  return kept_ != nullptr ? kept_->find_readings(key) : nullptr;
}

void Postings::keep_readings(std::string_view key, const std::vector<Spelling>& read) const {
  if (kept_ != nullptr) kept_->keep_readings(key, read);
}

void Postings::add_cases_with(const std::string& term, DocSet* set) const {
  if (shards_ != nullptr) {
    for (const Posting& posting : *shards_->postings(term)) set->set(posting.docid);
    return;
  }
  if (kept_ != nullptr) {
    if (const auto list = kept_->postings(term)) {
      for (const Posting& posting : *list) set->set(posting.docid);
      return;
    }
  }
  const auto end = database_.postlist_end(term);
  for (auto it = database_.postlist_begin(term); it != end; ++it) set->set(*it);
}

DocSet Postings::term(const std::string& term) const {
  if (auto known = frequent_term(term)) return *std::move(known);
  DocSet set = none();
  add_cases_with(term, &set);
  return set;
}

bool Postings::keeps_frequent() const { return kept_ != nullptr && kept_->frequent() != nullptr; }

DocSet Postings::word(std::string_view base) const {
  return term(schema::term(schema::kWordPrefix, base));
}

bool Postings::may_have_word(std::string_view base, std::uint32_t docid) const {
  auto known = words_.find(base);
  if (known == words_.end()) known = words_.emplace(base, word(base)).first;
  return known->second.test(docid);
}

DocSet Postings::words_beginning(std::string_view prefix, std::size_t limit, bool* cut) const {
  DocSet set = none();
  std::string start(1, schema::kWordPrefix);
  start += prefix;
  std::size_t seen = 0;
  *cut = false;
  for (auto it = database_.allterms_begin(start); it != database_.allterms_end(start); ++it) {
    if (++seen > limit) {
      *cut = true;
      break;
    }
    if (const auto known = frequent_term(*it)) {
      set |= *known;
    } else {
      add_cases_with(*it, &set);
    }
  }
  return set;
}

DocSet Postings::beginning_with(std::string_view first) const {
  DocSet set = none();
  std::string start(1, schema::kGramPrefix);
  start += first;
  for (auto it = database_.allterms_begin(start); it != database_.allterms_end(start); ++it) {
    add_cases_with(*it, &set);
  }
  return set;
}

DocSet Postings::with_grams(std::string_view folded, bool inner) const {
  std::vector<std::pair<std::uint32_t, std::string>> terms;
  for_each_gram(folded, [&](std::string_view gram, ByteRange where) {
    // The end of the string need not end a run where it stands; what ends one before that does.
    if (code_point_count(gram) < 2 && where.end == folded.size()) return;
    if (inner && (where.begin == 0 || where.end == folded.size())) return;
    terms.emplace_back(0, schema::term(schema::kGramPrefix, gram));
  });
  if (shards_ != nullptr) ask_frequencies(terms);
  bool impossible = false;
  for (auto& [cases, term] : terms) {
    cases = frequency(term);
    if (cases == 0) impossible = true;
  }
  if (impossible) return none();
  if (terms.empty()) return DocSet::full(last_docid_);
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  DocSet set = term(terms.front().second);
  for (std::size_t i = 1; i < terms.size(); ++i) {
    if (set.empty()) break;
    keep_common(terms[i].second, &set);
  }
  return set;
}

// Keeps the live members that are `certain`, or for which a predicate of make() accepts the case as
// it lies in the store.
template <typename Make>
void Postings::sift(const DocSet* certain, DocSet* set, const Make& make) const {
  const bool copied = kept_ != nullptr && kept_->better_copied(set->count());
  const auto keeping = [&](auto look) {
    return [this, certain, copied, look = std::move(look),
            room = std::string()](std::uint32_t docid) mutable {
      if (certain != nullptr && certain->test(docid)) return true;
      if (!store_.live(docid)) return false;
      return look(copied ? store_.copy_of_encoded(docid, &room) : store_.encoded(docid));
    };
  };
  if (shards_ == nullptr) {
    retain_on_all_cores(
        set, [&] { return keeping(make()); }, kManyTexts);
    return;
  }
  Ahead ahead(store_, *set, shards_, certain);
  auto keep = keeping(make());
  set->retain([&](std::uint32_t docid) {
    ahead.reach(docid);
    return keep(docid);
  });
}

// Few left: jump from one to the next; many: read the whole list, as comes from shards.
void Postings::keep_common(const std::string& term, DocSet* set) const {
  const FrequentSets* frequent = kept_ != nullptr ? kept_->frequent() : nullptr;
  if (frequent != nullptr && frequent->unknown().empty()) {
    const FrequentSets::Bits bits = frequent->term(term);
    if (!bits.empty()) {
      set->keep_words(bits);
      return;
    }
  }
  if (const auto known = frequent_term(term)) {
    *set &= *known;
    return;
  }
  const bool few = std::uint64_t{set->count()} * 8 < frequency(term);
  const auto list = kept_ != nullptr && few ? kept_->postings(term) : nullptr;
  if (list) {
    auto from = list->begin();
    set->retain([&](std::uint32_t docid) {
      from = std::lower_bound(from, list->end(), docid,
                              [](const Posting& p, std::uint32_t d) { return p.docid < d; });
      return from != list->end() && from->docid == docid;
    });
  } else if (few && shards_ == nullptr) {
    auto it = database_.postlist_begin(term);
    const auto end = database_.postlist_end(term);
    set->retain([&](std::uint32_t docid) {
      if (it == end) return false;
      it.skip_to(docid);
      return it != end && *it == docid;
    });
  } else {
    *set &= this->term(term);
  }
}

std::optional<DocSet> Postings::frequent_term(const std::string& term) const {
  const FrequentSets* frequent = kept_ != nullptr ? kept_->frequent() : nullptr;
  if (frequent == nullptr) return std::nullopt;
  const FrequentSets::Bits bits = frequent->term(term);
  if (bits.empty()) return std::nullopt;
  DocSet set = DocSet::of_words(last_docid_, bits);
  if (frequent->unknown().empty()) return set;
  auto it = database_.postlist_begin(term);
  const auto end = database_.postlist_end(term);
  for (const std::uint32_t docid : frequent->unknown()) {
    set.reset(docid);
    if (it != end) it.skip_to(docid);
    if (it != end && *it == docid) set.set(docid);
  }
  return set;
}

std::optional<DocSet> Postings::frequent_string(const Needle& needle) const {
  const FrequentSets* frequent = kept_ != nullptr ? kept_->frequent() : nullptr;
  if (frequent == nullptr || !stands_anywhere(needle)) return std::nullopt;
  DocSet set = none();
  if (const FrequentSets::Bits bits = frequent->string(needle.text); !bits.empty()) {
    set = DocSet::of_words(last_docid_, bits);
  } else if (const auto list = frequent->list(needle.text)) {
    set = DocSet::of_list(last_docid_, *list);
  } else {
    return std::nullopt;
  }
  if (frequent->unknown().empty()) return set;
  const DocSet unknown = DocSet::of_list(last_docid_, frequent->unknown());
  set.and_not(unknown);
  const HoldsNeedle holds(needle);
  std::vector<std::string_view> texts;
  DocSet found = none();
  unknown.for_each([&](std::uint32_t docid) {
    if (store_.live(docid) && holds.in_case(store_.encoded(docid), &texts)) found.set(docid);
  });
  return set |= found;
}

DocSet Postings::narrow(const Needle& needle, DocSet* candidates) const {
  constexpr std::uint32_t kWorthIt = 1024;
  DocSet sure = none();
  const FrequentSets* frequent = kept_ != nullptr ? kept_->frequent() : nullptr;
  if (frequent == nullptr || candidates->count() < kWorthIt) return sure;
  DocSet unknown = none();
  for (const std::uint32_t docid : frequent->unknown()) unknown.set(docid);
  for (const FrequentSets::String& string : frequent->strings()) {
    if (needle.text.find(string.text) != std::string::npos) {
      if (unknown.empty()) {
        candidates->keep_words(string.bits);
      } else {
        *candidates &= DocSet::of_words(last_docid_, string.bits) |= unknown;
      }
    } else if (stands_anywhere(needle) && string.text.find(needle.text) != std::string::npos) {
      sure |= DocSet::of_words(last_docid_, string.bits).and_not(unknown);
    }
  }
  return sure;
}

std::optional<DocSet> Postings::in_blocks(const Needle& needle, std::size_t length) const {
  const FrequentSets* frequent = kept_ != nullptr ? kept_->frequent() : nullptr;
  if (frequent == nullptr || length < TripleBlocks::kCharacters) return std::nullopt;
  const std::vector<std::uint64_t> blocks = frequent->triples().may_hold(needle.text);
  DocSet set = none();
  if (std::any_of(blocks.begin(), blocks.end(), [](std::uint64_t word) { return word != 0; })) {
    std::vector<std::uint64_t> words(std::size_t{last_docid_} / 64 + 1, 0);
    const std::size_t block_words = frequent->triples().shape().block_words;
    for (std::size_t w = 0; w < words.size(); ++w) {
      const std::size_t block = w / block_words;
      if (block / 64 >= blocks.size()) break;
      if ((blocks[block / 64] >> block % 64 & 1U) != 0) words[w] = ~std::uint64_t{0};
    }
    set = DocSet::of_words(last_docid_, words);
  }
  for (const std::uint32_t docid : frequent->unknown()) set.set(docid);
  return set;
}

DocSet Postings::literal(const Needle& needle, const DocSet* certain) const {
  const std::size_t length = code_point_count(needle.text);
  if (length == 0) return none();
  if (kept_ == nullptr) return read_literal(needle, length, certain);
  std::string key = needle.text;
  key += static_cast<char>('0' + (needle.whole ? 1 : 0) + (needle.begins ? 2 : 0) +
                           (certain != nullptr ? 4 : 0));
  if (const DocSet* known = kept_->find_set(key)) return *known;
  DocSet set = read_literal(needle, length, certain);
  kept_->keep_set(key, set.compact());
  return set;
}

DocSet Postings::read_literal(const Needle& needle, std::size_t length,
                              const DocSet* certain) const {
  std::size_t pos = 0;
  const bool simple_start = is_word_char(next_code_point(needle.text, &pos));
  if (!needle.whole && !needle.begins && simple_start) {
    if (length == 1) return beginning_with(needle.text);
    if (length == 2 && is_word_char(next_code_point(needle.text, &pos))) {
      return term(schema::term(schema::kGramPrefix, needle.text));
    }
  }
  if (auto known = frequent_string(needle)) return *std::move(known);
  const std::optional<DocSet> possible = in_blocks(needle, length);
  if (possible && possible->empty()) return none();
  DocSet set = with_grams(needle.text, false);
  if (possible) set &= *possible;
  set.compact();
  DocSet sure = narrow(needle, &set);
  if (certain != nullptr) sure |= *certain;
  const HoldsNeedle holds(needle);
  sift(&sure, &set, [&] {
    return [&holds, texts = std::vector<std::string_view>()](std::string_view encoded) mutable {
      return holds.in_case(encoded, &texts);
    };
  });
  return set;
}

DocSet Postings::together(const std::vector<std::vector<Needle>>& parts, const DocSet& candidates,
                          const FieldChoice* choice) const {
  const StandTogether stand(parts, [this](const Needle& needle) {
    const auto possible = in_blocks(needle, code_point_count(needle.text));
    return possible && possible->empty();
  });
  if (choice != nullptr) {
    return where(*choice, candidates, [&](std::string_view text) { return stand.in_text(text); });
  }
  const std::string key = kept_ != nullptr ? together_key(parts, candidates) : std::string();
  if (kept_ != nullptr) {
    if (const DocSet* known = kept_->find_set(key)) return *known;
  }
  DocSet set = candidates;
  sift(nullptr, &set, [&] {
    return [&stand, texts = std::vector<std::string_view>()](std::string_view encoded) mutable {
      return stand.in_case(encoded, &texts);
    };
  });
  set.compact();
  if (kept_ != nullptr) kept_->keep_set(key, set);
  return set;
}

DocSet Postings::where(const FieldChoice& choice, const DocSet& candidates,
                       const std::function<bool(std::string_view)>& accepts) const {
  DocSet set = candidates;
  Ahead ahead(store_, set, shards_);
  set.retain([&](std::uint32_t docid) {
    if (!store_.live(docid)) return false;
    ahead.reach(docid);
    const std::size_t fields = choice.is_title() ? 1 : store_.field_count(docid);
    for (std::size_t i = 0; i < fields; ++i) {
      if (choice.admits(store_, docid, i) && accepts(store_.field(docid, i).folded())) return true;
    }
    return false;
  });
  return set;
}

DocSet Postings::in_field(const std::vector<Needle>& needles, const FieldChoice& choice,
                          const DocSet& candidates) const {
  std::vector<NeedleFinder> finders;
  finders.reserve(needles.size());
  for (const Needle& needle : needles) finders.emplace_back(needle);
  return where(choice, candidates, [&](std::string_view text) {
    return std::any_of(finders.begin(), finders.end(), [&](const NeedleFinder& finder) {
      return finder.find(text, 0) != std::string_view::npos;
    });
  });
}

DocSet Postings::exact(std::string_view source_needle, std::string_view folded_needle) const {
  // Where folding depends on neighbours (か + ゛), the needle's ends may fold otherwise in the text
  // than alone: of those few cases only the grams inside the needle are asked for.
  DocSet composed = term(std::string(schema::kComposedTerm));
  DocSet set = with_grams(folded_needle, false);
  if (!composed.empty()) set |= composed &= with_grams(folded_needle, true);
  Ahead ahead(store_, set, shards_);
  set.retain([&](std::uint32_t docid) {
    if (!store_.live(docid)) return false;
    ahead.reach(docid);
    const std::size_t fields = store_.field_count(docid);
    for (std::size_t i = 0; i < fields; ++i) {
      if (store_.field(docid, i).source().find(source_needle) != std::string::npos) return true;
    }
    return false;
  });
  return set;
}

}  // namespace jirei
