// cases.bin and its segments: the accelerator beside the Xapian database. Memory-mapped, read-only,
// never needed for correctness: everything in it can be made again from the document data. Where it
// is absent (a database on another machine, several shards) a CaseSource takes its place.
//
// Holds for every document: id, title and section texts in folded form, the edits that give the
// source text back, sentence ends, the citation; and one column a facet. Docids count from 1 and
// are those of the Xapian database of the same generation.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dict/normalizer.h"
#include "dict/unicode.h"
#include "indexer/case_record.h"
#include "indexer/case_source.h"

namespace jirei {

/// One text of a case (its title or a section), in folded form, with the way back to the source.
/// A cheap view into the store.
class FieldView {
 public:
  std::string_view heading() const { return heading_; }  ///< source spelling; "" for the title
  std::string_view folded() const { return folded_; }
  /// Byte offsets in folded(), ascending; the last is folded().size().
  std::vector<std::uint32_t> sentence_ends() const;
  /// The sentence that holds the folded offset.
  ByteRange sentence_at(std::uint32_t folded_offset) const;
  /// The whole source text, verbatim.
  std::string source() const;
  /// Whether the source text behind a folded range is the range itself, byte for byte.
  bool verbatim(ByteRange range) const;
  /// The range with all that was made of the source characters at its ends: a slice shows these
  /// whole (㍿ for a part of 株式会社).
  ByteRange whole(ByteRange range) const;
  /// The source text behind a folded range, and for every range in `marks` (ascending, inside
  /// whole(range)) its half-open range in code points of the returned text.
  struct Slice {
    std::string text;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> marks;
  };
  Slice slice(ByteRange range, std::span<const ByteRange> marks) const;

 private:
  friend class CaseStore;
  std::string_view heading_;
  std::string_view folded_;
  std::string_view encoded_sentences_;
  std::string_view encoded_edits_;
};

/// One facet's values for every document.
class FacetColumn {
 public:
  FacetColumn() = default;
  /// Views of arrays that outlive it, as the accessors describe them.
  FacetColumn(std::vector<std::string_view> dictionary, std::span<const std::uint32_t> offsets,
              std::span<const std::uint32_t> ids, std::span<const std::uint32_t> totals)
      : dictionary_(std::move(dictionary)), offsets_(offsets), ids_(ids), totals_(totals) {}

  const std::vector<std::string_view>& dictionary() const { return dictionary_; }
  /// Value ids (indexes into dictionary()) of a document; ascending by the table's order. Throws
  /// Error(index_damaged) where they lead outside.
  std::span<const std::uint32_t> values(std::uint32_t docid) const;
  /// Number of documents that have each value, over the whole collection.
  std::span<const std::uint32_t> totals() const;

  /// Throws Error(index_damaged) if a number of the column leads outside it. Opening it reads none
  /// of them: a question about a few cases need not touch those of all.
  void check() const;

  /// The raw column, for counting: the value ids of docid d are ids()[offsets()[d]] up to, not
  /// including, ids()[offsets()[d + 1]]. Who reads it without check() looks where they lead.
  std::span<const std::uint32_t> offsets() const { return offsets_; }
  std::span<const std::uint32_t> ids() const { return ids_; }

 private:
  friend class StoreFile;
  std::vector<std::string_view> dictionary_;
  std::span<const std::uint32_t>
      offsets_;  ///< size doc_count + 2; values of d: [offsets_[d], offsets_[d+1])
  std::span<const std::uint32_t> ids_;
  std::span<const std::uint32_t> totals_;
};

/// An opened store. Cheap to open: maps its files and checks their heads.
class CaseStore {
 public:
  /// `path` is that of cases.bin; the segments lie beside it. Throws Error(index_damaged /
  /// index_incompatible); a missing file is damage.
  static CaseStore open(const std::string& path);
  /// A store over another source. What only the indexer asks is not to be had from it.
  static CaseStore over(std::unique_ptr<CaseSource> source);
  ~CaseStore();
  CaseStore(CaseStore&&) noexcept;
  CaseStore& operator=(CaseStore&&) noexcept;

  std::uint32_t doc_count() const;  ///< number of live documents
  std::uint32_t last_docid() const;
  bool live(std::uint32_t docid) const;

  std::string_view id(std::uint32_t docid) const;
  /// Docid of a case id, or 0.
  std::uint32_t find(std::string_view id) const;
  SourceRef source(std::uint32_t docid) const;
  std::size_t field_count(std::uint32_t docid) const;             ///< 1 + sections
  FieldView field(std::uint32_t docid, std::size_t index) const;  ///< 0 is the title
  /// FieldView::folded() of every field.
  void folded_texts(std::uint32_t docid, std::vector<std::string_view>* texts) const;
  /// Tells, without reading its texts, that the case does not hold a string (signature.h).
  std::string_view signature(std::uint32_t docid) const;
  const FacetColumn& column(std::size_t facet_index) const;
  /// Of the next questions: a source that is far away fetches these together. At most
  /// CaseSource::kKeptBodies.
  void prepare(std::span<const std::uint32_t> docids) const;
  /// The record as it was indexed.
  CaseRecord record(std::uint32_t docid, const class FacetTable& table) const;
  /// Place of the document in the order of case ids (for --sort id and for ties).
  std::uint32_t id_rank(std::uint32_t docid) const;
  /// Whether the id of the first comes before that of the second.
  bool id_before(std::uint32_t a, std::uint32_t b) const;
  /// All cases in the order of their ids.
  std::vector<NumberedId> sorted_ids() const;
  std::size_t column_count() const;

  /// For the indexer. Hash of the record as it was read: equal hashes, unchanged case.
  std::uint64_t content_hash(std::uint32_t docid) const;
  /// Number of the case's file in the list of sources (manifest.h).
  std::uint32_t file_index(std::uint32_t docid) const;
  /// The case as it lies in the file (case_codec.h).
  std::string_view encoded(std::uint32_t docid) const;
  /// The same, good until `room` is used again: for a few cases, far apart, of many.
  std::string_view copy_of_encoded(std::uint32_t docid, std::string* room) const;
  /// Two stores with one hash have the same cases in the same places. 0 without a file.
  std::uint64_t places_hash() const;
  /// Hashes of the segments (case_store_format.h), in the order of segment_of().
  std::vector<std::uint64_t> segment_hashes() const;
  /// Which of them holds the case; SIZE_MAX where there is none.
  std::size_t segment_of(std::uint32_t docid) const;
  /// Reads everything and compares the checksums. Throws Error(index_damaged) naming the part.
  void verify() const;
  /// For who walks over all texts: lets go of the memory that those read so far take.
  void let_go() const;

 private:
  CaseStore();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace jirei
