#include "indexer/triple_blocks.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <future>
#include <unordered_set>

#include "dict/unicode.h"
#include "indexer/case_store.h"
#include "indexer/frequent_sets_format.h"

namespace jirei {
namespace {

constexpr std::uint32_t kMostBlocks = 1024;
constexpr std::uint32_t kMinBlockWords = 1;
constexpr std::uint32_t kMinRows = 64;
constexpr std::uint32_t kMaxRows = 1U << 22U;
// Bits of a filter for each different triple of a block; with two set for each, a triple that does
// not stand there passes once in seven times or more seldom.
constexpr std::size_t kBitsPerTriple = 4;
constexpr std::uint32_t kMeasuredBlocks = 4;

struct RowPair {
  std::uint32_t first, second;
};

std::uint64_t key_of(char32_t a, char32_t b, char32_t c) {
  return std::uint64_t{a} << 42U | std::uint64_t{b} << 21U | std::uint64_t{c};
}

// Odd multipliers spread a key over the upper bits; the two are independent enough.
RowPair rows_of(std::uint64_t key, std::uint32_t rows) {
  const auto shift = static_cast<unsigned>(std::countl_zero(std::uint64_t{rows})) + 1;
  const std::uint64_t one = key * 0x9E3779B97F4A7C15ULL;
  const std::uint64_t two = (key ^ one >> 29U) * 0xC4CEB9FE1A85EC53ULL;
  return {static_cast<std::uint32_t>(one >> shift), static_cast<std::uint32_t>(two >> shift)};
}

// Calls f(key) for every triple of neighbouring characters, and for every four that are katakana:
// what is made up for a word (メールー) has triples of others (ルール).
template <typename F>
void for_each_key(std::string_view folded, F&& f) {
  std::uint64_t before = 0;  // of the triple that ends with the previous character
  char32_t first = 0;
  char32_t second = 0;
  std::size_t seen = 0;
  std::size_t katakana = 0;
  for (std::size_t pos = 0; pos < folded.size();) {
    const char32_t c = next_code_point(folded, &pos);
    katakana = is_katakana(c) ? katakana + 1 : 0;
    if (seen < 2) {
      ++seen;
    } else {
      const std::uint64_t key = key_of(first, second, c);
      f(key);
      if (katakana >= 4) f(before * 31 ^ key);
      before = key;
    }
    first = second;
    second = c;
  }
}

// Calls f(texts) for every case of a block.
template <typename F>
void for_each_case(const CaseStore& store, const TripleBlocksShape& shape, std::uint32_t block,
                   F&& f) {
  const std::uint64_t first = std::uint64_t{block} * shape.block_words * 64;
  const std::uint64_t end = first + std::uint64_t{shape.block_words} * 64;
  std::vector<std::string_view> texts;
  for (std::uint64_t at = first; at < end && at <= store.last_docid(); ++at) {
    const auto docid = static_cast<std::uint32_t>(at);
    if (!store.live(docid)) continue;
    store.folded_texts(docid, &texts);
    f(texts);
  }
}

// Turns 64 words of 64 bits: bit c of word r becomes bit r of word c (Hacker's Delight, 7-3).
void transpose(std::array<std::uint64_t, 64>* words) {
  std::uint64_t mask = 0x00000000FFFFFFFFULL;
  for (unsigned width = 32; width != 0; width >>= 1U, mask ^= mask << width) {
    for (unsigned at = 0; at < 64; at = ((at | width) + 1) & ~width) {
      const std::uint64_t swapped = ((*words)[at] >> width ^ (*words)[at | width]) & mask;
      (*words)[at] ^= swapped << width;
      (*words)[at | width] ^= swapped;
    }
  }
}

}  // namespace

bool TripleBlocksShape::sound(std::uint32_t last_docid) const {
  return block_words > 0 && blocks > 0 && blocks <= kMostBlocks && std::has_single_bit(rows) &&
         rows >= kMinRows && rows <= kMaxRows &&
         std::uint64_t{block_words} * blocks >= frequent::words_for(last_docid);
}

std::vector<std::uint64_t> TripleBlocks::may_hold(std::string_view folded) const {
  const std::size_t words = shape_.row_words();
  std::vector<std::uint64_t> blocks(words, ~std::uint64_t{0});
  if (shape_.blocks % 64 != 0) blocks.back() = (std::uint64_t{1} << shape_.blocks % 64) - 1;
  bool some = true;
  for_each_key(folded, [&](std::uint64_t key) {
    if (!some) return;
    const RowPair pair = rows_of(key, shape_.rows);
    const auto first = rows_.subspan(pair.first * words, words);
    const auto second = rows_.subspan(pair.second * words, words);
    std::uint64_t left = 0;
    for (std::size_t i = 0; i < words; ++i) left |= blocks[i] &= first[i] & second[i];
    some = left != 0;
  });
  return blocks;
}

bool TripleBlocks::may_hold(std::uint32_t docid, std::string_view folded) const {
  const std::size_t block = docid / 64 / shape_.block_words;
  if (block >= shape_.blocks) return false;
  return (may_hold(folded)[block / 64] >> block % 64 & 1U) != 0;
}

/// The filters of 64 blocks, one after the other, while they are made.
class TripleBlocksBuilder::Group {
 public:
  explicit Group(std::uint32_t rows) : rows_(rows), bits_(std::size_t{rows} / 64 * 64) {}

