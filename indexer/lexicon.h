// Reading → surfaces of a collection: what a word typed in kana may stand for.
//
// Kept in the index as metadata: 'r' + key → surfaces joined by '\0', most frequent first (what the
// searcher reads), and 'c' + key → their counts as varints in the same order (so that an update can
// add and take away). Keys are fold_reading() of the dictionary's reading.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dict/analyzer.h"
#include "indexer/string_table.h"

namespace Xapian {
class Database;
class WritableDatabase;
}  // namespace Xapian

namespace jirei {

/// Occurrences of (surface, reading) pairs. Counts may be negative: what an update takes away.
class Lexicon {
 public:
  /// Counts the tokens that can be asked for by reading: nouns, verbs and adjectives in dictionary
  /// form, and unknown katakana words (their reading is their spelling).
  void count(const AnalyzedText& text, std::int64_t sign);
  void merge(const Lexicon& other);
  bool empty() const { return counts_.empty(); }
  /// The metadata of an index that has these counts and no others.
  std::vector<std::pair<std::string, std::string>> metadata() const;

  /// Whether the database has exactly these counts.
  bool matches(const Xapian::Database& database) const;
  /// Adds the counts to those that the database has.
  void write(Xapian::WritableDatabase* database) const;

 private:
  using Surfaces = std::map<std::string, std::int64_t>;

  /// The counts by key of their reading.
  std::map<std::string, Surfaces> by_reading() const;

  void add(std::string_view key, std::int64_t count);

  StringTable keys_;                  ///< surface '\0' reading
  std::vector<std::int64_t> counts_;  ///< their occurrences
  std::string key_;                   ///< reused by count()
};

/// Counts of one reading as the database has them; for checks. Throws Error(index_damaged).
std::map<std::string, std::int64_t> lexicon_entry(const Xapian::Database& database,
                                                  const std::string& key);

}  // namespace jirei
