#include "indexer/lexicon.h"

#include <xapian.h>

#include <algorithm>

#include "dict/error.h"
#include "dict/readings.h"
#include "indexer/bytes.h"
#include "indexer/schema.h"

namespace jirei {
namespace {

constexpr std::size_t kMaxKeyBytes = 200;  ///< Xapian's limit for metadata keys is 245

bool all_katakana(std::string_view text) {
  std::size_t pos = 0;
  std::size_t count = 0;
  for (; pos < text.size(); ++count) {
    if (!is_katakana(next_code_point(text, &pos))) return false;
  }
  return count >= 2;
}

/// The reading under which a token can be found; empty if it cannot.
std::string_view reading_of(const Token& token) {
  if (!token.indexed() || !token.content() || (token.flags & Token::kInflected) != 0) return {};
  switch (token.pos) {
    case PartOfSpeech::noun:
    case PartOfSpeech::verb:
    case PartOfSpeech::adjective:
      if (!token.reading.empty()) return token.reading;
      break;
    case PartOfSpeech::unknown:
      break;
    default:
      return {};
  }
  return all_katakana(token.surface) ? token.surface : std::string_view{};
}

std::string metadata_key(char prefix, std::string_view key) {
  return std::string(1, prefix).append(key);
}

std::string encode_surfaces(const std::vector<std::pair<std::string, std::int64_t>>& surfaces) {
  std::string out;
  for (const auto& [surface, count] : surfaces) {
    if (!out.empty()) out += '\0';
    out += surface;
  }
  return out;
}

std::string encode_counts(const std::vector<std::pair<std::string, std::int64_t>>& surfaces) {
  std::string out;
  for (const auto& [surface, count] : surfaces) {
    append_varint(&out, static_cast<std::uint64_t>(count));
  }
  return out;
}

}  // namespace

void Lexicon::count(const AnalyzedText& text, std::int64_t sign) {
  for (const Token& token : text.tokens) {
    const std::string_view reading = reading_of(token);
    if (reading.empty()) continue;
    key_.assign(token.base).push_back('\0');
    key_.append(reading);
    add(key_, sign);
  }
}

void Lexicon::add(std::string_view key, std::int64_t count) {
  const std::uint32_t number = keys_.add(key);
  if (number == counts_.size()) counts_.push_back(0);
  counts_[number] += count;
}

void Lexicon::merge(const Lexicon& other) {
  for (std::uint32_t i = 0; i < other.counts_.size(); ++i) {
    add(other.keys_.text(i), other.counts_[i]);
  }
}

std::map<std::string, std::int64_t> lexicon_entry(const Xapian::Database& database,
                                                  const std::string& key) {
  const std::string joined = database.get_metadata(metadata_key(schema::kMetaReadingPrefix, key));
  const std::string counts = database.get_metadata(metadata_key(schema::kMetaCountPrefix, key));
  std::map<std::string, std::int64_t> out;
  ByteReader reader(counts);
  for (std::size_t begin = 0; begin < joined.size();) {
    const std::size_t end = std::min(joined.find('\0', begin), joined.size());
    out[joined.substr(begin, end - begin)] = static_cast<std::int64_t>(reader.varint());
    begin = end + 1;
  }
  return out;
}

std::map<std::string, Lexicon::Surfaces> Lexicon::by_reading() const {
  std::map<std::string, Surfaces> out;
  for (std::uint32_t i = 0; i < counts_.size(); ++i) {
    const std::string_view key = keys_.text(i);
    const std::size_t cut = key.find('\0');
    const std::string reading = fold_reading(key.substr(cut + 1));
    if (counts_[i] == 0 || reading.empty() || reading.size() > kMaxKeyBytes) continue;
    out[reading][std::string(key.substr(0, cut))] += counts_[i];
  }
  return out;
}

bool Lexicon::matches(const Xapian::Database& database) const {
  const auto wanted = by_reading();
  for (const auto& [reading, surfaces] : wanted) {
    if (lexicon_entry(database, reading) != surfaces) return false;
  }
  const std::string prefix(1, schema::kMetaReadingPrefix);
  std::size_t entries = 0;
  for (auto key = database.metadata_keys_begin(prefix); key != database.metadata_keys_end(prefix);
       ++key) {
    ++entries;
  }
  return entries == wanted.size();
}

namespace {

using Counted = std::vector<std::pair<std::string, std::int64_t>>;

/// Those that are there, the most frequent first.
Counted by_count(const std::map<std::string, std::int64_t>& surfaces) {
  Counted sorted;
  for (const auto& entry : surfaces) {
    if (entry.second > 0) sorted.push_back(entry);
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return sorted;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> Lexicon::metadata() const {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& [reading, surfaces] : by_reading()) {
    const Counted sorted = by_count(surfaces);
    if (sorted.empty()) continue;
    out.emplace_back(metadata_key(schema::kMetaReadingPrefix, reading), encode_surfaces(sorted));
    out.emplace_back(metadata_key(schema::kMetaCountPrefix, reading), encode_counts(sorted));
  }
  return out;
}

void Lexicon::write(Xapian::WritableDatabase* database) const {
  for (const auto& [reading, surfaces] : by_reading()) {
    Surfaces merged = lexicon_entry(*database, reading);
    for (const auto& [surface, count] : surfaces) merged[surface] += count;
    const Counted sorted = by_count(merged);
    database->set_metadata(metadata_key(schema::kMetaReadingPrefix, reading),
                           encode_surfaces(sorted));
    database->set_metadata(metadata_key(schema::kMetaCountPrefix, reading), encode_counts(sorted));
  }
}

}  // namespace jirei