  /// Fills the columns of group `number` of a table.
  void make(const CaseStore& store, const TripleBlocksShape& shape, std::uint32_t number,
            std::vector<std::uint64_t>* table) {
    std::fill(bits_.begin(), bits_.end(), 0);
    const std::uint32_t first = number * 64;
    for (std::uint32_t i = 0; i < 64 && first + i < shape.blocks; ++i) {
      std::uint64_t* const filter = bits_.data() + std::size_t{i} * (rows_ / 64);
      const auto set = [filter](std::uint32_t row) {
        filter[row / 64] |= std::uint64_t{1} << row % 64;
      };
      for_each_case(store, shape, first + i, [&](const std::vector<std::string_view>& texts) {
        for (const std::string_view text : texts) {
          for_each_key(text, [&](std::uint64_t key) {
            const RowPair pair = rows_of(key, rows_);
            set(pair.first);
            set(pair.second);
          });
        }
      });
      store.let_go();
    }
    std::array<std::uint64_t, 64> square{};
    for (std::size_t word = 0; word < rows_ / 64; ++word) {
      for (std::size_t i = 0; i < 64; ++i) square[i] = bits_[i * (rows_ / 64) + word];
      transpose(&square);
      for (std::size_t i = 0; i < 64; ++i) {
        (*table)[(word * 64 + i) * shape.row_words() + number] = square[i];
      }
    }
  }

 private:
  std::uint32_t rows_;
  std::vector<std::uint64_t> bits_;
};

TripleBlocksBuilder::TripleBlocksBuilder(const CaseStore& store, unsigned jobs, std::size_t memory)
    : store_(store) {
  measure(memory);
  rows_.assign(shape_.words(), 0);
  // No two threads meet in a word of the table: a group is a word of its rows.
  const auto groups = static_cast<std::uint32_t>(shape_.row_words());
  std::atomic<std::uint32_t> next{0};
  const auto work = [&] {
    Group group(shape_.rows);
    for (std::uint32_t number = next++; number < groups; number = next++) {
      group.make(store_, shape_, number, &rows_);
    }
  };
  std::vector<std::future<void>> others;
  for (unsigned i = 1; i < std::min(jobs, groups); ++i) {
    others.push_back(std::async(std::launch::async, work));
  }
  work();
  for (std::future<void>& other : others) other.get();
}

void TripleBlocksBuilder::measure(std::size_t memory) {
  const auto words = static_cast<std::uint32_t>(frequent::words_for(store_.last_docid()));
  shape_.block_words = std::max(kMinBlockWords, (words + kMostBlocks - 1) / kMostBlocks);
  shape_.blocks = (words + shape_.block_words - 1) / shape_.block_words;
  std::size_t most = 0;
  const std::uint32_t step = std::max(1U, shape_.blocks / kMeasuredBlocks);
  for (std::uint32_t block = 0; block < shape_.blocks; block += step) {
    most = std::max(most, different_keys(block));
  }
  const std::size_t row_bytes =
      std::max<std::size_t>(1, shape_.row_words()) * sizeof(std::uint64_t);
  const std::size_t fits = std::bit_floor(std::max<std::size_t>(kMinRows, memory / row_bytes));
  const std::size_t wanted = std::bit_ceil(std::max<std::size_t>(1, most * kBitsPerTriple));
  shape_.rows = static_cast<std::uint32_t>(
      std::clamp<std::size_t>(std::min(wanted, fits), kMinRows, kMaxRows));
}

std::size_t TripleBlocksBuilder::different_keys(std::uint32_t block) const {
  std::unordered_set<std::uint64_t> keys;
  for_each_case(store_, shape_, block, [&](const std::vector<std::string_view>& texts) {
    for (const std::string_view text : texts) {
      for_each_key(text, [&](std::uint64_t key) { keys.insert(key); });
    }
  });
  return keys.size();
}

}  // namespace jirei
