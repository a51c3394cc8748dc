// The counts beside a bitmap are those that were put in; damage leads nowhere.
#include "indexer/term_counts.h"

#include <gtest/gtest.h>

#include <map>
#include <vector>

#include "dict/error.h"
#include "random.h"

namespace jirei {
namespace {

using Counted = std::map<std::uint32_t, std::uint32_t>;

Counted random_counts(testing::Random* random, std::uint32_t last_docid) {
  Counted counts;
  const std::uint32_t one_in = 1 + random->below(40);
  for (std::uint32_t docid = 1; docid <= last_docid; ++docid) {
    if (random->below(one_in) != 0) continue;
    counts[docid] = 1 + random->below(random->below(9) == 0 ? 100000 : 16);
  }
  return counts;
}

std::vector<std::uint64_t> random_words(testing::Random* random, std::size_t words) {
  std::vector<std::uint64_t> out(words);
  for (std::uint64_t& word : out) {
    word = std::uint64_t{(*random)()} << 32U | (*random)();
    if (random->below(4) == 0) word = 0;
  }
  return out;
}

TEST(TermCounts, AreThoseThatWerePutIn) {
  testing::Random random(11);
  for (int round = 0; round < 60; ++round) {
    const std::uint32_t last = 1 + random.below(20000);
    const std::size_t words = last / 64 + 1;
    const Counted expected = random_counts(&random, last);
    TermCountsWriter writer(words);
    for (const auto& [docid, count] : expected) writer.add(docid, count);
    writer.add(static_cast<std::uint32_t>(words * 64), 3);  // behind the end
    const std::string bytes = writer.counts();
    ASSERT_EQ(bytes.size() % 8, 0U);
    const TermCounts counts(writer.bits(), bytes);
    ASSERT_FALSE(counts.empty());
    EXPECT_EQ(counts.size(), expected.size());
    const auto within = random_words(&random, words);
    Counted wanted, found;
    for (const auto& [docid, count] : expected) {
      if ((within[docid / 64] >> docid % 64 & 1U) != 0) wanted[docid] = count;
    }
    for (std::size_t first = 0; first < words; first += TermCounts::kGroup) {
      const auto here =
          std::span(within).subspan(first, std::min(TermCounts::kGroup, words - first));
      counts.for_each_in(first / TermCounts::kGroup, here,
                         [&](std::uint32_t docid, std::uint32_t count) { found[docid] = count; });
    }
    EXPECT_EQ(found, wanted);
  }
}

TEST(TermCounts, AreNoneWhereThereIsNoRoom) {
  TermCountsWriter writer(3);
  for (const std::uint32_t docid : {1U, 64U, 100U}) writer.add(docid, 20);
  const std::string bytes = writer.counts();
  EXPECT_FALSE(TermCounts(writer.bits(), bytes).empty());
  EXPECT_TRUE(TermCounts(writer.bits(), "").empty());
  EXPECT_TRUE(TermCounts(writer.bits(), std::string_view(bytes).substr(0, 8)).empty());
  EXPECT_TRUE(TermCounts(writer.bits(), std::string_view(bytes).substr(0, 11)).empty());
}

TEST(TermCounts, StayInsideWhateverTheBytesAre) {
  testing::Random random(5);
  const Counted expected = random_counts(&random, 9000);
  TermCountsWriter writer(141);
  for (const auto& [docid, count] : expected) writer.add(docid, count);
  const std::vector<std::uint64_t> all(TermCounts::kGroup, ~std::uint64_t{0});
  int refused = 0;
  for (int round = 0; round < 400; ++round) {
    std::string bytes = writer.counts();
    for (int i = 0; i < 3; ++i)
      bytes[random.below(i == 0 ? 12 : bytes.size())] = static_cast<char>(random());
    std::vector<std::uint64_t> bits(writer.bits().begin(), writer.bits().end());
    if (round % 2 == 0) bits = random_words(&random, bits.size());
    const TermCounts counts(bits, bytes);
    try {
      for (std::size_t group = 0; group < 4; ++group) {
        counts.for_each_in(group, all, [&](std::uint32_t docid, std::uint32_t) {
          EXPECT_LT(docid, bits.size() * 64);
        });
      }
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::index_damaged);
      ++refused;
    }
  }
  EXPECT_GT(refused, 0);
}

}  // namespace
}  // namespace jirei
