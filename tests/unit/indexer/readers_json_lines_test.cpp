#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "indexer/limits.h"
#include "reading.h"

namespace jirei {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Collected read(std::string_view lines) { return read_bytes("cases.jsonl", lines); }

TEST(JsonLines, ReadsACaseWithSectionsAndFacets) {
  const Collected found =
      read(R"({"id":"a-1","title":"題","facets":{"業種":"製造業","発生年":2015},)"
           R"("所在地":["東京"],"ケース":["内部不正","ウィルス感染"],"著者":"無視される",)"
           R"("sections":[{"heading":"見出し","text":"一行\n二行","extra":[{}]},"地の文"]})"
           "\n");
  ASSERT_TRUE(found.problems.empty());
  ASSERT_EQ(found.cases.size(), 1U);
  const CaseRecord& record = found.cases[0];
  EXPECT_EQ(record.id, "a-1");
  EXPECT_EQ(record.title, "題");
  EXPECT_EQ(facet_of(record, "地方"), "関東");
  EXPECT_EQ(facet_of(record, "発生年"), "2015");
  EXPECT_EQ(facet_of(record, "ケース"), "ウイルス感染|内部不正");
  EXPECT_THAT(record.sections, ElementsAre(Section{"見出し", "一行\n二行"}, Section{"", "地の文"}));
  EXPECT_EQ(record.source.line, 1U);
}

TEST(JsonLines, TakesABodyANumericIdAndEitherLineEnd) {
  const Collected found = read(
      "\xEF\xBB\xBF{\"id\":12,\"body\":\"本文\\r\\n次\"}\r\n\r\n"
      "{\"id\":\"b\",\"title\":\"題だけ\"}");
  ASSERT_TRUE(found.problems.empty());
  ASSERT_EQ(found.cases.size(), 2U);
  EXPECT_EQ(found.cases[0].id, "12");
  EXPECT_THAT(found.cases[0].sections, ElementsAre(Section{"", "本文\n次"}));
  EXPECT_EQ(found.cases[1].source.line, 3U);
}

TEST(JsonLines, UnknownYearsAreLeftEmptyAndWrongOnesReported) {
  const Collected found = read(
      "{\"id\":1,\"title\":\"a\",\"発生年\":\"数年前\"}\n"
      "{\"id\":2,\"title\":\"a\",\"発生年\":null}\n"
      "{\"id\":3,\"title\":\"a\",\"発生年\":\"20l3\"}\n");
  EXPECT_EQ(found.cases.size(), 2U);
  EXPECT_EQ(facet_of(found.cases[0], "発生年"), "");
  ASSERT_EQ(found.problems.size(), 1U);
  EXPECT_EQ(found.problems[0].line, 3U);
  EXPECT_EQ(found.problems[0].case_id, "3");
}

struct Bad {
  const char* json;
  const char* reason;
};

TEST(JsonLines, EveryBrokenCaseIsReportedAndTheOthersStay) {
  const Bad broken[] = {
      {R"({"id":"x","title":)", "broken JSON"},
      {R"({"id":"x","title":"a"} {"id":"y"})", "broken JSON"},
      {R"(["id"])", "not a JSON object"},
      {"42", "not a JSON object"},
      {R"({"title":"a"})", "no id"},
      {R"({"id":"","title":"a"})", "id is empty"},
      {R"({"id":"a\nb","title":"a"})", "control character"},
      {R"({"id":"x"})", "neither a title nor a text"},
      {R"({"id":"x","title":" ","sections":[{"heading":"h","text":"　\n "}]})", "neither a title"},
      {R"({"id":"x","title":5})", "wrong kind of value for title"},
      {R"({"id":{},"title":"a"})", "wrong kind of value for id"},
      {R"({"id":"x","sections":{"heading":"a"}})", "wrong kind of value for sections"},
      {R"({"id":"x","sections":[[1]]})", "wrong kind"},
      {R"({"id":"x","facets":{"業腫":"a"},"title":"a"})", "unknown facet: 業腫"},
      {R"({"id":"x","title":"a","title":"b"})", "key given twice"},
      {R"({"id":"x","title":"\ud800"})", "broken JSON"},
      {"{\"id\":\"x\",\"title\":\"\xE3\x81\"}", "invalid UTF-8"},
  };
  for (const Bad& bad : broken) {
    const Collected found = read("{\"id\":1,\"title\":\"前\"}\n" + std::string(bad.json) +
                                 "\n{\"id\":2,\"title\":\"後\"}\n");
    EXPECT_EQ(found.cases.size(), 2U) << bad.json;
    ASSERT_EQ(found.problems.size(), 1U) << bad.json;
    EXPECT_EQ(found.problems[0].line, 2U) << bad.json;
    EXPECT_THAT(found.problems[0].reason.en, HasSubstr(bad.reason)) << bad.json;
    EXPECT_FALSE(found.problems[0].reason.ja.empty());
    EXPECT_FALSE(found.problems[0].hint.ja.empty());
    EXPECT_FALSE(found.problems[0].hint.en.empty());
  }
}

TEST(JsonLines, AProblemNamesItsCaseWhereTheIdCanBeRead) {
  EXPECT_EQ(read("{\"id\":\"x\",\"title\":\"\xFF\"}").problems.at(0).case_id, "x");
  EXPECT_EQ(read("{\"id\":\"x\",\"title\":").problems.at(0).case_id, "x");
}

TEST(JsonLines, DeepAndWideNestingIsRefusedOrPassedOver) {
  const Collected deep = read("{\"id\":1,\"title\":\"a\",\"x\":" + std::string(2'000'000, '['));
  ASSERT_EQ(deep.problems.size(), 1U);
  EXPECT_THAT(deep.problems[0].reason.en, HasSubstr("nested deeper"));
  std::string wide = "{\"id\":1,\"title\":\"a\",\"x\":[";
  for (int i = 0; i < 500'000; ++i) wide += i == 0 ? "[]" : ",[]";
  const Collected passed = read(wide + "]}");
  EXPECT_EQ(passed.cases.size(), 1U);
}

TEST(JsonLines, LimitsAreReported) {
  std::string many = "{\"id\":1,\"sections\":[";
  for (std::size_t i = 0; i <= limits::kSections; ++i) many += i == 0 ? "\"a\"" : ",\"a\"";
  EXPECT_THAT(read(many + "]}").problems.at(0).reason.en, HasSubstr("number of sections"));
  std::string values = "{\"id\":1,\"title\":\"a\",\"ケース\":[";
  for (std::size_t i = 0; i <= limits::kFacetValues; ++i) {
    values += (i == 0 ? "\"v" : ",\"v") + std::to_string(i) + "\"";
  }
  EXPECT_THAT(read(values + "]}").problems.at(0).reason.en, HasSubstr("number of facet values"));
  const std::string id(limits::kIdBytes + 1, 'x');
  EXPECT_THAT(read("{\"id\":\"" + id + "\",\"title\":\"a\"}").problems.at(0).reason.en,
              HasSubstr("longer than"));
}

/// Gives a long line without holding it, then a good one.
class LongLine : public std::streambuf {
 public:
  explicit LongLine(std::size_t length) : left_(length), chunk_(1 << 16, 'x') {}

 protected:
  int_type underflow() override {
    if (left_ > 0) {
      const std::size_t size = std::min(left_, chunk_.size());
      left_ -= size;
      setg(chunk_.data(), chunk_.data(), chunk_.data() + size);
    } else if (!ended_) {
      ended_ = true;
      setg(tail_.data(), tail_.data(), tail_.data() + tail_.size());
    } else {
      return traits_type::eof();
    }
    return traits_type::to_int_type(*gptr());
  }

 private:
  std::size_t left_;
  std::string chunk_;
  std::string tail_ = "\n{\"id\":1,\"title\":\"後\"}\n";
  bool ended_ = false;
};

TEST(JsonLines, ALineBeyondTheLimitIsPassedOver) {
  LongLine buffer(limits::kCaseBytes + 10);
  std::istream in(&buffer);
  Collected found;
  read_json_lines(in, "-", shipped_table(), found);
  ASSERT_EQ(found.problems.size(), 1U);
  EXPECT_EQ(found.problems[0].line, 1U);
  ASSERT_EQ(found.cases.size(), 1U);
  EXPECT_EQ(found.cases[0].source.line, 2U);
}

TEST(JsonLines, PrintedCasesReadBackTheSame) {
  const Collected first = read(
      R"({"id":"a","title":"題 \"引用\"","所在地":"大阪","発生年":2015,"sections":[{"heading":"h","text":"x\u0000y\n\n z"}]})");
  ASSERT_EQ(first.cases.size(), 1U);
  const Collected second = read(to_json(first.cases[0], shipped_table()));
  ASSERT_EQ(second.cases.size(), 1U);
  EXPECT_EQ(second.cases[0].title, first.cases[0].title);
  EXPECT_EQ(second.cases[0].facets, first.cases[0].facets);
  EXPECT_EQ(second.cases[0].sections, first.cases[0].sections);
}

TEST(JsonLines, RecordIsPrintedAsTheContractSays) {
  const Collected found =
      read(R"({"id":"a","title":"題","所在地":"大阪府","発生年":2015,"body":"文"})");
  CaseRecord record = found.cases.at(0);
  record.source = {"report.txt", 112, 4, "事例 4"};
  EXPECT_EQ(
      to_json(record, shipped_table()),
      R"({"id":"a","title":"題","facets":{"地方":["近畿"],"所在地":["大阪府"],"発生年":[2015]},)"
      R"("sections":[{"heading":"","text":"文"}],)"
      R"("source":{"file":"report.txt","line":112,"page":4,"case":"事例 4"}})");
}

}  // namespace
}  // namespace jirei
