#include "dict/edit_distance.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace jirei {
namespace {

/// The textbook recurrence over the whole matrix.
std::size_t full_distance(std::u32string_view a, std::u32string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      d[i][j] = std::min(
          {d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

TEST(EditDistance, CountsOneForEverySlip) {
  EXPECT_EQ(bounded_edit_distance(U"ランサムウェア", U"ランサムウェア", 2), 0U);
  EXPECT_EQ(bounded_edit_distance(U"ランサムウェア", U"ランサムウエア", 2), 1U);        // wrong
  EXPECT_EQ(bounded_edit_distance(U"プライバシマーク", U"プライバシーマーク", 2), 1U);  // missing
  EXPECT_EQ(bounded_edit_distance(U"サーバーー", U"サーバー", 2), 1U);                  // extra
  EXPECT_EQ(bounded_edit_distance(U"フィルタリグン", U"フィルタリング", 2), 1U);        // swapped
  EXPECT_EQ(bounded_edit_distance(U"標準型", U"標的型攻撃", 5), 3U);
}

TEST(EditDistance, CountsCodePointsAndNotBytes) {
  EXPECT_EQ(bounded_edit_distance(U"𠮷野家", U"吉野家", 1), 1U);
}

TEST(EditDistance, SaysOneMoreThanTheBoundWhenThereIsMore) {
  EXPECT_EQ(bounded_edit_distance(U"漏洩", U"感染", 1), 2U);
  EXPECT_EQ(bounded_edit_distance(U"", U"感染経路", 2), 3U);
  EXPECT_EQ(bounded_edit_distance(U"感染経路", U"", 0), 1U);
  EXPECT_EQ(bounded_edit_distance(U"", U"", 0), 0U);
}

TEST(EditDistance, EqualsTheWholeMatrixOnRandomWordsUnderEveryBound) {
  std::mt19937 random(11);
  for (int round = 0; round < 20'000; ++round) {
    std::u32string a, b;
    for (std::size_t n = random() % 9; n > 0; --n) a.push_back(U"アイウ"[random() % 3]);
    for (std::size_t n = random() % 9; n > 0; --n) b.push_back(U"アイウ"[random() % 3]);
    const std::size_t whole = full_distance(a, b);
    for (std::size_t bound = 0; bound < 10; ++bound) {
      ASSERT_EQ(bounded_edit_distance(a, b, bound), std::min(whole, bound + 1));
      ASSERT_EQ(bounded_edit_distance(b, a, bound), std::min(whole, bound + 1));
    }
  }
}

TEST(EditDistance, AHugeBoundIsNoTrap) {
  EXPECT_EQ(bounded_edit_distance(U"漏洩", U"感染経路", static_cast<std::size_t>(-2)), 4U);
}

}  // namespace
}  // namespace jirei
