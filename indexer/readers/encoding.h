// Telling UTF-8 from the encodings of Japanese spreadsheets, and decoding without guesses: what is
// no text in the encoding is an error, never a replacement character or mojibake.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jirei {

enum class Encoding { utf8, cp932, euc_jp, iso_2022_jp, utf16le, utf16be };

/// "utf-8", "cp932" and their usual other names. Throws Error(usage) for a name it does not know.
Encoding parse_encoding(std::string_view name);

/// The encoding of a text by its first bytes; nullopt when it cannot be told. A text most of whose
/// non-ASCII bytes are proper UTF-8 is (damaged) UTF-8.
std::optional<Encoding> detect_encoding(std::string_view head);

/// Whether line feeds, commas and quotes are the single bytes that they are in ASCII.
bool ascii_compatible(Encoding encoding);

/// As UTF-8, without a byte order mark; nullopt when some byte is no text in this encoding.
std::optional<std::string> decode(std::string_view bytes, Encoding encoding);

}  // namespace jirei
