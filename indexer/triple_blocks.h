// Which strings may stand in which blocks of a large collection.
//
// Most spellings under which a word is looked for (バック・アップ, セキュリテイ) stand nowhere, and
// yet the pairs of characters that they are made of stand in thousands of cases, each of which
// would be read to see that it does not hold them. Here the cases are taken in blocks of about a
// thousand; of every block a Bloom filter holds the triples of neighbouring characters of its
// texts, and the fours of katakana. The filters lie side by side, a row for each of their bits and
// a column for each block, so that all blocks are asked with two short reads a triple.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace jirei {

class CaseStore;

/// The sizes of a table of blocks.
struct TripleBlocksShape {
  std::uint32_t block_words = 0;  ///< cases of a block, in words of 64 docids
  std::uint32_t blocks = 0;
  std::uint32_t rows = 0;  ///< bits of a filter; a power of two

  /// Words of 64 blocks.
  std::size_t row_words() const { return (std::size_t{blocks} + 63) / 64; }
  std::size_t words() const { return rows * row_words(); }
  /// False for numbers that no program wrote.
  bool sound(std::uint32_t last_docid) const;
};

/// A mapped table. A view.
class TripleBlocks {
 public:
  TripleBlocks() = default;
  /// `rows` has shape.words() words.
  TripleBlocks(const TripleBlocksShape& shape, std::span<const std::uint64_t> rows)
      : shape_(shape), rows_(rows) {}

  /// True when it says nothing.
  bool empty() const { return rows_.empty(); }
  const TripleBlocksShape& shape() const { return shape_; }

  /// Whether a string of less than this many characters is in every block, as far as this tells.
  static constexpr std::size_t kCharacters = 3;

  /// The blocks, as bits, of which a text may hold the folded string; no others do.
  std::vector<std::uint64_t> may_hold(std::string_view folded) const;
  /// Whether the block of a case may hold all triples of a text.
  bool may_hold(std::uint32_t docid, std::string_view folded) const;

 private:
  TripleBlocksShape shape_;
  std::span<const std::uint64_t> rows_;
};

/// The table of a collection, of at most so many bytes if that is not too few for any. At most
/// `jobs` threads.
class TripleBlocksBuilder {
 public:
  TripleBlocksBuilder(const CaseStore& store, unsigned jobs, std::size_t memory);

  const TripleBlocksShape& shape() const { return shape_; }
  std::span<const std::uint64_t> rows() const { return rows_; }

 private:
  class Group;
  void measure(std::size_t memory);
  std::size_t different_keys(std::uint32_t block) const;

  const CaseStore& store_;
  TripleBlocksShape shape_;
  std::vector<std::uint64_t> rows_;
};

}  // namespace jirei
