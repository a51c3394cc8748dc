#include "dict/tidy.h"

#include <unicode/unorm2.h>

#include "dict/unicode.h"

namespace jirei {
namespace {

constexpr char32_t kNone = 0;  ///< no neighbour: begin or end of the text
constexpr char32_t kLongVowel = U'ー';

bool digit(char32_t c) { return c >= '0' && c <= '9'; }

bool ascii_word(char32_t c) { return digit(c) || (c >= 'a' && c <= 'z'); }

/// Hyphens, dashes, minus and line-drawing bars that people type for each other.
bool dash_like(char32_t c) {
  switch (c) {
    case U'-':
    case U'\u2010':
    case U'\u2011':
    case U'\u2012':
    case U'\u2013':
    case U'\u2014':
    case U'\u2015':
    case U'\u2212':
    case U'\u2500':
    case U'\u2043':
      return true;
    default:
      return false;
  }
}

/// Those that also join Latin words (e‐mail).
bool hyphen_like(char32_t c) { return c >= 0x2010 && c <= 0x2013; }

bool line_break(char32_t c) {
  return (c >= '\n' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
}

bool control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

bool blank(char32_t c) { return control(c) || is_space(c); }

/// Characters beside which no space is kept.
bool closes_up(char32_t c) {
  return is_japanese(c) || (c >= 0x3000 && c <= 0x303F) || c == U'・' || c == U'゠';
}

/// May act on the character before it when it comes to stand beside it.
bool joins_backward(char32_t c) {
  if (c < 0x300 || (c >= 0x30A0 && c <= 0xA66E)) return false;
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2* nfc = unorm2_getNFCInstance(&status);
  return !unorm2_hasBoundaryBefore(nfc, static_cast<UChar32>(c));
}

/// What a lone dash between two characters stands for.
char32_t dash_between(char32_t before, char32_t dash, char32_t after) {
  if (digit(before) && digit(after)) return '-';
  if (dash == kLongVowel) return dash;
  if (is_katakana(before) && before != kLongVowel && !ascii_word(after)) return kLongVowel;
  if (is_hiragana(before) && is_kana(after)) return kLongVowel;
  if (hyphen_like(dash) && ascii_word(before) && ascii_word(after)) return '-';
  return dash;
}

class Tidier {
 public:
  Tidier(std::string_view text, bool with_map) : text_(text), with_map_(with_map) {}

  TidyResult run() {
    while (pos_ < text_.size()) {
      const auto lead = static_cast<unsigned char>(text_[pos_]);
      if (lead > 0x20 && lead < 0x7F && lead != '-') {
        ++pos_;
      } else if (lead > 0xE3 || lead == 0xC3 || (lead == 0xE3 && !interesting_kana())) {
        pos_ += lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
      } else {
        look();
      }
    }
    if (result_.changed) result_.text.append(text_, copied_, text_.size() - copied_);
    return std::move(result_);
  }

 private:
  /// Of the block with lead byte E3 only 〜 and a ー after a digit are of interest (and U+3000,
  /// which the first stage has made a space).
  bool interesting_kana() const {
    const auto second = static_cast<unsigned char>(text_[pos_ + 1]);
    const auto third = static_cast<unsigned char>(text_[pos_ + 2]);
    if (second == 0x83) {
      return third == 0xBC && pos_ > 0 && digit(static_cast<unsigned char>(text_[pos_ - 1]));
    }
    return second == 0x80 && (third == 0x9C || third == 0x80);
  }

  void look() {
    std::size_t next = pos_;
    const char32_t c = next_code_point(text_, &next);
    if (blank(c)) {
      blanks();
    } else if (dash_like(c) || c == kLongVowel) {
      dashes(c, next);
    } else if (c == U'〜') {
      replace(next, '~');
    } else {
      pos_ = next;
    }
  }

  void dashes(char32_t dash, std::size_t next) {
    std::size_t end = next;
    char32_t after = peek(end);
    if (dash_like(dash) && dash_like(after)) {  // ―― is punctuation
      while (dash_like(peek(end))) next_code_point(text_, &end);
      pos_ = end;
      return;
    }
    const char32_t meant = dash_between(before(), dash, after);
    if (meant != dash) {
      replace(next, meant);
    } else {
      pos_ = next;
    }
  }

  /// A run of white space and control characters.
  void blanks() {
    std::size_t end = pos_;
    bool breaks = false;
    bool spaces = false;
    while (end < text_.size()) {
      std::size_t next = end;
      const char32_t c = next_code_point(text_, &next);
      if (!blank(c)) break;
      breaks = breaks || line_break(c);
      spaces = spaces || is_space(c);
      end = next;
    }
    const char32_t left = before();
    const char32_t right = peek(end);
    bool keep_space = spaces && !breaks && left != kNone && left != '\n' && right != kNone &&
                      !closes_up(left) && !closes_up(right);
    const bool gone = !breaks && !keep_space;
    while (pos_ < end) {
      std::size_t next = pos_;
      const char32_t c = next_code_point(text_, &next);
      if (line_break(c)) {
        const bool pair = c == '\r' && next < end && text_[next] == '\n';
        pair ? erase(next) : replace(next, '\n');
      } else if (keep_space && is_space(c)) {
        keep_space = false;
        replace(next, ' ');
      } else {
        erase(next);
      }
    }
    if (gone && right != kNone && left != kNone &&
        (joins_backward(right) || dash_like(right) || right == kLongVowel || dash_like(left) ||
         left == kLongVowel)) {
      result_.again = true;
    }
  }

  /// The last character of what has been written so far.
  char32_t before() const {
    const std::string_view tail =
        pos_ > copied_ ? text_.substr(0, pos_) : std::string_view(result_.text);
    if (tail.empty()) return kNone;
    std::size_t begin = tail.size() - 1;
    while (begin > 0 && (static_cast<unsigned char>(tail[begin]) & 0xC0) == 0x80) --begin;
    return next_code_point(tail, &begin);
  }

  char32_t peek(std::size_t pos) const {
    return pos < text_.size() ? next_code_point(text_, &pos) : kNone;
  }

  void replace(std::size_t end, char32_t c) {
    std::string bytes;
    append_utf8(&bytes, c);
    if (text_.substr(pos_, end - pos_) == bytes) {
      pos_ = end;
    } else {
      edit(end, bytes);
    }
  }

  void erase(std::size_t end) { edit(end, {}); }

  void edit(std::size_t end, std::string_view bytes) {
    if (!result_.changed) result_.text.reserve(text_.size() + 16);
    result_.changed = true;
    result_.text.append(text_, copied_, pos_ - copied_);
    const auto target = static_cast<std::uint32_t>(result_.text.size());
    result_.text.append(bytes);
    if (with_map_) {
      result_.map.add({{static_cast<std::uint32_t>(pos_), static_cast<std::uint32_t>(end)},
                       {target, static_cast<std::uint32_t>(result_.text.size())}});
    }
    pos_ = copied_ = end;
  }

  std::string_view text_;
  bool with_map_;
  std::size_t pos_ = 0;
  std::size_t copied_ = 0;  ///< text_ up to here is in result_.text, changed or not
  TidyResult result_;
};

}  // namespace

TidyResult tidy(std::string_view text, bool with_map) { return Tidier(text, with_map).run(); }

}  // namespace jirei
