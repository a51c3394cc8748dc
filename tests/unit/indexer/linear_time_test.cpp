// No text and no file makes reading or analysing it take more than its share of time.
#include "tests/unit/linear_time.h"

#include <sstream>

#include "dict/analyzer.h"
#include "indexer/readers/markdown_text.h"
#include "indexer/readers/report.h"
#include "reading.h"

namespace jirei {
namespace {

using jirei::testing::expect_linear;
using jirei::testing::repeated;

constexpr std::size_t kBytes = 32'768;

TEST(LinearTime, AnalysingAnyText) {
  const Analyzer analyzer(default_analyzer_spec());
  Analyzer::Session session(analyzer);
  // Without a sentence end, storms of joiners and marks, brackets, digits, every kind of run.
  const std::vector<std::pair<std::string, std::string>> pieces = {
      {"hiragana", "あ"},
      {"kanji", "漢"},
      {"katakana", "ア"},
      {"sentence without end", "感染した端末を調べ、"},
      {"letters", "a"},
      {"digits", "1"},
      {"brackets", "("},
      {"joiners", "字\u200D"},
      {"joiners alone", "\u200D"},
      {"voicing marks", "\u3099"},
      {"accents", "\u0301\u0327"},
      {"emoji family", "👨\u200D👩\u200D👧"},
      {"flags", "🇯🇵"},
      {"dashes", "―"},
      {"dashes after kana", "ア―"},
      {"spaces", " 　"},
      {"line feeds", "\n"},
      {"controls", "\x01"},
      {"compatibility", "㍿ﷺ"},
      {"jamo", "\u1100\u1161"},
      {"iteration marks", "々ゝ"},
      {"points", "."},
      {"variation selectors", "葛\U000E0100"}};
  for (const auto& [name, piece] : pieces) {
    expect_linear(
        name, kBytes, [&](std::size_t n) { return repeated(piece, n); },
        [&](const std::string& text) { static_cast<void>(session.analyze(text)); });
  }
}

TEST(LinearTime, OneBaseWithAStormOfMarks) {
  const Analyzer analyzer(default_analyzer_spec());
  Analyzer::Session session(analyzer);
  for (const char* mark : {"\u0301", "\u3099", "\u0334\u0301\u0327", "\u200D"}) {
    expect_linear(
        mark, kBytes, [&](std::size_t n) { return "あ" + repeated(mark, n) + "い"; },
        [&](const std::string& text) { static_cast<void>(session.analyze(text)); });
  }
}

TEST(LinearTime, ReadingAnyFile) {
  const TemporaryFolder folder;
  struct Kind {
    const char* name;
    std::string before, piece, after;
  };
  const std::vector<Kind> kinds = {
      {"a.jsonl", "{\"id\":\"a\",\"title\":\"", "長い行", "\"}\n"},
      {"b.jsonl", "{\"id\":\"a\",\"title\":\"t\",\"x\":", "[", ""},
      {"c.jsonl", "", "{\"id\":\"a\",\"body\":\"b\"}\n", ""},
      {"d.csv", "id,title,本文\na,題,\"", "長い行", "\"\n"},
      {"e.csv", "id,title,本文\n", "a,題,\"\n", ""},
      {"f.csv", "id,title", ",x", "\n"},
      {"g.md", "---\nid: a\n---\n", "長い行", "\n"},
      {"h.md", "---\nid: a\n---\n", "## 見出し\n本文\n", ""},
      {"i.md", "---\nid: a\n---\n", "`[*_\\<", ""},
      {"j.md", "---\nid: a\nx: ", "[", "\n---\n"},
      {"k.txt", "", "長い行", "\n"},
      {"l.txt", "", "事例 1\n所在地 長野県\n", ""},
      {"m.txt", "", "? 起きたこと\n本文である。\n", "事例 1\n所在地 長野県\n"},
      {"n.txt", "", "12\n", ""},
      {"o.txt", "", "当社は町で木のおもちゃを作っている\n", "事例 1\n所在地 長野県\n"},
      {"p.txt", "", "事例 1\n", ""},
      {"q.txt", "", "\f", "x"}};
  for (const Kind& kind : kinds) {
    expect_linear(
        kind.name, 4 * kBytes,
        [&](std::size_t n) {
          const std::string path = folder.file(std::to_string(n) + kind.name);
          write_file(path, kind.before + repeated(kind.piece, n) + kind.after);
          return path;
        },
        [](const std::string& path) { static_cast<void>(read_path(path)); });
  }
}

TEST(LinearTime, ReadingManyFacetValues) {
  // As many as a case may have, and as many distinct ones as a collection likes.
  expect_linear(
      "distinct facet values", 10'000,
      [](std::size_t n) {
        std::string lines;
        for (std::size_t i = 0; i < n; ++i) {
          const std::string number = std::to_string(i);
          lines +=
              "{\"id\":\"c" + number + "\",\"title\":\"題\",\"業種\":\"業種" + number + "\"}\n";
        }
        return lines;
      },
      [](const std::string& lines) {
        std::istringstream in(lines);
        Collected found;
        read_json_lines(in, "x.jsonl", shipped_table(), found);
        EXPECT_TRUE(found.problems.empty());
      });
}

}  // namespace
}  // namespace jirei
