// Character classes of the query language: full-width operators fold to their half-width forms.
#pragma once

#include <string_view>

#include "dict/unicode.h"

namespace jirei::query_chars {

/// The character as the language sees it: full-width ASCII and its look-alikes become ASCII, all
/// white space and control characters ' '. Everything else stays.
inline char32_t shape(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFEE0;
  if (c == 0x2212 || c == 0xFE63) return U'-';  // − ﹣
  if (c == 0x301C) return U'~';                 // 〜
  if (c < 0x20 || c == 0x7F || is_space(c)) return U' ';
  return c;
}

inline bool is_wave(char32_t c) { return c == 0xFF5E || c == 0x301C; }  // ～ 〜
/// “ ” „ ‟: input methods give ” at both ends as often as “ ”.
inline bool is_curly_quote(char32_t c) { return c >= 0x201C && c <= 0x201F; }
inline bool is_curly_close(char32_t c) { return c == 0x201C || c == 0x201D; }
inline bool is_corner_open(char32_t c) { return c == U'「' || c == U'『'; }
inline bool is_corner_close(char32_t c) { return c == U'」' || c == U'』'; }
inline bool is_ascii_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

/// Punctuation that tells a sentence from a search word.
inline bool is_sentence_mark(char32_t c) {
  constexpr std::u32string_view kMarks = U"。、．，？！?!「」『』…";
  return kMarks.find(c) != kMarks.npos;
}

/// What can be looked for: word characters and the symbols that fold to some (① ㈱ ㎝ ℡ Ⅳ).
inline bool has_substance(char32_t c) {
  if (is_word_char(c)) return true;
  return (c >= 0x2100 && c <= 0x218F) || (c >= 0x2460 && c <= 0x24FF) ||
         (c >= 0x3200 && c <= 0x33FF) || (c >= 0x1F100 && c <= 0x1F2FF);
}

}  // namespace jirei::query_chars
