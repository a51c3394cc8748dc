// The bytes of one case in cases.bin.
//
//   case      := id: sized, file: sized, line, page: varint, label: sized,
//                fields: varint, (heading, folded, sentences, edits: sizes as varint)*, the bytes,
//                then, of a long case, its signature (signature.h)
//   sentences := count: varint, checkpoint{end: u32, position: u32} a kStep, deltas: varint*
//   edits     := count: varint, checkpoint{end: u32, position: u32} a kStep, edit*
//   edit      := gap in the folded text since the last edit, its folded length: varint,
//                its source bytes: sized
// "sized" is a varint length and so many bytes. A checkpoint holds the state before entry
// k * kStep: the folded offset reached, and where in the stream that follows it goes on.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dict/normalizer.h"
#include "dict/unicode.h"
#include "indexer/bytes.h"
#include "indexer/case_record.h"

namespace jirei {

/// A case ready to be written: made by the workers, written in order by one CaseStoreWriter.
struct EncodedCase {
  std::string id;
  std::string bytes;
  std::uint64_t content_hash = 0;  ///< of the record as it was read; equal means unchanged
  std::uint32_t file = 0;          ///< number of its file in the list of sources
  /// Values by facet number, in the order of the facet table; only facets with values.
  std::vector<std::pair<std::uint32_t, std::vector<std::string>>> facets;
};

/// One text with what the analyzer knows of it.
struct FieldToStore {
  std::string_view heading;
  std::string_view source;
  const FoldedText* folded = nullptr;
  const std::vector<std::uint32_t>* sentence_ends = nullptr;
};

std::string encode_case(const CaseRecord& record, const std::vector<FieldToStore>& fields);

/// The head of an encoded case, and where its fields lie.
struct CaseHead {
  std::string_view id;
  std::string_view file;
  std::uint32_t line = 0;
  std::uint32_t page = 0;
  std::string_view label;
  std::uint32_t field_count = 0;
  std::string_view directory_and_data;
};

/// Throws Error(index_damaged).
CaseHead decode_head(std::string_view bytes);

struct EncodedField {
  std::string_view heading, folded, sentences, edits;
};

/// The field number `index` (< field_count). Throws Error(index_damaged).
EncodedField decode_field(const CaseHead& head, std::size_t index);

/// The folded texts of all fields, in one pass. Throws Error(index_damaged).
void decode_folded(const CaseHead& head, std::vector<std::string_view>* folded);

/// The signature of the case, or nothing. Throws Error(index_damaged).
std::string_view decode_signature(const CaseHead& head);

/// Walks the edits of a field forward from the last checkpoint at or before a folded offset.
class EditReader {
 public:
  EditReader(std::string_view encoded, std::uint32_t folded_offset);

  struct Edit {
    ByteRange folded;
    std::string_view source;
  };
  /// False after the last edit.
  bool next(Edit* edit);

 private:
  ByteReader stream_;
  std::uint32_t left_ = 0;
  std::uint32_t reached_ = 0;
};

/// Walks sentence ends the same way: those at or after the checkpoint before `folded_offset`.
class SentenceReader {
 public:
  SentenceReader(std::string_view encoded, std::uint32_t folded_offset);

  /// Where the sentence that next() will end begins.
  std::uint32_t begin() const { return reached_; }
  bool next(std::uint32_t* end);
  /// Appends the ends of all that are left.
  void append_rest(std::vector<std::uint32_t>* ends);

 private:
  ByteReader stream_;
  std::uint32_t left_ = 0;
  std::uint32_t reached_ = 0;
};

}  // namespace jirei
