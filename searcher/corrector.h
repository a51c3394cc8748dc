// Slips: the word of the index that differs by one wrong, missing, extra or swapped character.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace Xapian {
class Database;
}

namespace jirei {

struct Correction {
  std::string text;             ///< the whole word with one stretch of it replaced, folded
  std::uint32_t frequency = 0;  ///< cases with the word that was put in
};

/// Looks through the word tier once a question; used only when a word finds nothing.
class Corrector {
 public:
  explicit Corrector(const Xapian::Database& database) : database_(database) {}

  /// `pieces` are the tokens of the word, in order. Every stretch of neighbouring tokens is
  /// compared with the index's words at Damerau–Levenshtein distance 1; best first: longer
  /// stretches, then frequent words.
  std::vector<Correction> corrections(const std::vector<std::string>& pieces,
                                      std::size_t limit) const;

 private:
  const Xapian::Database& database_;
};

}  // namespace jirei
