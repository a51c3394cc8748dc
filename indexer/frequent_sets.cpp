#include "indexer/frequent_sets.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>

#include "dict/error.h"
#include "indexer/case_store.h"
#include "indexer/frequent_sets_format.h"

namespace jirei {
namespace {

using frequent::FrequentHeader;

// Where it says nothing of more than one case in so many, looking at those costs more than it
// saves.
constexpr std::uint32_t kUnknownShare = 64;

[[noreturn]] void throw_damaged(const char* what) {
  throw Error(ErrorCode::index_damaged,
              {std::string("索引の frequent.bin が壊れています (") + what + ")",
               std::string("frequent.bin of the index is damaged (") + what + ")"},
              {"`jirei-index update --rebuild` で作り直してください",
               "make it again with `jirei-index update --rebuild`"});
}

std::uint64_t number_at(std::string_view table, std::size_t index) {
  std::uint64_t value = 0;
  std::memcpy(&value, table.data() + index * sizeof value, sizeof value);
  return value;
}

FrequentHeader read_header(std::string_view bytes) {
  FrequentHeader header{};
  if (bytes.size() < sizeof header) throw_damaged("the header is cut off");
  std::memcpy(&header, bytes.data(), sizeof header);
  if (std::memcmp(header.magic, frequent::kMagic, sizeof header.magic) != 0) {
    throw_damaged("it does not begin as it should");
  }
  return header;
}

// Cases of the store that are not those of the file, and places where there is no case any more.
std::vector<std::uint32_t> cases_put_in_since(const CaseStore& store, const FrequentHeader& header,
                                              std::string_view segment_bytes) {
  std::vector<std::uint32_t> unknown;
  std::vector<std::uint64_t> segments(header.segment_count);
  std::memcpy(segments.data(), segment_bytes.data(), segment_bytes.size());
  std::vector<std::uint64_t> now = store.segment_hashes();
  std::sort(now.begin(), now.end());
  // The same places alone do not tell: a new case may take the very place of one that is gone.
  if (store.places_hash() == header.places_hash && now == segments) return unknown;
  std::vector<bool> known;
  for (const std::uint64_t hash : store.segment_hashes()) {
    known.push_back(std::binary_search(segments.begin(), segments.end(), hash));
  }
  for (std::uint32_t docid = 1; docid <= store.last_docid(); ++docid) {
    const std::size_t segment = store.segment_of(docid);
    if (docid > header.last_docid || segment >= known.size() || !known[segment]) {
      unknown.push_back(docid);
    }
  }
  return unknown;
}

}  // namespace

std::optional<FrequentSets> FrequentSets::open(const std::string& path, const CaseStore& store) {
  if (!path_exists(path)) return std::nullopt;
  FrequentSets sets;
  sets.file_ = MappedFile(path);
  const std::string_view bytes = sets.file_.bytes();
  const FrequentHeader header = read_header(bytes);
  if (header.format != frequent::kFormat) return std::nullopt;  // of another program: not needed
  const std::uint64_t segments_end =
      sizeof header + std::uint64_t{header.segment_count} * sizeof(std::uint64_t);
  const std::uint64_t heads_size = (std::uint64_t{header.entry_count} + 1) * 8;
  if (header.key_bytes > bytes.size()) throw_damaged("the keys are cut off");
  const std::uint64_t head_end = (segments_end + heads_size + header.key_bytes + 7) / 8 * 8;
  sets.words_ = frequent::words_for(header.last_docid);
  sets.bits_at_ = head_end + 8;
  if (sets.bits_at_ + std::uint64_t{header.entry_count} * sets.words_ * 8 != bytes.size()) {
    throw_damaged("the file has the wrong size");
  }
  if (number_at(bytes.substr(head_end), 0) != XXH3_64bits(bytes.data(), head_end)) {
    throw_damaged("a checksum is wrong");
  }
  sets.bits_hash_ = header.bits_hash;
  sets.heads_ = bytes.substr(segments_end, heads_size);
  sets.keys_ = bytes.substr(segments_end + heads_size, header.key_bytes);
  sets.unknown_ =
      cases_put_in_since(store, header, bytes.substr(sizeof header, segments_end - sizeof header));
  if (sets.unknown_.size() > store.last_docid() / kUnknownShare) return std::nullopt;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    const std::string_view key = sets.key(i);
    if (!key.starts_with(frequent::kStringKey)) continue;
    sets.strings_.push_back({key.substr(1), sets.bits(i)});
  }
  return sets;
}

std::optional<FrequentSets> FrequentSets::open_if_sound(const std::string& path,
                                                        const CaseStore& store) {
  try {
    return open(path, store);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::index_damaged) throw;
    return std::nullopt;
  }
}

bool FrequentSets::right_about(std::uint32_t docid, std::span<const std::string> terms,
                               std::span<const std::string_view> texts) const {
  for (std::size_t i = 0; i < size(); ++i) {
    const std::string_view entry = key(i);
    const Bits cases = bits(i);
    const bool member = docid / 64 < cases.size() && (cases[docid / 64] >> (docid & 63U) & 1U) != 0;
    const bool holds =
        entry.starts_with(frequent::kStringKey)
            ? std::any_of(texts.begin(), texts.end(),
                          [&](std::string_view text) {
                            return text.find(entry.substr(1)) != std::string_view::npos;
                          })
            : std::binary_search(terms.begin(), terms.end(), entry);
    if (member != holds) return false;
  }
  return true;
}

std::size_t FrequentSets::size() const { return heads_.size() / 8 - 1; }

std::string_view FrequentSets::key(std::size_t index) const {
  const std::uint64_t begin = number_at(heads_, index);
  const std::uint64_t end = number_at(heads_, index + 1);
  if (begin > end || end > keys_.size()) throw_damaged("a key lies outside the file");
  return keys_.substr(begin, end - begin);
}

FrequentSets::Bits FrequentSets::bits(std::size_t index) const {
  const char* const begin = file_.bytes().data() + bits_at_ + index * words_ * 8;
  return {reinterpret_cast<const std::uint64_t*>(begin), words_};
}

FrequentSets::Bits FrequentSets::find(std::string_view wanted) const {
  std::size_t low = 0;
  std::size_t high = size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    (key(middle) < wanted ? low = middle + 1 : high = middle);
  }
  if (low == size() || key(low) != wanted) return {};
  return bits(low);
}

FrequentSets::Bits FrequentSets::term(std::string_view term) const {
  return term.starts_with(frequent::kStringKey) ? Bits() : find(term);
}

FrequentSets::Bits FrequentSets::string(std::string_view folded) const {
  const auto place = std::lower_bound(
      strings_.begin(), strings_.end(), folded,
      [](const String& string, std::string_view text) { return string.text < text; });
  return place != strings_.end() && place->text == folded ? place->bits : Bits();
}

void FrequentSets::verify() const {
  const std::string_view bits = file_.bytes().substr(bits_at_);
  if (XXH3_64bits(bits.data(), bits.size()) != bits_hash_) throw_damaged("a checksum is wrong");
}

}  // namespace jirei
