// Numbers and strings as Xapian's glass tables hold them (format of 2016-03-14, Xapian 1.4), so
// that a finished collection can be written as sorted tables in one pass. Lengths and plain numbers
// are append_varint() of bytes.h.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace jirei::glass {

inline constexpr std::size_t kBlockBytes = 8192;
inline constexpr std::size_t kMaxKeyBytes = 255;
/// Postings and values are cut into pieces of about this many bytes.
inline constexpr std::size_t kPieceBytes = 2000;

/// Beginnings of the keys of the table "postlist" that are not terms.
inline constexpr std::string_view kMetadataKey{"\0\xc0", 2};
inline constexpr std::string_view kValueStatsKey{"\0\xd0", 2};
inline constexpr std::string_view kValuesKey{"\0\xd8", 2};
inline constexpr std::string_view kLengthsKey{"\0\xe0", 2};

/// Big-endian, as in block headers.
template <typename T>
void store(char* at, T value) {
  for (std::size_t i = sizeof(T); i-- > 0; value = static_cast<T>(value >> 8U)) {
    at[i] = static_cast<char>(value);
  }
}

/// A number whose bytes sort like it: two bytes below 2^15, then a leading one for each further
/// byte.
inline void append_sorted(std::string* out, std::uint32_t value) {
  char bytes[5];
  if (value < 0x8000) {
    store(bytes, static_cast<std::uint16_t>(value));
    out->append(bytes, 2);
    return;
  }
  const auto length = static_cast<std::size_t>(std::bit_width(value) + 5) / 7;
  store(bytes + 1, value);
  char* const first = bytes + sizeof bytes - length;
  if (length == sizeof bytes) *first = 0;
  *first = static_cast<char>(static_cast<unsigned char>(*first) | (0xffU << (10 - length)));
  out->append(first, length);
}

/// A string whose bytes sort like it even with something behind it: zero bytes are marked.
inline void append_escaped(std::string* out, std::string_view text) {
  for (std::size_t zero = text.find('\0'); zero != std::string_view::npos; zero = text.find('\0')) {
    out->append(text.substr(0, zero + 1)).push_back('\xff');
    text.remove_prefix(zero + 1);
  }
  out->append(text);
}

/// The key of the piece of a list that begins with a document.
inline void set_piece_key(std::string* key, std::string_view list_key, std::uint32_t docid) {
  key->assign(list_key);
  const bool special = list_key.size() > 1 && list_key[0] == '\0' && list_key[1] != '\xff';
  if (!special) key->push_back('\0');
  append_sorted(key, docid);
}

}  // namespace jirei::glass
