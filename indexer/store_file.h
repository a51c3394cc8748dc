// One opened case store as it lies in its files (case_store_format.h): tables, segments, checks.
// CaseStore is what readers use; this is also what a change of the store starts from.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/case_segment.h"
#include "indexer/case_store.h"
#include "indexer/case_store_format.h"
#include "indexer/files.h"

namespace jirei {

class StoreFile {
 public:
  /// Maps cases.bin and its segments and checks their heads. Throws Error(index_damaged /
  /// index_incompatible); a missing file is damage.
  explicit StoreFile(const std::string& path);

  std::uint32_t doc_count() const { return header_.doc_count; }
  std::uint32_t last_docid() const { return header_.last_docid; }
  bool live(std::uint32_t docid) const { return docid < places_.size() && places_[docid] != 0; }
  /// Empty where there is no case.
  std::string_view body(std::uint32_t docid) const;
  std::string_view copy_of_body(std::uint32_t docid, std::string* room) const;
  std::string_view id(std::uint32_t docid) const;
  std::size_t column_count() const { return parts_.size() - case_store::kColumns; }
  FacetColumn column(std::size_t index) const;

  std::span<const case_store::SegmentEntry> segments() const { return entries_; }
  std::size_t segment_of(std::uint32_t docid) const;
  /// Bytes that the case takes in its segment.
  std::uint64_t room(std::uint32_t docid) const;
  std::span<const std::uint64_t> places() const { return places_; }
  std::uint64_t places_hash() const { return parts_[case_store::kPlaces].hash; }
  std::span<const std::uint64_t> hashes() const { return hashes_; }
  std::span<const std::uint32_t> by_id() const { return by_id_; }
  std::span<const std::uint32_t> ranks() const { return ranks_; }
  std::span<const std::uint32_t> files() const { return files_; }

  /// Reads everything and compares the checksums. Throws Error(index_damaged).
  void verify() const;
  /// Lets go of the pages of texts that were read.
  void let_go() const {
    for (const Segment& segment : segments_) segment.let_go();
  }

 private:
  void read_header();
  void check_part(std::uint32_t index) const;
  std::string_view part(std::uint32_t index) const {
    return file_.bytes().substr(parts_[index].offset, parts_[index].size);
  }
  const Segment& segment_at(std::uint64_t place) const;

  MappedFile file_;
  case_store::Header header_{};
  std::vector<case_store::PartEntry> parts_;
  std::vector<Segment> segments_;
  std::span<const case_store::SegmentEntry> entries_;
  std::span<const std::uint64_t> places_, hashes_;
  std::span<const std::uint32_t> by_id_, ranks_, files_;
};

}  // namespace jirei
