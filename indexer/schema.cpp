#include "indexer/schema.h"

#include <fmt/format.h>
#include <xxhash.h>

namespace jirei::schema {
namespace {

/// The longest prefix of at most `limit` bytes that ends on a code-point boundary.
std::string_view cut(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  std::size_t end = limit;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return text.substr(0, end);
}

}  // namespace

std::string term(char prefix, std::string_view body) {
  std::string out;
  set_term(&out, prefix, body);
  return out;
}

void set_term(std::string* term, char prefix, std::string_view body) {
  constexpr std::size_t kHashBytes = 17;  // '#' and 16 hex digits
  term->assign(1, prefix);
  if (body.size() + 1 <= kMaxTermBytes) {
    term->append(body);
    return;
  }
  term->append(cut(body, kMaxTermBytes - 1 - kHashBytes));
  *term += fmt::format("#{:016x}", XXH3_64bits(body.data(), body.size()));
}

std::string facet_term(std::string_view key, std::string_view value) {
  return term(kFacetPrefix, fmt::format("{}={}", key, value));
}

}  // namespace jirei::schema
