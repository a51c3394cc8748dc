// frequent.bin: which cases hold a frequent term or string, as bitmaps. An accelerator beside the
// case store of a large collection, that may be absent: everything in it can be had from the
// posting lists and the texts, only not in a thousandth of the time. A list of half a million
// postings takes milliseconds to decode; to see in half a million texts which of them hold
// 情報セキュリティ takes the better part of a second. It also says how often the terms stand in
// their cases and how long the cases are, to rank by, and in which blocks of cases a string may
// stand.
//
// The file belongs to the collection for which it was made, and is shared by later generations:
// of the cases that were put in since (which lie in other segments) it says nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/files.h"
#include "indexer/frequent_sets_format.h"
#include "indexer/term_counts.h"
#include "indexer/triple_blocks.h"

namespace jirei {

class CaseStore;

/// When a file is made, and what goes into it.
struct FrequentChoice {
  std::uint32_t least_cases = 1U << 16U;  ///< smaller collections need none
  std::uint32_t share = 32;               ///< kept: what one case in so many holds, or more
  std::uint32_t sample = 4096;            ///< cases that are read to find frequent strings
  std::size_t strings = 1024;             ///< kept at most, the most frequent ones
  std::uint32_t list_share = 1024;        ///< rarer strings are kept, too, as lists, …
  std::size_t list_docids = std::size_t{16} << 20U;  ///< … of so many docids in all, about
  std::size_t memory = std::size_t{128} << 20U;      ///< bytes of bitmaps that are made at a time
};

/// What the index and the case store say of a case.
struct CaseFacts {
  std::uint32_t docid = 0;
  std::span<const std::string> terms;       ///< ascending
  std::span<const std::uint32_t> counts;    ///< how often each of them stands there
  std::uint32_t length = 0;                 ///< occurrences of terms in all
  std::span<const std::string_view> texts;  ///< folded: title and sections
};

class FrequentSets {
 public:
  /// Bit d & 63 of word d >> 6 stands for docid d. Docids behind the last word are not members.
  using Bits = std::span<const std::uint64_t>;
  struct String {
    std::string_view text;  ///< folded
    Bits bits;
  };

  /// Nothing where there is no file, or where it says nothing of too many of the cases. Throws
  /// Error(index_damaged); who can do without, asks open_if_sound().
  static std::optional<FrequentSets> open(const std::string& path, const CaseStore& store);

  /// The same, but nothing where the file is damaged.
  static std::optional<FrequentSets> open_if_sound(const std::string& path, const CaseStore& store);

  /// The cases with a term: of the word tier, of titles, a pair of characters, a facet's value;
  /// empty: it is not kept.
  Bits term(std::string_view term) const;
  /// The same with how often it stands in each.
  TermCounts counts(std::string_view term) const;
  /// How many occurrences of terms a case has, by docid.
  std::span<const std::uint32_t> lengths() const { return lengths_; }
  /// In which blocks of cases a string may stand.
  const TripleBlocks& triples() const { return triples_; }
  /// The cases whose title or one of whose sections holds the folded string; empty: not kept.
  Bits string(std::string_view folded) const;
  /// The docids, ascending, of a string that is kept as a list.
  std::optional<std::span<const std::uint32_t>> list(std::string_view folded) const;
  /// All strings that are kept as sets, ascending by their bytes.
  const std::vector<String>& strings() const { return strings_; }
  /// Docids, ascending, of which the sets say nothing, whatever their bits are.
  const std::vector<std::uint32_t>& unknown() const { return unknown_; }

  /// Reads everything and compares the checksum. Throws Error(index_damaged).
  void verify() const;
  /// Whether all sets, counts and lengths are right about a case that is not unknown().
  bool right_about(const CaseFacts& facts) const;

 private:
  FrequentSets() = default;

  MappedFile file_;
  std::span<const frequent::EntryHead> heads_;
  std::string_view keys_, data_;  ///< as they lie in the file
  std::string_view hashed_;       ///< all behind the checksum
  std::size_t words_ = 0;         ///< of a bitmap
  std::uint64_t data_hash_ = 0;
  std::vector<String> strings_;
  std::vector<std::uint32_t> unknown_;
  std::span<const std::uint32_t> lengths_;
  TripleBlocks triples_;

  void map_tables(const frequent::FrequentHeader& header);
  std::size_t size() const { return heads_.size() - 1; }
  std::string_view key(std::size_t index) const;
  std::string_view entry(std::size_t index) const;
  Bits bits(std::size_t index) const;
  std::span<const std::uint32_t> docids(std::size_t index) const;
  bool is_member(std::size_t index, std::uint32_t docid) const;
  std::size_t find(std::string_view key) const;
};

}  // namespace jirei
