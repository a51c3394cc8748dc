// Layout of the case store, shared by its reader and its writers: cases.bin, written anew for every
// generation, and the segments cases-000001.bin … beside it, written once and shared between
// generations by hard links.
//
// A segment
//   head       SegmentHead
//   bodies     the cases (case_codec.h), each after its length as a varint
//
// cases.bin
//   header     fixed part below, then a PartEntry for each part, then xxh3 of all before it (u64)
//   segments   SegmentEntry each
//   places     u64 a docid from 0: number of its segment in this table << 48 | offset; 0 = no case
//   by_id      u32: docids in the order of case ids (bytes)
//   ranks      u32 a docid from 0: place in by_id
//   hashes     u64 a docid from 0: content hash
//   files      u32 a docid from 0: number of the file in the list of sources
//   columns    one part a facet of the table: ColumnHead, offsets u32 a docid from 0 and one more,
//              value ids u32, totals u32 a value, dictionary offsets u32 a value and one more,
//              dictionary bytes
// Everything is little-endian; parts begin at multiples of 8.
#pragma once

#include <cstddef>
#include <cstdint>

namespace jirei::case_store {

inline constexpr char kMagic[9] = "JIREICAS";
inline constexpr char kSegmentMagic[9] = "JIREISEG";
inline constexpr std::uint32_t kFormat = 2;
inline constexpr std::size_t kAlignment = 8;
inline constexpr unsigned kOffsetBits = 48;  ///< of a place
inline constexpr std::size_t kMaxSegments = std::size_t{1} << (64 - kOffsetBits);

enum Part : std::uint32_t { kSegments, kPlaces, kById, kRanks, kHashes, kFiles, kColumns };

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

struct SegmentHead {
  char magic[8];
  std::uint32_t format;
  std::uint32_t number;  ///< of the file; unique among all that a generation's ancestors had
  std::uint64_t size;    ///< of the file
  std::uint64_t hash;    ///< xxh3 of all that follows the head
};
static_assert(sizeof(SegmentHead) == 32);

/// What cases.bin knows of a segment: it must be the very one.
struct SegmentEntry {
  std::uint32_t number;
  std::uint32_t reserved;
  std::uint64_t size, hash;  ///< as in its head
  std::uint64_t live;  ///< bytes of its bodies that are cases of this generation, with lengths
};
static_assert(sizeof(SegmentEntry) == 32);

struct ColumnHead {
  std::uint32_t value_count;
  std::uint32_t id_count;
};
static_assert(sizeof(ColumnHead) == 8);

}  // namespace jirei::case_store
