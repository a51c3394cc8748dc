#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reading.h"

namespace jirei {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Collected read(std::string_view text) { return read_bytes("case.md", text); }

std::vector<Section> sections(const std::string& body) {
  const Collected found = read("---\nid: a\ntitle: 題\n---\n" + body);
  EXPECT_TRUE(found.problems.empty());
  return found.cases.empty() ? std::vector<Section>{} : found.cases[0].sections;
}

TEST(Markdown, ReadsFrontMatterAndSections) {
  const Collected found = read(
      "\xEF\xBB\xBF---\r\nid: c-1\r\ntitle: \"題: 名\"\r\n所在地: 栃木県\r\n従業員規模: 51~100 "
      "名\r\n発生年: 2013\r\n"
      "ケース: [ウイルス感染, 内部不正]\r\n業種:\r\n備考: "
      "知らない項目\r\n---\r\n\r\n前書き\r\n\r\n## 見出し ##\r\n\r\n一文目。\r\n");
  ASSERT_TRUE(found.problems.empty());
  const CaseRecord& record = found.cases.at(0);
  EXPECT_EQ(record.id, "c-1");
  EXPECT_EQ(record.title, "題: 名");
  EXPECT_EQ(facet_of(record, "地方"), "関東");
  EXPECT_EQ(facet_of(record, "従業員規模"), "51～100名");
  EXPECT_EQ(facet_of(record, "ケース"), "ウイルス感染|内部不正");
  EXPECT_EQ(facet_of(record, "業種"), "");
  EXPECT_THAT(record.sections, ElementsAre(Section{"", "前書き"}, Section{"見出し", "一文目。"}));
}

TEST(Markdown, JoinsTheLinesOfAParagraphTheJapaneseWay) {
  EXPECT_THAT(sections("## h\n途中で\n折れた文。\n\n別の段落 with a\nbroken English\nline。\n"),
              ElementsAre(Section{"h", "途中で折れた文。\n別の段落 with a broken English line。"}));
  EXPECT_THAT(sections("IT を使う。USB\nメモリ。Wi-\nFi\n"),
              ElementsAre(Section{"", "IT を使う。USB メモリ。Wi-Fi"}));
  EXPECT_THAT(sections("ITを使う。USB\nメモリ\n"), ElementsAre(Section{"", "ITを使う。USBメモリ"}));
}

TEST(Markdown, BulletsRowsAndNumbersStandOnLinesOfTheirOwn) {
  EXPECT_THAT(
      sections("- 一つ\n  目\n* 二つ目\n+ 三つ目\n1. 四つ目\n・五つ目\n|a|b|\n|c|d|\n"),
      ElementsAre(Section{"", "一つ目\n二つ目\n三つ目\n1. 四つ目\n・五つ目\n|a|b|\n|c|d|"}));
  EXPECT_THAT(sections("```\n## 見出しではない\n  字下げ\n```\n### 小見出し\n本文\n"),
              ElementsAre(Section{"", "## 見出しではない\n  字下げ\n小見出し\n本文"}));
  EXPECT_THAT(sections("一行目\\\n二行目  \n三行目\n\n---\n四\n"),
              ElementsAre(Section{"", "一行目\n二行目\n三行目\n四"}));
}

TEST(Markdown, WithoutFrontMatterTheHeadingIsTheTitleAndTheFileNameTheId) {
  const Collected found = read("# 題名\n\n本文\n\n## 節\n\n文\n");
  ASSERT_EQ(found.cases.size(), 1U);
  EXPECT_EQ(found.cases[0].id, "case");
  EXPECT_EQ(found.cases[0].title, "題名");
  EXPECT_THAT(found.cases[0].sections, ElementsAre(Section{"", "本文"}, Section{"節", "文"}));
}

struct Bad {
  const char* text;
  std::uint32_t line;
  const char* reason;
};

TEST(Markdown, EveryBrokenFileIsReportedWithItsLine) {
  const Bad broken[] = {
      {"---\nid: a\ntitle: x\n", 1, "not closed"},
      {"---\nid: a\ntitle: 題: 名\n---\n文\n", 3, "broken front matter"},
      {"---\nid: a\n所在地: [東京都\n---\n文\n", 4, "broken front matter"},
      {"---\n- a\n---\n文\n", 2, "no map"},
      {"---\nid: a\ntitle: [x]\n---\n文\n", 3, "must be a text"},
      {"---\nid: a\nケース: [[x]]\n---\n文\n", 3, "must be a text"},
      {"---\nid: a\nid: b\n---\n文\n", 3, "given twice"},
      {"---\nid: a\n発生年: 20l3\n---\n文\n", 3, "not a number"},
      {"---\nid: a\n---\n\n## 見出しだけ\n", 1, "neither a title nor a text"},
      {"", 1, "neither a title nor a text"},
      {"---\nid: a\ntitle: x\n---\n文\n\xFF\n", 6, "invalid UTF-8"},
  };
  for (const Bad& bad : broken) {
    const Collected found = read(bad.text);
    EXPECT_TRUE(found.cases.empty()) << bad.text;
    ASSERT_EQ(found.problems.size(), 1U) << bad.text;
    EXPECT_EQ(found.problems[0].line, bad.line) << bad.text;
    EXPECT_THAT(found.problems[0].reason.en, HasSubstr(bad.reason)) << bad.text;
    EXPECT_FALSE(found.problems[0].hint.ja.empty()) << bad.text;
    EXPECT_FALSE(found.problems[0].case_id.empty()) << bad.text;
  }
}

TEST(Markdown, BrokenBytesStillNameTheCase) {
  EXPECT_EQ(read("---\nid: a-9\ntitle: \xFF\n---\n").problems.at(0).case_id, "a-9");
}

TEST(Markdown, EscapesOfFrontMatterComeAsUtf8) {
  const Collected found =
      read("---\nid: a\ntitle: \"題\\_名\\N\"\nケース: [\"甲\\_乙\"]\n---\n文\n");
  ASSERT_EQ(found.cases.size(), 1U);
  EXPECT_EQ(found.cases[0].title.find("\uFFFD"), std::string::npos) << found.cases[0].title;
  EXPECT_TRUE(found.cases[0].title.starts_with("題\u00A0名")) << found.cases[0].title;
  for (const FacetValues& facet : found.cases[0].facets) {
    for (const std::string& value : facet.values) {
      EXPECT_EQ(value.find("\uFFFD"), std::string::npos) << value;
    }
  }
  EXPECT_EQ(found.cases[0].facets.size(), 1U);
}

TEST(Markdown, AliasesAndDepthInFrontMatterDoNotBlowUp) {
  std::string bomb = "---\nid: a\ntitle: t\na: &a [x,x,x,x,x,x,x,x,x,x]\n";
  for (char c = 'b'; c <= 'z'; ++c) {
    const std::string before(1, static_cast<char>(c - 1));
    bomb += std::string(1, c) + ": &" + c + " [";
    for (int i = 0; i < 10; ++i) bomb += (i == 0 ? "*" : ",*") + before;
    bomb += "]\n";
  }
  EXPECT_EQ(read(bomb + "ケース: *z\n---\n文\n").problems.size(), 1U);
  EXPECT_EQ(read("---\nid: " + std::string(200'000, '[') + "\n---\n文\n").problems.size(), 1U);
  EXPECT_EQ(read("---\nid: " + std::string(50'000, '{') + "\n---\n文\n").problems.size(), 1U);
}

TEST(Markdown, ShippedCasesAreAllReadable) {
  Collected found;
  for (const std::string& file : expand_source(std::string(JIREI_SOURCE_DIR) + "/data/cases")) {
    read_file(file, shipped_table(), {}, found);
  }
  EXPECT_TRUE(found.problems.empty());
  EXPECT_GE(found.cases.size(), 68U);
  for (const CaseRecord& record : found.cases) {
    EXPECT_FALSE(record.title.empty()) << record.id;
    EXPECT_GE(record.sections.size(), 3U) << record.id;
    EXPECT_FALSE(facet_of(record, "地方").empty()) << record.id;
    for (const Section& section : record.sections) {
      EXPECT_THAT(section.text, testing::Not(HasSubstr("\n- "))) << record.id;
    }
  }
}

}  // namespace
}  // namespace jirei
