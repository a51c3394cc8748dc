#include "searcher/help.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>

#include "searcher/printers/json_writer.h"
#include "searcher/printers/styled_text.h"
#include "searcher/text_width.h"

namespace jirei {

namespace {

constexpr std::array kExamples{
    Example{"jirei-search ランサムウェア バックアップ", "二つの語を含む事例",
            "Cases with both words"},
    Example{"jirei-search ウイルス -f 業種=製造業 -f 発生年=2013..2016", "業種と発生年で絞り込む",
            "Narrowed by industry and year"},
    Example{"jirei-search -f ケース=ランサムウェア --pivot 業種,従業員規模",
            "検索語なしで表だけを見る", "No query: browse by facets, with a table"},
    Example{"jirei-search 'パスワード -教育 題名:流出'", "教育を除き、題名に「流出」を含むもの",
            "Without 教育, and with 流出 in the title"},
    Example{"jirei-search -I", "全画面で、打ちながら探す", "Full screen: hits while typing"},
    Example{"jirei-search --show jirei-004 ランサムウェア", "事例の全文を読む",
            "Read a whole case"},
    Example{"jirei-search --format json USBメモリ | jq '.hits[].id'", "ほかのプログラムに渡す",
            "For other programs"},
};

std::string label_of(const OptionInfo& info, Language language) {
  std::string label = info.short_name != 0 ? fmt::format("-{}, ", info.short_name) : "    ";
  label += fmt::format("--{}", info.name);
  const std::string_view value = language == Language::ja ? info.value_ja : info.value_en;
  if (value.empty()) return label;
  return label + (info.optional_value ? fmt::format("[={}]", value) : fmt::format(" {}", value));
}

void append_option(std::string* out, const OptionInfo& info, Language language,
                   const PrintOptions& print, const Palette& palette) {
  constexpr std::uint32_t kColumn = 30;
  const std::string label = label_of(info, language);
  Paragraph shape;
  shape.indent = kColumn;
  shape.width = std::min(print.width, 110u);
  const std::uint32_t width = 2 + display_width(label, print.ambiguous_wide);
  if (width + 2 > kColumn) {
    *out += fmt::format("  {}{}{}\n", palette.facet, label, palette.reset);
  } else {
    shape.first_indent = fmt::format("  {}{}{}{}", palette.facet, label, palette.reset,
                                     std::string(kColumn - width, ' '));
  }
  append_paragraph(out, language == Language::ja ? info.ja : info.en, {}, shape, {}, palette,
                   print.ambiguous_wide);
}

}  // namespace

std::span<const Example> usage_examples() { return kExamples; }

void print_help(std::ostream& stream, Language language, const PrintOptions& print) {
  const Palette palette = make_palette(print.color);
  const bool ja = language == Language::ja;
  std::string out;
  out +=
      ja ? "使い方: jirei-search [オプション] [検索語…]\n\n"
           "日本語の事例を全文検索し、ファセットで絞り込みます。検索語がなければ全事例を示します。"
           "\n"
         : "Usage: jirei-search [OPTIONS] [QUERY…]\n\n"
           "Searches Japanese case studies and narrows the answer by facets. Without a query: all "
           "cases.\n";
  OptionGroup group = OptionGroup::search;
  bool first = true;
  for (const OptionInfo& info : option_table()) {
    if (info.hidden) continue;
    if (first || info.group != group) {
      out += fmt::format("\n{}{}{}\n", palette.title, group_title(info.group, language),
                         palette.reset);
    }
    first = false;
    group = info.group;
    append_option(&out, info, language, print, palette);
  }
  out += fmt::format("\n{}{}{}\n", palette.title, ja ? "検索語の書き方" : "Query language",
                     palette.reset);
  out += ja ? "  空白区切りの語  \"…\" 語句  -語 除外  OR  AND  NOT  ( )  語*  語~ あいまい\n"
              "  題名:語  見出し:語  業種:値  発生年:2013..2016（全角の記号も同じです）\n"
            : "  words with spaces  \"…\" phrase  -word without  OR  AND  NOT  ( )  word*  word~ "
              "fuzzy\n"
              "  title:word  HEADING:word  FACET:value  発生年:2013..2016 (full-width forms count, "
              "too)\n";
  out += fmt::format("\n{}{}{}\n", palette.title, ja ? "例" : "Examples", palette.reset);
  for (const Example& example : kExamples) {
    out += fmt::format("  {}\n      {}\n", example.command, ja ? example.ja : example.en);
  }
  out += ja ? "\n終了状態: 0 見つかった、1 見つからない、2 エラー、または一部を扱えなかった。\n"
            : "\nExit status: 0 found, 1 nothing found, 2 an error or something left out.\n";
  stream << out;
}

void print_version(std::ostream& out) { out << fmt::format("jirei-search {}\n", JIREI_VERSION); }

void print_settings(std::ostream& out, const SearchOptions& options) {
  const bool ja = options.language == Language::ja;
  std::uint32_t width = 0;
  std::vector<std::string> lines;
  for (const SearchOptions::Setting& setting : options.settings) {
    const bool bare = !setting.value.empty() &&
                      (setting.value == "true" || setting.value == "false" ||
                       setting.value.find_first_not_of("0123456789") == std::string::npos);
    std::string value = setting.value;
    if (!bare) {
      value.clear();
      append_json_string(&value, setting.value);
    }
    const bool unset = setting.value.empty() && setting.origin == Origin::fallback;
    lines.push_back(fmt::format("{}{} = {}", unset ? "# " : "", setting.name, value));
    width = std::max(width, display_width(lines.back(), false));
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const SearchOptions::Setting& setting = options.settings[i];
    std::string origin;
    switch (setting.origin) {
      case Origin::fallback:
        origin = ja ? "既定値" : "default";
        break;
      case Origin::file:
      case Origin::environment:
        origin = setting.where;
        break;
      case Origin::flag:
        origin = fmt::format("{} --{}", ja ? "コマンド行" : "command line", setting.name);
        break;
    }
    out << pad_right(lines[i], width, false) << "  # " << printable(origin) << '\n';
  }
}

void print_completions_json(std::ostream& stream, const std::vector<Completion>& completions,
                            bool lines) {
  std::string out = lines ? "" : "{\"version\":1,\"completions\":[";
  for (std::size_t i = 0; i < completions.size(); ++i) {
    const Completion& item = completions[i];
    if (!lines && i > 0) out += ',';
    out += lines ? "{\"version\":1,\"type\":\"completion\",\"text\":" : "{\"text\":";
    append_json_string(&out, item.text);
    fmt::format_to(std::back_inserter(out), ",\"count\":{},\"facet\":", item.count);
    if (item.facet.empty()) {
      out += "null";
    } else {
      append_json_string(&out, item.facet);
    }
    out += lines ? "}\n" : "}";
  }
  if (!lines) out += "]}\n";
  stream << out;
}

}  // namespace jirei
