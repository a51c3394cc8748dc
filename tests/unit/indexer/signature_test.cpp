// Signatures of long cases: never wrong about what a case holds, seldom about what it does not.
#include "indexer/signature.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "dict/normalizer.h"
#include "dict/unicode.h"
#include "tests/unit/dict/random_text.h"

namespace jirei {
namespace {

std::string signature_of(std::string_view text) {
  std::string out;
  append_signature(&out, std::array{text});
  return out;
}

std::string folded_text(test::RandomText* random, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += random->text(50);
  return Normalizer().fold_text(text);
}

TEST(Signature, HoldsEveryPieceOfItsText) {
  test::RandomText random(1);
  for (int round = 0; round < 5; ++round) {
    const std::string text = folded_text(&random, 6000);
    const std::string signature = signature_of(text);
    const std::u32string wide = to_utf32(text);
    for (std::size_t size = 1; size < 12; ++size) {
      for (std::size_t begin = 0; begin + size <= wide.size(); begin += 3) {
        const std::string piece = to_utf8(std::u32string_view(wide).substr(begin, size));
        ASSERT_TRUE(may_hold(signature, triple_keys(piece))) << piece;
      }
    }
  }
}

TEST(Signature, RefusesMostStringsThatTheTextDoesNotHold) {
  std::string text;
  for (char32_t c = U'一'; text.size() < 60000; ++c) append_utf8(&text, c);
  const std::string signature = signature_of(text);
  std::size_t held = 0;
  for (char32_t c = U'一'; c < U'一' + 1000; ++c) {
    std::string foreign;
    for (const char32_t part : {c, char32_t{c + 2}, char32_t{c + 1}}) append_utf8(&foreign, part);
    held += may_hold(signature, triple_keys(foreign)) ? 1 : 0;
  }
  EXPECT_LT(held, 400U);  // of 1,000 that share none; twice the triples of ordinary text a byte
}

TEST(Signature, OfAShortTextIsEmptyAndRefusesNothing) {
  const std::string signature = signature_of("短い事例の本文");
  EXPECT_TRUE(signature.empty());
  EXPECT_TRUE(may_hold(signature, triple_keys("ランサムウェア")));
}

TEST(Signature, TakesATwelfthOfTheText) {
  test::RandomText random(2);
  const std::string text = folded_text(&random, 120000);
  EXPECT_NEAR(static_cast<double>(signature_of(text).size()), static_cast<double>(text.size()) / 12,
              64);
}

TEST(Signature, TriplesDoNotReachAcrossPunctuation) {
  EXPECT_TRUE(triple_keys("感染。被害").empty());
  EXPECT_EQ(triple_keys("感染被害").size(), 2U);
  EXPECT_TRUE(triple_keys("").empty());
}

}  // namespace
}  // namespace jirei
