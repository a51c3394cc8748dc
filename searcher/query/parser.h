// Second stage of a query: tokens → tree. Never fails: a query that cannot be parsed is answered as
// plain words, with a warning that points at the place.
//
//   ランサムウェア 復旧            both words; cases with only some of them follow after the others
//   "ウイルス対策ソフト"           a phrase; also “…” ”…” 「…」 『…』 where they stand at word
//   boundaries 感染 -USB    感染 NOT USB      without USB; also －USB, -"…", -(…), -業種:製造業
//   紛失 OR 盗難   紛失 | 盗難      either
//   紛失 AND 盗難                 both, always (words side by side may relax, these never do)
//   (紛失 OR 盗難) パソコン        groups; brackets count at word boundaries only
//   ウイルス*                     words that begin so
//   ランサムウエア~               words that differ by little (not behind a number: 2013～)
//   題名:漏えい  対策:"…"  業種:(製造業 OR 小売業)     in the title, a section, a facet
//   発生年:2013..2016  発生年:..2010  従業員規模:51名..   ranges of a facet; also 発生年:(2008 OR
//   2013..) "情報漏えい"^2 メール          counts twice as much (quoted, grouped or Japanese: x^2
//   is a formula)
//
// AND OR NOT are upper case and stand alone. Words side by side bind tightest, then AND, then OR:
//   a b AND c OR d   is   ((a b) AND c) OR d
// A query of exclusions alone means everything but those. Operators alone ("OR") are words.
//
// Grammar, over the tokens of lexer.h:
//   query   = [ any ]
//   any     = all { OR all }
//   all     = words { AND words }
//   words   = item { item }
//   item    = { NOT } primary
//   primary = field value | value
//   value   = word | phrase | prefix | fuzzy | range | "(" any ")"
//
// The tree is in a normal form: groups that only hold words side by side are part of the words
// around them; `all` and `any` hold no child of their own kind; `none` stands only in `words` and
// `all`, which then have another child too (`everything` if there is nothing else); no field stands
// in a field: the inner one counts.
#pragma once

#include <string_view>
#include <vector>

#include "searcher/query/lexer.h"
#include "searcher/query/tree.h"

namespace jirei {

struct QueryWarning {
  Text text;
  std::uint32_t column = 0;  ///< code points from the start of the query
};

struct ParsedQuery {
  QueryNode tree;
  std::vector<QueryWarning> warnings;  ///< in the order of their columns
};

/// Throws Error(limit) only for queries beyond the documented limits (limits.h). Invalid UTF-8 is
/// read as U+FFFD. Linear in the length of the text.
ParsedQuery parse_query(std::string_view text, const ParseOptions& options);

}  // namespace jirei
