#include "searcher/query/lexer.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include "searcher/query/limits.h"
#include "searcher/query/query_chars.h"

namespace jirei {
namespace {

using Kind = QueryToken::Kind;
namespace qc = query_chars;

constexpr std::size_t kNone = static_cast<std::size_t>(-1);
// A word of more characters than this beside a lone bracket is a sentence.
constexpr std::size_t kSentenceChars = 20;
// ^ and the digits of a boost.
constexpr std::size_t kBoostChars = 8;

class Lexer {
 public:
  Lexer(std::string_view text, const ParseOptions& options) : text_(text), options_(options) {
    decode();
    find_word_ends();
    find_quotes();
    pair_brackets();
  }

  std::vector<QueryToken> run() {
    for (std::size_t i = 0; i < size();) i = shapes_[i] == U' ' ? i + 1 : element(i);
    return std::move(tokens_);
  }

 private:
  std::size_t size() const { return shapes_.size(); }
  char32_t shape(std::size_t i) const { return i < size() ? shapes_[i] : U' '; }
  std::string_view slice(std::size_t begin, std::size_t end) const {
    return text_.substr(bytes_[begin], bytes_[end] - bytes_[begin]);
  }

  // --- What stands where: four passes over the characters, each linear. ---

  void decode() {
    for (std::size_t pos = 0; pos < text_.size();) {
      bytes_.push_back(pos);
      const char32_t c = next_code_point(text_, &pos);
      chars_.push_back(c);
      shapes_.push_back(qc::shape(c));
    }
    bytes_.push_back(text_.size());
  }

  /// word_end_[i]: a closing mark at i - 1 would end a word: i is the end, a space, or more closing
  /// brackets up to one; a boost may stand between.
  void find_word_ends() {
    word_end_.assign(size() + 1, false);
    word_end_[size()] = true;
    for (std::size_t i = size(); i-- > 0;) {
      word_end_[i] =
          shapes_[i] == U' ' || (shapes_[i] == U')' && word_end_[i + 1]) || boost_end(i) != kNone;
    }
  }

  /// End of a boost (^2, ^0.5) that begins at i and ends a word, or kNone.
  std::size_t boost_end(std::size_t i) const {
    if (shape(i) != U'^') return kNone;
    const std::size_t limit = i + kBoostChars;
    std::size_t j = i + 1;
    bool digits = false, point = false;
    for (; j < limit; ++j) {
      if (qc::is_ascii_digit(shape(j))) {
        digits = true;
      } else if (shape(j) == U'.' && digits && !point) {
        point = true;
      } else {
        break;
      }
    }
    return digits && shape(j - 1) != U'.' && word_end_[std::min(j, size())] ? j : kNone;
  }

  double boost(std::size_t begin, std::size_t end) const {
    double value = 1.0;
    std::string digits;
    for (std::size_t i = begin + 1; i < end; ++i) digits.push_back(static_cast<char>(shapes_[i]));
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value > 0 ? value : 1.0;
  }

  /// For every position the next straight and the next curly quote at or after it.
  void find_quotes() {
    next_straight_.assign(size() + 1, kNone);
    next_curly_.assign(size() + 1, kNone);
    for (std::size_t i = size(); i-- > 0;) {
      next_straight_[i] = shapes_[i] == U'"' ? i : next_straight_[i + 1];
      next_curly_[i] = qc::is_curly_close(chars_[i]) ? i : next_curly_[i + 1];
    }
    corner_pair_.assign(size(), kNone);
    std::vector<std::size_t> single, twofold;
    for (std::size_t i = 0; i < size(); ++i) {
      const char32_t c = chars_[i];
      auto& stack = c == U'「' || c == U'」' ? single : twofold;
      if (qc::is_corner_open(c)) {
        stack.push_back(i);
      } else if (qc::is_corner_close(c) && !stack.empty()) {
        corner_pair_[stack.back()] = i;
        stack.pop_back();
      }
    }
  }

  /// Place of the quote that closes the one at i, or kNone. Curly and corner quotes are common
  /// punctuation too, so they must close at the end of a word.
  std::size_t closing_quote(std::size_t i) const {
    std::size_t close = kNone;
    if (shape(i) == U'"') return next_straight_[i + 1];
    if (i < size() && qc::is_curly_quote(chars_[i])) close = next_curly_[i + 1];
    if (i < size() && qc::is_corner_open(chars_[i])) close = corner_pair_[i];
    return close != kNone && word_end_[close + 1] ? close : kNone;
  }

