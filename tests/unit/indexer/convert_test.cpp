#include "indexer/convert.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <random>
#include <sstream>

#include "reading.h"

namespace jirei {
namespace {

using testing::HasSubstr;
using testing::Not;

/// What is the same before and after: everything but where it came from.
void expect_same(const CaseRecord& after, const CaseRecord& before) {
  EXPECT_EQ(after.id, before.id);
  EXPECT_EQ(after.title, before.title);
  EXPECT_EQ(after.facets, before.facets);
  EXPECT_EQ(after.sections, before.sections);
}

Collected convert_and_read(const std::vector<CaseRecord>& records, const char* format) {
  const TemporaryFolder folder;
  const std::string output = folder.file(format == std::string("jsonl") ? "out.jsonl" : "out");
  const auto writer = make_case_writer(format, output, shipped_table(), {});
  for (const CaseRecord& record : records) writer->write(record);
  writer->finish();
  Collected found;
  for (const std::string& file : expand_source(output)) {
    read_file(file, shipped_table(), {}, found);
  }
  return found;
}

std::vector<CaseRecord> sample() {
  return read_path(std::string(JIREI_SOURCE_DIR) + "/tests/fixtures/report-sample.txt").cases;
}

TEST(Convert, AReportBecomesFilesThatReadTheSame) {
  for (const char* format : {"markdown", "jsonl"}) {
    const Collected found = convert_and_read(sample(), format);
    EXPECT_TRUE(found.problems.empty());
    ASSERT_EQ(found.cases.size(), 5U);
    for (std::size_t i = 0; i < 5; ++i) expect_same(found.cases[i], sample()[i]);
  }
}

TEST(Convert, MarkdownIsForPeople) {
  const std::string text =
      to_markdown(without_derived(sample()[1], shipped_table(), {}), shipped_table());
  EXPECT_THAT(text, testing::StartsWith("---\nid: jirei-002\ntitle: 干物店の"));
  EXPECT_THAT(text,
              HasSubstr("\n所在地: 静岡県\n業種: 小売業\n従業員規模: 5名以下\n事故の有無: 有\n"
                        "発生年: 2015\nケース: [不正アクセス, 内部不正]\n---\n\n## 起きたこと\n"));
  EXPECT_THAT(text, Not(HasSubstr("地方")));
  EXPECT_THAT(text, Not(HasSubstr("source")));
}

TEST(Convert, OnlyWhatReadingBringsBackIsLeftOut) {
  CaseRecord record = sample()[0];
  record.facets.push_back({"measures", {"バックアップ", "手で書いた対策"}});
  const auto derive = [](CaseRecord* again) {
    again->facets.push_back({"measures", {"バックアップ", "教育・研修"}});
  };
  const CaseRecord stated = without_derived(record, shipped_table(), derive);
  EXPECT_EQ(facet_of(stated, "対策"), "手で書いた対策");
  EXPECT_EQ(facet_of(stated, "地方"), "");
  CaseRecord homeless;
  homeless.id = "a";
  homeless.facets = {{"region", {"関東"}}};
  EXPECT_EQ(facet_of(without_derived(homeless, shipped_table(), {}), "地方"), "関東");
}

TEST(Convert, TextThatLooksLikeMarkdownOrYamlComesBackAsItWas) {
  CaseRecord record;
  record.id = "a: \"b\" #c";
  record.title = "- 題: \"名\" # [x] {y} 'z' \\ --- | > & * ! % @ ` ,";
  record.facets = {{"industry", {"業:種,[あ]"}}, {"case_type", {"a, b", "null", "~", "- c"}}};
  record.sections = {
      {"",
       "## 見出しではない\n- 箇条ではない\n1. 番号\n---\n***\n> 引用\n```\n~~~\n| 表 |\n<br>\n"
       "\\<br>\nC:\\Windows\\*\\\n行末の\\\n&#35; &amp;\n   字下げ  \n\t\n\n\n　全角字下げ\n・点"},
      {"", ""},
      {"# ## 見出し ##\\", "\n"},
      {"空の節", ""},
      {"x", std::string("制御\0\x01\x7F\x0B文字", 16)},
  };
  shipped_table().complete(&record);
  for (const char* format : {"markdown", "jsonl"}) {
    const Collected found = convert_and_read({record}, format);
    ASSERT_TRUE(found.problems.empty()) << format << found.problems[0].reason.en;
    ASSERT_EQ(found.cases.size(), 1U);
    expect_same(found.cases[0], record);
  }
}

class RandomRecords {
 public:
  explicit RandomRecords(unsigned seed) : random_(seed) {}

