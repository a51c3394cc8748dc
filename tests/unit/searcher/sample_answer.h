// An answer made by hand, with everything a printer must survive.
#pragma once

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include "indexer/facet_table.h"
#include "searcher/printers/printer.h"

namespace jirei::testing {

inline FacetTable sample_table() {
  return FacetTable::from_yaml(R"(
facets:
  - key: region
    label: 地方
    kind: hierarchical
    derived: parent
    values: [関東, 中部]
  - key: prefecture
    label: 所在地
    kind: hierarchical
    parent: region
    values:
      関東: [東京都, 神奈川県]
      中部: [新潟県]
  - key: industry
    label: 業種
    kind: word
  - key: size
    label: 従業員規模
    kind: ordered
    values:
      - {value: "6～20名", low: 6, high: 20}
      - {value: "21～50名", low: 21, high: 50}
  - key: year
    label: 発生年
    kind: number
  - key: kind
    label: ケース
    kind: word
    multiple: true
)",
                               "sample");
}

inline Hit plain_hit() {
  Hit hit;
  hit.rank = 1;
  hit.id = "jirei-004";
  hit.score = 11.25;
  hit.title = "ランサムウェアに備えてバックアップを取り直した部品会社";
  hit.title_highlights = {{0, 7}, {11, 17}};
  hit.facets = {{"region", {"中部"}},     {"prefecture", {"新潟県"}},
                {"industry", {"製造業"}}, {"size", {"21～50名"}},
                {"year", {"2015"}},       {"kind", {"ランサムウェア", "ウイルス感染"}}};
  hit.source = {"report.txt", 112, 4, "事例 4"};
  hit.snippets = {
      {"発生した事故と影響",
       "共有フォルダの図面がすべて開けなくなり、バックアップから戻した。",
       {{20, 26}}},
      {"発生した事故と影響", "ランサムウェアと呼ばれるもの", {{0, 7}}, true, true},
      {"取り組み", "一日一度のバックアップを続ける。", {{5, 11}}},
  };
  hit.explanation = {{"word", "バックアップ", 7.25, 3, 12, 1.0},
                     {"title", "ランサムウェア", 4.0, 1, 8, .5}};
  hit.matched_by = {"variant"};
  return hit;
}

/// Escape sequences, bidi controls, markup, formulas, quotes, wide, ambiguous and joined
/// characters.
inline Hit hostile_hit() {
  Hit hit;
  hit.rank = 2;
  hit.id = "evil\x1b]0;x\x07";
  hit.score = 12.5;
  hit.every_word = false;
  hit.title =
      "=HYPERLINK(\"http://x\"), \x1b[31m赤\x1b[0m \u202Eくらやみ\u202C "
      "<script>alert('&')</script>";
  hit.title_highlights = {{1, 10}};
  hit.facets = {{"industry", {"小売業, \"卸\"", "<b>"}}};
  hit.source = {"../a b\n.jsonl", 3, 0, ""};
  hit.snippets = {
      {"見出し\x1b[2J",
       "改行\nとタブ\tと①※と👩‍👩‍👧と🇯🇵とが\u3099とﾊﾟ、"
       "長い長い長い長い長い長い長い長い長い長い長い長い"
       "行。",
       {{3, 5}, {9, 10}}},
  };
  return hit;
}

inline Answer sample_answer() {
  Answer answer;
  answer.query = "ランサムウェア バックアップ";
  answer.total = 1;
  answer.partial = 21;
  answer.took_ms = 0.8004;
  answer.collection = 68;
  answer.hits = {plain_hit(), hostile_hit()};
  answer.facets = {
      {"region", "地方", "", {{"関東", 3, false, false}, {"中部", 1, false, false}}, 4},
      {"industry",
       "業種",
       "",
       {{"製造業", 4, true, false}, {"小売業, \"卸\"", 1, false, false}, {"<b>", 0, false, true}},
       5},
      {"year", "発生年", "", {}, 10},
  };
  for (int year = 2008; year < 2018; ++year) {
    answer.facets[2].values.push_back(
        {std::to_string(year), static_cast<std::uint32_t>(year % 5 + 1), false, false});
  }
  answer.warnings = {
      {"閉じていない引用符があります（7 文字目）。", "unclosed quote (character 7)."}};
  return answer;
}

inline PivotAnswer sample_pivot() {
  PivotAnswer pivot;
  pivot.row_key = "industry";
  pivot.row_label = "業種";
  pivot.column_key = "year";
  pivot.column_label = "発生年";
  pivot.rows = {"製造業", "情報通信業"};
  pivot.columns = {"2015", "2016", "2017"};
  pivot.counts = {{3, 0, 1}, {0, 2, 10}};
  pivot.row_totals = {4, 12};
  pivot.column_totals = {3, 2, 11};
  pivot.total = 16;
  return pivot;
}

inline std::string printed(const std::string& format, const Answer& answer,
                           const PrintOptions& options, const Request& request = {}) {
  const FacetTable table = sample_table();
  const auto printer = make_printer(format, table);
  std::ostringstream out;
  printer->begin(out);
  printer->answer(out, answer, request, options);
  printer->end(out);
  return out.str();
}

/// The golden file of that name. With JIREI_GOLDEN=write in the environment it is written anew.
inline std::string golden(const std::string& name, const std::string& actual) {
  const std::string path = std::string(JIREI_SOURCE_DIR) + "/tests/fixtures/golden/" + name;
  const char* mode = std::getenv("JIREI_GOLDEN");
  if (mode != nullptr && std::string(mode) == "write")
    std::ofstream(path, std::ios::binary) << actual;
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace jirei::testing
