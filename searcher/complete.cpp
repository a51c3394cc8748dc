#include "searcher/complete.h"

#include <xapian.h>

#include <algorithm>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "dict/normalizer.h"
#include "dict/readings.h"
#include "dict/unicode.h"
#include "indexer/schema.h"
#include "searcher/shard_terms.h"

namespace jirei {
namespace {

constexpr std::size_t kMaxTerms = 50000;      // looked at for one prefix
constexpr std::size_t kMaxReadings = 5000;    // of the reading lexicon, for one prefix
constexpr std::size_t kMaxReadValues = 1000;  // facet values whose reading is worked out

bool by_count(const Completion& a, const Completion& b) {
  return a.count != b.count ? a.count > b.count : a.text < b.text;
}

void keep_best(std::vector<Completion>* list, std::size_t limit) {
  const std::size_t kept = std::min(limit, list->size());
  std::partial_sort(list->begin(), list->begin() + static_cast<std::ptrdiff_t>(kept), list->end(),
                    by_count);
  list->resize(kept);
}

// The readings that a prefix may be the beginning of, folded; none unless it is kana or romaji.
std::vector<std::string> reading_prefixes(std::string_view folded) {
  std::vector<std::string> prefixes;
  if (is_all_kana(folded)) {
    prefixes.push_back(fold_reading(folded));
    return prefixes;
  }
  // The last syllable may be half typed: "ransa", "rans".
  for (std::size_t cut = 0; cut < 3 && cut < folded.size(); ++cut) {
    for (const std::string& kana : romaji_to_hiragana(folded.substr(0, folded.size() - cut))) {
      prefixes.push_back(fold_reading(kana));
    }
    if (!prefixes.empty()) break;
  }
  return prefixes;
}

std::vector<Completion> words_spelled(const Xapian::Database& database, std::string_view prefix) {
  const std::string term_prefix = schema::kWordPrefix + std::string(prefix);
  std::vector<Completion> words;
  auto term = database.allterms_begin(term_prefix);
  const auto end = database.allterms_end(term_prefix);
  for (std::size_t looked = 0; term != end && looked < kMaxTerms; ++term, ++looked) {
    const std::string text = *term;
    if (text.size() > schema::kMaxTermBytes) continue;  // a hash stands in for its end
    words.push_back({text.substr(1), term.get_termfreq(), ""});
  }
  return words;
}

std::vector<Completion> words_read_in_shards(const ShardTerms& shards,
                                             std::span<const std::string> readings) {
  std::vector<Completion> words;
  std::unordered_set<std::string> seen;
  for (const std::string& prefix : readings) {
    if (prefix.empty()) continue;
    for (const std::string& reading : shards.readings_beginning(prefix, kMaxReadings)) {
      for (std::string& surface : shards.surfaces(reading)) {
        if (!seen.insert(surface).second) continue;
        const auto count = shards.frequency(schema::term(schema::kWordPrefix, surface));
        if (count > 0) words.push_back({std::move(surface), count, ""});
      }
    }
  }
  return words;
}

std::vector<Completion> words_read(const Xapian::Database& database,
                                   std::span<const std::string> readings) {
  std::vector<Completion> words;
  std::unordered_set<std::string> seen;
  for (const std::string& reading : readings) {
    if (reading.empty()) continue;
    const std::string key_prefix = schema::kMetaReadingPrefix + reading;
    auto key = database.metadata_keys_begin(key_prefix);
    const auto end = database.metadata_keys_end(key_prefix);
    for (std::size_t looked = 0; key != end && looked < kMaxReadings; ++key, ++looked) {
      const std::string surfaces = database.get_metadata(*key);
      for (std::size_t begin = 0; begin < surfaces.size();) {
        const std::size_t stop = std::min(surfaces.find('\0', begin), surfaces.size());
        std::string surface = surfaces.substr(begin, stop - begin);
        begin = stop + 1;
        if (!seen.insert(surface).second) continue;
        const auto count = database.get_termfreq(schema::term(schema::kWordPrefix, surface));
        if (count > 0) words.push_back({std::move(surface), count, ""});
      }
    }
  }
  return words;
}

// How a facet value is read aloud, folded; as far as the dictionary knows.
std::string reading_of(Analyzer::Session& session, const std::string& folded) {
  std::string reading;
  for (const Token& token : session.analyze_folded(folded, false).tokens) {
    reading += token.reading.empty() ? token.surface : token.reading;
  }
  return fold_reading(reading);
}

std::vector<Completion> facet_values(const IndexView& index, std::string_view prefix,
                                     std::span<const std::string> readings) {
  const Normalizer normalizer;
  const FacetTable& table = index.facets();
  std::vector<Completion> values;
  std::size_t read = 0;
  for (std::size_t f = 0; f < table.facets().size(); ++f) {
    const FacetColumn& column = index.store().column(f);
    const auto totals = column.totals();
    for (std::size_t id = 0; id < column.dictionary().size() && id < totals.size(); ++id) {
      if (totals[id] == 0) continue;
      const std::string folded = normalizer.fold_text(column.dictionary()[id]);
      bool begins = folded.starts_with(prefix);
      if (!begins && !readings.empty() && read < kMaxReadValues) {
        ++read;
        const std::string reading = reading_of(index.session(), folded);
        begins = std::any_of(readings.begin(), readings.end(), [&](const std::string& wanted) {
          return !wanted.empty() && reading.starts_with(wanted);
        });
      }
      if (begins) {
        values.push_back(
            {std::string(column.dictionary()[id]), totals[id], table.facets()[f].label});
      }
    }
  }
  return values;
}

}  // namespace

std::vector<Completion> complete_prefix(const IndexView& index, std::string_view prefix,
                                        std::size_t limit) {
  const std::string folded = Normalizer().fold_text(prefix);
  if (folded.empty() || limit == 0) return {};
  const std::vector<std::string> readings = reading_prefixes(folded);

  std::vector<Completion> values = facet_values(index, folded, readings);
  keep_best(&values, limit);
  std::vector<Completion> spelled = words_spelled(index.database(), folded);
  keep_best(&spelled, limit);
  std::vector<Completion> read = index.shards() != nullptr
                                     ? words_read_in_shards(*index.shards(), readings)
                                     : words_read(index.database(), readings);
  std::erase_if(read, [&](const Completion& word) { return word.text.starts_with(folded); });
  keep_best(&read, limit);

  const std::size_t kept_for_values = std::min(values.size(), (limit + 2) / 3);
  std::vector<Completion> all = std::move(spelled);
  all.insert(all.end(), read.begin(), read.end());
  if (all.size() > limit - kept_for_values) all.resize(limit - kept_for_values);
  if (values.size() > limit - all.size()) values.resize(limit - all.size());
  all.insert(all.end(), values.begin(), values.end());
  return all;
}

}  // namespace jirei
