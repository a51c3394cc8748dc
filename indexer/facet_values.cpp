#include "indexer/facet_values.h"

#include <unicode/errorcode.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <array>
#include <charconv>

#include "dict/normalizer.h"
#include "dict/unicode.h"
#include "indexer/facet_table.h"

namespace jirei {
namespace {

std::string fold(std::string_view text) {
  static const Normalizer normalizer;
  return normalizer.fold_text(text);
}

std::string nfkc(std::string_view text) {
  icu::ErrorCode status;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFKCInstance(status);
  std::string out;
  if (status.isFailure()) return std::string(text);
  const icu::UnicodeString source = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  const icu::UnicodeString result = normalizer->normalize(source, status);
  if (status.isFailure()) return std::string(text);
  result.toUTF8String(out);
  return out;
}

bool is_tilde(char32_t c) {
  return c == U'~' || c == U'\u301C' || c == U'\uFF5E' || c == U'\u223C' || c == U'\u223E';
}

bool is_dash(char32_t c) {
  return (c >= U'\u2010' && c <= U'\u2015') || c == U'\u2212' || c == U'\uFF0D' || c == U'\u30FC';
}

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Era {
  std::string_view name;
  char letter;
  std::int64_t first_year;  ///< of the era, in the common calendar
};

constexpr std::array<Era, 5> kEras = {{
    {"明治", 'm', 1868},
    {"大正", 't', 1912},
    {"昭和", 's', 1926},
    {"平成", 'h', 1989},
    {"令和", 'r', 2019},
}};

bool consume(std::string_view* text, std::string_view prefix) {
  if (!text->starts_with(prefix)) return false;
  text->remove_prefix(prefix.size());
  return true;
}

const Era* consume_era(std::string_view* text) {
  for (const Era& era : kEras) {
    if (consume(text, era.name)) return &era;
    if (text->size() > 1 && text->front() == era.letter && is_digit((*text)[1])) {
      text->remove_prefix(1);
      return &era;
    }
  }
  return nullptr;
}

}  // namespace

std::string facet_key(std::string_view typed) {
  const std::string folded = fold(typed);
  std::string key;
  std::size_t pos = 0;
  bool after_kana = false;  // a long vowel mark belongs to the word before it
  while (pos < folded.size()) {
    const char32_t c = next_code_point(folded, &pos);
    if (is_space(c) || is_control(c)) continue;
    if (is_tilde(c) || (is_dash(c) && !(c == U'\u30FC' && after_kana))) {
      key.push_back('-');
      after_kana = false;
    } else {
      append_utf8(&key, c);
      after_kana = is_kana(c);
    }
  }
  return key;
}

std::string tidy_facet_value(std::string_view text) {
  const std::string normalized = nfkc(text);
  std::string out;
  std::size_t pos = 0;
  bool space_due = false;
  char32_t previous = 0;
  while (pos < normalized.size()) {
    const char32_t c = next_code_point(normalized, &pos);
    if (is_space(c)) {
      space_due = previous != 0;
      continue;
    }
    if (is_control(c)) continue;
    if (space_due && !is_japanese(previous) && !is_japanese(c)) out.push_back(' ');
    space_due = false;
    append_utf8(&out, c);
    previous = c;
  }
  return out;
}

std::optional<std::int64_t> parse_facet_number(std::string_view typed) {
  std::string folded;
  for (const char c : fold(typed)) {
    if (c != ' ' && c != '\n') folded.push_back(c);
  }
  std::string_view rest = folded;
  const Era* era = consume_era(&rest);
  std::int64_t number = 0;
  if (era && consume(&rest, "元")) {
    number = 1;
  } else {
    const auto result = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (result.ec != std::errc()) return std::nullopt;
    rest.remove_prefix(static_cast<std::size_t>(result.ptr - rest.data()));
  }
  if (era) {
    if (number < 1 || number > 99) return std::nullopt;
    number += era->first_year - 1;
  }
  if (consume(&rest, "年")) consume(&rest, "度");
  for (const std::string_view about : {"頃", "ごろ", "ころ"}) {
    if (consume(&rest, about)) break;
  }
  if (!rest.empty()) return std::nullopt;
  return number;
}

}  // namespace jirei
