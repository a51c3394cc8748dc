// A set of cases: a bitmap over docids (or a list of few), the currency of matching, filtering and
// counting.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace jirei {

/// A set of docids from 1 to last_docid(). A plain value. Sets that meet in an operation must have
/// the same last_docid(). Where a large collection has few members in it, they are kept as a list.
class DocSet {
 public:
  DocSet() = default;
  /// The empty set over 1…last_docid.
  explicit DocSet(std::uint32_t last_docid);
  /// The set of all of 1…last_docid (gaps in the collection included).
  static DocSet full(std::uint32_t last_docid);

  /// The members that a bitmap laid out as words() names, of 1…last_docid; where it is shorter, the
  /// rest is not in the set.
  static DocSet of_words(std::uint32_t last_docid, std::span<const std::uint64_t> words);

  /// The set of these, which are ascending.
  static DocSet of_list(std::uint32_t last_docid, std::span<const std::uint32_t> docids);

  std::uint32_t last_docid() const { return last_docid_; }

  /// Docids outside 1…last_docid() are never members; setting one is a no-op.
  void set(std::uint32_t docid) {
    if (!valid(docid)) return;
    if (listed_) return insert(docid);
    words_[docid >> 6] |= bit(docid);
  }
  void reset(std::uint32_t docid) {
    if (!valid(docid)) return;
    if (listed_) return erase(docid);
    words_[docid >> 6] &= ~bit(docid);
  }
  bool test(std::uint32_t docid) const {
    if (listed_) return std::binary_search(list_.begin(), list_.end(), docid);
    return valid(docid) && (words_[docid >> 6] & bit(docid)) != 0;
  }
  void clear();

  std::uint32_t count() const;
  bool empty() const;
  /// Members that are also in `other`, without making the set.
  std::uint32_t count_common(const DocSet& other) const;
  bool intersects(const DocSet& other) const;
  bool contains(const DocSet& other) const;

  DocSet& operator&=(const DocSet& other);
  DocSet& operator|=(const DocSet& other);
  DocSet& and_not(const DocSet& other);
  /// The same as &= of_words(), without making that set.
  DocSet& keep_words(std::span<const std::uint64_t> words);

  /// The smallest member that is >= docid, or 0.
  std::uint32_t next(std::uint32_t docid) const;

  /// Calls `f(docid)` for every member, ascending.
  template <typename F>
  void for_each(F&& f) const {
    for (const std::uint32_t docid : list_) f(docid);
    for (std::size_t w = 0; w < words_.size(); ++w) {
      for (std::uint64_t word = words_[w]; word != 0; word &= word - 1) {
        f(static_cast<std::uint32_t>(w * 64) + static_cast<std::uint32_t>(std::countr_zero(word)));
      }
    }
  }

  /// Removes the members for which `keep(docid)` is false; they are asked about in ascending order.
  template <typename F>
  void retain(F&& keep) {
    std::size_t kept = 0;
    for (const std::uint32_t docid : list_) {
      if (keep(docid)) list_[kept++] = docid;
    }
    list_.resize(kept);
    retain(0, words_.size(), keep);
  }
  /// The same for the members in the words [first, last) of words(). Of a set that is no list.
  template <typename F>
  void retain(std::size_t first, std::size_t last, F&& keep) {
    for (std::size_t w = first; w < last; ++w) {
      std::uint64_t kept = 0;
      for (std::uint64_t word = words_[w]; word != 0; word &= word - 1) {
        const auto docid =
            static_cast<std::uint32_t>(w * 64) + static_cast<std::uint32_t>(std::countr_zero(word));
        if (keep(docid)) kept |= word & (~word + 1);
      }
      words_[w] = kept;
    }
  }

  std::vector<std::uint32_t> to_vector() const;

  /// True when the members are kept as list(), false when as words(); the other is empty.
  bool listed() const { return listed_; }
  std::span<const std::uint32_t> list() const { return list_; }
  /// Bit d & 63 of word d >> 6 stands for docid d; bits outside 1…last_docid() are 0.
  std::span<const std::uint64_t> words() const { return words_; }
  /// The words of any set, in `room` if need be.
  std::span<const std::uint64_t> words(std::vector<std::uint64_t>* room) const;
  /// Keeps the members as a list if there are few.
  DocSet& compact();
  /// Keeps them as words.
  DocSet& spread();
  /// Bytes that the members take.
  std::size_t bytes() const { return words_.size() * 8 + list_.size() * 4; }

  friend bool operator==(const DocSet& a, const DocSet& b);

 private:
  /// From so many docids on a list may be the smaller.
  static constexpr std::uint32_t kLarge = 1U << 16U;

  std::size_t most_listed() const { return last_docid_ / 64; }
  std::size_t word_count() const { return (std::size_t{last_docid_} + 64) / 64; }
  void insert(std::uint32_t docid);
  void erase(std::uint32_t docid);
  /// Takes out what lies outside 1…last_docid_.
  void cut_ends();
  static std::uint64_t bit(std::uint32_t docid) { return std::uint64_t{1} << (docid & 63); }
  bool valid(std::uint32_t docid) const { return docid - 1 < last_docid_; }

  std::uint32_t last_docid_ = 0;
  bool listed_ = false;
  std::vector<std::uint64_t> words_;
  std::vector<std::uint32_t> list_;  ///< ascending
};

inline DocSet operator&(DocSet a, const DocSet& b) { return a &= b; }
inline DocSet operator|(DocSet a, const DocSet& b) { return a |= b; }

}  // namespace jirei
