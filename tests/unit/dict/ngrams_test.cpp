#include "dict/ngrams.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "dict/normalizer.h"
#include "tests/unit/dict/random_text.h"

namespace jirei {
namespace {

std::vector<std::string> grams(std::string_view folded) {
  std::vector<std::string> all;
  for_each_gram(folded, [&](std::string_view gram, ByteRange where) {
    EXPECT_EQ(folded.substr(where.begin, where.size()), gram);
    all.emplace_back(gram);
  });
  return all;
}

using Grams = std::vector<std::string>;

TEST(Ngrams, ARunGivesItsPairsAndItsLastCharacter) {
  EXPECT_EQ(grams("感染者"), (Grams{"感染", "染者", "者"}));
  EXPECT_EQ(grams("a"), (Grams{"a"}));
  EXPECT_EQ(grams(""), Grams{});
}

TEST(Ngrams, SeparatorsEndARun) {
  EXPECT_EQ(grams("サーバ、pc 9\n。"), (Grams{"サー", "ーバ", "バ", "pc", "c", "9"}));
}

TEST(Ngrams, EveryWordCharacterBeginsExactlyOneGram) {
  test::RandomText random(12);
  const Normalizer normalizer;
  for (int i = 0; i < 500; ++i) {
    const std::string text = normalizer.fold_text(random.text(30));
    std::vector<std::uint32_t> begins;
    for_each_gram(text, [&](std::string_view gram, ByteRange where) {
      begins.push_back(where.begin);
      EXPECT_LE(code_point_count(gram), 2u);
    });
    std::vector<std::uint32_t> expected;
    for (std::size_t pos = 0; pos < text.size();) {
      const auto begin = static_cast<std::uint32_t>(pos);
      if (is_word_char(next_code_point(text, &pos))) expected.push_back(begin);
    }
    EXPECT_EQ(begins, expected) << text;
  }
}

}  // namespace
}  // namespace jirei