  /// Pairs ( with ), passing over what is quoted.
  void pair_brackets() {
    bracket_pair_.assign(size(), kNone);
    closes_group_.assign(size(), false);
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < size(); ++i) {
      const char32_t before = i == 0 ? U' ' : shapes_[i - 1];
      if (before == U' ' || before == U'(' || before == U'-' || before == U':') {
        if (const std::size_t close = closing_quote(i); close != kNone) {
          i = close;
          continue;
        }
      }
      if (shapes_[i] == U'(') open.push_back(i);
      if (shapes_[i] != U')' || open.empty()) continue;
      bracket_pair_[open.back()] = i;
      bracket_pair_[i] = open.back();
      open.pop_back();
    }
  }

  // --- Elements. Each takes the place where it begins and returns the place behind it. ---

  /// Anything at the start of a word.
  std::size_t element(std::size_t i) {
    if (is_close(i)) return close(i);
    if (excludes(i)) {
      push(Kind::op_not, i, i + 1);
      return field_or_operand(i + 1);
    }
    if (const std::size_t end = keyword(i); end != kNone) return end;
    return field_or_operand(i);
  }

  std::size_t field_or_operand(std::size_t i) {
    const std::size_t colon = field_colon(i);
    if (colon == kNone) return operand(i, !group_ranges_.empty() && group_ranges_.back());
    const bool quoted = shapes_[i] == U'"';
    push(Kind::field, quoted ? i + 1 : i, quoted ? colon - 1 : colon);
    const bool ranges = !options_.has_ranges || options_.has_ranges(tokens_.back().text);
    const std::size_t value = colon + 1;
    if (value >= size() || is_close(value))
      return value;  // the parser says that a value is missing
    return operand(value, ranges);
  }

  std::size_t operand(std::size_t i, bool ranges) {
    if (opens_group(i)) {
      if (bracket_pair_[i] != kNone) closes_group_[bracket_pair_[i]] = true;
      push(Kind::open, i, i + 1);
      group_ranges_.push_back(ranges);
      return i + 1;
    }
    if (const std::size_t end = closing_quote(i); end != kNone) return phrase(i, end);
    if (unclosed_quote(i)) {
      push(Kind::unclosed, i, i + 1);
      return i + 1;
    }
    return word(i, ranges);
  }

  std::size_t close(std::size_t i) {
    push(Kind::close, i, i + 1);
    if (!group_ranges_.empty()) group_ranges_.pop_back();
    return take_boost(i + 1);
  }

  std::size_t phrase(std::size_t open, std::size_t end) {
    std::size_t first = open + 1, last = end;
    while (first < last && shapes_[first] == U' ') ++first;
    while (first < last && shapes_[last - 1] == U' ') --last;
    const bool said = has_substance(slice(first, last));
    // 「」 and "…" with nothing to look for in them are punctuation like any other.
    if (said) {
      push(Kind::phrase, first, last);
    } else {
      push(Kind::word, open, end + 1);
    }
    tokens_.back().column = static_cast<std::uint32_t>(open);
    return take_boost(end + 1);
  }

  std::size_t take_boost(std::size_t i) {
    const std::size_t end = boost_end(i);
    if (end == kNone) return i;
    tokens_.back().boost = boost(i, end);
    return end;
  }

  std::size_t word(std::size_t begin, bool ranges) {
    std::size_t end = begin;
    while (end < size() && shapes_[end] != U' ' && !is_close(end)) ++end;
    if (ranges && range(begin, end)) return end;
    const std::size_t body = without_boost(begin, end);
    const char32_t last = shapes_[body - 1];
    if (last == U'*' && is_pattern(begin, body - 1)) {
      push(Kind::prefix, begin, body - 1);
    } else if (last == U'~' && is_fuzzy(begin, body - 1)) {
      push(Kind::fuzzy, begin, body - 1);
    } else {
      push(Kind::word, begin, body);
    }
    if (body < end) tokens_.back().boost = boost(body, end);
    return end;
  }

