#include "indexer/glass_database.h"

#include <algorithm>
#include <future>
#include <map>
#include <random>

#include "indexer/bytes.h"
#include "indexer/posting_run.h"

namespace jirei {
namespace {

/// Each run takes 64 KiB while it is merged.
constexpr std::size_t kFanIn = 1000;

void append_terms(std::string* out, const CaseTerms& terms) {
  append_varint(out, terms.length());
  if (terms.terms().empty()) return;
  append_varint(out, terms.terms().size());
  std::string_view before;
  for (const CaseTerms::Term& term : terms.terms()) {
    const std::string_view text = terms.text(term);
    const auto differ = std::mismatch(text.begin(), text.end(), before.begin(), before.end());
    const auto shared = static_cast<std::size_t>(differ.first - text.begin());
    // A small count lies in one byte with the number of bytes shared with the term before.
    const std::uint64_t packed = (std::uint64_t{term.count} + 1) * (before.size() + 1) + shared;
    const bool first = before.empty();
    const bool pack = !first && term.count < 127 && packed < 256;
    if (!first) out->push_back(static_cast<char>(pack ? packed : shared));
    out->push_back(static_cast<char>(text.size() - shared));
    out->append(text.substr(shared));
    if (!pack) append_varint(out, term.count);
    before = text;
  }
}

/// Cuts the posting list of an entry into pieces.
class PostingPieces {
 public:
  PostingPieces(GlassTableWriter* table, const RunEntry& entry) : table_(table), entry_(entry) {}

  void write() {
    ByteReader items(entry_.items);
    std::uint32_t docid = entry_.first;
    for (std::uint64_t left = entry_.documents; left > 0; --left) {
      add(docid, items.varint());
      if (left > 1) docid += static_cast<std::uint32_t>(items.varint()) + 1;
    }
    flush(true);
  }

 private:
  void add(std::uint32_t docid, std::uint64_t count) {
    if (piece_.size() >= glass::kPieceBytes) flush(false);
    if (piece_.empty()) {
      first_ = docid;
    } else {
      append_varint(&piece_, docid - last_ - 1);
    }
    append_varint(&piece_, count);
    last_ = docid;
  }

  void flush(bool last_piece) {
    std::string tag;
    if (first_ == entry_.first) {
      // The list of lengths has its head empty.
      const bool lengths = entry_.key == glass::kLengthsKey;
      append_varint(&tag, lengths ? 0 : entry_.documents);
      append_varint(&tag, lengths ? 0 : entry_.total);
      append_varint(&tag, first_ - 1);
      key_ = entry_.key;
    } else {
      glass::set_piece_key(&key_, entry_.key, first_);
    }
    tag.push_back(last_piece ? '1' : '0');
    append_varint(&tag, last_ - first_);
    table_->add(key_, tag.append(piece_));
    piece_.clear();
  }

