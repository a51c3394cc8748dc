#include "searcher/corrector.h"

#include <xapian.h>

#include <algorithm>
#include <unordered_map>

#include "dict/edit_distance.h"
#include "dict/unicode.h"
#include "indexer/schema.h"

namespace jirei {
namespace {

constexpr std::size_t kMaxPieces = 12;
constexpr std::size_t kMaxStretch = 4;

struct Stretch {
  std::size_t first, last;  // pieces [first, last)
  std::u32string text;
};

// One change in two kana or kanji makes another word; in three and more it is a slip.
constexpr std::size_t kMinLength = 3;

}  // namespace

std::vector<Correction> Corrector::corrections(const std::vector<std::string>& pieces,
                                               std::size_t limit) const {
  if (pieces.empty() || pieces.size() > kMaxPieces) return {};
  std::vector<Stretch> stretches;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    std::string text;
    for (std::size_t j = i; j < pieces.size() && j < i + kMaxStretch; ++j) {
      text += pieces[j];
      std::u32string wide = to_utf32(text);
      if (wide.size() >= kMinLength) stretches.push_back({i, j + 1, std::move(wide)});
    }
  }

  struct Found {
    std::size_t length;
    Correction correction;
  };
  std::vector<Found> found;
  const std::string prefix(1, schema::kWordPrefix);
  for (auto it = database_.allterms_begin(prefix); it != database_.allterms_end(prefix); ++it) {
    const std::string term = (*it).substr(1);
    const std::size_t bytes = term.size();
    std::u32string wide;
    for (const Stretch& stretch : stretches) {
      // Cheap first: one edit changes the length by at most one code point of at most four bytes.
      if (bytes + 4 < stretch.text.size() || bytes > stretch.text.size() * 4 + 4) continue;
      if (wide.empty()) wide = to_utf32(term);
      if (wide.size() < 2 || wide.size() + 1 < stretch.text.size() ||
          wide.size() > stretch.text.size() + 1) {
        continue;
      }
      if (bounded_edit_distance(wide, stretch.text, 1) != 1) continue;
      std::string text;
      for (std::size_t i = 0; i < stretch.first; ++i) text += pieces[i];
      text += term;
      for (std::size_t i = stretch.last; i < pieces.size(); ++i) text += pieces[i];
      found.push_back({stretch.text.size(), {std::move(text), it.get_termfreq()}});
    }
  }
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
    if (a.length != b.length) return a.length > b.length;
    if (a.correction.frequency != b.correction.frequency) {
      return a.correction.frequency > b.correction.frequency;
    }
    return a.correction.text < b.correction.text;
  });
  std::vector<Correction> out;
  for (Found& f : found) {
    if (out.size() >= limit) break;
    const bool known = std::any_of(
        out.begin(), out.end(), [&](const Correction& c) { return c.text == f.correction.text; });
    if (!known) out.push_back(std::move(f.correction));
  }
  return out;
}

}  // namespace jirei
