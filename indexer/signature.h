// Which triples of neighbouring characters a long case holds, as a Bloom filter.
//
// A case that holds all pairs of characters of a string need not hold the string: a long one holds
// nearly all common pairs. Reading it to find out costs the more the longer it is; its signature
// tells in one look, and is wrong once in about ten strings of three characters, once in a hundred
// of four. Cases of less than kSignedBytes of folded text have none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jirei {

inline constexpr std::size_t kSignedBytes = 4096;
/// Bytes of folded text to one of signature: five to six bits for each of the different triples.
inline constexpr std::size_t kBytesPerSignedByte = 12;

/// The keys of the triples inside the runs of word characters of a folded text.
std::vector<std::uint64_t> triple_keys(std::string_view folded);

/// Appends the signature of a case with these folded texts: nothing, or whole blocks of 64 bytes.
void append_signature(std::string* out, std::span<const std::string_view> folded);

/// False when no text with this signature (possibly empty) holds all of the triples.
bool may_hold(std::string_view signature, std::span<const std::uint64_t> keys);

}  // namespace jirei
