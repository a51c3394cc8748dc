// Other spellings of a word: from the table mined from UniDic, and by rule for words no lexicon
// has.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dict/string_map.h"

namespace jirei {

/// Groups of spellings of one word (ウイルス ウィルス, 取組 取り組み 取組み). Sources:
/// dict/tables/variants*.tsv, compiled to variants.bin. Copies share the mapped file; safe for
/// concurrent use.
class VariantTable {
 public:
  /// Throws Error(dictionary).
  static VariantTable open(const std::string& path);

  /// The other spellings of a folded word, the commonest first, without the word itself.
  std::vector<std::string> spellings_of(std::string_view folded) const;

  const StringMap& map() const { return map_; }

 private:
  StringMap map_;
};

/// Spellings of a folded word that follow from rules, without the word itself, at most 12:
/// katakana (サーバ/サーバー, ウェ/ウエ, ウィ/ウイ, ヴァ/バ, ティ/チ, ファ/フア, a dropped ・), 々
/// for a repeated kanji and the reverse, ヶ/ケ/が between kanji. Meant for words that the table
/// does not have: what they make need not exist, and the caller looks it up. Empty for words of
/// fewer than 3 characters.
std::vector<std::string> rule_variants(std::string_view folded);

}  // namespace jirei
