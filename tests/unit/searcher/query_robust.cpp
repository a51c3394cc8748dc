// Any text is a query: pasted questions, hostile repetition, random token soup.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "dict/unicode.h"
#include "searcher/query/limits.h"
#include "searcher/query/parser.h"
#include "tests/unit/linear_time.h"
#include "tests/unit/searcher/query_support.h"

namespace jirei {
namespace {

using Kind = QueryNode::Kind;
using testing_query::options;

std::string shared_folder() {
  const char* named = std::getenv("JIREI_SHARED");
  return named != nullptr ? named : JIREI_SOURCE_DIR "/../shared";
}

TEST(PastedQuestions, AreAnsweredAsTheyStand) {
  const std::string path = shared_folder() + "/eval/jsquad-valid.queries.tsv";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no " << path;
  std::ifstream in(path);
  std::size_t count = 0;
  for (std::string line; std::getline(in, line); ++count) {
    const std::string question = line.substr(line.find('\t') + 1);
    const ParsedQuery parsed = parse_query(question, options());
    EXPECT_TRUE(parsed.warnings.empty()) << question;
    const QueryNode& tree = parsed.tree;
    ASSERT_TRUE(tree.kind == Kind::word || tree.kind == Kind::words) << question;
    for (const QueryNode& child : tree.children) {
      EXPECT_EQ(child.kind, Kind::word) << question << " gives " << to_string(tree);
    }
  }
  EXPECT_EQ(count, 4442U);
}

// --- Hostile repetition: four times the text, no more than its share of time ---

std::string filled(const std::string& piece) {
  return jirei::testing::repeated(piece, limits::kQueryBytes).substr(0, limits::kQueryBytes);
}

TEST(HostileQueries, TakeTimeInProportionToTheirLength) {
  const std::vector<std::string> pieces{
      "(",     ")",    "()",    "( ",         " )",     "((a",    "a)",  "(a)",       ")(",
      "（",    "\"",   "\" ",   "“",          "” ",     "„ ",     "「",  "「 ",       "」",
      "『「",  "-",    "- ",    "--a",        "-(",     "-( ",    "-1 ", "NOT ",      "OR ",
      "a OR ", "AND ", "題名:", "題名: ",     "題名:(", "a:",     ":",   "*",         "a*",
      "a* ",   "~",    "～",    "^2",         "あ^2",   "(a)^2 ", "..",  "発生年:..", "発生年:1..",
      " ",     "　",   "、",    "a",          "あ",     "|",      "| ",  "\\",        "\xFF",
      "🔒",     "a)b ", "x(y ",  "(a OR b)の", "\"a\"(", "-\"",    "-「", "1) ",       "\" OR ( "};
  for (const std::string& piece : pieces) {
    for (const std::string& tail : {std::string(), std::string(" a"), std::string(")の")}) {
      jirei::testing::expect_linear(
          piece + tail, (limits::kQueryBytes - 8) / 4,
          [&](std::size_t n) { return filled(piece).substr(0, n) + tail; },
          [&](const std::string& query) {
            try {
              const ParsedQuery parsed = parse_query(query, options());
              EXPECT_LE(to_string(parsed.tree).size(), 64 * query.size()) << piece;
            } catch (const Error& error) {
              EXPECT_EQ(error.code(), ErrorCode::limit) << piece;
            }
          });
    }
  }
}

TEST(HostileQueries, FieldNamesAreAskedForOnceAPlace) {
  std::size_t asked = 0;
  ParseOptions counting;
  counting.is_field = [&](std::string_view) { return ++asked, false; };
  const std::string query = filled("a:b:c:d ").substr(0, 8 * limits::kQueryTerms);
  parse_query(query, counting);
  EXPECT_EQ(asked, limits::kQueryTerms);
}

TEST(HostileQueries, DeepNestingThatIsNotClosedIsPlainWords) {
  const auto parsed = parse_query(std::string(limits::kQueryBytes - 1, '(') + "a", options());
  EXPECT_EQ(to_string(parsed.tree), "\"a\"");
}

// --- Token soup ---

std::string soup(std::mt19937* random, std::size_t length) {
  static const std::vector<std::string> kPieces{
      "感染", "漏えい", "USB",   "a",       "b",          "OR", "AND", "NOT", "(", ")", "（",
      "）",   "\"",     "「",    "」",      "“",          "”",  "-",   "－",  "*", "~", "～",
      ":",    "：",     "題名:", "発生年:", "2013..2016", "..", "^2",  " ",   " ", " ", " ",
      "　",   "、",     "2013",  "|",       "『",         "』", "\\",  "①"};
  std::string out;
  for (std::size_t i = 0; i < length; ++i) out += kPieces[(*random)() % kPieces.size()];
  return out;
}

std::string joined_soup(std::mt19937* random, std::size_t length) {
  static const std::vector<std::string> kPieces{
      "感染",   "漏えい",  "USB",           "a",      "OR",  "OR", "AND", "(",
      ")",      "\"a b\"", "「感染 経路」", "-b",     "NOT", "-(", "c*",  "感染~",
      "題名:d", "題名:(",  "発生年:2013..", "情報^2", ")^3"};
  std::string out;
  for (std::size_t i = 0; i < length; ++i) out += kPieces[(*random)() % kPieces.size()] + " ";
  return replace_invalid_utf8(out);
}

bool is_compound(const QueryNode& node) {
  return node.kind == Kind::words || node.kind == Kind::all || node.kind == Kind::any;
}

/// The normal form that parser.h promises.
void expect_normal(const QueryNode& node, const QueryNode* parent, const std::string& query) {
  if (is_compound(node)) {
    EXPECT_GE(node.children.size(), 2U) << query;
    bool positive = false;
    for (const QueryNode& child : node.children) {
      positive |= child.kind != Kind::none;
      EXPECT_FALSE(child.kind == node.kind && child.boost == 1.0) << query;
    }
    EXPECT_TRUE(positive) << query;
  } else if (node.kind == Kind::none || node.kind == Kind::field) {
    EXPECT_EQ(node.children.size(), 1U) << query;
  } else {
    EXPECT_TRUE(node.children.empty()) << query;
  }
  if (node.kind == Kind::none) {
    EXPECT_TRUE(parent != nullptr && (parent->kind == Kind::words || parent->kind == Kind::all))
        << query;
  }
  for (const QueryNode& child : node.children) expect_normal(child, &node, query);
}

void expect_sound(const std::string& query) {
  const ParsedQuery parsed = parse_query(query, options());
  expect_normal(parsed.tree, nullptr, query);
  const auto again = parse_tree(to_string(parsed.tree));
  ASSERT_TRUE(again) << query;
  EXPECT_TRUE(same_tree(parsed.tree, *again)) << query;
  for (const QueryWarning& warning : parsed.warnings) {
    EXPECT_LT(warning.column, code_point_count(query)) << query;
  }
}

TEST(TokenSoup, AlwaysGivesATreeInNormalForm) {
  std::mt19937 random(20'240'501);
  for (int i = 0; i < 20'000; ++i) expect_sound(soup(&random, 1 + random() % 24));
}

TEST(TokenSoup, WellSpacedQueriesSurviveBeingWrittenOut) {
  std::mt19937 random(7);
  int sound = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string query = joined_soup(&random, 1 + random() % 12);
    expect_sound(query);
    const ParsedQuery parsed = parse_query(query, options());
    // An empty group is punctuation, and its brackets cannot be written alone.
    if (!parsed.warnings.empty() || query.find("( )") != std::string::npos) continue;
    ++sound;
    const std::string written = to_query(parsed.tree);
    ASSERT_EQ(to_string(parse_query(written, options()).tree), to_string(parsed.tree))
        << query << " was written as " << written;
  }
  EXPECT_GT(sound, 1'000);
}

TEST(TokenSoup, RandomBytesAreQueriesToo) {
  std::mt19937 random(99);
  for (int i = 0; i < 5'000; ++i) {
    std::string query;
    for (std::size_t n = random() % 60; n > 0; --n) query.push_back(static_cast<char>(random()));
    EXPECT_NO_THROW(parse_query(query, options()));
  }
}

}  // namespace
}  // namespace jirei