  /// Where the boost of a Japanese word begins; `end` if there is none. x^2 is a formula.
  std::size_t without_boost(std::size_t begin, std::size_t end) const {
    for (std::size_t i = end; i > begin + 1 && i + kBoostChars > end; --i) {
      if (shapes_[i - 1] != U'^') continue;
      const bool japanese = std::any_of(at(begin), at(i - 1), is_japanese);
      return japanese && boost_end(i - 1) == end ? i - 1 : end;
    }
    return end;
  }

  /// AND, OR, NOT or | as a word of its own.
  std::size_t keyword(std::size_t i) {
    std::size_t end = i;
    std::string name;
    while (end < size() && shapes_[end] != U' ' && !is_close(end)) {
      if (name.size() == 3 || shapes_[end] > 0x7F) return kNone;
      name.push_back(static_cast<char>(shapes_[end++]));
    }
    if (name == "AND") {
      push(Kind::op_and, i, end);
    } else if (name == "OR" || name == "|") {
      push(Kind::op_or, i, end);
    } else if (name == "NOT") {
      push(Kind::op_not, i, end);
    } else {
      return kNone;
    }
    return end;
  }

  /// low..high. More dots count as two; ‥ and ． are their wide forms.
  bool range(std::size_t begin, std::size_t end) {
    std::size_t first = kNone, behind = kNone;
    for (std::size_t i = begin; i < end; ++i) {
      const bool two = chars_[i] == 0x2025 || chars_[i] == 0x2026;
      if (!two && !(shapes_[i] == U'.' && i + 1 < end && shapes_[i + 1] == U'.')) continue;
      if (first != kNone) return false;  // 1..2..3
      first = i;
      behind = i + (two ? 1 : 2);
      while (behind < end && shapes_[behind] == U'.') ++behind;
      i = behind - 1;
    }
    if (first == kNone || (first == begin && behind == end)) return false;
    push(Kind::range, begin, end);
    if (first > begin) tokens_.back().low = std::string(slice(begin, first));
    if (behind < end) tokens_.back().high = std::string(slice(behind, end));
    return true;
  }

  // --- Questions about a place. ---

  bool is_close(std::size_t i) const {
    if (shape(i) != U')') return false;
    return closes_group_[i] || (bracket_pair_[i] == kNone && word_end_[i + 1] && !hangs_on_text(i));
  }

  bool opens_group(std::size_t i) const {
    if (shape(i) != U'(') return false;
    const std::size_t pair = bracket_pair_[i];
    if (pair == kNone) return !hangs_on_text(i);
    if (!word_end_[pair + 1]) return false;
    std::size_t inside = i + 1;
    while (shapes_[inside] == U' ') ++inside;
    return inside != pair;
  }

  /// A lone bracket at i belongs to a sentence or numbers a list.
  bool hangs_on_text(std::size_t i) const {
    std::size_t begin = i, end = i + 1, said = 0;
    const std::size_t reach = 2 * kSentenceChars;
    for (; begin > 0 && i - begin < reach && shapes_[begin - 1] != U' '; --begin) {
      if (qc::is_sentence_mark(chars_[begin - 1])) return true;
      said += qc::has_substance(chars_[begin - 1]);
    }
    for (; end < size() && end - i < reach && shapes_[end] != U' '; ++end) {
      if (qc::is_sentence_mark(chars_[end])) return true;
      said += qc::has_substance(chars_[end]);
    }
    if (said > kSentenceChars) return true;
    return shapes_[i] == U')' && numbers_item(begin, i);
  }

  /// "1", "12", "a", "ア": what stands before the lone bracket of a list.
  bool numbers_item(std::size_t begin, std::size_t end) const {
    if (end == begin + 1) return qc::has_substance(chars_[begin]);
    return end == begin + 2 && qc::is_ascii_digit(shapes_[begin]) &&
           qc::is_ascii_digit(shapes_[begin + 1]);
  }

  bool unclosed_quote(std::size_t i) const {
    if (shape(i) == U'"') return true;
    return qc::is_curly_quote(chars_[i]) && next_curly_[i + 1] == kNone && !hangs_on_text(i);
  }

