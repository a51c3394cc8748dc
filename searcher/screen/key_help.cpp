#include "searcher/screen/key_help.h"

#include <array>

namespace jirei {

namespace {

constexpr std::array kQuery{
    KeyHelp{"文字", "letters", "検索語を打つ（打つそばから探します）",
            "type the query; hits appear at once"},
    KeyHelp{"↑ ↓  PgUp PgDn", "Up Down  PgUp PgDn", "事例を選ぶ", "choose a case"},
    KeyHelp{"Enter", "Enter", "選んだ事例を読む", "read the chosen case"},
    KeyHelp{"Tab", "Tab", "絞り込みへ", "to the facets"},
    KeyHelp{"Esc", "Esc", "絞り込みを一つ戻す。なければ検索語を消す",
            "undo the last filter; without one, clear the query"},
    KeyHelp{"^A ^E ^U ^K ^W", "^A ^E ^U ^K ^W", "行頭・行末へ、行頭・行末まで・一語を消す",
            "to start, to end; erase to start, to end, a word"},
    KeyHelp{"q", "q", "検索語が空なら終わる", "leave, when the query is empty"},
};

constexpr std::array kFacets{
    KeyHelp{"↑ ↓  Tab ← →", "Up Down  Tab Left Right", "値を、ファセットを選ぶ",
            "walk values, facets"},
    KeyHelp{"Space", "Space", "その値に絞り込む、またはやめる", "narrow to the value, or undo"},
    KeyHelp{"x", "x", "その値を除く、またはやめる", "exclude the value, or undo"},
    KeyHelp{"BackSpace", "BackSpace", "絞り込みを一つ戻す", "undo the last filter"},
    KeyHelp{"Esc  /", "Esc  /", "検索語へ戻る", "back to the query"},
};

constexpr std::array kReading{
    KeyHelp{"↑ ↓  Space b  g G", "Up Down  Space b  g G", "一行ずつ、一画面ずつ、初めへ、終わりへ",
            "by lines, by pages, to the start, to the end"},
    KeyHelp{"n N", "n N", "次の一致、前の一致", "next match, previous match"},
    KeyHelp{"← →", "Left Right", "前の事例、次の事例", "previous case, next case"},
    KeyHelp{"Esc  q", "Esc  q", "一覧へ戻る", "back to the list"},
};

constexpr std::array kAnywhere{
    KeyHelp{"^O", "^O", "並び順を替える（絞り込みでは s も）", "next order (s among the facets)"},
    KeyHelp{"^Y", "^Y", "この表示を出すコマンドを示す（ほかでは y、id だけは Y）",
            "show the command for this view (elsewhere y; Y: the id)"},
    KeyHelp{"^T", "^T", "提案された検索語にする。直された語は元に戻す",
            "take the proposed query; or search as typed"},
    KeyHelp{"F1  ?", "F1  ?", "この説明（? は検索語が空のときと、ほかの欄で）",
            "this help (? where no query is typed)"},
    KeyHelp{"^L  ^Z  ^C", "^L  ^Z  ^C", "描き直す、中断する、終わる", "redraw, suspend, leave"},
};

constexpr std::array kGroups{
    KeyGroup{"検索語と事例", "Query and cases", kQuery},
    KeyGroup{"絞り込み", "Facets", kFacets},
    KeyGroup{"事例を読む", "Reading a case", kReading},
    KeyGroup{"どこでも", "Everywhere", kAnywhere},
};

}  // namespace

std::span<const KeyGroup> key_groups() { return kGroups; }

std::vector<HelpLine> help_lines(Language language) {
  const bool ja = language == Language::ja;
  std::vector<HelpLine> lines;
  for (const KeyGroup& group : kGroups) {
    if (!lines.empty()) lines.emplace_back();
    lines.push_back({"", std::string(ja ? group.ja : group.en)});
    for (const KeyHelp& key : group.keys) {
      lines.push_back(
          {std::string(ja ? key.keys_ja : key.keys_en), std::string(ja ? key.ja : key.en)});
    }
  }
  return lines;
}

}  // namespace jirei
