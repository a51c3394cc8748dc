#include "dict/user_dictionary.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "dict/analyzer.h"
#include "dict/error.h"
#include "dict/resources.h"
#include "dict/string_map.h"

namespace jirei {
namespace {

namespace fs = std::filesystem;

class UserDictionaryTest : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  UserDictionaryReport compile(const std::string& list) {
    std::ofstream(source_) << list;
    return compile_user_dictionary(source_.string(), output_.string());
  }

  std::string first_token(std::string_view text) {
    const Analyzer analyzer(AnalyzerSpec{find_system_dictionary(), {output_.string()}});
    const AnalyzedText analyzed = Analyzer::Session(analyzer).analyze(text);
    return std::string(analyzed.tokens.at(0).surface) + "/" +
           std::string(analyzed.tokens.at(0).reading);
  }

  fs::path folder_ =
      fs::path(testing::TempDir()) /
      ("jirei_terms_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
  fs::path source_ = folder_ / "terms.tsv";
  fs::path output_ = folder_ / "out" / "terms.dic";
};

TEST_F(UserDictionaryTest, MakesATermOneTokenWithItsReading) {
  const auto report = compile(
      "# 一覧\n耐量子暗号\tたいりょうしあんごう\nＺＴＮＡゲートウェイ # 半角で読む\n\n会社\n");
  EXPECT_EQ(report.terms, 3u);
  EXPECT_EQ(report.entries, 2u) << "会社 is known already";
  EXPECT_EQ(first_token("耐量子暗号への移行"), "耐量子暗号/タイリョウシアンゴウ");
  EXPECT_EQ(first_token("ztnaゲートウェイを導入した。"), "ztnaゲートウェイ/");
  EXPECT_FALSE(fs::exists(output_.string() + ".csv") || fs::exists(output_.string() + ".new"));
}

TEST_F(UserDictionaryTest, GivesTheReadingOfTheDictionaryWhereNoneIsTyped) {
  compile("特権管理基盤\n");
  EXPECT_EQ(first_token("特権管理基盤"), "特権管理基盤/トッケンカンリキバン");
}

TEST_F(UserDictionaryTest, TellsFileAndLineOfAMistake) {
  try {
    compile("量子鍵配送\n耐量子暗号\tkana\n");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_input);
    EXPECT_NE(error.message().en.find("terms.tsv:2:"), std::string::npos) << error.what();
  }
  EXPECT_THROW(compile("\xE3\x81\n"), Error);
  EXPECT_THROW(compile(""), Error) << "nothing to compile";
  EXPECT_THROW(compile_user_dictionary((folder_ / "none").string(), output_.string()), Error);
}

TEST_F(UserDictionaryTest, TakesSynonymsFromTheThirdColumn) {
  const auto report = compile(
      "耐量子暗号\tたいりょうしあんごう\tPQC ; ポスト量子暗号 | 暗号\n会社\t\t当社\n量子鍵配送\n");
  EXPECT_EQ(report.entries, 2u);
  const std::vector<std::string> sources{source_.string()};
  const StringMap map = StringMap::from_bytes(user_synonyms(sources), "test");
  EXPECT_EQ(map.find("耐量子暗号").size(), 2U) << "暗号 is a part of it";
  EXPECT_EQ(map.find("pqc").size(), 3U);
  EXPECT_EQ(map.find("当社").at(0).text, "会社");
  EXPECT_TRUE(map.find("量子鍵配送").empty());
}

TEST_F(UserDictionaryTest, AListOfSynonymsAloneNeedsNoDictionary) {
  EXPECT_EQ(compile("会社\t\t当社\n").entries, 0u);
  EXPECT_FALSE(fs::exists(output_));
}

TEST_F(UserDictionaryTest, TellsFileAndLineOfAMistakeInSynonyms) {
  compile("量子鍵配送\n会社\t\t|\n");
  try {
    const std::vector<std::string> sources{source_.string()};
    static_cast<void>(user_synonyms(sources));
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_NE(error.message().en.find("terms.tsv:2"), std::string::npos) << error.what();
  }
}

TEST_F(UserDictionaryTest, AFailureLeavesTheOldDictionary) {
  compile("耐量子暗号\n");
  EXPECT_THROW(compile("耐量子暗号\tkana\n"), Error);
  EXPECT_EQ(first_token("耐量子暗号").substr(0, 15), "耐量子暗号");
}

TEST(Resources, AreFoundBesideTheProgramOrNamedWhenMissing) {
  EXPECT_TRUE(fs::exists(find_resource("user.dic")));
  EXPECT_EQ(find_resource_or_empty("no-such-table"), "");
  try {
    find_resource("no-such-table");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::dictionary);
    EXPECT_NE(error.message().ja.find("no-such-table"), std::string::npos);
    EXPECT_NE(error.message().ja.find("share/jirei/dict"), std::string::npos);
  }
}

TEST(Resources, TheVariableWins) {
  ASSERT_EQ(setenv("JIREI_DICT_DIR", "/nonexistent", 1), 0);
  EXPECT_EQ(find_resource_or_empty("user.dic"), "");
  unsetenv("JIREI_DICT_DIR");
}

}  // namespace
}  // namespace jirei
