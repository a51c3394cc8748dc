// How much of a question stands in a text word for word: the longest pieces of the query's running
// text that a text holds in one piece, particles and endings included.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "searcher/evaluate.h"

namespace jirei {

/// The running texts of a query and its words in them.
class Wording {
 public:
  /// Where a word stands in the query.
  struct Place {
    std::uint32_t text = 0;
    std::uint32_t begin = 0;  ///< bytes
    std::uint32_t end = 0;
  };

  explicit Wording(const std::vector<Leaf>& leaves);

  /// All places of content words, in order; a word that stands twice has two.
  const std::vector<Place>& places() const { return places_; }
  std::string_view word_at(std::size_t place) const {
    const Place& at = places_[place];
    return std::string_view(texts_[at.text].folded).substr(at.begin, at.end - at.begin);
  }
  /// False when nothing but single words could be found again.
  bool useful() const { return most_ > 0; }

  /// Collects what one text after another of a case holds.
  class Finder {
   public:
    explicit Finder(const Wording& wording);
    /// The word of `place` (an index of places()) stands at byte `at` of `text`.
    void add(std::size_t place, std::string_view text, std::size_t at);
    /// Share of the query that stands in the case in pieces, 0…1: the value of the longest pieces
    /// that do not overlap, by the value of the whole. A piece of n characters has the value
    /// (n - 1)^1.5 less that of the single words in it, since a word alone is no wording.
    double share() const;

   private:
    struct Piece {
      std::uint32_t begin = 0, end = 0;
    };
    const Wording& wording_;
    std::vector<Piece> longest_;  ///< by place
  };

 private:
  struct Text {
    std::string folded;
    std::vector<std::uint32_t> characters;  ///< code points before each byte
    std::size_t first = 0, last = 0;        ///< its places
  };
  double value(const Text& text, std::uint32_t begin, std::uint32_t end) const;

  std::vector<Text> texts_;
  std::vector<Place> places_;
  double most_ = 0;
};

}  // namespace jirei
