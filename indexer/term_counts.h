// How often a frequent term stands in each of its cases, beside the bitmap of those cases.
//
//   ranks    u32 for every 64 words of the bitmap and one more: members before them, and in all;
//            filled up to a multiple of 8 bytes
//   small    half a byte for each member, the first in the lower half: 1…14, or 15 for more; filled
//            up to a multiple of 8 bytes
//   large    LargeCount for each member with more, ascending by docid
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/bytes.h"

namespace jirei {

/// Throws Error(index_damaged) that names frequent.bin.
[[noreturn]] void throw_damaged_frequent(const char* what);

struct LargeCount {
  std::uint32_t docid;
  std::uint32_t count;
};

/// A mapped set with its counts. A view; whatever the bytes are, reading them stays inside, or
/// throws Error(index_damaged).
class TermCounts {
 public:
  /// Words of the bitmap that a group has.
  static constexpr std::size_t kGroup = 64;

  TermCounts() = default;
  /// `bytes` as the term's entry has them behind its bitmap. Empty where they cannot be its counts.
  TermCounts(std::span<const std::uint64_t> bits, std::string_view bytes) {
    const std::size_t groups = (bits.size() + kGroup - 1) / kGroup;
    const std::size_t rank_bytes = (groups + 2) / 2 * 8;
    if (bytes.size() < rank_bytes || bytes.size() % 8 != 0) return;
    const std::span ranks(reinterpret_cast<const std::uint32_t*>(bytes.data()), groups + 1);
    const std::size_t small_bytes = (std::size_t{ranks[groups]} + 15) / 16 * 8;
    if (bytes.size() - rank_bytes < small_bytes) return;
    bits_ = bits;
    ranks_ = ranks;
    small_ = bytes.substr(rank_bytes, small_bytes);
    const std::string_view rest = bytes.substr(rank_bytes + small_bytes);
    large_ = {reinterpret_cast<const LargeCount*>(rest.data()), rest.size() / sizeof(LargeCount)};
  }

  bool empty() const { return bits_.empty(); }
  std::uint32_t size() const { return ranks_.empty() ? 0 : ranks_.back(); }
  std::span<const std::uint64_t> bits() const { return bits_; }

  /// Calls f(docid, count) for each member of `words` that lies in the words of a group and is also
  /// one of `within`: kGroup words, fewer at the end, the first of them word `group` × kGroup.
  template <typename F>
  void for_each_in(std::size_t group, std::span<const std::uint64_t> within, F&& f) const {
    const std::size_t first = group * kGroup;
    if (first >= bits_.size()) return;
    std::size_t rank = ranks_[group];
    const std::size_t words = std::min(within.size(), bits_.size() - first);
    for (std::size_t w = 0; w < words; ++w) {
      const std::uint64_t all = bits_[first + w];
      for (std::uint64_t left = all & within[w]; left != 0; left &= left - 1) {
        const std::uint64_t lowest = left & (~left + 1);
        const auto docid = static_cast<std::uint32_t>((first + w) * 64) +
                           static_cast<std::uint32_t>(std::countr_zero(left));
        f(docid,
          count_at(rank + static_cast<std::size_t>(std::popcount(all & (lowest - 1))), docid));
      }
      rank += static_cast<std::size_t>(std::popcount(all));
    }
  }

  /// How often the term stands in a case; 0 where it does not.
  std::uint32_t of(std::uint32_t docid) const {
    std::vector<std::uint64_t> within(docid / 64 % kGroup + 1, 0);
    within.back() = std::uint64_t{1} << docid % 64;
    std::uint32_t found = 0;
    for_each_in(docid / 64 / kGroup, within,
                [&found](std::uint32_t /*docid*/, std::uint32_t count) { found = count; });
    return found;
  }

 private:
  static constexpr unsigned kLarge = 15;

  std::uint32_t count_at(std::size_t rank, std::uint32_t docid) const {
    if (rank / 2 >= small_.size()) throw_damaged_frequent("the counts of a term are wrong");
    const auto byte = static_cast<unsigned char>(small_[rank / 2]);
    const unsigned count = rank % 2 == 0 ? byte & 15U : byte >> 4U;
    return count < kLarge ? count : large_count(docid);
  }
  std::uint32_t large_count(std::uint32_t docid) const {
    const auto at =
        std::lower_bound(large_.begin(), large_.end(), docid,
                         [](const LargeCount& one, std::uint32_t d) { return one.docid < d; });
    if (at == large_.end() || at->docid != docid) {
      throw_damaged_frequent("the counts of a term are wrong");
    }
    return at->count;
  }

  std::span<const std::uint64_t> bits_;
  std::span<const std::uint32_t> ranks_;
  std::string_view small_;
  std::span<const LargeCount> large_;

  friend class TermCountsWriter;
};

/// Collects a term's postings, ascending.
class TermCountsWriter {
 public:
  explicit TermCountsWriter(std::size_t words) : bits_(words, 0) {}

  /// Docids behind the bitmap are passed over.
  void add(std::uint32_t docid, std::uint32_t count) {
    const std::size_t word = docid / 64;
    if (word >= bits_.size()) return;
    bits_[word] |= std::uint64_t{1} << docid % 64;
    const unsigned small = std::min(count, TermCounts::kLarge);
    if (size_++ % 2 == 0) {
      small_ += static_cast<char>(small);
    } else {
      small_.back() = static_cast<char>(static_cast<unsigned char>(small_.back()) | small << 4U);
    }
    if (count >= TermCounts::kLarge) large_.push_back({docid, count});
  }

  std::span<const std::uint64_t> bits() const { return bits_; }

  /// The bytes behind the bitmap.
  std::string counts() const {
    std::string out;
    std::uint32_t rank = 0;
    for (std::size_t word = 0; word < bits_.size(); ++word) {
      if (word % TermCounts::kGroup == 0) append_fixed(&out, rank);
      rank += static_cast<std::uint32_t>(std::popcount(bits_[word]));
    }
    append_fixed(&out, rank);
    pad(&out);
    out += small_;
    pad(&out);
    for (const LargeCount& one : large_) append_fixed(&out, one);
    return out;
  }

 private:
  static void pad(std::string* bytes) { bytes->resize((bytes->size() + 7) / 8 * 8, '\0'); }

  std::vector<std::uint64_t> bits_;
  std::string small_;
  std::vector<LargeCount> large_;
  std::size_t size_ = 0;
};

}  // namespace jirei
