#include "searcher/needle_finder.h"

#include "dict/unicode.h"

namespace jirei {
namespace {

bool latin_at(std::string_view text, std::size_t pos) {
  return is_latin_or_digit(next_code_point(text, &pos));
}

// Whether a Latin run continues before `begin`.
bool latin_before(std::string_view text, std::size_t begin) {
  if (begin == 0) return false;
  std::size_t at = begin - 1;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
  return latin_at(text, at);
}

}  // namespace

bool begins_freely(std::string_view text, std::size_t begin) {
  return !(latin_at(text, begin) && latin_before(text, begin));
}

bool stands_whole(std::string_view text, std::size_t begin, std::size_t end) {
  if (!begins_freely(text, begin)) return false;
  return !(end < text.size() && latin_before(text, end) && latin_at(text, end));
}

bool stands_anywhere(const Needle& needle) {
  if (needle.text.empty() || !(needle.whole || needle.begins)) return true;
  if (latin_at(needle.text, 0)) return false;
  return !needle.whole || !latin_before(needle.text, needle.text.size());
}

std::size_t NeedleFinder::find(std::string_view text, std::size_t from) const {
  for (;;) {
    const std::size_t at = finder_.find(text, from);
    if (at == std::string_view::npos || !(whole_ || begins_)) return at;
    if (whole_ ? stands_whole(text, at, at + size_) : begins_freely(text, at)) return at;
    from = at + 1;
  }
}

}  // namespace jirei
