#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "dict/analyzer.h"
#include "dict/error.h"
#include "dict/measures.h"

namespace jirei {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Measures : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    setenv("JIREI_DICT_DIR", JIREI_BINARY_DIR "/share/jirei/dict", 0);
    analyzer_ = std::make_unique<Analyzer>(default_analyzer_spec());
    table_ = std::make_unique<MeasureTable>(
        MeasureTable::open(JIREI_SOURCE_DIR "/dict/tables/measures.txt"));
  }
  static void TearDownTestSuite() {
    analyzer_.reset();
    table_.reset();
  }

  static std::vector<std::string> in(const std::string& text, std::string_view heading = {}) {
    Analyzer::Session session(*analyzer_);
    return table_->measures_in(session.analyze(text), heading);
  }

  static inline std::unique_ptr<Analyzer> analyzer_;
  static inline std::unique_ptr<MeasureTable> table_;
};

TEST_F(Measures, AreReadFromWhatWasDone) {
  EXPECT_THAT(in("重要なデータを毎日バックアップしている。"), ElementsAre("バックアップ"));
  EXPECT_THAT(in("全社員を集めて年に一度、研修を開いた。"), Contains("教育・研修"));
  EXPECT_THAT(in("すべての端末にウイルス対策ソフトを入れた。"), Contains("ウイルス対策ソフト"));
  EXPECT_THAT(in("USBメモリの持ち出しは台帳で管理する。"), Contains("持ち出し管理"));
  EXPECT_THAT(in("サーバ室は施錠し、入退室を記録している。"), Contains("入退室・施錠"));
  EXPECT_THAT(in("ＩＳＭＳの認証を取得した。"), Contains("認証取得(ISMS・Pマーク)"));
}

TEST_F(Measures, AreNotReadFromWhatWasMissing) {
  for (const char* text :
       {"バックアップを取っていなかった。", "バックアップは行っておらず、復旧できなかった。",
        "ウイルス対策ソフトを導入していない。", "ウイルス対策ソフトは未導入だった。",
        "暗号化やバックアップなどの対策をしていなかった。", "社員への研修を実施したことはない。",
        "バックアップの取得を怠った。"}) {
    EXPECT_THAT(in(text), IsEmpty()) << text;
  }
}

TEST_F(Measures, AreNotReadFromPlansAndWishes) {
  for (const char* text : {"バックアップを検討中である。", "今後はUTMを導入する。",
                           "ログを取得する予定である。", "従業員に研修を行いたい。",
                           "データの暗号化が必要だ。", "プライバシーマークの取得を目指している。",
                           "資産管理ソフトを入れて、操作ログを管理することを検討している。"}) {
    EXPECT_THAT(in(text), IsEmpty()) << text;
  }
}

TEST_F(Measures, SurviveNegationsOfSomethingElse) {
  EXPECT_THAT(in("バックアップがあったため、被害はなかった。"), Contains("バックアップ"));
  EXPECT_THAT(in("バックアップだけでなく暗号化も行う。"), ElementsAre("バックアップ", "暗号化"));
  EXPECT_THAT(in("情報を持ち出さないルールを徹底している。"), Contains("持ち出し管理"));
  EXPECT_THAT(in("必ず施錠し、関係者以外は入れない。"), Contains("入退室・施錠"));
}

TEST_F(Measures, DoneInOneClauseAndPlannedInTheNext) {
  EXPECT_THAT(in("バックアップは取っているが、暗号化は検討中である。"),
              ElementsAre("バックアップ"));
  EXPECT_THAT(in("バックアップを取り、今後は暗号化も行いたい。"), ElementsAre("バックアップ"));
}

TEST_F(Measures, AreNotReadUnderCausesAndOutlooks) {
  const std::string text = "ウイルス対策ソフトを入れていた。";
  EXPECT_THAT(in(text, "事故の要因"), IsEmpty());
  EXPECT_THAT(in(text, "経営者の視点"), IsEmpty());
  EXPECT_THAT(in(text, "主な取り組み内容"), ElementsAre("ウイルス対策ソフト"));
}

TEST_F(Measures, AnAttackersEncryptionIsNone) {
  EXPECT_THAT(in("ランサムウェアに感染し、ファイルが暗号化された。"), IsEmpty());
}

TEST_F(Measures, NothingComesOfNothing) {
  EXPECT_THAT(in(""), IsEmpty());
  EXPECT_THAT(in("。、\n"), IsEmpty());
}

TEST_F(Measures, EvidenceLiesInsideTheText) {
  Analyzer::Session session(*analyzer_);
  const AnalyzedText text = session.analyze("施錠し、バックアップを取る。\n研修を毎年行う。");
  const auto found = table_->evidence(text);
  ASSERT_FALSE(found.empty());
  for (const auto& evidence : found) {
    EXPECT_LT(evidence.measure, table_->names().size());
    EXPECT_LT(evidence.range.begin, evidence.range.end);
    EXPECT_LE(evidence.range.end, text.folded.text.size());
  }
}

TEST(MeasureSource, NamesTheLineOfAMistake) {
  for (const char* source : {"型\n", "@unknown\n", "[名\n", "[名]\n… 語\n", "[名]\n語 …\n",
                             "[名]\n\x01\n", "@planned\n\x01\n"}) {
    try {
      MeasureTable::parse(source, "m.txt");
      FAIL() << source;
    } catch (const Error& error) {
      EXPECT_THAT(error.message().en, HasSubstr("m.txt:")) << source;
    }
  }
}

TEST(MeasureSource, EqualContentsHaveEqualFingerprints) {
  EXPECT_EQ(MeasureTable::parse("[a]\nx\n", "1").fingerprint(),
            MeasureTable::parse("[a]\nx\n", "2").fingerprint());
  EXPECT_NE(MeasureTable::parse("[a]\nx\n", "1").fingerprint(),
            MeasureTable::parse("[a]\ny\n", "1").fingerprint());
}

}  // namespace
}  // namespace jirei
