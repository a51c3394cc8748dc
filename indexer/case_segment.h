// The segments of the case store (case_store_format.h): files of case bodies that are written once.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "indexer/case_store_format.h"
#include "indexer/files.h"

namespace jirei {

/// "gen-000007/cases.bin", 3 → "gen-000007/cases-000003.bin".
std::string segment_path(const std::string& store_path, std::uint32_t number);

/// Writes one segment from its beginning to its end.
class SegmentWriter {
 public:
  SegmentWriter(const std::string& store_path, std::uint32_t number);
  ~SegmentWriter();

  /// Returns where the body begins.
  std::uint64_t add(std::string_view body);
  std::uint64_t position() const { return file_.position(); }
  /// Makes the file durable. All of it counts as live.
  case_store::SegmentEntry finish();

 private:
  struct Hash;
  void write(std::string_view bytes);

  std::uint32_t number_;
  OutputFile file_;
  std::unique_ptr<Hash> hash_;
};

/// A mapped segment. Reading a body never leaves the file, whatever it holds.
class Segment {
 public:
  Segment() = default;
  /// Throws Error(index_damaged) if the file is missing or not the one that the entry describes.
  Segment(const std::string& store_path, const case_store::SegmentEntry& entry);

  std::string_view body(std::uint64_t offset) const;
  /// The same, copied into `room` if that is cheaper than to map where it lies. `next`: where
  /// another case may begin, behind this one; what lies there is not read. 0: not known.
  std::string_view copy(std::uint64_t offset, std::uint64_t next, std::string* room) const;
  /// Bytes that the body takes, its length included.
  std::uint64_t room(std::uint64_t offset) const;
  /// Reads everything and compares the checksum. Throws Error(index_damaged).
  void verify() const;
  void let_go() const { file_.let_go(); }

 private:
  MappedFile file_;
  std::uint64_t hash_ = 0;
};

}  // namespace jirei
