#include "indexer/case_segment.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <cstring>

#include "indexer/bytes.h"

namespace jirei {

using case_store::SegmentEntry;
using case_store::SegmentHead;

std::string segment_path(const std::string& store_path, std::uint32_t number) {
  const std::size_t slash = store_path.rfind('/');
  const std::size_t dot = store_path.rfind('.');
  const bool ending = dot != std::string::npos && (slash == std::string::npos || dot > slash);
  const std::size_t cut = ending ? dot : store_path.size();
  return fmt::format("{}-{:06}{}", store_path.substr(0, cut), number, store_path.substr(cut));
}

struct SegmentWriter::Hash {
  Hash() : state(XXH3_createState(), &XXH3_freeState) { XXH3_64bits_reset(state.get()); }
  std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state;
};

SegmentWriter::SegmentWriter(const std::string& store_path, std::uint32_t number)
    : number_(number), file_(segment_path(store_path, number)), hash_(std::make_unique<Hash>()) {
  file_.write(std::string(sizeof(SegmentHead), '\0'));
}

SegmentWriter::~SegmentWriter() = default;

void SegmentWriter::write(std::string_view bytes) {
  XXH3_64bits_update(hash_->state.get(), bytes.data(), bytes.size());
  file_.write(bytes);
}

std::uint64_t SegmentWriter::add(std::string_view body) {
  const std::uint64_t offset = file_.position();
  std::string length;
  append_varint(&length, body.size());
  write(length);
  write(body);
  return offset;
}

SegmentEntry SegmentWriter::finish() {
  SegmentHead head{};
  std::copy_n(case_store::kSegmentMagic, sizeof head.magic, head.magic);
  head.format = case_store::kFormat;
  head.number = number_;
  head.size = file_.position();
  head.hash = XXH3_64bits_digest(hash_->state.get());
  std::string bytes;
  append_fixed(&bytes, head);
  file_.overwrite(0, bytes);
  file_.finish();
  return {number_, 0, head.size, head.hash, head.size - sizeof(SegmentHead)};
}

Segment::Segment(const std::string& store_path, const SegmentEntry& entry) : hash_(entry.hash) {
  const std::string path = segment_path(store_path, entry.number);
  if (!path_exists(path)) throw_damaged_store("one of its segments is missing");
  file_ = MappedFile(path, true);
  SegmentHead head{};
  if (file_.bytes().size() < sizeof head) throw_damaged_store("a segment is cut off");
  std::memcpy(&head, file_.bytes().data(), sizeof head);
  if (std::memcmp(head.magic, case_store::kSegmentMagic, sizeof head.magic) != 0 ||
      head.format != case_store::kFormat || head.number != entry.number ||
      head.size != entry.size || head.hash != entry.hash) {
    throw_damaged_store("a segment is not the one that belongs to it");
  }
  if (file_.bytes().size() != entry.size) throw_damaged_store("a segment has the wrong size");
}

std::string_view Segment::body(std::uint64_t offset) const {
  if (offset < sizeof(SegmentHead) || offset >= file_.bytes().size()) {
    throw_damaged_store("a case lies outside its segment");
  }
  return ByteReader(file_.bytes().substr(offset)).sized();
}

std::string_view Segment::copy(std::uint64_t offset, std::uint64_t next, std::string* room) const {
  constexpr std::size_t kMost = 4096;  // of most cases
  if (offset < sizeof(SegmentHead) || offset >= file_.bytes().size()) return body(offset);
  if (room->size() < kMost) room->resize(kMost);
  const std::size_t wanted = next > offset ? std::min<std::uint64_t>(kMost, next - offset) : kMost;
  const std::size_t got = file_.read(offset, room->data(), wanted);
  ByteReader reader(std::string_view(*room).substr(0, got));
  const std::uint64_t size = reader.varint();
  if (size > got - reader.position()) return body(offset);
  return reader.take(size);
}

std::uint64_t Segment::room(std::uint64_t offset) const {
  const std::string_view found = body(offset);
  return static_cast<std::uint64_t>(found.data() + found.size() - file_.bytes().data()) - offset;
}

void Segment::verify() const {
  const std::string_view bytes = file_.bytes().substr(sizeof(SegmentHead));
  if (XXH3_64bits(bytes.data(), bytes.size()) != hash_) throw_damaged_store("a checksum is wrong");
}

}  // namespace jirei
