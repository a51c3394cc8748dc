// The sizes that a table of blocks may have.
#include "indexer/triple_blocks.h"

#include <gtest/gtest.h>

namespace jirei {
namespace {

TEST(TripleBlocksShape, IsSoundOnlyAsProgramsWriteIt) {
  constexpr std::uint32_t kLast = 1000;  // 16 words
  EXPECT_TRUE((TripleBlocksShape{1, 16, 64}.sound(kLast)));
  EXPECT_TRUE((TripleBlocksShape{4, 4, 1U << 22U}.sound(kLast)));
  // Rows are told by the upper bits of a product: of one row there are none.
  for (const std::uint32_t rows : {0U, 1U, 2U, 32U, 96U, 1U << 23U}) {
    EXPECT_FALSE((TripleBlocksShape{1, 16, rows}.sound(kLast))) << rows;
  }
  EXPECT_FALSE((TripleBlocksShape{1, 15, 64}.sound(kLast)));
  EXPECT_FALSE((TripleBlocksShape{0, 16, 64}.sound(kLast)));
  EXPECT_FALSE((TripleBlocksShape{16, 0, 64}.sound(kLast)));
  EXPECT_FALSE((TripleBlocksShape{1, 1025, 64}.sound(kLast)));
}

}  // namespace
}  // namespace jirei
