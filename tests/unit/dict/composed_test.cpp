#include "dict/composed.h"

#include <gtest/gtest.h>

namespace jirei {
namespace {

bool depends(std::string_view source) {
  const Normalizer normalizer;
  return folds_by_neighbours(normalizer, source, normalizer.fold(source));
}

TEST(FoldsByNeighbours, PlainAndWidthFoldedTextDoesNot) {
  EXPECT_FALSE(depends("情報漏えいが発生した。"));
  EXPECT_FALSE(depends("ＵＳＢ メモリ、㍿とＡＢＣ\nWindows XP"));
}

TEST(FoldsByNeighbours, ComposedMarksDo) {
  EXPECT_TRUE(depends("か\u3099ス"));
  EXPECT_TRUE(depends("ｶﾞｽ"));
  EXPECT_TRUE(depends("cafe\u0301"));
}

TEST(FoldsByNeighbours, DashAfterKanaDoes) { EXPECT_TRUE(depends("サーバ―を")); }

}  // namespace
}  // namespace jirei
