#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <sstream>

#include "fake_environment.h"
#include "sample_answer.h"
#include "searcher/batch.h"
#include "searcher/output.h"
#include "searcher/run.h"

namespace jirei::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

/// Answers every query with the sample, queries of "nothing" with nothing, "bad" with an error.
class FakeAnswerer : public Answerer {
 public:
  Answer search(const Request& request) override {
    last = request;
    if (request.query == "bad") throw Error(ErrorCode::limit, {"長すぎます。", "too long."});
    Answer answer = sample_answer();
    answer.query = request.query;
    if (request.query == "nothing") answer = {};
    if (request.limit == 0) answer.hits.clear();
    answer.parse = "(word \"x\x1b\")";
    return answer;
  }
  ShownCase show(std::string_view id, const Request&) override {
    ShownCase shown;
    shown.record = {std::string(id), "題", {}, {{"見出し", "本文"}}, {}};
    return shown;
  }
  Answer similar(std::string_view, const Request&) override { return sample_answer(); }
  std::vector<Completion> complete(std::string_view prefix, std::size_t) override {
    if (prefix == "x") return {};
    return {{"バックアップ", 12, ""}, {"製造業", 4, "業種"}};
  }
  std::string analyze(std::string_view text) override { return std::string(text) + "\n"; }
  const FacetTable& facet_table() const override { return table_; }

  Request last;

 private:
  FacetTable table_ = sample_table();
};

struct Outcome {
  int status = -1;
  std::string out, err;
};

Outcome run_with(const std::vector<std::string>& arguments, const std::string& input = {}) {
  FakeAnswerer answerer;
  std::istringstream in(input);
  std::ostringstream out, err;
  const SearchOptions options = parse_options(arguments, fake_environment({}));
  const int status = run(options, answerer, {}, {in, out, err});
  return {status, out.str(), err.str()};
}

TEST(Run, StatusSaysWhetherAnythingWasFound) {
  EXPECT_EQ(run_with({"語"}).status, 0);
  EXPECT_EQ(run_with({"nothing"}).status, 1);
  EXPECT_EQ(run_with({"--limit", "0", "語"}).status, 0);
  EXPECT_EQ(run_with({"--limit", "0", "nothing"}).status, 1);
  EXPECT_EQ(run_with({"--complete", "バ"}).status, 0);
  EXPECT_EQ(run_with({"--complete", "x"}).status, 1);
}

TEST(Run, JsonIsPrintedEvenWhenNothingIsFound) {
  const Outcome outcome = run_with({"--format", "json", "nothing"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(json::parse(outcome.out)["total"], 0);
}

TEST(Run, WarningsGoToStandardErrorUnlessTheFormatCarriesThem) {
  EXPECT_THAT(run_with({"語"}).err, HasSubstr("unclosed quote"));
  EXPECT_EQ(run_with({"--format", "json", "語"}).err, "");
}

TEST(Run, AStageOfTheQueryCanBePrintedAlone) {
  EXPECT_EQ(run_with({"--explain=parse", "語"}).out, "(word \"x␛\")\n");
}

TEST(Run, ShowPrintsCasesAndRefusesTables) {
  EXPECT_THAT(run_with({"--show", "a,b"}).out, HasSubstr("本文"));
  std::istringstream lines(run_with({"--show", "a,b", "--format", "json"}).out);
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(json::parse(line)["id"], "a");
  EXPECT_THROW(run_with({"--show", "a", "--format", "csv"}), Error);
  EXPECT_THROW(run_with({"--show", ","}), Error);
}

TEST(Run, CompletionsAsTextWordsAndJson) {
  EXPECT_EQ(run_with({"--complete", "バ"}).out,
            "バックアップ      12\n製造業             4  業種\n");
  EXPECT_EQ(run_with({"--complete", "バ", "--format", "ids"}).out, "バックアップ\n製造業\n");
  const json answer = json::parse(run_with({"--complete", "バ", "--format", "json"}).out);
  EXPECT_EQ(answer["completions"][1]["facet"], "業種");
  EXPECT_TRUE(answer["completions"][0]["facet"].is_null());
}

TEST(Run, QueriesMustBeUtf8) {
  EXPECT_THROW(run_with({"\x83\x65"}), Error);
  EXPECT_THROW(run_with({"--analyze", "\xff"}), Error);
}

TEST(Batch, LinesCarryTheirIdOrTheirNumber) {
  EXPECT_EQ(parse_batch_line("q7\t語 句", 3).query_id, "q7");
  EXPECT_EQ(parse_batch_line("q7\t語 句", 3).query, "語 句");
  EXPECT_EQ(parse_batch_line("語 句", 3).query_id, "3");
  EXPECT_EQ(parse_batch_line("q\ta\tb", 1).query, "a\tb");
}

TEST(Batch, OneAnswerALine) {
  const Outcome outcome = run_with({"--batch", "-"}, "\xEF\xBB\xBFq1\t語\r\n\nq2\tnothing\n");
  EXPECT_EQ(outcome.status, 0);
  std::istringstream lines(outcome.out);
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(json::parse(line)["qid"], "q1");
  EXPECT_EQ(json::parse(line)["query"], "語");
  std::getline(lines, line);
  EXPECT_EQ(json::parse(line)["qid"], "q2");
  EXPECT_FALSE(std::getline(lines, line));
}

TEST(Batch, AFailedQueryKeepsItsLineAndMakesTheStatusTwo) {
  const Outcome outcome = run_with({"--batch", "-"}, "q1\tbad\nq2\t\xff\nq3\t語\n");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("-:1: too long."));
  EXPECT_THAT(outcome.err, HasSubstr("-:2: "));
  std::istringstream lines(outcome.out);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count)
    EXPECT_TRUE(json::accept(line)) << line;
  EXPECT_EQ(count, 3);
}

