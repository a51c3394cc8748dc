// Words that mean the same or nearly the same, with a weight.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dict/string_map.h"

namespace jirei {

/// From this weight on a synonym stands for the word: a case that holds it matches. Weaker ones are
/// broader, narrower or related words: they may lift a case that matches, and are no match.
inline constexpr float kSynonymMatches = 0.5F;

/// Sources: dict/tables/synonyms-*.txt (their syntax: dict/tables/README.md), compiled to
/// synonyms.bin. Copies share the mapped file; safe for concurrent use.
class SynonymTable {
 public:
  struct Synonym {
    std::string_view text;  ///< folded; points into the table
    float weight = 0;       ///< (0, 1]: .95 another name of the same thing, .8 a word of the same
                            ///< meaning, .4 broader, narrower or related (table_source.h)

    bool matches() const { return weight >= kSynonymMatches; }
  };

  /// Throws Error(dictionary).
  static SynonymTable open(const std::string& path);
  /// Adds the synonyms of an index's own lists (user_synonyms()), which come before the shipped
  /// ones. Throws Error(dictionary).
  void add_own(std::string bytes);

  /// Synonyms of a folded word, the nearest first, without the word itself.
  std::vector<Synonym> of(std::string_view folded) const;

  /// Whether the table has synonyms of a folded word.
  bool knows(std::string_view folded) const;

  const StringMap& map() const { return map_; }

 private:
  StringMap map_;
  std::optional<StringMap> own_;
};

}  // namespace jirei
