// The mapped tables: their file, the readable sources, and the shipped content.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "dict/error.h"
#include "dict/normalizer.h"
#include "dict/string_map.h"
#include "dict/synonyms.h"
#include "dict/table_source.h"
#include "dict/variants.h"

namespace jirei {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class MapFile {
 public:
  explicit MapFile(const std::string& bytes)
      : path_(std::filesystem::temp_directory_path() / ("jirei-map-" + std::to_string(getpid()))) {
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  ~MapFile() { std::filesystem::remove(path_); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

std::vector<std::string> texts(const std::vector<StringMap::Entry>& entries) {
  std::vector<std::string> out;
  out.reserve(entries.size());
  for (const auto& entry : entries) out.emplace_back(entry.text);
  return out;
}

TEST(StringMap, FindsWhatWasPutIn) {
  StringMapBuilder builder;
  for (int i = 0; i < 1000; ++i) {
    builder.add("鍵" + std::to_string(i), "値" + std::to_string(i),
                static_cast<std::uint8_t>(i % 200));
  }
  builder.add("a", "低", 1);
  builder.add("a", "高", 9);
  builder.add("a", "低", 5);
  const MapFile file(builder.bytes());
  const StringMap map = StringMap::open(file.path());
  EXPECT_EQ(map.size(), 1001U);
  EXPECT_TRUE(map.intact());
  for (int i = 0; i < 1000; ++i) {
    const auto found = map.find("鍵" + std::to_string(i));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].text, "値" + std::to_string(i));
    EXPECT_EQ(found[0].tag, i % 200);
  }
  EXPECT_THAT(texts(map.find("a")), ElementsAre("高", "低"));
  EXPECT_EQ(map.find("a")[1].tag, 5);
  for (const char* absent : {"", "鍵", "鍵1000", "b", "\xff"})
    EXPECT_THAT(map.find(absent), IsEmpty());
}

TEST(StringMap, AnEmptyTableIsATable) {
  const MapFile file(StringMapBuilder().bytes());
  EXPECT_THAT(StringMap::open(file.path()).find("x"), IsEmpty());
}

TEST(StringMap, RefusesFilesThatAreNone) {
  StringMapBuilder builder;
  builder.add("鍵", "値");
  const std::string good = builder.bytes();
  for (std::size_t size = 0; size < good.size(); ++size) {
    const MapFile file(good.substr(0, size));
    EXPECT_THROW(StringMap::open(file.path()), Error) << size;
  }
  EXPECT_THROW(StringMap::open("/nonexistent/map"), Error);
}

TEST(StringMap, NeverReadsOutsideADamagedFile) {
  StringMapBuilder builder;
  for (int i = 0; i < 20; ++i) builder.add("鍵" + std::to_string(i), "値");
  const std::string good = builder.bytes();
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x5a);
    const MapFile file(bad);
    try {
      const StringMap map = StringMap::open(file.path());
      EXPECT_FALSE(at >= 24 && map.intact()) << at;
      for (int i = 0; i < 20; ++i) map.find("鍵" + std::to_string(i));
    } catch (const Error&) {
    }
  }
}

StringMapBuilder synonyms(std::string_view source) {
  StringMapBuilder builder;
  add_synonyms(source, "test.txt", Normalizer(), &builder);
  return builder;
}

TEST(SynonymSource, WeighsNamesWordsAndRelations) {
  const MapFile file(
      synonyms("パソコン, ＰＣ ; 計算機 | 端末 # 注\n身代金 → ランサムウェア | 脅迫\n").bytes());
  const SynonymTable table = SynonymTable::open(file.path());
  const auto of = [&](const char* word) {
    std::string out;
    for (const auto& s : table.of(word)) {
      out += std::string(s.text) + " " + std::to_string(std::lround(s.weight * 100)) + " ";
    }
    return out;
  };
  EXPECT_EQ(of("パソコン"), "pc 95 計算機 80 端末 40 ");
  EXPECT_EQ(of("pc"), "パソコン 95 計算機 80 端末 40 ");
  EXPECT_EQ(of("端末"), "パソコン 40 pc 40 計算機 40 ");
  EXPECT_EQ(of("身代金"), "ランサムウェア 95 脅迫 40 ");
  EXPECT_EQ(of("ランサムウェア"), "");
}

TEST(SynonymSource, TakesTheWeightsThatALineNames) {
  const MapFile file(synonyms("鍵, かぎ\n@weights 60 50\n錠 ; ロック\n").bytes());
  const SynonymTable table = SynonymTable::open(file.path());
  EXPECT_FLOAT_EQ(table.of("鍵").at(0).weight, 0.95F);
  EXPECT_FLOAT_EQ(table.of("錠").at(0).weight, 0.5F);
  for (const char* line : {"@weights 60\n", "@weights 40 50\n", "@weights x 50\n"}) {
    EXPECT_THROW(synonyms(line), Error) << line;
  }
}

TEST(SynonymSource, AnIndexesOwnSynonymsComeFirst) {
  const MapFile file(synonyms("鍵, キー\n錠, ロック\n").bytes());
  SynonymTable table = SynonymTable::open(file.path());
  table.add_own(synonyms("鍵, 合鍵, キー\n基幹, コア\n").bytes());
  EXPECT_EQ(table.of("鍵").size(), 2U) << "キー once";
  EXPECT_EQ(table.of("鍵").at(0).text, "合鍵");
  EXPECT_TRUE(table.knows("基幹") && table.knows("錠"));
  EXPECT_FALSE(table.knows("本"));
  EXPECT_THROW(table.add_own("short"), Error);
}

