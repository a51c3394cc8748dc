// Small UTF-8 and character-class helpers that every room uses. No tables of our own: classes that
// need the Unicode database ask ICU (see unicode.cpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace jirei {

/// Half-open range of byte offsets in some UTF-8 text.
struct ByteRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  std::uint32_t size() const { return end - begin; }
  bool empty() const { return begin == end; }
  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

/// Decodes the code point that starts at byte `*pos` of valid UTF-8 and moves `*pos` past it.
/// Invalid bytes decode as U+FFFD, one byte at a time; never reads outside `text`.
inline char32_t next_code_point(std::string_view text, std::size_t* pos);

/// Appends `c` as UTF-8.
void append_utf8(std::string* out, char32_t c);

/// Offset of the first byte that is not valid UTF-8 (overlong forms, surrogates and values above
/// U+10FFFF included), or npos.
std::size_t find_invalid_utf8(std::string_view text);

/// `text` with each maximal invalid sequence replaced by U+FFFD.
std::string replace_invalid_utf8(std::string_view text);

/// Number of code points in valid UTF-8.
std::size_t code_point_count(std::string_view text);

/// Byte offset of the code point number `index` (or text.size()).
std::size_t byte_offset(std::string_view text, std::size_t index);

std::u32string to_utf32(std::string_view text);
std::string to_utf8(std::u32string_view text);

bool is_hiragana(char32_t c);  ///< U+3041..U+309F letters and marks
bool is_katakana(char32_t c);  ///< U+30A1..U+30FF letters, and ー
bool is_kana(char32_t c);
bool is_kanji(char32_t c);           ///< Script=Han, also 々〆〇
bool is_japanese(char32_t c);        ///< kana or kanji
bool is_latin_or_digit(char32_t c);  ///< letters and digits written with spaces between words
/// Letters, digits and marks: what must be findable. Everything else separates.
bool is_word_char(char32_t c);
bool is_space(char32_t c);  ///< White_Space, U+3000 included

/// next_code_point for what the inline path below does not take: 2 and 4 bytes, invalid bytes.
char32_t next_code_point_slow(std::string_view text, std::size_t* pos);

inline char32_t next_code_point(std::string_view text, std::size_t* pos) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[*pos + i]); };
  if (byte(0) < 0x80) return static_cast<unsigned char>(text[(*pos)++]);
  if (byte(0) > 0xE0 && byte(0) < 0xED && *pos + 2 < text.size() && (byte(1) & 0xC0) == 0x80 &&
      (byte(2) & 0xC0) == 0x80) {
    const auto c =
        static_cast<char32_t>((byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F));
    *pos += 3;
    return c;
  }
  return next_code_point_slow(text, pos);
}

}  // namespace jirei
