// The published case collection itself, where it stands beside the project.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <sstream>

#include "dict/unicode.h"
#include "reading.h"

namespace jirei {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string shared_folder() {
  const char* named = std::getenv("JIREI_SHARED");
  return named ? named : std::string(JIREI_SOURCE_DIR) + "/../shared";
}

class PublishedReport : public testing::Test {
 protected:
  void SetUp() override {
    const std::string folder = shared_folder() + "/seeds";
    if (!std::filesystem::is_directory(folder)) {
      GTEST_SKIP() << "the published report is not here: " << folder;
    }
    for (const std::string& file : expand_source(folder)) {
      file_ = file;
      read_file(file, shipped_table(), {}, found_);
    }
    ASSERT_TRUE(found_.problems.empty());
    ASSERT_EQ(found_.cases.size(), 68U);
  }

  const CaseRecord& at(std::size_t number) const { return found_.cases.at(number - 1); }

  std::map<std::string, int> counts(const char* facet) const {
    std::map<std::string, int> all;
    for (const CaseRecord& record : found_.cases) {
      const auto* values = record.facet(shipped_table().find(facet)->key);
      if (!values) continue;
      for (const std::string& value : *values) ++all[value];
    }
    return all;
  }

  std::string file_;
  Collected found_;
};

TEST_F(PublishedReport, HasAllIdsPagesAndLabelsInOrder) {
  for (std::size_t i = 1; i <= 68; ++i) {
    const std::string number = std::to_string(i);
    EXPECT_EQ(at(i).id, "jirei-" + std::string(3 - number.size(), '0') + number);
    EXPECT_EQ(at(i).source.case_label, "事例 " + number);
    EXPECT_EQ(at(i).source.page, i);
    if (i > 1) {
      EXPECT_GT(at(i).source.line, at(i - 1).source.line);
    }
  }
}

TEST_F(PublishedReport, TitlesHaveAllTheirPartsAndNoOthers) {
  // Without the words themselves: how many characters, and where phrases part.
  const std::map<std::size_t, std::vector<std::size_t>> phrases = {
      {1, {25, 20}}, {5, {40}},      {8, {69}},  {11, {23, 21}}, {25, {57}}, {34, {24}},
      {38, {27}},    {39, {25, 19}}, {56, {44}}, {62, {22, 54}}, {63, {50}}, {65, {12, 23}}};
  for (const auto& [number, lengths] : phrases) {
    std::vector<std::size_t> actual(1);
    for (const char32_t c : to_utf32(at(number).title)) {
      if (c == U'\u3000') {
        actual.push_back(0);
      } else if (c != U' ') {
        ++actual.back();
      }
    }
    EXPECT_EQ(actual, lengths) << number << ": " << at(number).title;
  }
  for (const CaseRecord& record : found_.cases) {
    EXPECT_THAT(record.title, Not(HasSubstr("業種"))) << record.id;
    EXPECT_THAT(record.title, Not(HasSubstr("所在地"))) << record.id;
  }
}

TEST_F(PublishedReport, FactsAddUp) {
  EXPECT_EQ(counts("業種").at("製造業"), 8);
  EXPECT_EQ(counts("ケース").at("ランサムウェア"), 8);
  EXPECT_EQ(counts("地方").at("関東"), 16);
  const auto prefectures = counts("所在地");
  EXPECT_EQ(prefectures.at("東京都"), 8);
  EXPECT_EQ(prefectures.at("神奈川県"), 2);
  EXPECT_EQ(prefectures.at("栃木県"), 2);
  for (const char* one : {"埼玉県", "千葉県", "群馬県", "茨城県"})
    EXPECT_EQ(prefectures.at(one), 1);
  EXPECT_EQ(prefectures.size(), 47U);
  int recent = 0;
  for (const auto& [year, count] : counts("発生年")) {
    if (year >= "2013" && year <= "2016") recent += count;
  }
  EXPECT_EQ(recent, 16);
  EXPECT_EQ(counts("事故の有無").at("有"), 32);
  EXPECT_EQ(counts("事故の有無").at("無"), 36);
  int sized = 0;
  for (const auto& [size, count] : counts("従業員規模")) sized += count;
  EXPECT_EQ(sized, 68);
  EXPECT_EQ(counts("従業員規模").size(), 5U);
}

TEST_F(PublishedReport, PeculiarCasesAreRight) {
  EXPECT_EQ(facet_of(at(6), "ケース"), "ウイルス感染|ランサムウェア");
  EXPECT_EQ(facet_of(at(7), "発生年"), "");
  EXPECT_EQ(facet_of(at(12), "発生年"), "");
  EXPECT_EQ(facet_of(at(12), "事故の有無"), "有");
  EXPECT_EQ(facet_of(at(34), "業種"), "農林水産業");
  EXPECT_EQ(facet_of(at(38), "業種"), "製造業");
  EXPECT_EQ(facet_of(at(55), "地方"), "近畿");
  EXPECT_THAT(at(66).sections.front().text + at(65).sections.front().text, Not(HasSubstr("事例 ")));
  int prose = 0;  // the line of prose that begins with the name of a fact
  for (const Section& section : at(66).sections) {
    prose += section.text.find("業種ではないが") != std::string::npos;
  }
  EXPECT_EQ(prose, 1);
  ASSERT_EQ(at(46).sections.size(), 4U);
  EXPECT_EQ(at(46).sections.back().heading, "情報セキュリティ管理者の視点");
}

TEST_F(PublishedReport, HasFiveSectionsAfterAnAccidentAndFourWithout) {
  for (const CaseRecord& record : found_.cases) {
    EXPECT_EQ(record.sections.size(), facet_of(record, "事故の有無") == "有" ? 5U : 4U)
        << record.id;
    for (const Section& section : record.sections) {
      EXPECT_FALSE(section.text.empty()) << record.id << section.heading;
      EXPECT_THAT(section.text, Not(HasSubstr("組織的 人的"))) << record.id;
      EXPECT_THAT(section.text, Not(HasSubstr("? "))) << record.id;
    }
  }
}

/// The letters and digits of a text, in order.
std::string word_characters(std::string_view text) {
  std::string out;
  for (const char32_t c : to_utf32(text)) {
    if (is_word_char(c)) append_utf8(&out, c);
  }
  return out;
}

TEST_F(PublishedReport, EveryCharacterOfTheTextsIsThereInOrder) {
  std::ifstream in(file_);
  std::string line;
  std::vector<std::string> texts(1);
  std::vector<std::string> blocks;
  bool in_block = false;
  for (int number = 1; std::getline(in, line); ++number) {
    if (number <= 3) continue;  // front matter
    if (line.starts_with("事例 ") && line.size() < 12) {
      in_block = true;
      blocks.emplace_back();
      texts.emplace_back();
    } else if (in_block && line.find_first_not_of("0123456789") == std::string::npos) {
      in_block = false;
    } else if (in_block) {
      blocks.back() += line;
    } else if (!line.starts_with("組織的 人的 物理的 技術的")) {
      texts[texts.size() - 1] += line;
    }
  }
  ASSERT_EQ(blocks.size(), 68U);
  for (std::size_t i = 0; i < 68; ++i) {
    const CaseRecord& record = found_.cases[i];
    std::string read;
    for (const Section& section : record.sections) read += section.heading + section.text;
    EXPECT_EQ(word_characters(read), word_characters(texts[i])) << record.id;
    EXPECT_THAT(word_characters(blocks[i]), HasSubstr(word_characters(record.title))) << record.id;
  }
}

}  // namespace
}  // namespace jirei