TEST(Batch, AnyFormatTakesMoreThanOneAnswer) {
  for (const char* format : {"text", "json", "ndjson", "csv", "html", "ids", "trec"}) {
    const Outcome outcome = run_with({"--batch", "-", "--format", format}, "q1\ta\nq2\tb\n");
    EXPECT_EQ(outcome.status, 0) << format;
    EXPECT_THAT(outcome.out, HasSubstr("q1")) << format;
    EXPECT_THAT(outcome.out, HasSubstr("q2")) << format;
  }
  const std::string page = run_with({"--batch", "-", "--format", "html"}, "q1\ta\nq2\tb\n").out;
  EXPECT_EQ(page.find("<html"), page.rfind("<html"));
}

TEST(Batch, StatsNameThePercentiles) {
  const Outcome outcome = run_with({"--batch", "-", "--stats"}, "a\nb\n");
  for (const char* name : {"queries 2", "p50", "p95", "p99"})
    EXPECT_THAT(outcome.err, HasSubstr(name));
  EXPECT_THAT(run_with({"--batch", "-", "--stats=3"}, "a\nb\nc\nd\n").err, HasSubstr("queries 3"));
  EXPECT_THAT(run_with({"--batch", "-", "--stats=9"}, "a\nb\n").err, HasSubstr("queries 2"));
  EXPECT_THROW(run_with({"--batch", "-", "--stats=many"}, "a\n"), Error);
  EXPECT_EQ(percentile({1, 2, 3, 4}, .5), 2);
  EXPECT_EQ(percentile({1, 2, 3, 4}, .99), 4);
  EXPECT_EQ(percentile({7}, .5), 7);
  EXPECT_EQ(percentile({}, .5), 0);
}

TEST(Batch, RefusesAQueryBesideTheFileAndAMissingFile) {
  EXPECT_THROW(run_with({"--batch", "-", "語"}), Error);
  EXPECT_THROW(run_with({"--batch", "/nonexistent/file"}), Error);
}

TEST(Output, AFullDiskIsAnErrorAndALostReaderIsKnown) {
  const int full = ::open("/dev/full", O_WRONLY);
  if (full < 0) GTEST_SKIP() << "no /dev/full here";
  OutputBuffer buffer(full);
  std::ostream out(&buffer);
  out << "x" << std::flush;
  EXPECT_EQ(buffer.error(), ENOSPC);
  ::close(full);
}

TEST(Output, LongAndShortWritesArriveInOrder) {
  std::FILE* file = std::tmpfile();
  ASSERT_NE(file, nullptr);
  std::string expected;
  {
    OutputBuffer buffer(::fileno(file));
    std::ostream out(&buffer);
    for (const std::size_t size : {1u, 70000u, 3u, 65536u, 65535u, 10u}) {
      const std::string piece(size, static_cast<char>('a' + size % 26));
      out << piece;
      out.put('|');
      expected += piece + "|";
    }
  }
  std::string actual(expected.size() + 1, '\0');
  std::rewind(file);
  actual.resize(std::fread(actual.data(), 1, actual.size(), file));
  EXPECT_EQ(actual, expected);
  std::fclose(file);
}

}  // namespace
}  // namespace jirei::testing
