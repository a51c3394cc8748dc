#include "searcher/occurrences.h"

#include <gtest/gtest.h>

namespace jirei {
namespace {

using Ranges = std::vector<ByteRange>;

TEST(MergeRanges, JoinsWhatOverlapsOrTouches) {
  EXPECT_EQ(merge_ranges({{0, 3}, {3, 6}}), (Ranges{{0, 6}}));
  EXPECT_EQ(merge_ranges({{4, 9}, {0, 5}}), (Ranges{{0, 9}}));
  EXPECT_EQ(merge_ranges({{0, 9}, {3, 6}}), (Ranges{{0, 9}}));
  EXPECT_EQ(merge_ranges({{0, 3}, {4, 6}}), (Ranges{{0, 3}, {4, 6}}));
  EXPECT_EQ(merge_ranges({}), Ranges{});
}

}  // namespace
}  // namespace jirei