  GlassTableWriter* table_;
  const RunEntry& entry_;
  std::string key_, piece_;
  std::uint32_t first_ = 0;
  std::uint32_t last_ = 0;
};

/// `f(docid, item)` for the sized items of an entry.
template <typename F>
void for_each_sized(const RunEntry& entry, const F& f) {
  ByteReader items(entry.items);
  std::uint32_t docid = entry.first;
  for (std::uint64_t left = entry.documents; left > 0; --left) {
    f(docid, items.sized());
    if (left > 1) docid += static_cast<std::uint32_t>(items.varint()) + 1;
  }
}

void write_values(GlassTableWriter* table, const RunEntry& entry) {
  std::uint32_t last = 0;
  std::string key, piece;
  for_each_sized(entry, [&](std::uint32_t docid, std::string_view value) {
    if (piece.empty()) {
      glass::set_piece_key(&key, entry.key, docid);
    } else {
      append_varint(&piece, docid - last - 1);
    }
    append_sized(&piece, value);
    last = docid;
    if (piece.size() >= glass::kPieceBytes || docid == entry.last) {
      table->add(key, piece);
      piece.clear();
    }
  });
}

/// Key and tag of the statistics of a slot.
std::pair<std::string, std::string> encode(std::uint32_t slot, const SlotStatistics& statistics) {
  std::string key(glass::kValueStatsKey);
  for (std::uint32_t left = slot; left != 0; left >>= 8U) key.push_back(static_cast<char>(left));
  std::string tag;
  append_varint(&tag, statistics.count);
  append_sized(&tag, statistics.lowest);
  if (statistics.lowest != statistics.highest) tag += statistics.highest;
  return {key, tag};
}

void append_root(std::string* out, const GlassRoot& root, std::uint32_t compress_above) {
  constexpr std::uint32_t kEmpty = 1;
  constexpr std::uint32_t kSequential = 2;
  append_varint(out, root.block);
  append_varint(out, root.level << 2U | kSequential | (root.entries == 0 ? kEmpty : 0));
  append_varint(out, root.entries);
  append_varint(out, glass::kBlockBytes >> 11U);
  append_varint(out, compress_above);
  std::string free_list;
  if (root.entries != 0) {
    append_varint(&free_list, GlassTableWriter::kRevision);
    append_varint(&free_list, root.blocks);
    free_list.append(4, '\0');  // no free blocks: neither read nor written anywhere yet
  }
  append_sized(out, free_list);
}

/// Of version 4, as RFC 4122 has it.
std::string random_uuid() {
  std::random_device device;
  std::string uuid;
  for (int i = 0; i < 4; ++i) append_fixed(&uuid, static_cast<std::uint32_t>(device()));
  uuid[6] = static_cast<char>((static_cast<unsigned char>(uuid[6]) & 0x0fU) | 0x40U);
  uuid[8] = static_cast<char>((static_cast<unsigned char>(uuid[8]) & 0x3fU) | 0x80U);
  return uuid;
}

}  // namespace

GlassDocument encode_document(const CaseTerms& terms, Deflater* deflater) {
  GlassDocument out;
  append_terms(&out.terms, terms);
  out.terms_compressed = deflater->compress(&out.terms);
  out.data = terms.data;
  out.data_compressed = deflater->compress(&out.data);
  std::uint32_t next = 0;
  for (const auto& [slot, value] : terms.values) {
    append_varint(&out.slots, slot - next);
    next = slot + 1;
  }
  out.length = terms.length();
  for (const CaseTerms::Term& term : terms.terms()) {
    out.largest_count = std::max(out.largest_count, term.count);
  }
  return out;
}

GlassDatabaseWriter::GlassDatabaseWriter(std::string folder)
    : folder_(std::move(folder)),
      terms_(folder_ + "/termlist.glass"),
      records_(folder_ + "/docdata.glass") {
  make_private_folder(folder_);
}

void GlassDatabaseWriter::add(const GlassDocument& document) {
  std::string key;
  glass::append_sorted(&key, ++documents_);
  terms_.add(key, document.terms, document.terms_compressed);
  if (!document.data.empty()) records_.add(key, document.data, document.data_compressed);
  if (!document.slots.empty()) terms_.add(key.append(1, '\0'), document.slots);
  total_length_ += document.length;
  longest_ = std::max(longest_, document.length);
  if (document.length != 0) {
    shortest_ = shortest_ == 0 ? document.length : std::min(shortest_, document.length);
  }
  largest_count_ = std::max(largest_count_, document.largest_count);
}

void GlassDatabaseWriter::add_slots(const SlotTable& slots) {
  for (const auto& [slot, statistics] : slots) slots_[slot].merge(statistics);
}

GlassRoot GlassDatabaseWriter::write_postings(const Metadata& metadata,
                                              const std::vector<std::string>& runs) const {
  GlassTableWriter table(folder_ + "/postlist.glass");
  for (const auto& [key, value] : metadata) {
    table.add(std::string(glass::kMetadataKey) + key, value);
  }
  std::map<std::string, std::string> statistics;
  for (const auto& [slot, found] : slots_) statistics.insert(encode(slot, found));
  for (const auto& [key, tag] : statistics) table.add(key, tag);
  RunMerger merger(merge_runs(runs, kFanIn));
  for (RunEntry entry; merger.next(&entry);) {
    if (entry.key.starts_with(glass::kValuesKey)) {
      write_values(&table, entry);
    } else {
      PostingPieces(&table, entry).write();
    }
  }
  return table.finish();
}

GlassRoot GlassDatabaseWriter::write_positions(const std::vector<std::string>& runs) const {
  GlassTableWriter table(folder_ + "/position.glass");
  RunMerger merger(merge_runs(runs, kFanIn));
  std::string key;
  for (RunEntry entry; merger.next(&entry);) {
    for_each_sized(entry, [&](std::uint32_t docid, std::string_view list) {
      glass::set_piece_key(&key, entry.key, docid);
      table.add(key, list);
    });
  }
  return table.finish();
}

void GlassDatabaseWriter::write_version(const GlassRoot& postings, const GlassRoot& records,
                                        const GlassRoot& terms, const GlassRoot& positions) const {
  constexpr std::uint32_t kCompressAbove = 18;
  constexpr unsigned kFormat = (2016U - 2014U) << 9U | 3U << 5U | 14U;  // of 2016-03-14
  std::string out("\x0f\x0dXapian Glass");
  out.push_back(static_cast<char>(kFormat >> 8U));
  out.push_back(static_cast<char>(kFormat & 0xffU));
  out += random_uuid();
  append_varint(&out, GlassTableWriter::kRevision);
  append_root(&out, postings, 0);
  append_root(&out, records, kCompressAbove);
  append_root(&out, terms, kCompressAbove);
  append_root(&out, positions, 0);
  append_root(&out, {}, kCompressAbove);  // spelling
  append_root(&out, {}, kCompressAbove);  // synonyms
  append_varint(&out, documents_);
  append_varint(&out, 0);  // from the number of documents to the last docid
  append_varint(&out, shortest_);
  append_varint(&out, largest_count_);
  append_varint(&out, longest_ - largest_count_);
  append_varint(&out, 0);  // the oldest change set
  append_varint(&out, total_length_);
  append_varint(&out, 0);  // most frequent spelling
  write_durable(folder_ + "/iamglass", out);
}

void GlassDatabaseWriter::finish(Metadata metadata, const std::vector<std::string>& postings,
                                 const std::vector<std::string>& positions) {
  std::sort(metadata.begin(), metadata.end());
  auto position_root = std::async(std::launch::async, [&] { return write_positions(positions); });
  // These wait for the disk.
  auto term_root = std::async(std::launch::async, [this] { return terms_.finish(); });
  auto record_root = std::async(std::launch::async, [this] { return records_.finish(); });
  const GlassRoot posting_root = write_postings(metadata, postings);
  write_version(posting_root, record_root.get(), term_root.get(), position_root.get());
}

}  // namespace jirei
