// Layout of frequent.bin.
//
//   header     FrequentHeader
//   segments   u64 each, ascending: hashes of the segments that the case store had (a number may be
//              given again once a segment is gone)
//   heads      u64 an entry and one more: where its key begins in the keys, and their end
//   keys       the entries' keys, ascending by bytes: a term as the schema spells it, or kStringKey
//              and a folded string
//   checksum   xxh3 of all before it (u64, at a multiple of 8)
//   bitmaps    an entry's after the other's, words u64 each
// Everything is little-endian; the heads and the checksum begin at multiples of 8.
#pragma once

#include <cstddef>
#include <cstdint>

namespace jirei::frequent {

inline constexpr char kMagic[9] = "JIREIFRQ";
inline constexpr std::uint32_t kFormat = 2;
inline constexpr char kStringKey = 'S';

struct FrequentHeader {
  char magic[8];
  std::uint32_t format;
  std::uint32_t last_docid;
  std::uint32_t segment_count;
  std::uint32_t entry_count;
  std::uint64_t key_bytes;
  std::uint64_t places_hash;  ///< of the case store's table of places
  std::uint64_t bits_hash;    ///< xxh3 of the bitmaps
};
static_assert(sizeof(FrequentHeader) == 48);

/// u64 of a bitmap over docids 0…last_docid.
inline constexpr std::size_t words_for(std::uint32_t last_docid) {
  return (std::size_t{last_docid} + 64) / 64;
}

}  // namespace jirei::frequent
