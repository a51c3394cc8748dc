// The next generation's case store from the last one's: new bodies go into a new segment, the old
// segments are linked, and cases.bin is written anew from the old tables.
//
// Segments are merged into the new one so that there are few of them and little is waste:
//  - sorted by size, each is at least twice as large as the next (those below `small_segment` count
//    as that large), so that there are at most log2(all / small_segment) + 2 of them and a body is
//    copied about that often in its life, however many updates follow one another;
//  - one of which less than half is in use is copied, so that what is gone never takes more room
//    than what is there.
// A purge copies every segment that holds anything that is gone.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "indexer/case_codec.h"
#include "indexer/store_file.h"
#include "indexer/store_tables.h"

namespace jirei {

class FacetTable;

/// Segments to be copied into the new one, ascending, given the bytes that are new. `live` says how
/// much of each is still in use.
std::vector<std::size_t> segments_to_merge(std::span<const case_store::SegmentEntry> segments,
                                           const std::vector<std::uint64_t>& live,
                                           std::uint64_t fresh, std::uint64_t small_segment,
                                           bool purge);

/// Memory: about 100 bytes and the id a changed case, and cases.bin (100 bytes a case).
class CaseStoreUpdate {
 public:
  static constexpr std::uint64_t kSmallSegment = std::uint64_t{1} << 20U;

  /// `old_path` and `path` are those of cases.bin.
  CaseStoreUpdate(const std::string& old_path, const std::string& path, const FacetTable& table,
                  std::uint64_t small_segment = kSmallSegment);

  /// Gives the docid this case, in place of any that it had.
  void put(std::uint32_t docid, const EncodedCase& item);
  void drop(std::uint32_t docid);
  /// Writes the store. `files[d]` is the number of the file of every case d that stays as it was.
  void finish(const std::vector<std::uint32_t>& files, bool purge);

 private:
  struct Change {
    std::string id;            ///< empty: taken out
    std::uint64_t offset = 0;  ///< in the new segment
    std::uint64_t room = 0;    ///< bytes there
    std::uint64_t hash = 0;
    std::uint32_t file = 0;
    std::vector<std::uint32_t> values;  ///< facet number, value id, and so on
  };

  SegmentWriter& fresh();
  bool untouched(std::uint32_t docid) const;
  std::vector<std::uint64_t> live_bytes() const;
  void place_bodies(bool purge);
  void link(std::uint32_t number) const;
  void list_ids();
  std::string column(std::size_t facet);

  const std::string old_path_, path_;
  const FacetTable& table_;
  const std::uint64_t small_segment_;
  StoreFile old_;
  std::optional<SegmentWriter> segment_;
  std::uint32_t last_docid_;
  std::map<std::uint32_t, Change> changes_;  ///< by docid
  std::vector<ColumnBuilder> values_;        ///< values of changed cases, by facet
  StoreTables tables_;
};

}  // namespace jirei
