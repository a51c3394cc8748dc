// First stage of a query: text → tokens of the query language.
//
// All questions of *where* a character stands are settled here, so that the parser sees none:
//  - An operator counts at a word boundary only. Brackets, 「」, quotes, '-', '*', ':' inside
//  running
//    text are text: 情報（漏えい）対策, 「A」と「B」の違い, 10-20, 乙女*ムジカ, 12:30,
//    http://example.jp.
//  - Full-width forms (ＯＲ （ ） ： － ＊ ” 　) count as their half-width ones.
//  - Brackets pair up first, whatever they are; a pair is a group if both stand at word boundaries.
//  - What stays unpaired is handed on as open, close or unclosed, and the parser warns of it,
//  unless
//    it hangs on running text (…（2013年） cut out of a sentence, 1) of a list).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jirei {

struct ParseOptions {
  /// Whether `name:` names a field (title, a section heading of this index, a facet). Unknown
  /// names make `x:` plain text. Not set: no fields.
  std::function<bool(std::string_view)> is_field;
  /// Whether the field takes ranges (facets do). Not set: every field does.
  std::function<bool(std::string_view)> has_ranges;
};

struct QueryToken {
  enum class Kind {
    word,      ///< a run of text without spaces
    phrase,    ///< what stands between quotes
    prefix,    ///< word*
    fuzzy,     ///< word~
    range,     ///< low..high, only as the value of a field
    field,     ///< name: — what follows is its value
    open,      ///< (
    close,     ///< )
    op_and,    ///< AND
    op_or,     ///< OR or |
    op_not,    ///< NOT, or - before a word
    unclosed,  ///< a quote that is never closed; what it was to quote follows as words
  };

  Kind kind = Kind::word;
  std::string text;  ///< as typed, without quotes, '*', '~', ':'
  std::optional<std::string> low, high;
  double boost = 1.0;
  std::uint32_t column = 0;  ///< code points from the start of the query
};

/// `text` must be valid UTF-8. Time and memory are linear in its length.
std::vector<QueryToken> lex_query(std::string_view text, const ParseOptions& options);

/// The words of a text in which no operator counts: split at spaces, quotes and brackets at their
/// ends, a leading '-', a trailing * or ~, and bare AND OR NOT | left out. Empty only for blank
/// text.
std::vector<QueryToken> lex_plain_words(std::string_view text);

/// One token a line: column, kind, text; for --explain and tests.
std::string to_string(const std::vector<QueryToken>& tokens);

/// True if the token holds something that can be looked for (a letter, a digit, ①, ㈱ …).
bool has_substance(std::string_view text);

/// Whether a command-line argument that begins with a dash is meant as an exclusion (-除外, －x,
/// -"a b", -「…」, -(…)) and not as an option.
bool looks_like_exclusion(std::string_view argument);

}  // namespace jirei
