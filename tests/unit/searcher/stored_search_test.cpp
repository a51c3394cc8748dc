// Strings that must stand close together.
#include "searcher/stored_search.h"

#include <gtest/gtest.h>

#include <string>

namespace jirei {
namespace {

TEST(StandTogether, InOneSentence) {
  const StandTogether both({{Needle{"情報"}}, {Needle{"対策"}}});
  EXPECT_TRUE(both.in_text("当社は情報の対策をした"));
  EXPECT_TRUE(both.in_text("対策は情報に"));
  EXPECT_FALSE(both.in_text("守るべき情報。対策はない"));
  EXPECT_FALSE(both.in_text("守るべき情報\n対策はない"));
  EXPECT_TRUE(both.in_text("守るべき情報。対策はない。情報に対策を"));
}

TEST(StandTogether, InAnyOfTheirFormsAndNotFarApart) {
  const StandTogether both({{Needle{"情報"}, Needle{"データ"}}, {Needle{"対策"}}});
  EXPECT_TRUE(both.in_text("データに対策を"));
  EXPECT_FALSE(both.in_text("データだけ"));
  std::string far = "データ";
  for (int i = 0; i < 40; ++i) far += "あ";
  EXPECT_FALSE(both.in_text(far + "対策"));
}

}  // namespace
}  // namespace jirei
