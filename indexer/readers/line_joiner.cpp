#include "indexer/readers/line_joiner.h"

#include <cstddef>

#include "dict/unicode.h"

namespace jirei {
namespace {

constexpr std::string_view kIdeographicSpace = "\u3000";

/// Letters and digits of scripts that part words by spaces; not their full-width forms.
bool is_spaced_letter(char32_t c) {
  return is_latin_or_digit(c) && !is_japanese(c) && !(c >= U'\uFF00' && c <= U'\uFFEF');
}

char32_t first_of(std::string_view text) {
  std::size_t pos = 0;
  return text.empty() ? 0 : next_code_point(text, &pos);
}

char32_t last_of(std::string_view text) {
  std::size_t pos = text.size();
  while (pos > 0 && (static_cast<unsigned char>(text[pos - 1]) & 0xC0U) == 0x80U) --pos;
  if (pos == 0) return 0;
  return first_of(text.substr(pos - 1));
}

bool opens(char32_t c) { return c == U'(' || c == U'[' || c == U'{'; }
bool closes(char32_t c) {
  return c == U')' || c == U']' || c == U'}' || c == U',' || c == U'.' || c == U';' || c == U':' ||
         c == U'!' || c == U'?' || c == U'%';
}
/// Signs that hold a word together: Wi-Fi, TCP/IP, name@example.
bool links(char32_t c) { return c == U'-' || c == U'/' || c == U'@' || c == U'_' || c == U'\\'; }

bool is_ascii_graphic(char32_t c) { return c > 0x20 && c < 0x7F; }

bool space_between(char32_t before, char32_t after, const JoinStyle& style) {
  const bool latin_before = is_spaced_letter(before);
  const bool latin_after = is_spaced_letter(after);
  if ((latin_before && is_japanese(after)) || (is_japanese(before) && latin_after)) {
    return style.space_beside_japanese;
  }
  const bool western_before = latin_before || is_ascii_graphic(before);
  const bool western_after = latin_after || is_ascii_graphic(after);
  if (!western_before || !western_after) return false;
  return !opens(before) && !links(before) && !closes(after) && !links(after);
}

}  // namespace

JoinStyle learn_join_style(std::string_view document) {
  std::size_t with = 0;
  std::size_t without = 0;
  char32_t before = 0;  // the character before the one before
  char32_t previous = 0;
  std::size_t pos = 0;
  while (pos < document.size()) {
    const char32_t c = next_code_point(document, &pos);
    const auto meet = [](char32_t a, char32_t b) {
      return (is_spaced_letter(a) && is_japanese(b)) || (is_japanese(a) && is_spaced_letter(b));
    };
    if (meet(previous, c)) ++without;
    if (previous == U' ' && meet(before, c)) ++with;
    before = previous;
    previous = c;
  }
  return JoinStyle{with > without};
}

void join_line(std::string* paragraph, std::string_view line, const JoinStyle& style) {
  if (paragraph->empty() || line.empty()) {
    paragraph->append(line);
    return;
  }
  if (space_between(last_of(*paragraph), first_of(line), style)) paragraph->push_back(' ');
  paragraph->append(line);
}

std::string_view trim_line(std::string_view line) {
  while (!line.empty()) {
    if (line.front() == ' ' || line.front() == '\t' || line.front() == '\r' ||
        line.front() == '\f') {
      line.remove_prefix(1);
    } else if (line.starts_with(kIdeographicSpace)) {
      line.remove_prefix(kIdeographicSpace.size());
    } else {
      break;
    }
  }
  while (!line.empty()) {
    if (line.back() == ' ' || line.back() == '\t' || line.back() == '\r' || line.back() == '\f') {
      line.remove_suffix(1);
    } else if (line.ends_with(kIdeographicSpace)) {
      line.remove_suffix(kIdeographicSpace.size());
    } else {
      break;
    }
  }
  return line;
}

}  // namespace jirei
