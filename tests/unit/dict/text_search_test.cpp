#include "dict/text_search.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <ctime>
#include <random>
#include <string>
#include <vector>

namespace jirei {
namespace {

constexpr std::size_t npos = std::string_view::npos;

const std::string kText =
    "感染したのは、サポートの切れたパソコンだった。普段はリスクを避けてオフラインで使っていたが、"
    "うっかりネットワークにつないでしまった。os標準搭載の保護機能を主体とする運用に切り替えた。";

TEST(Finder, FindsWhatStringViewFindsAtEveryPlace) {
  for (const char* needle :
       {"感染", "パソコン", "。", "、", "の", "os", "s", "ネットワークにつないで", "切り替えた。",
        "た。", "漏えい", "xyz", "しまった。os標準", "ってっ"}) {
    const Finder finder(needle);
    for (std::size_t from = 0; from <= kText.size() + 2; ++from) {
      EXPECT_EQ(finder.find(kText, from), std::string_view(kText).find(needle, from))
          << needle << from;
    }
  }
}

TEST(Finder, TreatsEmptyStringsLikeStringView) {
  const Finder empty("");
  EXPECT_EQ(empty.find("", 0), 0U);
  EXPECT_EQ(empty.find("abc", 3), 3U);
  EXPECT_EQ(empty.find("abc", 4), npos);
  EXPECT_TRUE(empty.find_all("abc").empty());
  EXPECT_EQ(Finder("a").find(""), npos);
  EXPECT_EQ(Finder("abc").find("ab"), npos);
}

TEST(Finder, FindsAllWithoutOverlap) {
  EXPECT_EQ(Finder("ああ").find_all("あああああ"), (std::vector<std::size_t>{0, 6}));
  EXPECT_EQ(Finder("た。").find_all(kText).size(), 3U);
  EXPECT_TRUE(Finder("漏えい").find_all(kText).empty());
}

TEST(Finder, StandsOnItsOwnAfterBeingCopiedAndMoved) {
  auto make = [] {
    const std::string needle = "パソコン";
    return Finder(needle);
  };
  std::vector<Finder> finders;
  for (int i = 0; i < 10; ++i) finders.push_back(make());
  for (const Finder& finder : finders) EXPECT_EQ(finder.find(kText), kText.find("パソコン"));
}

TEST(Finder, EqualsStringViewOnRandomTextsOfFewLetters) {
  std::mt19937 random(3);
  const std::vector<std::string> letters{"あ", "い", "ア", "感", "a", "b", "、", "😀"};
  for (int round = 0; round < 30'000; ++round) {
    std::string text, needle;
    const std::size_t kinds = 1 + random() % letters.size();
    for (std::size_t n = random() % 60; n > 0; --n) text += letters[random() % kinds];
    for (std::size_t n = 1 + random() % 6; n > 0; --n) needle += letters[random() % kinds];
    const Finder finder(needle);
    const std::size_t from = random() % (text.size() + 2);
    ASSERT_EQ(finder.find(text, from), std::string_view(text).find(needle, from))
        << text << " / " << needle << " / " << from;
  }
}

// Bytes that hardly occur and bytes that are everywhere in Japanese take different ways.
constexpr unsigned char kRareByte = 'x', kCommonByte = 0x81;

TEST(Finder, EqualsStringViewOnRandomBytesOfAnyAlignment) {
  std::mt19937 random(4);
  for (int round = 0; round < 60'000; ++round) {
    const unsigned base = round % 2 == 0 ? kRareByte : kCommonByte;
    const auto byte = [&] { return static_cast<char>(base + random() % 3); };
    std::string text, needle;
    for (std::size_t n = random() % 200; n > 0; --n) text.push_back(byte());
    for (std::size_t n = random() % 9; n > 0; --n) needle.push_back(byte());
    const std::size_t skipped = std::min<std::size_t>(text.size(), random() % 33);
    const std::string_view view = std::string_view(text).substr(skipped);
    ASSERT_EQ(Finder(needle).find(view), view.find(needle));
  }
}

TEST(Finder, NeverReadsPastTheEndOfTheText) {
  // The text ends where readable memory ends.
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  void* const memory =
      mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  ASSERT_EQ(mprotect(static_cast<char*>(memory) + page, page, PROT_NONE), 0);
  for (const unsigned char base : {kRareByte, kCommonByte}) {
    const std::string x(1, static_cast<char>(base)), y(1, static_cast<char>(base + 1));
    std::string run;
    for (int i = 0; i < 19; ++i) run += x;
    for (std::size_t length = 0; length < 160; ++length) {
      char* const begin = static_cast<char*>(memory) + page - length;
      std::memset(begin, base, length);
      const std::string_view text(begin, length);
      for (const std::string& needle :
           {x, x + y, y + x, run, run + y, y + run, std::string("感染")}) {
        const Finder finder(needle);
        for (std::size_t from = 0; from <= length; ++from) {
          ASSERT_EQ(finder.find(text, from), text.find(needle, from));
        }
      }
    }
  }
  munmap(memory, 2 * page);
}

TEST(Finder, RepetitionInBothDoesNotMakeItQuadratic) {
  // Every place of 4 MB begins with 99,999 equal bytes: 4e11 comparisons the simple way.
  const std::string text(4'000'000, 'a');
  for (const std::string& needle :
       {std::string(100'000, 'a') + "b", "b" + std::string(100'000, 'a'),
        std::string(50'000, 'a') + "b" + std::string(50'000, 'a')}) {
    const std::clock_t begin = std::clock();
    EXPECT_EQ(Finder(needle).find(text), npos);
    EXPECT_LT(std::clock() - begin, 5 * CLOCKS_PER_SEC);
  }
  std::string pairs;
  for (int i = 0; i < 1'000'000; ++i) pairs += "ab";
  std::string needle = pairs.substr(0, 100'000) + "aab";
  const std::clock_t begin = std::clock();
  EXPECT_EQ(Finder(needle).find(pairs), npos);
  EXPECT_LT(std::clock() - begin, 5 * CLOCKS_PER_SEC);
}

}  // namespace
}  // namespace jirei
