// The options of jirei-search, one row each, in the order of --help.
#include <array>

#include "searcher/filter.h"
#include "searcher/option_values.h"
#include "searcher/options.h"

namespace jirei {

namespace {

using O = SearchOptions;
using V = std::string_view;
using G = OptionGroup;
using C = Completes;

constexpr std::uint32_t kMostHits = 10'000'000;
constexpr std::string_view kFormats = "text|json|ndjson|csv|html|ids|trec";

constexpr std::string_view kParts =
    "variants|synonyms|readings|correction|grams|title|compounds|tiers";

void take_out(O& o, V part) {
  check_choice("without", part, kParts);
  ComponentSwitches& on = o.request.on;
  struct Switch {
    V name;
    bool* value;
  };
  for (const Switch& item : {Switch{"variants", &on.variants}, Switch{"synonyms", &on.synonyms},
                             Switch{"readings", &on.readings}, Switch{"correction", &on.correction},
                             Switch{"grams", &on.grams}, Switch{"title", &on.title},
                             Switch{"compounds", &on.compounds}, Switch{"tiers", &on.tiers}}) {
    if (item.name == part) *item.value = false;
  }
}

void set_weight(O& o, V item) {
  const auto [name, value] = assignment_value("weight", item);
  std::string known;
  for (const NamedWeight& weight : kNamedWeights) {
    if (!known.empty()) known += '|';
    known += weight.name;
    if (name == weight.name) o.request.weights.*weight.value = value;
  }
  check_choice("weight", name, known);
}

constexpr std::array kTable{
    // Search
    OptionInfo{'i', "index", "フォルダ", "DIR",
               "索引のフォルダか、シャードの一覧。なければ $JIREI_INDEX、設定ファイル、"
               "~/.local/share/jirei/index の順に使います。",
               "Folder of the index, or a list of shards; else $JIREI_INDEX, the config file, "
               "~/.local/share/jirei/index.",
               "", "", G::search, C::directory, true, false, false,
               [](O& o, V v) { o.index_dir = v; }},
    OptionInfo{0, "partial", "", "",
               "届かないシャードがあれば、それを除いて答えます（何が欠けたかを示します）。",
               "Answer without the shards that cannot be reached, and name them.", "", "false", G::search,
               C::nothing, true, false, false,
               [](O& o, V v) { o.shards.partial = switch_value("partial", v); }},
    OptionInfo{0, "shard-timeout", "秒", "SECONDS",
               "シャードへの接続と返事を待つ秒数。",
               "Seconds to wait for a shard's connection and for each of its replies.", "", "10",
               G::search, C::nothing, true, false, false,
               [](O& o, V v) { o.shards.timeout = number_value("shard-timeout", v, 1, 86400); }},
    OptionInfo{'f', "filter", "ファセット=値[,値…]", "FACET=VALUE[,VALUE…]",
               "絞り込みます。同じファセットの値は「または」、別のファセットは「かつ」。FACET!=値 は除外、A..B は範囲。"
               "繰り返せます。",
               "Narrow down: values of one facet widen, facets narrow; FACET!=VALUE excludes, A..B is a "
               "range. Repeatable.",
               "", "", G::search, C::facet_filter, false, false, false,
               [](O& o, V v) { o.request.filters.push_back(parse_filter(v)); }},
    OptionInfo{0, "any", "", "", "どれか一語でも含む事例をすべて一致とみなします。",
               "Cases with any of the words match.", "", "", G::search, C::nothing, false, false, false,
               [](O& o, V) { o.request.mode = MatchMode::any; }},
    OptionInfo{0, "all", "", "", "すべての語を含む事例だけを示します。", "Only cases with every word.", "",
               "", G::search, C::nothing, false, false, false,
               [](O& o, V) { o.request.mode = MatchMode::all; }},
    OptionInfo{0, "exact", "", "", "検索語を文字どおりの並びとして探します（表記ゆれや類義語を見ません）。",
               "The query is a literal string: no variants, no synonyms.", "", "", G::search, C::nothing,
               false, false, false, [](O& o, V) { o.request.exact = true; }},
    OptionInfo{0, "sort", "キー", "KEY",
               "並び順: relevance（関連度）、id、またはファセット名。前に - を付けると逆順。",
               "Order: relevance, id, or a facet; - before it reverses.", "", "relevance", G::search,
               C::nothing, true, false, false, [](O& o, V v) { o.request.sort = v; }},
    OptionInfo{'n', "limit", "件数", "N", "示す事例の数（0 なら件数とファセットだけ）。",
               "Number of hits (0: counts and facets only).", "", "10", G::search, C::nothing, true,
               false, false,
               [](O& o, V v) { o.request.limit = number_value("limit", v, 0, kMostHits); }},
    OptionInfo{0, "page", "番号", "N", "何ページ目を示すか。", "Which page of hits.", "", "", G::search,
               C::nothing, false, false, false,
               [](O& o, V v) { o.request.page = number_value("page", v, 1, kMostHits); }},
    OptionInfo{0, "no-synonyms", "", "", "類義語に広げません。", "Do not widen by synonyms.", "", "false",
               G::search, C::nothing, true, false, false,
               [](O& o, V v) { o.request.on.synonyms = !switch_value("no-synonyms", v); }},
    OptionInfo{0, "no-variants", "", "", "表記ゆれに広げません。", "Do not widen by spelling variants.", "",
               "", G::search, C::nothing, false, false, false,
               [](O& o, V) { o.request.on.variants = false; }},
    OptionInfo{0, "no-readings", "", "", "読み（かな・ローマ字）で探しません。",
               "Do not match by reading (kana, romaji).", "", "", G::search, C::nothing, false, false,
               false, [](O& o, V) { o.request.on.readings = false; }},
    OptionInfo{0, "no-correction", "", "", "打ち間違いを直しません。", "Do not correct misspellings.", "",
               "", G::search, C::nothing, false, false, false,
               [](O& o, V) { o.request.on.correction = false; }},

    OptionInfo{0, "without", "部品", "PART", "評価用に、検索の部品を一つ外します（繰り返せます）。",
               "Takes a part of the search out, for evaluation (repeatable).", kParts, "", G::search,
               C::choices, false, true, false, take_out},
    OptionInfo{0, "weight", "名前=値", "NAME=VALUE", "評価用に、順位づけの重みを一つ変えます（繰り返せます）。",
               "Changes a weight of the ranking, for evaluation (repeatable).", "", "", G::search,
               C::nothing, false, true, false, set_weight},

    // Facets
    OptionInfo{0, "facets", "all|none|ファセット,…", "all|none|FACET,…",
               "値ごとの件数を示すファセット。「対策~バック」は語を含む値だけ、「発生年:5」は5年ごと。",
               "Facets whose values are counted; 対策~バック: only values with that word; 発生年:5: spans "
               "of five.",
               "", "all", G::facets, C::facet_name, true, false, false,
               [](O& o, V v) { apply_facets(&o.request, v); }},
    OptionInfo{0, "zero", "", "", "0 件の値も示します。", "Also list values that no case has.", "", "",
               G::facets, C::nothing, false, false, false,
               [](O& o, V) { o.request.zero_counts = true; }},
    OptionInfo{0, "pivot", "A,B", "A,B", "二つのファセットの件数を表にします（csv では事例の代わりに表を出します）。",
               "A table of two facets' counts (in csv it takes the place of the hits).", "", "", G::facets,
               C::facet_name, false, false, false, [](O& o, V v) { apply_pivot(&o.request, v); }},

    // Output
    OptionInfo{0, "format", "形式", "FORMAT",
               "text（人向け）、json、ndjson、csv、html（一枚で完結するページ）、ids、trec。",
               "text (for people), json, ndjson, csv, html (one self-contained page), ids, trec.",
               kFormats, "text", G::output, C::choices, true, false, false,
               [](O& o, V v) {
                 check_choice("format", v, kFormats);
                 o.format = v;
                 o.format_chosen = true;
               }},
    OptionInfo{0, "snippets", "個数", "N", "一件あたりの抜粋の数（text では 2、ほかでは 3）。",
               "Fragments a hit (2 in text, 3 elsewhere).", "", "", G::output, C::nothing, true, false,
               false,
               [](O& o, V v) {
                 o.request.snippets = number_value("snippets", v, 0, 1000);
                 o.snippets_chosen = true;
               }},
    OptionInfo{0, "snippet-width", "桁数", "N", "抜粋の長さ（表示桁数）。",
               "Length of a fragment in columns.", "", "120", G::output, C::nothing, true, false, false,
               [](O& o, V v) {
                 o.request.snippet_width = number_value("snippet-width", v, 10, 10000);
               }},
    OptionInfo{0, "color", "いつ", "WHEN", "色: auto（端末のときだけ）、always、never。NO_COLOR と TERM=dumb に従います。",
               "Colours: auto (on a terminal), always, never. NO_COLOR and TERM=dumb are obeyed.",
               "auto|always|never", "auto", G::output, C::choices, true, false, false,
               [](O& o, V v) {
                 check_choice("color", v, "auto|always|never");
                 o.color = v == "always" ? ColorMode::always
                                         : v == "never" ? ColorMode::never : ColorMode::automatic;
               }},
    OptionInfo{0, "pager", "コマンド", "COMMAND",
               "端末で使うページャ。なければ $JIREI_PAGER、設定ファイル、$PAGER、less の順。",
               "Pager on a terminal; else $JIREI_PAGER, the config file, $PAGER, less.", "", "",
               G::output, C::nothing, true, false, false, [](O& o, V v) { o.pager_command = v; }},
    OptionInfo{0, "no-pager", "", "", "ページャを使いません。", "Do not use a pager.", "", "false",
               G::output, C::nothing, true, false, false,
               [](O& o, V v) { o.pager = !switch_value("no-pager", v); }},
    OptionInfo{0, "ambiguous-wide", "", "", "幅のあいまいな文字（①※■など）を2桁と数えます。",
               "Count characters of ambiguous width (①※■) as two columns.", "", "false", G::output,
               C::nothing, true, false, false,
               [](O& o, V v) { o.ambiguous_wide = switch_value("ambiguous-wide", v); }},
    OptionInfo{0, "bom", "", "", "csv の先頭に BOM を付けます（表計算ソフト向け）。",
               "csv: begin with a byte order mark, for spreadsheets.", "", "false", G::output, C::nothing,
               true, false, false,
               [](O& o, V v) { o.byte_order_mark = switch_value("bom", v); }},
    OptionInfo{0, "neutralize", "", "", "csv で = + - @ に始まる値の前に ' を置き、数式にさせません。",
               "csv: put ' before cells that begin with = + - @, lest they become formulas.", "",
               "false", G::output, C::nothing, true, false, false,
               [](O& o, V v) { o.neutralize_formulas = switch_value("neutralize", v); }},
    OptionInfo{0, "explain", "段階", "STAGE",
               "なぜその順位か、点数の内訳を示します。=parse は検索語の解釈、=plan は実行する検索式だけを示します。",
               "Why each hit is where it is, part by part; =parse shows the parsed query alone, =plan the "
               "search that is run.",
               "parse|plan|full", "", G::output, C::choices, false, false, true,
               [](O& o, V v) {
                 check_choice("explain", v, "parse|plan|full");
                 o.explain = v == "parse" ? ExplainStage::parse
                                          : v == "plan" ? ExplainStage::plan : ExplainStage::full;
                 o.request.explain = true;
               }},

    // Other things to do
    OptionInfo{'I', "interactive", "", "",
               "全画面で、打つそばから探します（Tab で絞り込み、Enter で読む、F1 で説明、Ctrl-C で終わる）。",
               "Full screen: hits while you type (Tab: facets, Enter: read, F1: help, Ctrl-C: leave).",
               "", "", G::commands, C::nothing, false, false, false,
               [](O& o, V) { set_command(&o, Command::interactive, {}); }},
    OptionInfo{0, "show", "ID[,ID…]", "ID[,ID…]", "事例の全文を示します（検索語があれば強調します）。",
               "The whole case; the query, if any, is highlighted.", "", "", G::commands, C::case_id, false,
               false, false, [](O& o, V v) { set_command(&o, Command::show, v); }},
    OptionInfo{0, "similar", "ID", "ID", "似た事例を探します。", "Cases like this one.", "", "",
               G::commands, C::case_id, false, false, false,
               [](O& o, V v) { set_command(&o, Command::similar, v); }},
    OptionInfo{0, "complete", "前方", "PREFIX", "その文字（読みも可）で始まる語とファセット値を示します。",
               "Words and facet values that begin so (also by reading).", "", "", G::commands, C::nothing,
               false, false, false, [](O& o, V v) { set_command(&o, Command::complete, v); }},
    OptionInfo{0, "analyze", "文", "TEXT", "文をどう読んだかを一語一行で示します。",
               "How the engine reads a text, a row a token.", "", "", G::commands, C::nothing, false, false,
               false, [](O& o, V v) { set_command(&o, Command::analyze, v); }},
    OptionInfo{0, "batch", "ファイル", "FILE",
               "一行一問（qid<TAB>検索語）のファイルに一行一答で答えます（- は標準入力）。",
               "Answers a file of queries, one a line (qid<TAB>query); - is standard input.", "", "",
               G::commands, C::file, false, false, false,
               [](O& o, V v) { set_command(&o, Command::batch, v); }},
    OptionInfo{0, "stats", "件数", "N",
               "--batch の応答時間（p50、p95、p99）を標準エラーに出します。=N は終わりの N 問だけについて。",
               "With --batch: latency percentiles on standard error; =N of the last N queries alone.",
               "", "", G::commands, C::nothing, false, false, true,
               [](O& o, V v) {
                 o.stats = true;
                 o.stats_last = number_value("stats", v, 0, 1'000'000'000);
               }},

    // General
    OptionInfo{0, "lang", "言語", "LANG", "メッセージの言語: ja か en（既定はロケールに従います）。",
               "Language of messages: ja or en (default: by locale).", "ja|en", "", G::general, C::choices,
               true, false, false,
               [](O& o, V v) {
                 check_choice("lang", v, "ja|en");
                 o.language = v == "ja" ? Language::ja : Language::en;
               }},
    OptionInfo{0, "print-config", "", "", "設定の値と、それがどこから来たかを示します。",
               "The settings, and where each value came from.", "", "", G::general, C::nothing, false,
               false, false, [](O& o, V) { set_command(&o, Command::print_config, {}); }},
    OptionInfo{'h', "help", "", "", "この説明を示します。", "This help.", "", "", G::general, C::nothing,
               false, false, false, [](O& o, V) { set_command(&o, Command::help, {}); }},
    OptionInfo{'V', "version", "", "", "版を示します。", "The version.", "", "", G::general, C::nothing,
               false, false, false, [](O& o, V) { set_command(&o, Command::version, {}); }},
    OptionInfo{0, "generate", "何", "WHAT", "マニュアルや補完の元を作ります。",
               "Writes man pages and completions.",
               "man-ja|man-en|complete-bash|complete-zsh|complete-fish", "", G::general, C::choices, false,
               true, false,
               [](O& o, V v) {
                 check_choice("generate", v,
                              "man-ja|man-en|complete-bash|complete-zsh|complete-fish");
                 set_command(&o, Command::generate, v);
               }},
    OptionInfo{0, "list", "何", "WHAT", "ファセット名（facets）、値（values:ファセット）、事例の id（ids）を並べます。",
               "Lists facets (facets), values (values:FACET) or case ids (ids), for completion.", "", "",
               G::general, C::nothing, false, true, false,
               [](O& o, V v) { set_command(&o, Command::list, v); }},
};

}  // namespace

std::span<const OptionInfo> option_table() { return kTable; }

std::string_view group_title(OptionGroup group, Language language) {
  const bool ja = language == Language::ja;
  switch (group) {
    case OptionGroup::search:
      return ja ? "探す" : "Searching";
    case OptionGroup::facets:
      return ja ? "ファセット" : "Facets";
    case OptionGroup::output:
      return ja ? "出力" : "Output";
    case OptionGroup::commands:
      return ja ? "ほかの使い方" : "Other things to do";
    case OptionGroup::general:
      break;
  }
  return ja ? "全般" : "General";
}

}  // namespace jirei
