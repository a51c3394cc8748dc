// What a query means, before it meets an index.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dict/error.h"

namespace jirei {

/// A node of the query tree. A plain value; children in the order they were typed.
struct QueryNode {
  enum class Kind {
    everything,  ///< no query: all cases
    words,       ///< words standing side by side: every one first, then some (the only kind that
                 ///< relaxes)
    all,         ///< AND
    any,         ///< OR
    none,        ///< NOT: one child; inside `words` or `all` it excludes
    word,        ///< a run of text as typed (a word, a compound, a sentence)
    phrase,      ///< quoted: the text as a reader would call the phrase
    literal,     ///< --exact: exactly these code points
    prefix,      ///< word*
    fuzzy,       ///< word~
    field,       ///< `name`: one child restricted to the title, a section or a facet
    range,       ///< `name`: facet between low and high (nullopt = open)
  };

  Kind kind = Kind::everything;
  std::string text;  ///< word, phrase, literal, prefix, fuzzy: as typed, valid UTF-8
  std::string name;  ///< field, range: as typed
  std::optional<std::string> low, high;
  double boost = 1.0;
  std::uint32_t column = 0;  ///< code points from the start of the query, for warnings
  std::vector<QueryNode> children;
};

/// Parsable S-expression, e.g. (words "ランサムウェア" (none "教育")); for --explain=parse and
/// tests.
///
///   "x" a word · (phrase "x") (literal "x") (prefix "x") (fuzzy "x") · (field "name" child)
///   (range "name" "low" *) with * for an open end · (boost 2 node) · (everything)
///   (words …) (all …) (any …) (none child). Inside quotes \" and \\ stand for " and \.
std::string to_string(const QueryNode& node);

/// The way back, without columns. nullopt for anything that to_string does not write.
std::optional<QueryNode> parse_tree(std::string_view text);

/// The tree in the query language, so that it can be proposed to the user: parse_query of it gives
/// the tree again, as long as its words came from a query.
std::string to_query(const QueryNode& node);

/// Equal in everything but columns.
bool same_tree(const QueryNode& a, const QueryNode& b);

}  // namespace jirei
