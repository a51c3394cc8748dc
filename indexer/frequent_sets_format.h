// Layout of frequent.bin.
//
//   header     FrequentHeader
//   segments   u64 each, ascending: hashes of the segments that the case store had (a number may be
//              given again once a segment is gone)
//   heads      EntryHead an entry and one more: where its key begins in the keys and its set in the
//              data, and the ends of both
//   keys       the entries' keys, ascending by bytes: a term as the schema spells it, or kStringKey
//              or kListKey and a folded string
//   checksum   xxh3 of all before it (u64, at a multiple of 8)
//   data       of each entry a bitmap of words_for() words (u64); of a term also how often it
//              stands in each member (term_counts.h); of kListKey in place of all that the docids
//              (u32, ascending), their number before them, filled up with 0
//   lengths    u32 a docid from 0 on: how many occurrences of terms the case has
//   triples    u64 each: the table of blocks (triple_blocks.h)
// Everything is little-endian; each but the keys begins at a multiple of 8.
#pragma once

#include <cstddef>
#include <cstdint>

namespace jirei::frequent {

inline constexpr char kMagic[9] = "JIREIFRQ";
/// Another format is not read; the next change of the index writes the file anew. The number also
/// rises when what a table means changes: what it does not name is taken for what stands nowhere.
inline constexpr std::uint32_t kFormat = 4;
inline constexpr char kStringKey = 'S';
inline constexpr char kListKey = 'L';

struct FrequentHeader {
  char magic[8];
  std::uint32_t format;
  std::uint32_t last_docid;
  std::uint32_t segment_count;
  std::uint32_t entry_count;
  std::uint64_t key_bytes;
  std::uint64_t places_hash;  ///< of the case store's table of places
  std::uint64_t data_hash;    ///< xxh3 of all behind the checksum
  std::uint64_t data_bytes;   ///< of the entries
  std::uint32_t block_words;  ///< TripleBlocksShape
  std::uint32_t blocks;
  std::uint32_t rows;
  std::uint32_t unused;
};
static_assert(sizeof(FrequentHeader) == 72);

struct EntryHead {
  std::uint64_t key;   ///< offset in the keys
  std::uint64_t data;  ///< offset in the data, a multiple of 8
};
static_assert(sizeof(EntryHead) == 16);

/// u64 of a bitmap over docids 0…last_docid.
inline constexpr std::size_t words_for(std::uint32_t last_docid) {
  return (std::size_t{last_docid} + 64) / 64;
}

/// Bytes of the lengths with what fills them up.
inline constexpr std::size_t length_bytes(std::uint32_t last_docid) {
  return (std::size_t{last_docid} + 2) / 2 * 8;
}

}  // namespace jirei::frequent
