#include "indexer/store_file.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>

#include "dict/error.h"
#include "indexer/bytes.h"

namespace jirei {

using case_store::ColumnHead;
using case_store::Header;
using case_store::PartEntry;
using case_store::SegmentEntry;

namespace {

constexpr std::uint64_t kOffsetMask = (std::uint64_t{1} << case_store::kOffsetBits) - 1;

template <typename T>
std::span<const T> as_array(std::string_view bytes) {
  return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
}

template <typename T>
std::span<const T> as_array(std::string_view bytes, std::size_t count) {
  if (bytes.size() != count * sizeof(T)) throw_damaged_store("a table has the wrong size");
  return as_array<T>(bytes);
}

[[noreturn]] void throw_incompatible(std::uint32_t found) {
  const std::string number = std::to_string(found);
  throw Error(ErrorCode::index_incompatible,
              {"cases.bin の形式 " + number + " はこの版のプログラムでは読めません",
               "this program cannot read format " + number + " of cases.bin"},
              {"`jirei-index update` で索引を作り直してください",
               "make the index again with `jirei-index update`"});
}

}  // namespace

StoreFile::StoreFile(const std::string& path) {
  if (!path_exists(path)) {
    throw Error(
        ErrorCode::index_damaged,
        {"索引のファイルがありません: " + path, "a file of the index is missing: " + path},
        {"`jirei-index update` で作り直してください", "make it again with `jirei-index update`"});
  }
  file_ = MappedFile(path);
  read_header();
  const std::size_t docids = std::size_t{header_.last_docid} + 1;
  check_part(case_store::kSegments);  // small, and everything else is reached through it
  entries_ = as_array<SegmentEntry>(part(case_store::kSegments));
  if (entries_.size() >= case_store::kMaxSegments) throw_damaged_store("too many segments");
  places_ = as_array<std::uint64_t>(part(case_store::kPlaces), docids);
  by_id_ = as_array<std::uint32_t>(part(case_store::kById), header_.doc_count);
  ranks_ = as_array<std::uint32_t>(part(case_store::kRanks), docids);
  hashes_ = as_array<std::uint64_t>(part(case_store::kHashes), docids);
  files_ = as_array<std::uint32_t>(part(case_store::kFiles), docids);
  segments_.reserve(entries_.size());
  for (const SegmentEntry& entry : entries_) segments_.emplace_back(path, entry);
}

void StoreFile::read_header() {
  const std::string_view bytes = file_.bytes();
  if (bytes.size() < sizeof(Header)) throw_damaged_store("the header is cut off");
  std::memcpy(&header_, bytes.data(), sizeof(Header));
  if (std::memcmp(header_.magic, case_store::kMagic, sizeof header_.magic) != 0) {
    throw_damaged_store("it does not begin as it should");
  }
  if (header_.format != case_store::kFormat) throw_incompatible(header_.format);
  const std::uint64_t head_size =
      sizeof(Header) + std::uint64_t{header_.part_count} * sizeof(PartEntry);
  if (header_.part_count < case_store::kColumns || head_size + 8 > bytes.size()) {
    throw_damaged_store("the header is cut off");
  }
  std::uint64_t stored = 0;
  std::memcpy(&stored, bytes.data() + head_size, sizeof stored);
  if (stored != XXH3_64bits(bytes.data(), head_size)) throw_damaged_store("the header is wrong");
  if (header_.file_size != bytes.size()) throw_damaged_store("the file has the wrong size");
  parts_.resize(header_.part_count);
  std::memcpy(parts_.data(), bytes.data() + sizeof(Header), head_size - sizeof(Header));
  for (const PartEntry& part : parts_) {
    if (part.offset % case_store::kAlignment != 0 || part.offset > bytes.size() ||
        part.size > bytes.size() - part.offset) {
      throw_damaged_store("a part lies outside the file");
    }
  }
}

void StoreFile::check_part(std::uint32_t index) const {
  const std::string_view bytes = part(index);
  if (XXH3_64bits(bytes.data(), bytes.size()) != parts_[index].hash) {
    throw_damaged_store("a checksum is wrong");
  }
}

const Segment& StoreFile::segment_at(std::uint64_t place) const {
  const std::uint64_t number = place >> case_store::kOffsetBits;
  if (number >= segments_.size()) throw_damaged_store("a case lies in an unknown segment");
  return segments_[number];
}

std::string_view StoreFile::body(std::uint32_t docid) const {
  if (!live(docid)) return {};
  return segment_at(places_[docid]).body(places_[docid] & kOffsetMask);
}

std::string_view StoreFile::copy_of_body(std::uint32_t docid, std::string* room) const {
  if (!live(docid)) return {};
  const std::uint64_t place = places_[docid];
  const std::uint64_t next = std::size_t{docid} + 1 < places_.size() ? places_[docid + 1] : 0;
  const bool neighbours = next >> case_store::kOffsetBits == place >> case_store::kOffsetBits;
  return segment_at(place).copy(place & kOffsetMask, neighbours ? next & kOffsetMask : 0, room);
}

std::string_view StoreFile::id(std::uint32_t docid) const {
  return ByteReader(body(docid)).sized();
}

std::size_t StoreFile::segment_of(std::uint32_t docid) const {
  return static_cast<std::size_t>(&segment_at(places_[docid]) - segments_.data());
}

std::uint64_t StoreFile::room(std::uint32_t docid) const {
  return live(docid) ? segment_at(places_[docid]).room(places_[docid] & kOffsetMask) : 0;
}

FacetColumn StoreFile::column(std::size_t index) const {
  if (index >= column_count()) throw_damaged_store("a facet has no column");
  ByteReader reader(part(case_store::kColumns + static_cast<std::uint32_t>(index)));
  const auto head = reader.fixed<ColumnHead>();
  const std::uint64_t values = head.value_count;
  const auto array = [&reader](std::uint64_t count) {
    return as_array<std::uint32_t>(reader.take(count * sizeof(std::uint32_t)));
  };
  FacetColumn column;
  column.offsets_ = array(std::uint64_t{header_.last_docid} + 2);
  column.ids_ = array(head.id_count);
  column.totals_ = array(values);
  const auto ends = array(values + 1);
  const std::string_view bytes = reader.rest();
  column.dictionary_.reserve(values);
  for (std::size_t i = 0; i < values; ++i) {
    if (ends[i] > ends[i + 1] || ends[i + 1] > bytes.size()) {
      throw_damaged_store("a facet value lies outside the file");
    }
    column.dictionary_.push_back(bytes.substr(ends[i], ends[i + 1] - ends[i]));
  }
  return column;
}

void StoreFile::verify() const {
  std::uint64_t reached =
      sizeof(Header) + parts_.size() * sizeof(PartEntry) + sizeof(std::uint64_t);
  for (std::uint32_t i = 0; i < parts_.size(); ++i) {
    check_part(i);
    const std::uint64_t begin = parts_[i].offset;
    if (begin < reached || file_.bytes().substr(reached, begin - reached).find_first_not_of('\0') !=
                               std::string_view::npos) {
      throw_damaged_store("there is something between its parts");
    }
    reached = begin + part(i).size();
  }
  if (reached != file_.bytes().size()) throw_damaged_store("there is something after its parts");
  for (const Segment& segment : segments_) segment.verify();
}

}  // namespace jirei