  /// A record as readers deliver them: whatever JSON can say, read back.
  CaseRecord next(int number) {
    CaseRecord record;
    record.id = "r" + std::to_string(number) + text(3);
    record.title = text(12);
    const std::size_t sections = pick(4);
    for (std::size_t i = 0; i < sections; ++i) record.sections.push_back({text(4), text(40)});
    record.sections.push_back({"見出し", "文" + text(6)});
    record.facets = {{"industry", {"業" + text(3)}},
                     {"case_type", {"ケ" + text(3), "ー" + text(2)}}};
    return record;
  }

 private:
  std::size_t pick(std::size_t count) { return random_() % count; }

  std::string text(std::size_t longest) {
    static const std::vector<std::string> pieces = {
        "#",      "##",     "-",       "- ",
        "*",      "+ ",     "1. ",     "---",
        "```",    "~~~",    "|",       "<br>",
        ">",      "\\",     "\\\\",    "&#",
        "&#32;",  ":",      ": ",      " #",
        "\"",     "'",      "[",       "]",
        "{",      "}",      ",",       "?",
        "!",      "@",      "`",       "%",
        " ",      "  ",     "\t",      "　",
        "\n",     "\n",     "\n\n",    "漢字",
        "かな",   "カナ",   "abc",     "12",
        "。",     "・",     "\u00A0",  "\u2028",
        "\u0085", "\uFEFF", "e\u0301", "👨‍👩‍👧",
        "𠮷",     "\x01",   "\x7F",    "ﾊﾝｶｸ",
        "null",   "~",      "...",     "_"};
    std::string out;
    for (std::size_t i = pick(longest + 1); i > 0; --i) out += pieces[pick(pieces.size())];
    return out;
  }

  std::mt19937 random_;
};

TEST(Convert, RandomRecordsComeBackTheSame) {
  RandomRecords random(20240711);
  std::string lines;
  for (int i = 0; i < 3000; ++i) lines += to_json(random.next(i), shipped_table()) + "\n";
  // What the first reader refuses (control characters in ids and values) is no case.
  const std::vector<CaseRecord> records = read_bytes("in.jsonl", lines).cases;
  ASSERT_GT(records.size(), 500U);
  for (const CaseRecord& record : records) {
    const Collected found = read_bytes(
        "x.md", to_markdown(without_derived(record, shipped_table(), {}), shipped_table()));
    ASSERT_TRUE(found.problems.empty())
        << to_json(record, shipped_table()) << found.problems[0].reason.en;
    expect_same(found.cases.at(0), record);
    if (testing::Test::HasFailure()) FAIL() << to_json(record, shipped_table());
  }
  const Collected again = convert_and_read(records, "jsonl");
  ASSERT_EQ(again.cases.size(), records.size());
  for (std::size_t i = 0; i < records.size(); ++i) expect_same(again.cases[i], records[i]);
}

TEST(Convert, FileNamesStayInsideTheFolder) {
  EXPECT_EQ(safe_file_name("jirei-001"), "jirei-001");
  EXPECT_EQ(safe_file_name("事例_1.b"), "事例_1.b");
  EXPECT_EQ(safe_file_name("../../etc/passwd"), "%2e.%2f..%2fetc%2fpasswd");
  EXPECT_EQ(safe_file_name(".."), "%2e.");
  EXPECT_EQ(safe_file_name("a b%"), "a%20b%25");
  const std::string longest(150, '/');
  EXPECT_LE(safe_file_name(longest).size(), 200U);
  EXPECT_NE(safe_file_name(longest), safe_file_name(longest + "x"));
  CaseRecord record = sample()[0];
  record.id = "../outside";
  const Collected found = convert_and_read({record}, "markdown");
  EXPECT_EQ(found.cases.at(0).id, "../outside");
}

TEST(Convert, NothingIsOverwrittenAndDuplicatesAreRefused) {
  const TemporaryFolder folder;
  const CaseRecord record = sample()[0];
  make_case_writer("markdown", folder.path(), shipped_table(), {})->write(record);
  EXPECT_THROW(make_case_writer("markdown", folder.path(), shipped_table(), {})->write(record),
               Error);
  const auto writer = make_case_writer("jsonl", folder.file("x.jsonl"), shipped_table(), {});
  writer->write(record);
  EXPECT_THROW(writer->write(record), Error);
  EXPECT_THROW(make_case_writer("xml", folder.path(), shipped_table(), {}), Error);
  write_file(folder.file("file"), "");
  EXPECT_THROW(make_case_writer("markdown", folder.file("file"), shipped_table(), {}), Error);
}

TEST(Convert, AnUnfinishedFileReplacesNothing) {
  const TemporaryFolder folder;
  write_file(folder.file("x.jsonl"), "old");
  make_case_writer("jsonl", folder.file("x.jsonl"), shipped_table(), {})->write(sample()[0]);
  std::ifstream in(folder.file("x.jsonl"));
  std::string content;
  in >> content;
  EXPECT_EQ(content, "old");
  EXPECT_FALSE(std::filesystem::exists(folder.file("x.jsonl.unfinished")));
}

}  // namespace
}  // namespace jirei
