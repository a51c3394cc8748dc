#include <fmt/format.h>

#include <ostream>

#include "searcher/generate.h"
#include "searcher/help.h"
#include "searcher/screen/key_help.h"

namespace jirei {

namespace {

/// Text for troff: nothing in it is a command.
std::string troff(std::string_view text) {
  std::string out;
  if (!text.empty() && text[0] == '.') out += "\\&";
  for (const char c : text) {
    switch (c) {
      case '\\':
        out += "\\e";
        break;
      case '-':
        out += "\\-";
        break;
      case '~':  // troff would print typographic cousins of these
        out += "\\(ti";
        break;
      case '^':
        out += "\\(ha";
        break;
      case '`':
        out += "\\(ga";
        break;
      case '\'':
        out += "\\(aq";
        break;
      default:
        out += c;
    }
  }
  return out;
}

void write_man_option(std::ostream& out, const OptionInfo& info, Language language) {
  const bool ja = language == Language::ja;
  const std::string_view value = ja ? info.value_ja : info.value_en;
  out << ".TP\n";
  if (info.short_name != 0) out << fmt::format("\\fB\\-{}\\fR, ", info.short_name);
  out << "\\fB\\-\\-" << troff(info.name) << "\\fR";
  if (!value.empty()) {
    out << (info.optional_value ? "[=\\fI" : " \\fI") << troff(value) << "\\fR"
        << (info.optional_value ? "]" : "");
  }
  out << '\n' << troff(ja ? info.ja : info.en) << '\n';
}

struct Topic {
  std::string_view term, ja, en;
};

constexpr Topic kEnvironment[] = {
    {"JIREI_INDEX", "索引のフォルダ。", "Folder of the index."},
    {"JIREI_PAGER, PAGER", "端末での出力に使うページャ。空白で引数に分け、シェルは通しません。",
     "Pager for output on a terminal; split at spaces, not run by a shell."},
    {"JIREI_…",
     "設定にできるオプションは、名前を大文字に、- を _ にした変数でも与えられます（例: "
     "JIREI_LIMIT）。",
     "Every setting, its name in capitals and _ for - (as in JIREI_LIMIT)."},
    {"NO_COLOR, TERM",
     "NO_COLOR が空でないか TERM=dumb なら、--color=auto で色を付けません。TERM=dumb では -I "
     "を使えません。",
     "With NO_COLOR not empty or TERM=dumb, --color=auto means no colours. TERM=dumb cannot show "
     "-I."},
    {"LC_ALL, LC_MESSAGES, LANG", "メッセージの言語。", "Language of messages."},
};

constexpr Topic kExit[] = {
    {"0", "見つかった（一件でも示した）、または済んだ。", "Found (any hit listed), or done."},
    {"1", "何も見つからなかった。", "Nothing found."},
    {"2", "エラー、または一部を扱えなかった。", "An error, or something left out."},
};

void write_topics(std::ostream& out, std::span<const Topic> topics, bool ja) {
  for (const Topic& topic : topics) {
    out << ".TP\n\\fB" << troff(topic.term) << "\\fR\n" << troff(ja ? topic.ja : topic.en) << '\n';
  }
}

void write_man_formats(std::ostream& out, bool ja) {
  static constexpr Topic kFormats[] = {
      {"text", "人向け。端末の幅に合わせて折り返します。制御文字は見える形に置き換えます。",
       "For people, wrapped to the terminal. Control characters become visible."},
      {"json",
       "一つの答えが一行の JSON。形は share/jirei/schema/answer.schema.json にあります。"
       "強調の範囲は文字（コードポイント）で数えます。",
       "One answer is one line of JSON; share/jirei/schema/answer.schema.json has its form. "
       "Highlights "
       "are counted in code points."},
      {"ndjson",
       "事例ごとに一行（type は hit）、続いて facets、summary が一行ずつ。"
       "どの行にも version と type があり、--batch では qid も付きます。",
       "A line a case (type hit), then one of facets and one summary. Every line has version and "
       "type, "
       "in a batch qid, too."},
      {"csv",
       "RFC 4180（CRLF、見出し行つき）。複数の値は ; でつなぎます。--pivot "
       "があれば表だけを出します。",
       "RFC 4180 (CRLF, with a header). Several values are joined by ;. With --pivot: that table "
       "alone."},
      {"html", "外部のファイルを使わない一枚のページ。", "One page that needs no other file."},
      {"ids", "一行に一つの id。", "One id a line."},
      {"trec",
       "評価用の行: qid Q0 id 順位 点数 "
       "jirei。点数は順位とともに必ず下がります。一部の語だけに一致した事例の"
       "点数は、すべての語を含む事例より低くなるまで一律に引き、なお下がらないものは前より "
       "0.000001 低くします。",
       "Lines for evaluation: qid Q0 id rank score jirei. Scores fall strictly with the rank: "
       "those of "
       "cases with some of the words are lowered together until they stand below the others, and "
       "what "
       "still does not fall is set 0.000001 below its predecessor."},
  };
  out << (ja ? ".SH 出力形式\n" : ".SH FORMATS\n");
  write_topics(out, kFormats, ja);
}

void write_man_query(std::ostream& out, bool ja) {
  static constexpr Topic kSyntax[] = {
      {"語 語",
       "空白（全角も可）で区切った語。すべてを含む事例が先、一部だけの事例が後に並びます。",
       "Words with spaces between them: cases with every word first, then those with some."},
      {"\"…\"  「…」", "語句。並びのとおりに含むもの。", "A phrase."},
      {"-語  NOT 語", "その語を含まないもの。", "Without the word."},
      {"A OR B, A AND B, ( )", "どちらか、両方、まとまり。", "Either, both, groups."},
      {"語*  語~", "前方一致、一字違いまで。", "Prefix; one character off."},
      {"題名:語  業種:値", "題名、見出し、ファセットの中で探します。",
       "In the title, a section or a facet."},
      {"発生年:2013..2016", "範囲。片側は省けます。", "A range; either end may be left out."},
  };
  out << (ja ? ".SH 検索語の書き方\n" : ".SH QUERY LANGUAGE\n");
  write_topics(out, kSyntax, ja);
}

void write_man_keys(std::ostream& out, bool ja) {
  out << (ja ? ".SH 全画面（\\-I）の操作\n"
               "打つたびに探し直します。事例の横に、値ごとの件数が並びます。"
               "終わると、最後に写したコマンドが端末に残ります。\n"
             : ".SH KEYS OF THE FULL SCREEN (\\-I)\n"
               "Every key searches anew; the facets stand beside the hits. On leaving, the command "
               "that was copied last is printed.\n");
  for (const KeyGroup& group : key_groups()) {
    out << ".SS " << troff(ja ? group.ja : group.en) << '\n';
    for (const KeyHelp& key : group.keys) {
      out << ".TP\n\\fB" << troff(ja ? key.keys_ja : key.keys_en) << "\\fR\n"
          << troff(ja ? key.ja : key.en) << '\n';
    }
  }
}

}  // namespace

void write_man_page(std::ostream& out, Language language) {
  const bool ja = language == Language::ja;
  out << ".\\\" Made by: jirei-search --generate " << (ja ? "man-ja" : "man-en") << '\n'
      << ".TH JIREI\\-SEARCH 1 \"\" \"jirei\" "
      << (ja ? "\"利用者のコマンド\"\n" : "\"User Commands\"\n") << (ja ? ".mso ja.tmac\n" : "")
      << ".ad l\n.nh\n"  // ja: break between Japanese
      << (ja ? ".SH 名前\njirei\\-search \\- 日本語の事例を探す\n"
             : ".SH NAME\njirei\\-search \\- search Japanese case studies\n")
      << (ja ? ".SH 書式\n" : ".SH SYNOPSIS\n")
      << (ja ? "\\fBjirei\\-search\\fR [\\fIオプション\\fR] [\\fI検索語\\fR…]\n"
             : "\\fBjirei\\-search\\fR [\\fIOPTIONS\\fR] [\\fIQUERY\\fR…]\n")
      << (ja ? ".SH 説明\njirei\\-index "
               "が作った索引から事例を探し、関連度の順に、一致した箇所の抜粋と"
               "ファセットごとの件数を添えて示します。検索語がなければ全事例を示します。\n"
             : ".SH DESCRIPTION\nSearches the index that jirei\\-index made and prints cases by "
               "relevance, with fragments around the matches and counts of every facet. Without a "
               "query: all cases.\n");
  OptionGroup group = OptionGroup::search;
  bool first = true;
  out << (ja ? ".SH オプション\n" : ".SH OPTIONS\n");
  for (const OptionInfo& info : option_table()) {
    if (info.hidden) continue;
    if (first || info.group != group)
      out << ".SS " << troff(group_title(info.group, language)) << '\n';
    first = false;
    group = info.group;
    write_man_option(out, info, language);
  }
  write_man_query(out, ja);
  write_man_formats(out, ja);
  write_man_keys(out, ja);
  out << (ja ? ".SH 環境変数\n" : ".SH ENVIRONMENT\n");
  write_topics(out, kEnvironment, ja);
  out << (ja ? ".SH ファイル\n.TP\n\\fI\\(ti/.config/jirei/config.toml\\fR\n設定。オプション名 = "
               "値 "
               "を一行ずつ。"
               "コマンド行、環境変数、このファイル、既定値の順に優先します。\\-\\-print\\-config "
               "で確かめられます。\n"
             : ".SH FILES\n.TP\n\\fI\\(ti/.config/jirei/config.toml\\fR\nSettings, one \"name = "
               "value\" a line. "
               "Command line, environment, this file, default: the first wins. "
               "\\-\\-print\\-config shows "
               "them.\n");
  out << (ja ? ".SH 終了状態\n" : ".SH EXIT STATUS\n");
  write_topics(out, kExit, ja);
  out << (ja ? ".SH 例\n" : ".SH EXAMPLES\n");
  for (const Example& example : usage_examples()) {
    out << ".TP\n\\fB" << troff(example.command) << "\\fR\n"
        << troff(ja ? example.ja : example.en) << '\n';
  }
  out << (ja ? ".SH 関連項目\n" : ".SH SEE ALSO\n") << "\\fBjirei\\-index\\fR(1)\n";
}

void generate(std::ostream& out, std::string_view what) {
  if (what == "man-ja") return write_man_page(out, Language::ja);
  if (what == "man-en") return write_man_page(out, Language::en);
  if (what == "complete-bash") return write_bash_completion(out);
  if (what == "complete-zsh") return write_zsh_completion(out);
  if (what == "complete-fish") return write_fish_completion(out);
  throw Error(ErrorCode::usage, {"作れないものです。", "There is nothing of that name to write."});
}

}  // namespace jirei