TEST(SynonymSource, AStarredWordIsFoundButFindsNothing) {
  const MapFile file(synonyms("名簿, 一覧*\n").bytes());
  const SynonymTable table = SynonymTable::open(file.path());
  EXPECT_EQ(table.of("名簿").size(), 1U);
  EXPECT_THAT(table.of("一覧"), IsEmpty());
}

TEST(SynonymSource, NamesTheLineOfAMistake) {
  for (const char* source : {"# 注\n一語\n", "\n→ 右\n", "a\n左 →\n"}) {
    try {
      synonyms(source);
      FAIL() << source;
    } catch (const Error& error) {
      EXPECT_THAT(error.message().en, HasSubstr("test.txt:"));
    }
  }
}

TEST(TableSources, OfOtherBytesThanUtf8NameTheLine) {
  const Normalizer normalizer;
  for (const auto add : {add_variants, add_synonyms}) {
    StringMapBuilder builder;
    try {
      add("サーバ, サーバー\tｻｰﾊﾞ\n# \xE3\x81\n", "table", normalizer, &builder);
      FAIL() << "no error";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_input);
      EXPECT_NE(error.message().en.find("table:2: not UTF-8"), std::string::npos);
    }
  }
}

TEST(RuleVariants, MakesTheOtherSpellingsOfUnknownWords) {
  EXPECT_THAT(rule_variants("レプリケータ"), Contains("レプリケーター"));
  EXPECT_THAT(rule_variants("レプリケーター"), Contains("レプリケータ"));
  EXPECT_THAT(rule_variants("スマートウェアラ"), Contains("スマートウエアラ"));
  EXPECT_THAT(rule_variants("ヴァリデーション"), Contains("バリデーション"));
  EXPECT_THAT(rule_variants("クリア・デスク"), Contains("クリアデスク"));
  EXPECT_THAT(rule_variants("鎌ケ谷"), Contains("鎌ヶ谷"));
  EXPECT_THAT(rule_variants("各各人"), Contains("各々人"));
}

TEST(RuleVariants, LeavesShortWordsAndTheWordItselfOut) {
  EXPECT_THAT(rule_variants("バー"), IsEmpty());
  EXPECT_THAT(rule_variants("コピー"), Not(Contains("コピ")));
  EXPECT_THAT(rule_variants("usb"), IsEmpty());
  for (const char* word : {"ウェブフィルタ", "ティッシュ", "サーバー"}) {
    EXPECT_THAT(rule_variants(word), AllOf(Not(Contains(word)), testing::SizeIs(testing::Le(12U))));
  }
}

class ShippedTables : public testing::Test {
 protected:
  static std::string path(const char* name) {
    return std::string(JIREI_BINARY_DIR "/share/jirei/dict/") + name;
  }
};

TEST_F(ShippedTables, AreIntact) {
  EXPECT_TRUE(VariantTable::open(path("variants.bin")).map().intact());
  EXPECT_TRUE(SynonymTable::open(path("synonyms.bin")).map().intact());
}

TEST_F(ShippedTables, KnowSpellingsBothWays) {
  const VariantTable table = VariantTable::open(path("variants.bin"));
  const std::pair<const char*, const char*> spelled[] = {
      {"ウイルス", "ウィルス"}, {"サーバ", "サーバー"},
      {"漏洩", "漏えい"},       {"取引", "取り引き"},
      {"取組", "取り組み"},     {"取組み", "取り組み"},
      {"持出し", "持ち出し"},   {"引越", "引っ越し"},
      {"打合せ", "打ち合わせ"}, {"ソフトウェア", "ソフトウエア"},
      {"問合せ", "問い合わせ"}, {"なりすまし", "成りすまし"},
      {"申込み", "申し込み"},   {"見積", "見積もり"},
      {"子供", "子ども"}};
  for (const auto& [a, b] : spelled) {
    EXPECT_THAT(table.spellings_of(a), AllOf(Contains(b), Not(Contains(a)))) << a;
    EXPECT_THAT(table.spellings_of(b), Contains(a)) << b;
  }
  for (const char* other : {"落語", "会う", "上手", "", "ない単語"}) {
    EXPECT_THAT(table.spellings_of(other), Not(Contains("ラクゴ"))) << other;
  }
}

TEST_F(ShippedTables, KnowTheFieldsSynonyms) {
  const SynonymTable table = SynonymTable::open(path("synonyms.bin"));
  const std::pair<const char*, const char*> same[] = {{"身代金", "ランサムウェア"},
                                                      {"外注", "委託"},
                                                      {"社員", "従業員"},
                                                      {"パソコン", "pc"},
                                                      {"東北地方", "岩手県"},
                                                      {"backup", "バックアップ"},
                                                      {"password", "パスワード"},
                                                      {"スマホ", "スマートフォン"},
                                                      {"会社", "企業"},
                                                      {"漏えい", "流出"},
                                                      {"退職者", "元社員"},
                                                      {"プライバシーマーク", "pマーク"},
                                                      {"迷惑メール", "スパム"},
                                                      {"脆弱性", "セキュリティホール"}};
  for (const auto& [word, synonym] : same) {
    std::vector<std::string> found;
    for (const auto& s : table.of(word)) {
      found.emplace_back(s.text);
      EXPECT_GT(s.weight, 0);
      EXPECT_LE(s.weight, 1);
    }
    EXPECT_THAT(found, AllOf(Contains(synonym), Not(Contains(word)))) << word;
  }
}

}  // namespace
}  // namespace jirei
