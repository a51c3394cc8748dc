#include "indexer/frequent_sets.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>

#include "dict/error.h"
#include "indexer/case_store.h"

namespace jirei {
namespace {

using frequent::FrequentHeader;

// Where it says nothing of more than one case in so many, looking at those costs more than it
// saves.
constexpr std::uint32_t kUnknownShare = 64;

// Of an entry's key, where terms are meant.
bool is_string(std::string_view key) {
  return key.starts_with(frequent::kStringKey) || key.starts_with(frequent::kListKey);
}

template <typename T>
std::span<const T> array_at(std::string_view bytes, std::uint64_t offset, std::uint64_t size) {
  return {reinterpret_cast<const T*>(bytes.data() + offset), size / sizeof(T)};
}

FrequentHeader read_header(std::string_view bytes) {
  FrequentHeader header{};
  if (bytes.size() < sizeof header) throw_damaged_frequent("the header is cut off");
  std::memcpy(&header, bytes.data(), sizeof header);
  if (std::memcmp(header.magic, frequent::kMagic, sizeof header.magic) != 0) {
    throw_damaged_frequent("it does not begin as it should");
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

void throw_damaged_frequent(const char* what) {
  throw Error(ErrorCode::index_damaged,
              {std::string("索引の frequent.bin が壊れています (") + what + ")",
               std::string("frequent.bin of the index is damaged (") + what + ")"},
              {"`jirei-index update --rebuild` で作り直してください",
               "make it again with `jirei-index update --rebuild`"});
}

std::optional<FrequentSets> FrequentSets::open(const std::string& path, const CaseStore& store) {
  if (!path_exists(path)) return std::nullopt;
  FrequentSets sets;
  sets.file_ = MappedFile(path);
  const std::string_view bytes = sets.file_.bytes();
  const FrequentHeader header = read_header(bytes);
  if (header.format != frequent::kFormat) return std::nullopt;  // of another program: not needed
  const std::uint64_t segments_end =
      sizeof header + std::uint64_t{header.segment_count} * sizeof(std::uint64_t);
  const std::uint64_t heads_size =
      (std::uint64_t{header.entry_count} + 1) * sizeof(frequent::EntryHead);
  if (header.key_bytes > bytes.size()) throw_damaged_frequent("the keys are cut off");
  const std::uint64_t head_end = (segments_end + heads_size + header.key_bytes + 7) / 8 * 8;
  if (head_end + 8 > bytes.size()) throw_damaged_frequent("the file has the wrong size");
  std::uint64_t stored = 0;
  std::memcpy(&stored, bytes.data() + head_end, sizeof stored);
  if (stored != XXH3_64bits(bytes.data(), head_end)) throw_damaged_frequent("a checksum is wrong");
  sets.heads_ = array_at<frequent::EntryHead>(bytes, segments_end, heads_size);
  sets.keys_ = bytes.substr(segments_end + heads_size, header.key_bytes);
  sets.hashed_ = bytes.substr(head_end + 8);
  sets.map_tables(header);
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

// What lies behind the checksum.
void FrequentSets::map_tables(const FrequentHeader& header) {
  const TripleBlocksShape shape{header.block_words, header.blocks, header.rows};
  if (!shape.sound(header.last_docid)) throw_damaged_frequent("the table of blocks has no shape");
  const std::uint64_t lengths = frequent::length_bytes(header.last_docid);
  const std::uint64_t triples = shape.words() * sizeof(std::uint64_t);
  if (header.data_bytes % 8 != 0 || header.data_bytes > hashed_.size() ||
      hashed_.size() - header.data_bytes != lengths + triples) {
    throw_damaged_frequent("the file has the wrong size");
  }
  words_ = frequent::words_for(header.last_docid);
  data_hash_ = header.data_hash;
  data_ = hashed_.substr(0, header.data_bytes);
  lengths_ = array_at<std::uint32_t>(hashed_, header.data_bytes, lengths)
                 .first(std::size_t{header.last_docid} + 1);
  triples_ =
      TripleBlocks(shape, array_at<std::uint64_t>(hashed_, header.data_bytes + lengths, triples));
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

bool FrequentSets::right_about(const CaseFacts& facts) const {
  const auto stands_in_a_text = [&](std::string_view string) {
    return std::any_of(facts.texts.begin(), facts.texts.end(), [&](std::string_view text) {
      return text.find(string) != std::string_view::npos;
    });
  };
  for (std::size_t i = 0; i < size(); ++i) {
    const std::string_view entry = key(i);
    const bool member = is_member(i, facts.docid);
    if (is_string(entry)) {
      if (member != stands_in_a_text(entry.substr(1))) return false;
      continue;
    }
    const auto term = std::lower_bound(facts.terms.begin(), facts.terms.end(), entry);
    const bool holds = term != facts.terms.end() && *term == entry;
    if (member != holds) return false;
    if (!member) continue;
    const auto place = static_cast<std::size_t>(term - facts.terms.begin());
    if (counts(entry).of(facts.docid) != facts.counts[place]) return false;
  }
  if (facts.docid >= lengths_.size() || lengths_[facts.docid] != facts.length) return false;
  return std::all_of(facts.texts.begin(), facts.texts.end(),
                     [&](std::string_view text) { return triples_.may_hold(facts.docid, text); });
}

std::string_view FrequentSets::key(std::size_t index) const {
  const std::uint64_t begin = heads_[index].key;
  const std::uint64_t end = heads_[index + 1].key;
  if (begin > end || end > keys_.size()) throw_damaged_frequent("a key lies outside the file");
  return keys_.substr(begin, end - begin);
}

std::string_view FrequentSets::entry(std::size_t index) const {
  const std::uint64_t begin = heads_[index].data;
  const std::uint64_t end = heads_[index + 1].data;
  if (begin > end || end > data_.size() || begin % 8 != 0) {
    throw_damaged_frequent("a set lies outside the file");
  }
  return data_.substr(begin, end - begin);
}

FrequentSets::Bits FrequentSets::bits(std::size_t index) const {
  const std::string_view bytes = entry(index);
  if (bytes.size() < words_ * 8) throw_damaged_frequent("a set is cut off");
  return array_at<std::uint64_t>(bytes, 0, words_ * 8);
}

std::span<const std::uint32_t> FrequentSets::docids(std::size_t index) const {
  const auto numbers = array_at<std::uint32_t>(entry(index), 0, entry(index).size());
  if (numbers.empty() || numbers.size() - 1 < numbers.front())
    throw_damaged_frequent("a list is cut off");
  return numbers.subspan(1, numbers.front());
}

bool FrequentSets::is_member(std::size_t index, std::uint32_t docid) const {
  if (key(index).starts_with(frequent::kListKey)) {
    const auto list = docids(index);
    return std::binary_search(list.begin(), list.end(), docid);
  }
  const Bits cases = bits(index);
  return docid / 64 < cases.size() && (cases[docid / 64] >> (docid & 63U) & 1U) != 0;
}

std::optional<std::span<const std::uint32_t>> FrequentSets::list(std::string_view folded) const {
  const std::size_t index = find(frequent::kListKey + std::string(folded));
  if (index == size()) return std::nullopt;
  try {
    return docids(index);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::index_damaged) throw;
    return std::nullopt;  // the texts say the same
  }
}

// Its number, or size().
std::size_t FrequentSets::find(std::string_view wanted) const {
  std::size_t low = 0;
  std::size_t high = size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    (key(middle) < wanted ? low = middle + 1 : high = middle);
  }
  return low < size() && key(low) == wanted ? low : size();
}

FrequentSets::Bits FrequentSets::term(std::string_view term) const {
  if (is_string(term)) return {};
  const std::size_t index = find(term);
  return index == size() ? Bits() : bits(index);
}

TermCounts FrequentSets::counts(std::string_view term) const {
  if (is_string(term)) return {};
  const std::size_t index = find(term);
  if (index == size()) return {};
  return {bits(index), entry(index).substr(words_ * 8)};
}

FrequentSets::Bits FrequentSets::string(std::string_view folded) const {
  const auto place = std::lower_bound(
      strings_.begin(), strings_.end(), folded,
      [](const String& string, std::string_view text) { return string.text < text; });
  return place != strings_.end() && place->text == folded ? place->bits : Bits();
}

void FrequentSets::verify() const {
  if (XXH3_64bits(hashed_.data(), hashed_.size()) != data_hash_) {
    throw_damaged_frequent("a checksum is wrong");
  }
}

}  // namespace jirei
