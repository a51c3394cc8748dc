#include "dict/composed.h"

#include <string>

#include "dict/unicode.h"

namespace jirei {
namespace {

// Letters and digits alone: white space and what vanishes in folding hold no place in an n-gram.
std::string word_chars(std::string_view text) {
  std::string out;
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t begin = pos;
    if (is_word_char(next_code_point(text, &pos))) out += text.substr(begin, pos - begin);
  }
  return out;
}

}  // namespace

bool folds_by_neighbours(const Normalizer& normalizer, std::string_view source,
                         const FoldedText& folded) {
  for (const OffsetMap::Span& span : folded.map.spans()) {
    const std::string_view from = source.substr(span.source.begin, span.source.size());
    const std::string_view to =
        std::string_view(folded.text).substr(span.target.begin, span.target.size());
    std::size_t first_end = 0;
    // A letter that folds by itself is the common case (Ａ → a) and costs nothing.
    if (!from.empty() && is_word_char(next_code_point(from, &first_end)) &&
        first_end == from.size()) {
      continue;
    }
    std::string alone;
    for (std::size_t pos = 0; pos < from.size();) {
      const std::size_t begin = pos;
      next_code_point(from, &pos);
      alone += normalizer.fold_text(from.substr(begin, pos - begin));
    }
    if (alone != to && word_chars(alone) != word_chars(to)) return true;
  }
  return false;
}

}  // namespace jirei
