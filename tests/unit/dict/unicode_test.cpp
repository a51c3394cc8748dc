#include "dict/unicode.h"

#include <gtest/gtest.h>

#include "tests/unit/dict/random_text.h"

namespace jirei {
namespace {

TEST(Unicode, ValidTextHasNoInvalidByte) {
  test::RandomText random(1);
  for (int i = 0; i < 200; ++i) {
    const std::string text = random.text(20);
    EXPECT_EQ(find_invalid_utf8(text), std::string_view::npos) << text;
    EXPECT_EQ(replace_invalid_utf8(text), text);
    EXPECT_EQ(to_utf8(to_utf32(text)), text);
    EXPECT_EQ(code_point_count(text), to_utf32(text).size());
  }
}

TEST(Unicode, InvalidSequencesAreFoundWhereTheyBegin) {
  EXPECT_EQ(find_invalid_utf8("あ\xE3\x81"), 3u) << "cut short";
  EXPECT_EQ(find_invalid_utf8("a\xC0\xAF"), 1u) << "overlong";
  EXPECT_EQ(find_invalid_utf8("\xE0\x80\x80"), 0u) << "overlong";
  EXPECT_EQ(find_invalid_utf8("\xF0\x80\x80\x80"), 0u) << "overlong";
  EXPECT_EQ(find_invalid_utf8("あ\xED\xA0\x80"), 3u) << "surrogate";
  EXPECT_EQ(find_invalid_utf8("\xF4\x90\x80\x80"), 0u) << "above U+10FFFF";
  EXPECT_EQ(find_invalid_utf8("\xFF"), 0u);
  EXPECT_EQ(find_invalid_utf8("\x80"), 0u);
  EXPECT_EQ(find_invalid_utf8("\x8E\x9E\x97\xE1"), 0u) << "Shift_JIS";
  EXPECT_EQ(find_invalid_utf8(""), std::string_view::npos);
}

TEST(Unicode, ARunOfInvalidBytesBecomesOneReplacementCharacter) {
  EXPECT_EQ(replace_invalid_utf8("あ\xFF\xFEい\x80"), "あ\uFFFDい\uFFFD");
}

TEST(Unicode, DecodingNeverReadsBeyondTheTextAndAlwaysMovesOn) {
  test::RandomText random(2);
  for (int i = 0; i < 2000; ++i) {
    std::string bytes;
    for (std::uint32_t n = random.below(6) + 1; n > 0; --n) {
      bytes.push_back(static_cast<char>(random.below(256)));
    }
    const std::string exact(bytes);  // the sanitizer guards its end
    for (std::size_t pos = 0; pos < exact.size();) {
      const std::size_t before = pos;
      next_code_point(exact, &pos);
      ASSERT_GT(pos, before);
      ASSERT_LE(pos, exact.size());
    }
  }
}

TEST(Unicode, OffsetsOfCodePoints) {
  EXPECT_EQ(byte_offset("aあ𠮟b", 0), 0u);
  EXPECT_EQ(byte_offset("aあ𠮟b", 1), 1u);
  EXPECT_EQ(byte_offset("aあ𠮟b", 2), 4u);
  EXPECT_EQ(byte_offset("aあ𠮟b", 3), 8u);
  EXPECT_EQ(byte_offset("aあ𠮟b", 9), 9u);
}

TEST(Unicode, CharacterClasses) {
  EXPECT_TRUE(is_hiragana(U'ん') && is_hiragana(U'ゝ') && !is_hiragana(U'ア'));
  EXPECT_TRUE(is_katakana(U'ー') && is_katakana(U'ヴ') && is_katakana(U'ヽ') &&
              !is_katakana(U'・'));
  EXPECT_TRUE(is_kanji(U'漢') && is_kanji(U'々') && is_kanji(U'〇') && is_kanji(U'〆'));
  EXPECT_TRUE(is_kanji(U'𠮟') && is_kanji(U'㐂') && !is_kanji(U'가') && !is_kanji(U'、'));
  EXPECT_TRUE(is_latin_or_digit(U'a') && is_latin_or_digit(U'9') && is_latin_or_digit(U'é'));
  EXPECT_FALSE(is_latin_or_digit(U'あ') || is_latin_or_digit(U'-') || is_latin_or_digit(U'漢'));
  for (const char32_t c : std::u32string_view(U"aZ9あアー漢々〇ゝゞヽヾé٣𠮟\u3099")) {
    EXPECT_TRUE(is_word_char(c)) << static_cast<std::uint32_t>(c);
  }
  for (const char32_t c : std::u32string_view(U" 、。「」・-_()〜—…😀\n\0", 16)) {
    EXPECT_FALSE(is_word_char(c)) << static_cast<std::uint32_t>(c);
  }
  EXPECT_TRUE(is_space(U' ') && is_space(U'\u3000') && is_space(U'\n') && is_space(U'\u00A0'));
  EXPECT_FALSE(is_space(U'\u200B') || is_space(U'あ'));
}

}  // namespace
}  // namespace jirei
