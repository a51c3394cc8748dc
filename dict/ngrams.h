// The recall floor: pairs of neighbouring characters of the folded text.
#pragma once

#include <cstdint>
#include <string_view>

#include "dict/unicode.h"

namespace jirei {

/// Calls `f(std::string_view gram, ByteRange where)` for the n-grams of a folded text, in order.
///
/// A run is a maximal sequence of word characters (is_word_char); a single space between Latin
/// words, punctuation and line feeds end it. A run c1…cn yields c1c2, c2c3, …, c(n-1)cn and then cn
/// alone, so that every character of a text begins exactly one gram: the texts that hold a single
/// character are those with a gram that begins with it.
/// A gram longer than 64 bytes (combining storms) cannot occur: grams are two code points.
template <typename F>
void for_each_gram(std::string_view folded, F&& f) {
  std::size_t previous = 0;
  bool have_previous = false;
  std::size_t pos = 0;
  while (pos < folded.size()) {
    const std::size_t begin = pos;
    const char32_t c = next_code_point(folded, &pos);
    if (is_word_char(c)) {
      if (have_previous) {
        f(folded.substr(previous, pos - previous),
          ByteRange{static_cast<std::uint32_t>(previous), static_cast<std::uint32_t>(pos)});
      }
      previous = begin;
      have_previous = true;
    } else if (have_previous) {
      f(folded.substr(previous, begin - previous),
        ByteRange{static_cast<std::uint32_t>(previous), static_cast<std::uint32_t>(begin)});
      have_previous = false;
    }
  }
  if (have_previous) {
    f(folded.substr(previous),
      ByteRange{static_cast<std::uint32_t>(previous), static_cast<std::uint32_t>(folded.size())});
  }
}

}  // namespace jirei
