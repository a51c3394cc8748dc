// The forgiving side of the lexer: words whatever the operators, and questions about bare strings.
#include <string>
#include <utility>

#include "searcher/query/lexer.h"
#include "searcher/query/query_chars.h"

namespace jirei {
namespace {

namespace qc = query_chars;

bool opens(char32_t c) {
  const char32_t shape = qc::shape(c);
  return shape == U'(' || shape == U'"' || shape == U'-' || qc::is_curly_quote(c) ||
         qc::is_corner_open(c);
}

bool closes(char32_t c) {
  const char32_t shape = qc::shape(c);
  return shape == U')' || shape == U'"' || shape == U'*' || shape == U'~' ||
         qc::is_curly_quote(c) || qc::is_corner_close(c);
}

bool is_operator(std::u32string_view word) {
  std::u32string shape;
  if (word.size() > 3) return false;
  for (const char32_t c : word) shape.push_back(qc::shape(c));
  return shape == U"AND" || shape == U"OR" || shape == U"NOT" || shape == U"|";
}

/// The word inside quotes and brackets; nothing if there is none.
std::u32string_view bare(std::u32string_view word) {
  while (!word.empty() && opens(word.front())) word.remove_prefix(1);
  while (!word.empty() && closes(word.back())) word.remove_suffix(1);
  for (const char32_t c : word) {
    if (qc::has_substance(c)) return is_operator(word) ? std::u32string_view{} : word;
  }
  return {};
}

QueryToken token_of(std::u32string_view word, std::size_t column) {
  QueryToken token;
  token.text = to_utf8(word);
  token.column = static_cast<std::uint32_t>(column);
  return token;
}

}  // namespace

std::vector<QueryToken> lex_plain_words(std::string_view text) {
  const std::u32string chars = to_utf32(text);
  const std::u32string_view view = chars;
  std::vector<QueryToken> words, as_typed;
  for (std::size_t begin = 0; begin < view.size();) {
    std::size_t end = begin;
    while (end < view.size() && qc::shape(view[end]) != U' ') ++end;
    if (end > begin) {
      const std::u32string_view chunk = view.substr(begin, end - begin);
      const std::u32string_view word = bare(chunk);
      as_typed.push_back(token_of(chunk, begin));
      if (!word.empty()) {
        words.push_back(token_of(word, static_cast<std::size_t>(word.data() - view.data())));
      }
    }
    begin = end + 1;
  }
  return words.empty() ? as_typed : words;
}

bool has_substance(std::string_view text) {
  for (std::size_t pos = 0; pos < text.size();) {
    if (qc::has_substance(next_code_point(text, &pos))) return true;
  }
  return false;
}

bool looks_like_exclusion(std::string_view argument) {
  std::size_t pos = 0;
  if (argument.empty()) return false;
  const char32_t dash = next_code_point(argument, &pos);
  if (qc::shape(dash) != U'-' || pos >= argument.size()) return false;
  if (dash != U'-') return true;
  const char32_t next = next_code_point(argument, &pos);
  return next > 0x7F ? qc::shape(next) != U' ' && qc::shape(next) != U'-'
                     : next == U'"' || next == U'(';
}

std::string to_string(const std::vector<QueryToken>& tokens) {
  static constexpr const char* kNames[] = {"word",  "phrase", "prefix", "fuzzy",
                                           "range", "field",  "open",   "close",
                                           "and",   "or",     "not",    "unclosed"};
  std::string out;
  for (const QueryToken& token : tokens) {
    out += std::to_string(token.column);
    out += ' ';
    out += kNames[static_cast<std::size_t>(token.kind)];
    out += ' ';
    out += token.text;
    out += '\n';
  }
  return out;
}

}  // namespace jirei
