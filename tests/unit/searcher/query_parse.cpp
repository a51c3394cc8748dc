// The query language by example (tests/fixtures/queries.tsv), the printed forms, the limits.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "dict/unicode.h"
#include "searcher/query/limits.h"
#include "searcher/query/parser.h"
#include "tests/unit/searcher/query_support.h"

namespace jirei {
namespace {

using testing_query::options;

struct Row {
  std::string query, tree, columns;
};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::vector<Row> rows() {
  std::ifstream in(JIREI_SOURCE_DIR "/tests/fixtures/queries.tsv");
  std::vector<Row> rows;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.front() == '#') continue;
    Row row;
    std::istringstream fields(line);
    std::getline(fields, row.query, '\t');
    std::getline(fields, row.tree, '\t');
    std::getline(fields, row.columns, '\t');
    row.query = replaced(replaced(row.query, "␣", " "), "␉", "\t");
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string columns(const ParsedQuery& parsed) {
  std::string out;
  for (const QueryWarning& warning : parsed.warnings) {
    if (!out.empty()) out += ",";
    out += std::to_string(warning.column);
  }
  return out;
}

TEST(QueryExamples, EveryRowGivesItsTreeAndItsWarnings) {
  const auto examples = rows();
  ASSERT_GE(examples.size(), 250U);
  for (const Row& row : examples) {
    const ParsedQuery parsed = parse_query(row.query, options());
    EXPECT_EQ(to_string(parsed.tree), row.tree) << row.query;
    EXPECT_EQ(columns(parsed), row.columns) << row.query;
  }
}

TEST(QueryExamples, PrintedTreesReadBackAsTheSameTree) {
  for (const Row& row : rows()) {
    const QueryNode tree = parse_query(row.query, options()).tree;
    const auto again = parse_tree(to_string(tree));
    ASSERT_TRUE(again) << row.query;
    EXPECT_TRUE(same_tree(tree, *again)) << row.query;
  }
}

TEST(QueryExamples, TreesWrittenAsQueriesParseToTheSameTree) {
  for (const Row& row : rows()) {
    const ParsedQuery parsed = parse_query(row.query, options());
    if (!parsed.warnings.empty()) continue;
    const std::string written = to_query(parsed.tree);
    EXPECT_EQ(to_string(parse_query(written, options()).tree), to_string(parsed.tree))
        << row.query << " was written as " << written;
  }
}

TEST(QueryExamples, WarningsSpeakBothLanguagesAndNameThePlaceForPeople) {
  const auto parsed = parse_query("感染 OR", options());
  ASSERT_EQ(parsed.warnings.size(), 1U);
  EXPECT_NE(parsed.warnings[0].text.ja.find("4 文字目の「OR」"), std::string::npos);
  EXPECT_NE(parsed.warnings[0].text.en.find("character 4, \"OR\""), std::string::npos);
}

TEST(QueryExamples, BlankTextMeansEverything) {
  for (const char* query : {"", " ", "　", "\t \n"}) {
    EXPECT_EQ(to_string(parse_query(query, options()).tree), "(everything)");
  }
}

TEST(QueryExamples, NodesKnowTheColumnTheyBeginAt) {
  const auto tree = parse_query("感染 (題名:漏えい OR -\"a b\")", options()).tree;
  ASSERT_EQ(tree.children.size(), 2U);
  EXPECT_EQ(tree.children[0].column, 0U);
  const QueryNode& either = tree.children[1];
  ASSERT_EQ(either.children.size(), 2U);
  EXPECT_EQ(either.children[0].column, 4U);
  EXPECT_EQ(either.children[0].children[0].column, 7U);
  EXPECT_EQ(either.children[1].column, 14U);
}

TEST(QueryExamples, InvalidUtf8IsReadAsReplacementCharacters) {
  const auto parsed = parse_query("感染\xFF \xE6\x84", options());
  EXPECT_EQ(find_invalid_utf8(to_string(parsed.tree)), std::string_view::npos);
  EXPECT_EQ(to_string(parsed.tree), "\"感染\xEF\xBF\xBD\"");
}

TEST(QueryExamples, WithoutFieldsEveryColonIsText) {
  EXPECT_EQ(to_string(parse_query("題名:漏えい", {}).tree), "\"題名:漏えい\"");
}

TEST(QueryLexer, PrintsATokenALine) {
  EXPECT_EQ(
      to_string(lex_query("-題名:\"a b\" OR (感染*)", options())),
      "0 not -\n1 field 題名\n4 phrase a b\n10 or OR\n13 open (\n14 prefix 感染\n17 close )\n");
}

TEST(QueryLexer, PlainWordsLoseTheirOperators) {
  std::string out;
  for (const QueryToken& token : lex_plain_words("(-感染 OR \"漏えい 「紛失」) AND *"))
    out += token.text + "/";
  EXPECT_EQ(out, "感染/漏えい/紛失/");
}

TEST(TreeReader, RefusesWhatToStringDoesNotWrite) {
  for (const char* text : {"", "(", ")", "(words", "(words \"a\"", "\"a", "\"a\\", "(what \"a\")",
                           "(phrase)", "(range \"a\" \"b\")", "(boost x \"a\")", "\"a\" ",
                           "(word \"a\")", "(words  \"a\")", "(boost 2 \"a\" \"b\")"}) {
    EXPECT_FALSE(parse_tree(text)) << text;
  }
  EXPECT_FALSE(parse_tree(std::string(100'000, '(')));
  std::string deep;
  for (int i = 0; i < 50'000; ++i) deep += "(none ";
  EXPECT_FALSE(parse_tree(deep));
}

TEST(TreeReader, ReadsLiteralsWithQuotesAndBackslashes) {
  QueryNode node;
  node.kind = QueryNode::Kind::literal;
  node.text = "C:\\temp \"x\"";
  EXPECT_EQ(to_string(node), R"((literal "C:\\temp \"x\""))");
  const auto again = parse_tree(to_string(node));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->text, node.text);
}

TEST(Exclusions, ADashBeforeJapaneseOrAQuoteIsAQueryAndNoOption) {
  for (const char* argument : {"-除外", "-「感染 経路」", "-\"a b\"", "-(a OR b)", "－USB", "−usb",
                               "-題名:漏えい", "-ＵＳＢ"}) {
    EXPECT_TRUE(looks_like_exclusion(argument)) << argument;
  }
  for (const char* argument :
       {"", "-", "--", "-n", "--facets", "-i", "除外", "--除外", "-1", "ー除外", "-　"}) {
    EXPECT_FALSE(looks_like_exclusion(argument)) << argument;
  }
}

// --- Limits ---

ErrorCode code_of(const std::string& query) {
  try {
    parse_query(query, options());
  } catch (const Error& error) {
    EXPECT_FALSE(error.message().ja.empty());
    EXPECT_FALSE(error.message().en.empty());
    EXPECT_FALSE(error.hint().empty());
    return error.code();
  }
  return ErrorCode::internal;
}

std::string repeated(const std::string& piece, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += piece;
  return out;
}

TEST(QueryLimits, TheWholeQueryMayHave64KiB) {
  EXPECT_NO_THROW(parse_query(std::string(limits::kQueryBytes, 'a'), options()));
  EXPECT_EQ(code_of(std::string(limits::kQueryBytes + 1, 'a')), ErrorCode::limit);
}

TEST(QueryLimits, AThousandWordsAndNoMore) {
  EXPECT_NO_THROW(parse_query(repeated("a ", limits::kQueryTerms), options()));
  EXPECT_EQ(code_of(repeated("a ", limits::kQueryTerms + 1)), ErrorCode::limit);
  EXPECT_EQ(code_of(repeated("a ", limits::kQueryTerms + 1) + "OR"), ErrorCode::limit);
}

TEST(QueryLimits, AHundredBracketsInsideEachOtherAndNoMore) {
  const auto nested = [](std::size_t depth) {
    return repeated("(a OR ", depth) + "b" + std::string(depth, ')');
  };
  const auto parsed = parse_query(nested(limits::kQueryDepth), options());
  EXPECT_TRUE(parsed.warnings.empty());
  EXPECT_TRUE(parse_tree(to_string(parsed.tree)));
  EXPECT_EQ(code_of(nested(limits::kQueryDepth + 1)), ErrorCode::limit);
}

TEST(QueryLimits, ABrokenQueryWarnsAFewTimesAtMost) {
  const auto parsed = parse_query(repeated("(a ", 500), options());
  EXPECT_EQ(parsed.warnings.size(), limits::kQueryWarnings);
  EXPECT_EQ(parsed.warnings.front().column, 0U);
  EXPECT_EQ(parsed.tree.children.size(), 500U);
}

}  // namespace
}  // namespace jirei
