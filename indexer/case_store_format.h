// Layout of cases.bin, shared by its reader and its writer.
//
//   header     fixed part below, then a PartEntry for each part, then xxh3 of all before it (u64)
//   bodies     the cases (case_codec.h), one after the other in docid order
//   offsets    u64 a docid from 0, and one more: where each body begins; an empty body = no case
//   by_id      u32: docids in the order of case ids (bytes)
//   ranks      u32 a docid from 0: place in by_id
//   hashes     u64 a docid from 0: content hash
//   files      u32 a docid from 0: number of the file in the list of sources
//   columns    one part a facet of the table: ColumnHead, offsets u32 a docid from 0 and one more,
//              value ids u32, totals u32 a value, dictionary offsets u32 a value and one more,
//              dictionary bytes
// Everything is little-endian; parts begin at multiples of 8.
#pragma once

#include <cstdint>

namespace jirei::case_store {

inline constexpr char kMagic[9] = "JIREICAS";
inline constexpr std::uint32_t kFormat = 1;
inline constexpr std::size_t kAlignment = 8;

enum Part : std::uint32_t { kBodies, kOffsets, kById, kRanks, kHashes, kFiles, kColumns };

struct Header {
  char magic[8];
  std::uint32_t format;
  std::uint32_t part_count;  ///< kColumns + number of facets
  std::uint64_t file_size;
  std::uint32_t doc_count;
  std::uint32_t last_docid;
};
static_assert(sizeof(Header) == 32);

struct PartEntry {
  std::uint64_t offset;
  std::uint64_t size;
  std::uint64_t hash;  ///< xxh3 of the bytes
};
static_assert(sizeof(PartEntry) == 24);

struct ColumnHead {
  std::uint32_t value_count;
  std::uint32_t id_count;
};
static_assert(sizeof(ColumnHead) == 8);

}  // namespace jirei::case_store
