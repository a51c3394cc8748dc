#include "searcher/filter.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "dict/error.h"
#include "dict/unicode.h"
#include "searcher/query/query_chars.h"

namespace jirei {
namespace {

/// A character and what it means: 0 if it stands for itself.
struct Char {
  char32_t c;
  char32_t meaning;  ///< ',' '.' '=' '!' ' ' (full-width forms too), 0 behind a backslash
};
using Chars = std::vector<Char>;
using Iterator = Chars::const_iterator;

char32_t meaning_of(char32_t c) {
  const char32_t shape = query_chars::shape(c);
  if (c == U'、') return U',';
  constexpr std::u32string_view kSyntax = U",.=! ";
  return kSyntax.find(shape) != kSyntax.npos ? shape : 0;
}

Chars read(std::string_view text) {
  Chars chars;
  for (std::size_t pos = 0; pos < text.size();) {
    const char32_t c = next_code_point(text, &pos);
    std::size_t behind = pos;
    const char32_t next = c == U'\\' && pos < text.size() ? next_code_point(text, &behind) : 0;
    if (next == U'\\' || (next != 0 && meaning_of(next) != 0)) {
      chars.push_back({next, 0});
      pos = behind;
    } else if (c == 0x2025 || c == 0x2026) {  // ‥ …
      chars.insert(chars.end(), 2, {U'.', U'.'});
    } else if (c == U'≠') {
      chars.push_back({U'!', U'!'});
      chars.push_back({U'=', U'='});
    } else {
      chars.push_back({c, meaning_of(c)});
    }
  }
  return chars;
}

std::string trimmed(Iterator begin, Iterator end) {
  while (begin != end && begin->meaning == U' ') ++begin;
  while (begin != end && std::prev(end)->meaning == U' ') --end;
  std::string out;
  for (; begin != end; ++begin) append_utf8(&out, begin->c);
  return out;
}

[[noreturn]] void refuse(std::string_view text, const char* ja, const char* en, Text hint) {
  const std::string typed(text);
  throw Error(ErrorCode::usage,
              {"絞り込み「" + typed + "」を読めません: " + ja,
               "cannot read the filter \"" + typed + "\": " + en},
              std::move(hint));
}

Text example(const std::string& filter) {
  return {"例: -f " + filter, "for example: -f " + filter};
}

FacetFilter::Item item(std::string_view text, Iterator begin, Iterator end) {
  const auto dot = [](const Char& c) { return c.meaning == U'.'; };
  FacetFilter::Item item;
  auto dots = std::adjacent_find(begin, end,
                                 [&](const Char& a, const Char& b) { return dot(a) && dot(b); });
  if (dots == end) {
    item.value = trimmed(begin, end);
    if (item.value.empty()) {
      refuse(text, "値が空です。", "a value is empty.", example("業種=製造業,小売業"));
    }
    return item;
  }
  item.range = true;
  const std::string low = trimmed(begin, dots);
  dots = std::find_if_not(dots, end, dot);
  const std::string high = trimmed(dots, end);
  if (low.empty() && high.empty()) {
    refuse(text, "範囲の端が一つもありません。", "the range has no end at all.",
           example("発生年=2013..2016"));
  }
  if (!low.empty()) item.low = low;
  if (!high.empty()) item.high = high;
  return item;
}

[[noreturn]] void refuse_without_equals(std::string_view text, const Chars& chars) {
  // 業種:製造業 is how the query language says it.
  const auto colon = std::find_if(chars.begin(), chars.end(),
                                  [](const Char& c) { return query_chars::shape(c.c) == U':'; });
  std::string meant = "業種=製造業";
  if (colon != chars.end() && colon != chars.begin() && std::next(colon) != chars.end()) {
    meant = trimmed(chars.begin(), colon) + "=" + trimmed(std::next(colon), chars.end());
  }
  refuse(text, "「=」がありません。", "there is no '='.", example(meant));
}

}  // namespace

FacetFilter parse_filter(std::string_view text) {
  const Chars chars = read(text);
  auto equals =
      std::find_if(chars.begin(), chars.end(), [](const Char& c) { return c.meaning == U'='; });
  if (equals == chars.end()) refuse_without_equals(text, chars);
  FacetFilter filter;
  filter.exclude = equals != chars.begin() && std::prev(equals)->meaning == U'!';
  filter.facet = trimmed(chars.begin(), filter.exclude ? std::prev(equals) : equals);
  if (filter.facet.empty()) {
    refuse(text, "ファセットの名前がありません。", "the name of the facet is missing.",
           example("業種=製造業"));
  }
  ++equals;
  if (equals != chars.end() && equals->meaning == U'=') ++equals;  // == is meant as =
  for (auto begin = equals;;) {
    const auto end =
        std::find_if(begin, chars.end(), [](const Char& c) { return c.meaning == U','; });
    filter.items.push_back(item(text, begin, end));
    if (end == chars.end()) break;
    begin = std::next(end);
  }
  return filter;
}

}  // namespace jirei
