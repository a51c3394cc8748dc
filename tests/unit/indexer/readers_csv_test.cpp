#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dict/unicode.h"
#include "indexer/readers/encoding.h"
#include "reading.h"

namespace jirei {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Collected read(std::string_view bytes, const std::string& encoding = "") {
  return read_bytes("cases.csv", bytes, encoding);
}

// 「id,題名,ケース,経緯」「a,漏えい～表,紛失;ウイルス感染,ソフト①を表示」 as a Japanese spreadsheet
// saves it.
constexpr std::string_view kCp932 =
    "id,\x91\xE8\x96\xBC,\x83\x50\x81\x5B\x83\x58,\x8C\x6F\x88\xDC\r\n"
    "a,\x98\x52\x82\xA6\x82\xA2\x81\x60\x95\x5C,\x95\xB4\x8E\xB8;"
    "\x83\x45\x83\x43\x83\x8B\x83\x58\x8A\xB4\x90\xF5,\x83\x5C\x83\x74\x83\x67\x87\x40\x82\xF0\x95"
    "\x5C\x8E\xA6\r\n";

TEST(Csv, ReadsRowsWithQuotesLineBreaksAndColumnsAsSections) {
  const Collected found = read(
      "\xEF\xBB\xBFid,題名,所在地,発生年,ケース,本文,経緯\r\n"
      "a,\"題, \"\"名\"\"\",東京,平成27年,紛失;内部不正,文,\"一行\r\n二行\"\r\n"
      ",,,,,,\r\n"
      "b,二,,,,,\r\n");
  ASSERT_TRUE(found.problems.empty());
  ASSERT_EQ(found.cases.size(), 2U);
  const CaseRecord& record = found.cases[0];
  EXPECT_EQ(record.title, "題, \"名\"");
  EXPECT_EQ(facet_of(record, "所在地"), "東京都");
  EXPECT_EQ(facet_of(record, "発生年"), "2015");
  EXPECT_EQ(facet_of(record, "ケース"), "内部不正|紛失");
  EXPECT_THAT(record.sections, ElementsAre(Section{"", "文"}, Section{"経緯", "一行\n二行"}));
  EXPECT_EQ(found.cases[1].source.line, 5U);
}

TEST(Csv, RecognizesCp932AsWindowsWritesIt) {
  for (const char* encoding : {"", "cp932", "Shift_JIS", "windows-31j"}) {
    const Collected found = read(kCp932, encoding);
    ASSERT_TRUE(found.problems.empty()) << encoding;
    ASSERT_EQ(found.cases.size(), 1U) << encoding;
    EXPECT_EQ(found.cases[0].title, "漏えい～表");
    EXPECT_EQ(facet_of(found.cases[0], "ケース"), "ウイルス感染|紛失");
    EXPECT_THAT(found.cases[0].sections, ElementsAre(Section{"経緯", "ソフト①を表示"}));
  }
}

TEST(Csv, ReadsTabsSepLinesAndUtf16) {
  const Collected tabs = read("id\t題名\na\tい, ろ\n");
  EXPECT_EQ(tabs.cases.at(0).title, "い, ろ");
  const Collected sep = read("sep=;\r\nid;題名\r\na;い, ろ\r\n");
  EXPECT_EQ(sep.cases.at(0).title, "い, ろ");
  std::string utf16 = "\xFF\xFE";
  for (const char32_t c : to_utf32("id,題名\na,漏えい\n")) {
    utf16.push_back(static_cast<char>(c & 0xFFU));
    utf16.push_back(static_cast<char>(c >> 8U));
  }
  EXPECT_EQ(read(utf16).cases.at(0).title, "漏えい");
}

TEST(Csv, ADamagedRowIsOneProblemAndNoMojibake) {
  const Collected utf8 = read("id,題名\na,前の行\nb,\xE6\xBC\x8F\xE3\x81\nc,後の行\n");
  EXPECT_EQ(utf8.cases.size(), 2U);
  ASSERT_EQ(utf8.problems.size(), 1U);
  EXPECT_EQ(utf8.problems[0].line, 3U);
  EXPECT_EQ(utf8.problems[0].case_id, "b");
  const Collected cp932 =
      read(std::string(kCp932) + "b,\x82\xFF,,\r\n" + "c,\x95\x5C,,\r\n", "cp932");
  EXPECT_EQ(cp932.cases.size(), 2U);
  ASSERT_EQ(cp932.problems.size(), 1U);
  EXPECT_EQ(cp932.problems[0].line, 3U);
}

TEST(Csv, OtherEncodingsAreReadOrRefusedNeverGuessedWrong) {
  // EUC-JP: 題名 / 漏えいの経緯
  const Collected euc =
      read("id,\xC2\xEA\xCC\xBE\na,\xCF\xB3\xA4\xA8\xA4\xA4\xA4\xCE\xB7\xD0\xB0\xDE\n");
  ASSERT_EQ(euc.cases.size(), 1U);
  EXPECT_EQ(euc.cases[0].title, "漏えいの経緯");
  const Collected latin = read("id,title\na,caf\xE9t\xE9ria r\xE9sum\xE9\n");
  EXPECT_TRUE(latin.cases.empty());
  ASSERT_EQ(latin.problems.size(), 1U);
  EXPECT_THAT(latin.problems[0].hint.en, HasSubstr("--encoding"));
  EXPECT_THROW(read("id,title\n", "klingon"), Error);
}

struct Bad {
  const char* row;
  const char* reason;
};

TEST(Csv, EveryBrokenRowIsReportedAndTheOthersStay) {
  const Bad broken[] = {{"x,\"開いたまま", "never closed"},
                        {"x,\"a\"b", "behind a closing quote"},
                        {"x", "1 columns where the header has 2"},
                        {"x,y,z", "3 columns"},
                        {",題", "no id"},
                        {"x,", "neither a title nor a text"}};
  for (const Bad& bad : broken) {
    const Collected found = read("id,題名\na,前\n" + std::string(bad.row) + "\nb,後\n");
    EXPECT_EQ(found.cases.size(), 2U) << bad.row;
    ASSERT_EQ(found.problems.size(), 1U) << bad.row;
    EXPECT_EQ(found.problems[0].line, 3U) << bad.row;
    EXPECT_THAT(found.problems[0].reason.en, HasSubstr(bad.reason)) << bad.row;
    EXPECT_FALSE(found.problems[0].hint.ja.empty()) << bad.row;
  }
}

TEST(Csv, AFileWithoutAUsableHeaderIsReportedOnce) {
  for (const char* text :
       {"", "題名\nい\n", "id,題名,題名\na,b,c\n", "id,業種,industry\na,b,c\n"}) {
    const Collected found = read(text);
    EXPECT_TRUE(found.cases.empty()) << text;
    EXPECT_EQ(found.problems.size(), 1U) << text;
  }
}

TEST(Encoding, DecodesStrictlyAndKnowsItsNames) {
  EXPECT_EQ(parse_encoding("SJIS"), Encoding::cp932);
  EXPECT_EQ(parse_encoding("UTF-8"), Encoding::utf8);
  EXPECT_EQ(decode("\x81\x60\x81\x7C\x5C\x7E", Encoding::cp932), "～－\\~");
  EXPECT_EQ(decode("\x81", Encoding::cp932), std::nullopt);
  EXPECT_EQ(decode("\xFF", Encoding::utf8), std::nullopt);
  EXPECT_EQ(detect_encoding("plain"), Encoding::utf8);
}

}  // namespace
}  // namespace jirei
