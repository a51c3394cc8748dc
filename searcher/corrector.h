// Slips: the word of the index that differs by one wrong, missing, extra or swapped character.
#pragma once

#include <cstdint>
#include <map>
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

/// Whether the two differ inside, by letters of which one is easily typed for the other: 感染者 is
/// no slip for 感染, nor 2013 for 2015, nor 監査 for 監視.
bool looks_like_a_slip(std::string_view typed, std::string_view other);

/// Looks through the word tier; used only when a word finds nothing. The words are read once, and
/// after kMaxQuestions different questions there are no more answers: a query of a thousand unknown
/// words costs no more than one of a few. Not thread-safe.
class Corrector {
 public:
  static constexpr std::size_t kMaxQuestions = 8;

  explicit Corrector(const Xapian::Database& database) : database_(database) {}

  /// `pieces` are the tokens of the word, in order. Every stretch of neighbouring tokens is
  /// compared with the index's words at Damerau–Levenshtein distance 1; best first: longer
  /// stretches, then frequent words. A kanji or digit more or less at an end is another word
  /// (感染者, 感染), not a slip.
  /// `same_start` looks only at words that begin with the same character, a small part of the
  /// index: for proposals that may be missed but must cost nothing.
  std::vector<Correction> corrections(const std::vector<std::string>& pieces, std::size_t limit,
                                      bool same_start = false) const;

 private:
  struct Word {
    std::u32string text;
    std::uint32_t frequency;
  };
  /// Words of the index by length in code points.
  const std::vector<std::vector<Word>>& words() const;
  std::vector<std::vector<Word>> words_beginning(std::string_view start) const;

  mutable std::vector<std::vector<Word>> words_;
  mutable std::map<std::string, std::vector<Correction>> answered_;
  const Xapian::Database& database_;
};

}  // namespace jirei
