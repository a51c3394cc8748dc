#include "searcher/needle_finder.h"

#include <gtest/gtest.h>

namespace jirei {
namespace {

std::size_t found(const char* needle, const char* text) {
  return NeedleFinder({needle, true, false}).find(text, 0);
}

TEST(NeedleFinder, WholeLatinWordsStandFreeOnBothSides) {
  EXPECT_EQ(found("pc", "upc"), std::string_view::npos);
  EXPECT_EQ(found("pc", "pcr"), std::string_view::npos);
  EXPECT_EQ(found("pc", "upcとpc"), std::string_view("upcと").size());
  EXPECT_EQ(found("pc", "新pcを"), std::string_view("新").size());
  EXPECT_FALSE(stands_whole("upc", 1, 3));
  EXPECT_TRUE(stands_whole("u-pc", 2, 4));
}

TEST(NeedleFinder, ABeginningMayGoOn) {
  const NeedleFinder begins({"pc", false, true});
  EXPECT_EQ(begins.find("upc pcr", 0), 4U);
}

}  // namespace
}  // namespace jirei
