// Where strings stand in long texts, found once and kept between questions: the second look at the
// best cases and their fragments ask for the same strings, and so does the next question.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dict/text_search.h"
#include "searcher/kept_map.h"

namespace jirei {

/// Whether one of the characters stands at `at`.
bool one_of_follows(std::string_view text, std::size_t at, std::string_view characters);

/// The first places of a string in one text, those that overlap (ああ in あああ) as well.
struct Places {
  static constexpr std::size_t kMost = 64;

  std::vector<std::uint32_t> offsets;  ///< in bytes, ascending; at most kMost
  bool all = true;                     ///< there are no others
};

/// The places of one string in the texts of a generation.
class PlacesOfString {
 public:
  /// Shorter texts are searched sooner than looked up.
  static constexpr std::size_t kLongText = 4096;

  /// `next`: the characters one of which must follow it; empty: anything may.
  explicit PlacesOfString(std::string_view string, std::string_view next = {});

  /// Whether its places in this text are worth keeping.
  bool keeps(std::string_view text) const {
    return text.size() >= kLongText && !finder_.needle().empty();
  }
  /// In a field of a case; nullptr when it was not searched yet.
  const Places* find(std::uint32_t docid, std::size_t field) const;
  /// Searches the field's text, or takes the caller's word that it does not hold the string.
  const Places* search(std::uint32_t docid, std::size_t field, std::string_view text,
                       bool possible);
  std::size_t cost() const { return cost_; }  ///< bytes, about

 private:
  Finder finder_;
  std::string next_;
  std::unordered_map<std::uint64_t, Places> known_;  // by case and field
  std::size_t cost_;
};

/// Strings with their places. Bounded; not thread-safe. Good for one generation.
class KeptPlaces {
 public:
  KeptPlaces() : known_(kRoom) {}

  /// May be held on to. What it has grown by meanwhile counts when it is asked for again.
  std::shared_ptr<PlacesOfString> of(std::string_view string, std::string_view next = {});

 private:
  static constexpr std::size_t kRoom = std::size_t{16} << 20U;  // bytes

  KeptMap<std::shared_ptr<PlacesOfString>> known_;
};

}  // namespace jirei
