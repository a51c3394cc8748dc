#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "indexer/readers/line_joiner.h"
#include "indexer/readers/report.h"
#include "reading.h"

namespace jirei {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Collected read(std::string_view text) {
  Collected found;
  read_report_text(text, "report.txt", shipped_table(), found);
  return found;
}

std::string sample_text() {
  std::ifstream in(std::string(JIREI_SOURCE_DIR) + "/tests/fixtures/report-sample.txt");
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

const Collected& sample() {
  static const Collected found = read(sample_text());
  return found;
}

std::vector<std::string> headings(const CaseRecord& record) {
  std::vector<std::string> all;
  for (const Section& section : record.sections) all.push_back(section.heading);
  return all;
}

TEST(Report, GivesEveryCaseItsIdPlaceAndLabel) {
  ASSERT_TRUE(sample().problems.empty());
  ASSERT_EQ(sample().cases.size(), 5U);
  EXPECT_EQ(sample().cases[0].id, "jirei-001");
  EXPECT_EQ(sample().cases[4].id, "jirei-005");
  EXPECT_EQ(sample().cases[0].source, (SourceRef{"report.txt", 4, 1, "事例 1"}));
  EXPECT_EQ(sample().cases[1].source.page, 2U);
  EXPECT_EQ(sample().cases[4].source.page, 5U);
}

TEST(Report, TitlesAreWholeWhereverTheirPartsStand) {
  EXPECT_EQ(sample().cases[0].title,
            "身代金を求める画面で図面が開けなくなる　紙の台帳と毎晩の控えで立ち直った玩具工房");
  EXPECT_EQ(sample().cases[1].title,
            "干物店の通信販売の書き換えと名簿の持ち出しをきっかけに、鍵の替え方を一から見直し、"
            "客の信用を取り戻すまでの半年の記録");
  EXPECT_EQ(sample().cases[2].title, "置き忘れを責めずに仕組みで備える");
  EXPECT_EQ(sample().cases[4].title, "湯を守るように帳面を守る宿");
}

TEST(Report, FactsBecomeFacets) {
  const auto& cases = sample().cases;
  EXPECT_EQ(facet_of(cases[0], "所在地"), "長野県");
  EXPECT_EQ(facet_of(cases[0], "地方"), "中部");
  EXPECT_EQ(facet_of(cases[0], "従業員規模"), "6～20名");
  EXPECT_EQ(facet_of(cases[0], "事故の有無"), "有");
  EXPECT_EQ(facet_of(cases[0], "発生年"), "2019");
  EXPECT_EQ(facet_of(cases[1], "発生年"), "2015");
  EXPECT_EQ(facet_of(cases[1], "ケース"), "不正アクセス|内部不正");
  EXPECT_EQ(facet_of(cases[2], "業種"), "建設業");
  EXPECT_EQ(facet_of(cases[2], "発生年"), "");
  EXPECT_EQ(facet_of(cases[2], "事故の有無"), "有");
  EXPECT_EQ(facet_of(cases[3], "事故の有無"), "無");
  EXPECT_EQ(facet_of(cases[3], "ケース"), "");
  EXPECT_EQ(facet_of(cases[4], "発生年"), "");
}

TEST(Report, HeadingsAreToldFromBulletsAlsoWhereTheyStandOnce) {
  EXPECT_THAT(headings(sample().cases[0]),
              ElementsAre("起きたこと", "なぜ防げなかったか", "そのあとの工夫", "社長のことば"));
  EXPECT_THAT(headings(sample().cases[2]),
              ElementsAre("起きたこと", "なぜ防げなかったか", "そのあとの工夫", "番頭のことば"));
  EXPECT_THAT(headings(sample().cases[3]),
              ElementsAre("始めたわけ", "していること", "社長のことば"));
}

TEST(Report, LinesAreJoinedAndBulletsAndParagraphsKept) {
  const auto& first = sample().cases[0].sections;
  EXPECT_THAT(first[0].text, HasSubstr("注文を受けるパソコンの画面が真っ赤になり"));
  EXPECT_THAT(
      first[1].text,
      "更新の知らせを「あとで」と押し続けていた。\n控えを取る係が決まっておらず、USB メモリに"
      "写した古い控えが一つ残っていただけであった。しかも誰がいつ写したものか分からなかった。");
  const auto& second = sample().cases[1].sections;
  EXPECT_THAT(second[1].text, HasSubstr("CMS（Contents Management System）の更新も二年"));
  EXPECT_THAT(second[1].text, HasSubstr("Windows Server Update Services の動く機械"));
  for (const CaseRecord& record : sample().cases) {
    for (const Section& section : record.sections) {
      EXPECT_THAT(section.text, Not(HasSubstr("組織的"))) << record.id;
      EXPECT_THAT(section.text, Not(HasSubstr("見本"))) << record.id;
      EXPECT_THAT(section.text, Not(testing::StartsWith("?"))) << record.id;
    }
  }
}

TEST(Report, ProseThatBeginsLikeAFactIsProse) {
  EXPECT_THAT(sample().cases[1].sections[0].text, HasSubstr("業種の違う店の話は"));
  EXPECT_THAT(sample().cases[1].sections[0].text, HasSubstr("ケースに入れて鍵を"));
  const Collected found = read(
      "? 経緯\n業種 という言葉で始まる文である。\n事例 9\nと呼ばれた出来事であった。\n"
      "事例 1\n所在地 東京都\n題\n業種 卸売業\n");
  ASSERT_EQ(found.cases.size(), 1U);
  EXPECT_EQ(found.cases[0].sections.at(0).text,
            "業種 という言葉で始まる文である。事例 9 と呼ばれた出来事であった。");
  EXPECT_EQ(facet_of(found.cases[0], "業種"), "卸売業");
}

TEST(Report, CarriageReturnsAndByteOrderMarksChangeNothing) {
  std::string text = "\xEF\xBB\xBF";
  for (const char c : sample_text()) {
    if (c == '\n') text.push_back('\r');
    text.push_back(c);
  }
  const Collected found = read(text + "\r\n");
  ASSERT_EQ(found.cases.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(found.cases[i].title, sample().cases[i].title);
    EXPECT_EQ(found.cases[i].sections, sample().cases[i].sections);
    EXPECT_EQ(found.cases[i].source, sample().cases[i].source);
  }
}

TEST(Report, PageNumbersMayStandAtTheFootOrOnSheets) {
  const std::string block = "事例 1\n所在地 東京都\n題\n業種 卸売業\n事故の有無 無\n";
  const std::string second =
      "? 経緯\n次の文。\n事例 2\n所在地 東京都\n題\n業種 卸売業\n事故の有無 無\n";
  const Collected foot = read("? 経緯\n文。\n" + block + "12\n" + second + "13\n");
  ASSERT_EQ(foot.cases.size(), 2U);
  EXPECT_EQ(foot.cases[0].source.page, 12U);
  EXPECT_EQ(foot.cases[1].source.page, 13U);
  const Collected sheets = read("表紙\n\f? 経緯\n文。\n" + block + "7\n\f" + second + "8\n\f");
  ASSERT_EQ(sheets.cases.size(), 2U);
  EXPECT_EQ(sheets.cases[0].source.page, 7U);
  EXPECT_EQ(sheets.cases[1].source.page, 8U);
  EXPECT_EQ(sheets.cases[1].sections.at(0).text, "次の文。");
  const Collected bare = read("表紙\n\f? 経緯\n文。\n" + block + "\f" + second);
  EXPECT_EQ(bare.cases.at(0).source.page, 2U);
  EXPECT_EQ(bare.cases.at(1).source.page, 3U);
}

TEST(Report, OtherMarksAndOtherFactsWorkToo) {
  const Collected found = read(
      "■ 経過\n• 一つ目の出来事があった。\n• 二つ目の出来事があった。\n■ 対応\n文。\n"
      "事例 12\n所在地：東京都\n題名\n業種：宇宙業\n従業員規模：1,000名\nケース：誤送信、紛失\n");
  ASSERT_EQ(found.cases.size(), 1U);
  const CaseRecord& record = found.cases[0];
  EXPECT_EQ(record.id, "jirei-012");
  EXPECT_EQ(facet_of(record, "業種"), "宇宙業");
  EXPECT_EQ(facet_of(record, "従業員規模"), "1,000名");
  EXPECT_EQ(facet_of(record, "ケース"), "紛失|誤送信");
  EXPECT_THAT(headings(record), ElementsAre("経過", "対応"));
  EXPECT_EQ(record.sections[0].text, "一つ目の出来事があった。\n二つ目の出来事があった。");
}

TEST(Report, ABrokenByteCostsOneCase) {
  std::string text = sample_text();
  const std::size_t at = text.find("見覚え");
  text[at] = '\xFF';
  const Collected found = read(text);
  EXPECT_EQ(found.cases.size(), 4U);
  ASSERT_EQ(found.problems.size(), 1U);
  EXPECT_EQ(found.problems[0].line, 30U);
  EXPECT_EQ(found.problems[0].case_id, "jirei-002");
  EXPECT_THAT(found.problems[0].reason.en, HasSubstr("invalid UTF-8"));
}

TEST(Report, WhatIsNoReportIsSaid) {
  for (const char* text : {"", "ただの文章。\n", "? 見出し\n文。\n", "事例 1\nただの文章\n"}) {
    const Collected found = read(text);
    EXPECT_TRUE(found.cases.empty()) << text;
    ASSERT_EQ(found.problems.size(), 1U) << text;
    EXPECT_THAT(found.problems[0].reason.en, HasSubstr("not a report")) << text;
  }
  const Collected broken = read("\x82\xA0\x82\xA2\n");
  EXPECT_THAT(broken.problems.at(0).reason.en, HasSubstr("invalid UTF-8"));
}

TEST(Report, ACaseWithoutItsBlockIsReported) {
  const std::string text = sample_text();
  const Collected found = read(text.substr(0, text.find("事例 5")));
  EXPECT_EQ(found.cases.size(), 4U);
  ASSERT_EQ(found.problems.size(), 1U);
  EXPECT_EQ(found.problems[0].line, 95U);
}

TEST(Report, AnyCutOfAReportIsReadWithoutHarm) {
  const std::string text = sample_text();
  for (std::size_t end = 0; end < text.size(); end += 7) {
    const Collected found = read(text.substr(0, end));
    EXPECT_LE(found.cases.size(), 5U);
    EXPECT_FALSE(found.cases.empty() && found.problems.empty());
  }
}

TEST(LineJoiner, PutsSpacesOnlyWhereTheDocumentDoes) {
  const auto joined = [](std::string a, std::string_view b, bool spaced) {
    join_line(&a, b, JoinStyle{spaced});
    return a;
  };
  EXPECT_EQ(joined("情報セキュ", "リティ", true), "情報セキュリティ");
  EXPECT_EQ(joined("Device", "Management", false), "Device Management");
  EXPECT_EQ(joined("Wi-", "Fi", true), "Wi-Fi");
  EXPECT_EQ(joined("(Contents", "Management)", true), "(Contents Management)");
  EXPECT_EQ(joined("TCP/", "IP", true), "TCP/IP");
  EXPECT_EQ(joined("USB", "メモリ", true), "USB メモリ");
  EXPECT_EQ(joined("USB", "メモリ", false), "USBメモリ");
  EXPECT_EQ(joined("文。", "USB", true), "文。USB");
  EXPECT_EQ(joined("５", "年", true), "５年");
  EXPECT_EQ(joined("", "年", true), "年");
  EXPECT_TRUE(learn_join_style("USB メモリと PC を使うPC").space_beside_japanese);
  EXPECT_FALSE(learn_join_style("USBメモリとPC を使う").space_beside_japanese);
}

}  // namespace
}  // namespace jirei
