#include "searcher/text_width.h"

#include <unicode/uchar.h>

#include "dict/unicode.h"

namespace jirei {

namespace {

constexpr char32_t kJoiner = 0x200D;
constexpr char32_t kEmojiPresentation = 0xFE0F;

bool is_regional_indicator(char32_t c) { return c >= 0x1F1E6 && c <= 0x1F1FF; }
bool is_skin_tone(char32_t c) { return c >= 0x1F3FB && c <= 0x1F3FF; }

/// Kana, CJK ideographs and full-width forms: nearly all of a Japanese text, without a look-up.
bool plainly_wide(char32_t c) {
  return (c >= 0x3041 && c <= 0x3096) || (c >= 0x309B && c <= 0x30FF) ||
         (c >= 0x3000 && c <= 0x3029) || (c >= 0x3400 && c <= 0x4DBF) ||
         (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xFF01 && c <= 0xFF60);
}

/// Bytes of the character at `pos` if it is printing ASCII or plainly wide, else 0.
std::size_t plain_size(std::string_view text, std::size_t pos) {
  const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data()) + pos;
  const unsigned char first = pos < text.size() ? bytes[0] : 0;
  if (first >= 0x20 && first < 0x7F) return 1;
  if (first < 0xE3 || first > 0xEF || pos + 3 > text.size()) return 0;
  const unsigned char second = bytes[1];
  const unsigned char third = bytes[2];
  if ((second & 0xC0U) != 0x80U || (third & 0xC0U) != 0x80U) return 0;
  if (first >= 0xE5 && first <= 0xE9) return 3;  // U+5000…9FFF
  const char32_t c = (char32_t{first} & 0x0FU) << 12U | (char32_t{second} & 0x3FU) << 6U |
                     (char32_t{third} & 0x3FU);
  return plainly_wide(c) ? 3 : 0;
}

}  // namespace

std::size_t plain_cluster(std::string_view text, std::size_t pos) {
  const std::size_t size = plain_size(text, pos);
  const std::size_t next = pos + size;
  return size != 0 && (next >= text.size() || plain_size(text, next) != 0) ? size : 0;
}

std::uint32_t char_width(char32_t c, bool ambiguous_wide) {
  if (c < 0x7F) return c >= 0x20 ? 1 : 0;
  if (plainly_wide(c)) return 2;
  if (c < 0xA0) return 0;
  const auto point = static_cast<UChar32>(c);
  switch (u_charType(point)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
      return 0;
    case U_FORMAT_CHAR:
      return c == 0xAD ? 1 : 0;  // terminals draw the soft hyphen
    default:
      break;
  }
  if ((c >= 0x1160 && c <= 0x11FF) || (c >= 0xD7B0 && c <= 0xD7FF)) return 0;
  switch (u_getIntPropertyValue(point, UCHAR_EAST_ASIAN_WIDTH)) {
    case U_EA_FULLWIDTH:
    case U_EA_WIDE:
      return 2;
    case U_EA_AMBIGUOUS:
      return ambiguous_wide ? 2 : 1;
    default:
      return 1;
  }
}

std::uint32_t next_cluster(std::string_view text, std::size_t* pos, bool ambiguous_wide) {
  const char32_t base = next_code_point(text, pos);
  std::uint32_t width = char_width(base, ambiguous_wide);
  if (base < 0x20) return 0;
  bool joined = false;
  if (is_regional_indicator(base) && *pos < text.size()) {
    std::size_t after = *pos;
    if (is_regional_indicator(next_code_point(text, &after))) {
      *pos = after;
      width = 2;
    }
  }
  while (*pos < text.size()) {
    // ASCII never extends a cluster; looking at the byte keeps plain text cheap.
    if (static_cast<unsigned char>(text[*pos]) < 0x80) break;
    std::size_t after = *pos;
    const char32_t c = next_code_point(text, &after);
    const bool belongs =
        (is_skin_tone(c) && width == 2) || char_width(c, ambiguous_wide) == 0 ||
        // the next picture of a joined sequence: drawn in the same cell
        (joined && u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_EXTENDED_PICTOGRAPHIC));
    if (!belongs) break;
    if (c == kEmojiPresentation) width = 2;
    joined = c == kJoiner;
    *pos = after;
  }
  return width;
}

std::uint32_t display_width(std::string_view text, bool ambiguous_wide) {
  std::uint32_t width = 0;
  std::size_t pos = 0;
  while (pos < text.size()) {
    // A run of plain characters, none of which extends the one before: the last of the run may be
    // extended by what follows, so it is left to the general way.
    std::size_t size = plain_size(text, pos);
    while (size != 0) {
      const std::size_t next = pos + size;
      const std::size_t next_size = next < text.size() ? plain_size(text, next) : 1;
      if (next_size == 0) break;
      width += size == 1 ? 1 : 2;
      pos = next;
      size = next < text.size() ? next_size : 0;
    }
    if (pos < text.size()) width += next_cluster(text, &pos, ambiguous_wide);
  }
  return width;
}

std::string truncate_to_width(std::string_view text, std::uint32_t columns, bool ambiguous_wide) {
  const std::uint32_t ellipsis = char_width(U'…', ambiguous_wide);
  std::uint32_t width = 0;
  std::size_t fits_with_ellipsis = 0;
  for (std::size_t pos = 0; pos < text.size();) {
    width += next_cluster(text, &pos, ambiguous_wide);
    if (width + ellipsis <= columns) fits_with_ellipsis = pos;
    if (width > columns) {
      std::string cut(text.substr(0, fits_with_ellipsis));
      if (ellipsis <= columns) cut += "…";
      return cut;
    }
  }
  return std::string(text);
}

std::string pad_right(std::string_view text, std::uint32_t columns, bool ambiguous_wide) {
  const std::uint32_t width = display_width(text, ambiguous_wide);
  std::string padded(text);
  if (width < columns) padded.append(columns - width, ' ');
  return padded;
}

std::string pad_left(std::string_view text, std::uint32_t columns, bool ambiguous_wide) {
  const std::uint32_t width = display_width(text, ambiguous_wide);
  std::string padded(width < columns ? columns - width : 0, ' ');
  padded += text;
  return padded;
}

}  // namespace jirei