  /// '-' before something that can be excluded. -15℃ and -0.5 are numbers, 1997年 -2001年 is a
  /// span,
  /// -> is an arrow.
  bool excludes(std::size_t i) const {
    if (shape(i) != U'-' || i + 1 >= size()) return false;
    const std::size_t next = i + 1;
    if (shapes_[next] == U'(') return opens_group(next);
    if (closing_quote(next) != kNone || shapes_[next] == U'"') return true;
    if (!qc::has_substance(chars_[next])) return false;
    std::size_t j = next;
    while (j < size() && j < next + 20 && qc::is_ascii_digit(shapes_[j])) ++j;
    constexpr std::u32string_view kUnits = U"℃℉°%‰度";
    const bool decimal = (shape(j) == U'.' || shape(j) == U',') && qc::is_ascii_digit(shape(j + 1));
    const bool number = decimal || kUnits.find(shape(j)) != kUnits.npos || follows_number(i);
    return j == next || !number;
  }

  /// The word before the one that begins at i begins with a digit.
  bool follows_number(std::size_t i) const {
    while (i > 0 && shapes_[i - 1] == U' ') --i;
    const std::size_t end = i;
    while (i > 0 && end - i <= kSentenceChars && shapes_[i - 1] != U' ') --i;
    return i < end && qc::is_ascii_digit(shapes_[i]);
  }

  /// Place of the colon of a known field that begins at i, or kNone.
  std::size_t field_colon(std::size_t i) const {
    // Beyond the limit of terms the query is refused anyway; names need not be looked up.
    if (!options_.is_field || tokens_.size() > 4 * limits::kQueryTerms) return kNone;
    std::size_t colon = i;
    std::string_view name;
    if (shape(i) == U'"') {
      const std::size_t quote = next_straight_[i + 1];
      if (quote == kNone || quote - i > limits::kFieldNameChars || shape(quote + 1) != U':')
        return kNone;
      name = slice(i + 1, quote);
      colon = quote + 1;
    } else {
      while (colon < size() && colon - i <= limits::kFieldNameChars && in_name(colon)) ++colon;
      if (colon == i || shape(colon) != U':') return kNone;
      name = slice(i, colon);
    }
    // "対策： バックアップを取る" is running text, and so is http://.
    const std::size_t value = colon + 1;
    if (value < size() && shapes_[value] == U' ') return kNone;
    if (shape(value) == U'/' && shape(value + 1) == U'/') return kNone;
    return options_.is_field(name) ? colon : kNone;
  }

  bool in_name(std::size_t i) const {
    const char32_t c = shapes_[i];
    return c != U' ' && c != U':' && c != U'(' && c != U')' && c != U'"';
  }

  /// Text that may stand before * or ~: one word, no sentence, no formula.
  bool is_pattern(std::size_t begin, std::size_t end) const {
    if (begin >= end || !is_word_char(chars_[end - 1])) return false;
    constexpr std::u32string_view kJoins = U"-_.・'’/&+#";
    const bool joined = std::all_of(at(begin), at(end), [&](char32_t c) {
      return qc::has_substance(c) || kJoins.find(qc::shape(c)) != kJoins.npos;
    });
    return joined &&
           (end - begin <= limits::kPatternChars || std::none_of(at(begin), at(end), is_japanese));
  }

  /// 2013～ and 5月～ are spans of time, 教えて～ is a way of speaking.
  bool is_fuzzy(std::size_t begin, std::size_t end) const {
    if (!is_pattern(begin, end) || qc::is_ascii_digit(shapes_[begin])) return false;
    if (!qc::is_wave(chars_[end])) return true;
    return std::none_of(at(begin), at(end), is_hiragana) ||
           std::all_of(at(begin), at(end), is_hiragana);
  }

  std::u32string::const_iterator at(std::size_t i) const {
    return chars_.begin() + static_cast<std::ptrdiff_t>(i);
  }

  void push(Kind kind, std::size_t begin, std::size_t end) {
    QueryToken token;
    token.kind = kind;
    token.text = std::string(slice(begin, end));
    token.column = static_cast<std::uint32_t>(begin);
    tokens_.push_back(std::move(token));
  }

  std::string_view text_;
  const ParseOptions& options_;
  std::u32string chars_, shapes_;
  std::vector<std::size_t> bytes_;  ///< offset of every character, and the end
  std::vector<bool> word_end_, closes_group_;
  std::vector<std::size_t> next_straight_, next_curly_, corner_pair_, bracket_pair_;
  std::vector<bool> group_ranges_;  ///< for every open group: it is the value of a range field
  std::vector<QueryToken> tokens_;
};

}  // namespace

std::vector<QueryToken> lex_query(std::string_view text, const ParseOptions& options) {
  return Lexer(text, options).run();
}

}  // namespace jirei
