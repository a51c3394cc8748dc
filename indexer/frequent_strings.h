// Which strings stand in very many cases, and in which.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dict/analyzer.h"

namespace jirei {

class CaseStore;
struct FrequentChoice;

/// Folded strings of three characters and more. No string is in both.
struct FrequentStrings {
  std::vector<std::string> often;   ///< ascending
  std::vector<std::string> seldom;  ///< ascending; in too few cases for a bitmap
};

/// Runs of neighbouring tokens (情報セキュリティ対策, ウイルスに感染) that stand in a sample of the
/// cases as often as is asked for, the most frequent ones; of the rarer, first those strings that
/// questions are `expanded` into. A guess what will be looked for: what is left out is still found,
/// only slower.
FrequentStrings frequent_strings(const CaseStore& store, const Analyzer& analyzer,
                                 const FrequentChoice& choice,
                                 const std::vector<std::string>& expanded);

/// Finds many strings in one pass over a text: at every character the few strings that begin with
/// this one and the next two are compared.
class ManyStrings {
 public:
  /// Strings of three code points and more; they must outlive this.
  explicit ManyStrings(std::span<const std::string> strings);

  /// Calls `found(index of the string)` for each place where one stands.
  template <typename F>
  void scan(std::string_view text, F&& found) const;

 private:
  static constexpr unsigned kFilterBits = 18;

  static std::uint64_t key_of(char32_t a, char32_t b, char32_t c) {
    return (std::uint64_t{a} << 42U | std::uint64_t{b} << 21U | std::uint64_t{c}) *
           0x9E3779B97F4A7C15ULL;  // odd: no two triples share a key
  }

  std::span<const std::string> strings_;
  std::vector<bool> filter_;  ///< by the upper bits of a key
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> by_start_;
};

template <typename F>
void ManyStrings::scan(std::string_view text, F&& found) const {
  char32_t first = 0, second = 0;
  std::size_t first_at = 0, second_at = 0;
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t at = pos;
    const char32_t third = next_code_point(text, &pos);
    if (first != 0) {
      const std::uint64_t key = key_of(first, second, third);
      if (filter_[key >> (64U - kFilterBits)]) {
        const auto known = by_start_.find(key);
        if (known != by_start_.end()) {
          for (const std::uint32_t index : known->second) {
            if (text.substr(first_at).starts_with(strings_[index])) found(index);
          }
        }
      }
    }
    first = second;
    first_at = second_at;
    second = third;
    second_at = at;
  }
}

}  // namespace jirei
