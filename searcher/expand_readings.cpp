// Readings: what a query typed in kana or romaji may be written as.
#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include "dict/readings.h"
#include "dict/unicode.h"
#include "searcher/expand.h"

namespace jirei {
namespace {

// Segmentations of a reading that are looked at, and surfaces taken for one piece of it.
constexpr std::size_t kMaxReadingPaths = 400;
constexpr std::size_t kMaxSurfaces = 12;
constexpr std::size_t kMaxReadingPieces = 4;
constexpr std::size_t kMaxPieceKana = 12;

std::string to_katakana(std::string_view kana) {
  std::string out;
  for (std::size_t pos = 0; pos < kana.size();) {
    const char32_t c = next_code_point(kana, &pos);
    append_utf8(&out, c >= U'ぁ' && c <= U'ゖ' ? c + (U'ァ' - U'ぁ') : c);
  }
  return out;
}

// The first and the last character.
std::pair<char32_t, char32_t> ends_of(std::string_view text) {
  std::pair<char32_t, char32_t> ends{0, 0};
  for (std::size_t pos = 0; pos < text.size();) {
    ends.second = next_code_point(text, &pos);
    if (ends.first == 0) ends.first = ends.second;
  }
  return ends;
}

}  // namespace

std::vector<Spelling> Expander::by_reading(std::string_view folded, std::size_t limit) const {
  if (!options_.readings) return {};
  const std::string key = std::to_string(limit) + '\n' + std::string(folded);
  if (const auto* known = lexicon_.known_readings(key)) return *known;
  std::vector<Spelling> out = read(folded, limit);
  lexicon_.keep_readings(key, out);
  return out;
}

std::vector<Spelling> Expander::read(std::string_view folded, std::size_t limit) const {
  std::vector<Spelling> out;
  std::vector<std::string> kanas;
  if (is_all_kana(folded)) {
    kanas.emplace_back(folded);
  } else {
    kanas = romaji_to_hiragana(folded);
  }
  for (const std::string& kana : kanas) {
    // Katakana words need no lexicon, and stand inside others (あっぷ: バックアップ).
    // Two kana would stand in too many (いる: ファイル); as a word of their own they may.
    std::string katakana = to_katakana(kana);
    if (katakana != folded && out.size() < limit) {
      const bool token = code_point_count(katakana) < 3;
      add_unique(&out, {std::move(katakana), MatchKind::reading, 0.7F, token});
    }
    const std::u32string key = to_utf32(kana);
    std::unordered_map<std::uint64_t, bool> junctions;  // of two characters
    const std::size_t n = key.size();
    if (n == 0 || n > 40) continue;
    // Surfaces of every piece of the reading.
    struct Surface {
      std::string text;
      char32_t first, last;
    };
    std::vector<std::vector<std::vector<Surface>>> pieces(n);
    for (std::size_t i = 0; i < n; ++i) {
      pieces[i].resize(std::min(n - i, kMaxPieceKana) + 1);
      for (std::size_t length = 1; length < pieces[i].size(); ++length) {
        // Each piece is folded by itself: long vowels do not reach across words (じこ|おうとう).
        for (std::string& text :
             lexicon_.surfaces(fold_reading(to_utf8(std::u32string_view(key).substr(i, length))))) {
          if (pieces[i][length].size() >= kMaxSurfaces) break;
          const auto [first, last] = ends_of(text);
          pieces[i][length].push_back({std::move(text), first, last});
        }
      }
    }
    // Breadth first: fewer, longer words before more, shorter ones.
    struct Path {
      std::size_t at;
      std::string text;
      char32_t last;
    };
    std::vector<Path> paths{{0, {}, 0}};
    for (std::size_t depth = 0; depth < kMaxReadingPieces && !paths.empty(); ++depth) {
      std::vector<Path> next;
      for (const Path& path : paths) {
        for (std::size_t length = pieces[path.at].size(); length-- > 1;) {
          const std::size_t to = path.at + length;
          for (const Surface& surface : pieces[path.at][length]) {
            if (!path.text.empty()) {
              // Two words stand side by side somewhere only if their junction does.
              const auto [known, added] =
                  junctions.try_emplace(std::uint64_t{path.last} << 32U | surface.first, false);
              if (added) {
                std::string gram;
                append_utf8(&gram, path.last);
                append_utf8(&gram, surface.first);
                known->second = lexicon_.gram_frequency(gram) > 0;
              }
              if (!known->second) continue;
            }
            std::string text = path.text + surface.text;
            if (to == n) {
              if (out.size() < limit && text != folded) {
                // One character would stand in all sorts of words; longer ones are found anywhere.
                const bool token = code_point_count(text) < 2;
                add_unique(&out, {std::move(text), MatchKind::reading, 0.7F, token});
              }
            } else if (next.size() < kMaxReadingPaths) {
              next.push_back({to, std::move(text), surface.last});
            }
          }
        }
      }
      paths = std::move(next);
    }
  }
  return out;
}

}  // namespace jirei
