// No query, case or collection makes an answer take more than its share of time.
#include "tests/unit/linear_time.h"

#include "engine_fixture.h"
#include "searcher/facets.h"
#include "searcher/filter.h"
#include "searcher/query/limits.h"
#include "searcher/query/parser.h"
#include "searcher/snippet.h"
#include "searcher/terminal.h"
#include "searcher/text_width.h"
#include "store_fixture.h"
#include "tests/unit/searcher/query_support.h"

namespace jirei {
namespace {

using jirei::testing::expect_linear;
using jirei::testing::repeated;

TEST(LinearTime, ParsingAnyQuery) {
  for (const char* piece : {"(", ")", "(a ", "((a) ", "\"", "「", "a* ", "あ～", "-", "OR ",
                            "題名:", "発生年:1..", "a:", "^2", "\u200D", "か\u3099", "字", "\\"}) {
    expect_linear(
        piece, limits::kQueryBytes / 8, [&](std::size_t n) { return repeated(piece, n); },
        [](const std::string& query) {
          try {
            static_cast<void>(parse_query(query, testing_query::options()));
          } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::limit);
          }
        });
  }
}

TEST(LinearTime, FiltersWithManyValues) {
  for (const char* piece : {"製造業,", ",", "\\,", "..", "業種=", "a、"}) {
    expect_linear(
        piece, 16'384, [&](std::size_t n) { return "業種=" + repeated(piece, n); },
        [](const std::string& text) {
          try {
            static_cast<void>(parse_filter(text));
          } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::usage);
          }
        });
  }
}

TEST(LinearTime, MakingTextFitATerminal) {
  for (const char* piece : {"字\u200D", "\u0301", "👨\u200D👩", "🇯", "\x1b[31m", "\u202E", "\xFF"}) {
    expect_linear(
        piece, 65'536, [&](std::size_t n) { return repeated(piece, n); },
        [](const std::string& text) {
          static_cast<void>(display_width(printable_line(text), false));
          static_cast<void>(truncate_to_width(text, 80, true));
        });
  }
}

/// A case whose one section holds the piece again and again, without a sentence end.
class LongCase {
 public:
  LongCase(const std::string& piece, std::size_t bytes)
      : store_(jirei::testing::make_store(
            folder_, FacetTable(),
            {CaseRecord{"a", "題", {}, {{"", repeated(piece, bytes)}}, {}}})) {}

  void show(const std::string& needle) const {
    MatchPattern pattern;
    pattern.text = needle;
    const std::vector<MatchPattern> patterns = {pattern};
    static_cast<void>(make_snippets(store_, 1, patterns, {}, {}));
    static_cast<void>(highlights_of(store_.field(1, 1), patterns, false, {}));
  }

 private:
  jirei::testing::TemporaryFolder folder_;
  CaseStore store_;
};

TEST(LinearTime, SnippetsOfEndlessSentences) {
  const std::vector<std::pair<std::string, std::string>> pieces = {{"感染した端末を調べ、", "感染"},
                                                                   {"ああ", "ああ"},
                                                                   {"か\u200D", "か"},
                                                                   {"a\u0301", "á"},
                                                                   {"\x01字\x02", "字"},
                                                                   {"ＵＳＢ ", "usb"},
                                                                   {"㍿", "会社"},
                                                                   {"漢字", "ここに無い"},
                                                                   {"\n", "無い"}};
  for (const auto& [piece, needle] : pieces) {
    expect_linear(
        piece, 262'144, [&](std::size_t n) { return std::make_shared<LongCase>(piece, n); },
        [&](const std::shared_ptr<LongCase>& one) { one->show(needle); });
  }
}

TEST(LinearTime, CountingManyDistinctFacetValues) {
  struct Collection {
    jirei::testing::TemporaryFolder folder;
    FacetTable table = FacetTable::from_yaml(
        "facets:\n  - {key: a, label: 甲, kind: word}\n  - {key: n, label: 年, kind: number}\n",
        "t");
    std::unique_ptr<CaseStore> store;
  };
  const auto collection = [](std::size_t n) {
    auto out = std::make_shared<Collection>();
    std::vector<CaseRecord> records;
    for (std::size_t i = 0; i < n; ++i) {
      const std::string number = std::to_string(i);
      records.push_back({"c" + number, "題", {{"a", {"値" + number}}, {"n", {number}}}, {}, {}});
    }
    out->store =
        std::make_unique<CaseStore>(jirei::testing::make_store(out->folder, out->table, records));
    return out;
  };
  expect_linear("distinct facet values", 10'000, collection,
                [](const std::shared_ptr<Collection>& all) {
                  Request request;
                  request.filters.push_back(parse_filter("年=10..900000"));
                  const auto filters = resolve_filters(request, all->table, *all->store);
                  const DocSet every = every_case(*all->store);
                  static_cast<void>(count_facets(*all->store, all->table, every, filters, request));
                  static_cast<void>(order_by_facet(*all->store, all->table, every, 0, true));
                });
}

TEST(LinearTime, AnsweringQueriesOfManyTerms) {
  // Over the shipped collection: as many words, wildcards and slips as a query may hold.
  Engine& engine = jirei::testing::BuiltIndex::shipped().engine();
  const std::size_t most = limits::kQueryTerms;
  for (const char* word :
       {"感染 ", "ウ* ", "サーバ～ ", "(感染 OR 復旧) ", "-無い ", "\"の対策\" "}) {
    const std::size_t size = std::string_view(word).size();
    const std::size_t terms = std::string_view(word).starts_with("(") ? most / 2 : most;
    expect_linear(
        word, terms / 8 * size, [&](std::size_t n) { return repeated(word, n); },
        [&](const std::string& query) {
          Request request;
          request.query = query;
          try {
            static_cast<void>(engine.search(request));
          } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::limit);
          }
        });
  }
}

}  // namespace
}  // namespace jirei
