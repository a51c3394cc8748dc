#include "dict/normalizer.h"

#include <gtest/gtest.h>

#include "tests/unit/dict/random_text.h"

namespace jirei {
namespace {

std::string fold(std::string_view text) { return Normalizer().fold_text(text); }

std::string source_of(std::string_view source, std::string_view part) {
  const FoldedText folded = Normalizer().fold(source);
  const auto at = folded.text.find(part);
  if (at == std::string::npos) return "(not found)";
  const ByteRange range = folded.map.to_source(
      {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + part.size())});
  return std::string(source.substr(range.begin, range.size()));
}

TEST(Normalizer, WidthAndCaseDoNotMatter) {
  EXPECT_EQ(fold("ＵＳＢ"), "usb");
  EXPECT_EQ(fold("ｳｲﾙｽ"), "ウイルス");
  EXPECT_EQ(fold("ｶﾞｷﾞ"), "ガギ");
  EXPECT_EQ(fold("㍿①Ⅲ㌔"), "株式会社1iiiキロ");
}

TEST(Normalizer, VoicingMarksAreComposedNeverStripped) {
  EXPECT_EQ(fold("か\u3099"), "が");
  EXPECT_EQ(fold("ハ\u309A"), "パ");
  EXPECT_EQ(fold("か゛"), "が") << "the spacing mark is a space and a mark in NFKC";
  EXPECT_NE(fold("まず"), fold("ます"));
}

TEST(Normalizer, DashesAfterKatakanaAreLongVowels) {
  for (const char* dash : {"-", "‐", "‑", "‒", "–", "—", "―", "−", "－", "ｰ", "─"}) {
    EXPECT_EQ(fold(std::string("サ") + dash + "バ" + dash), "サーバー") << dash;
  }
  EXPECT_EQ(fold("ら―めん"), "らーめん");
}

TEST(Normalizer, DashesBetweenDigitsAreHyphens) {
  for (const char* dash : {"-", "‐", "–", "—", "―", "−", "－", "ー", "ｰ"}) {
    EXPECT_EQ(fold(std::string("03") + dash + "1234"), "03-1234") << dash;
  }
}

TEST(Normalizer, DashesBesideOneDigitAreNoHyphens) {
  EXPECT_EQ(fold("3ード"), "3ード");
  EXPECT_EQ(fold("第3―部"), "第3―部");
  EXPECT_EQ(fold("計―3"), "計―3");
}

TEST(Normalizer, OtherDashesStay) {
  EXPECT_EQ(fold("東京―大阪"), "東京―大阪");
  EXPECT_EQ(fold("サーバ――これ"), "サーバ――これ") << "a double dash is punctuation";
  EXPECT_EQ(fold("サーバー-室"), "サーバー-室");
  EXPECT_EQ(fold("サーバ-1"), "サーバ-1");
  EXPECT_EQ(fold("e‐mail"), "e-mail");
}

TEST(Normalizer, SpacesBesideJapaneseGoOthersBecomeOne) {
  EXPECT_EQ(fold("ＵＳＢ メモリ"), "usbメモリ");
  EXPECT_EQ(fold("第　三　章"), "第三章");
  EXPECT_EQ(fold("Windows \t Update"), "windows update");
  EXPECT_EQ(fold("  a  "), "a");
  EXPECT_EQ(fold("　始まり\n　続き  \n"), "始まり\n続き\n");
  EXPECT_EQ(fold("a ( 株 )"), "a (株)");
}

TEST(Normalizer, LineFeedsStayAndControlCharactersGo) {
  EXPECT_EQ(fold("a\r\nb\rc\n\nd"), "a\nb\nc\n\nd");
  EXPECT_EQ(fold("a\u2028b\fc"), "a\nb\nc");
  EXPECT_EQ(fold(std::string_view("a\0b\x01\x7F"
                                  "c",
                                  6)),
            "abc");
  EXPECT_EQ(fold("a\uFEFF\u200Bb\u00ADc"), "abc");
}

TEST(Normalizer, EveryPieceKnowsItsSource) {
  EXPECT_EQ(source_of("ＵＳＢ メモリ", "usb"), "ＵＳＢ");
  EXPECT_EQ(source_of("ＵＳＢ メモリ", "メモリ"), "メモリ");
  EXPECT_EQ(source_of("ＵＳＢ メモリ", "bメ"), "Ｂ メ");
  EXPECT_EQ(source_of("㍿アクセス", "会社"), "㍿");
  EXPECT_EQ(source_of("㍿アクセス", "アクセス"), "アクセス");
  EXPECT_EQ(source_of("ｶﾞﾗｽの", "ガ"), "ｶﾞ");
  EXPECT_EQ(source_of("か゛た", "が"), "か゛");
  EXPECT_EQ(source_of("  漢字  ", "漢字"), "漢字");
}

TEST(Normalizer, FoldedTextKeepsItsFormOnASecondFolding) {
  test::RandomText random(4);
  const Normalizer normalizer;
  for (int i = 0; i < 5000; ++i) {
    const std::string source = random.text(1 + random.below(12));
    const FoldedText once = normalizer.fold(source);
    EXPECT_EQ(normalizer.fold_text(source), once.text);
    const FoldedText twice = normalizer.fold(once.text);
    ASSERT_EQ(twice.text, once.text) << "source: " << source;
    EXPECT_EQ(find_invalid_utf8(once.text), std::string_view::npos);
  }
}

TEST(Normalizer, SpansOfTheMapFitTogether) {
  test::RandomText random(5);
  const Normalizer normalizer;
  for (int i = 0; i < 2000; ++i) {
    const std::string source = random.text(1 + random.below(12));
    const FoldedText folded = normalizer.fold(source);
    ByteRange before{0, 0};
    ByteRange after{0, 0};
    const auto unchanged_between = [&](std::uint32_t s, std::uint32_t t) {
      ASSERT_EQ(s - before.end, t - after.end) << source;
      EXPECT_EQ(source.substr(before.end, s - before.end),
                folded.text.substr(after.end, t - after.end));
    };
    for (const auto& span : folded.map.spans()) {
      unchanged_between(span.source.begin, span.target.begin);
      EXPECT_TRUE(test::on_boundary(source, span.source.begin));
      EXPECT_TRUE(test::on_boundary(source, span.source.end));
      EXPECT_TRUE(test::on_boundary(folded.text, span.target.begin));
      EXPECT_TRUE(test::on_boundary(folded.text, span.target.end));
      before = span.source;
      after = span.target;
    }
    unchanged_between(static_cast<std::uint32_t>(source.size()),
                      static_cast<std::uint32_t>(folded.text.size()));
  }
}

TEST(Normalizer, AnEmptyTextIsFoldedToAnEmptyText) {
  EXPECT_EQ(fold(""), "");
  EXPECT_EQ(fold(" \t　"), "");
}

}  // namespace
}  // namespace jirei
