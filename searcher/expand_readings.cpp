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

// Segmentations of a reading that are looked at, words of one, kana of a word and surfaces taken
// for a word.
constexpr std::size_t kMaxReadingPaths = 400;
constexpr std::size_t kMaxReadingPieces = 4;
constexpr std::size_t kMaxPieceKana = 12;
constexpr std::size_t kMaxSurfaces = 12;

std::string to_katakana(std::string_view kana) {
  std::string out;
  for (std::size_t pos = 0; pos < kana.size();) {
    const char32_t c = next_code_point(kana, &pos);
    append_utf8(&out, c >= U'ぁ' && c <= U'ゖ' ? c + (U'ァ' - U'ぁ') : c);
  }
  return out;
}

}  // namespace

std::vector<Spelling> Expander::by_reading(std::string_view folded, std::size_t limit) const {
  std::vector<Spelling> out;
  if (!options_.readings) return out;
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
    std::unordered_map<std::string, bool> junctions;
    const std::size_t n = key.size();
    if (n == 0 || n > 40) continue;
    // Surfaces of every piece of the reading.
    std::vector<std::vector<std::vector<std::string>>> pieces(n);
    for (std::size_t i = 0; i < n; ++i) {
      pieces[i].resize(std::min(n - i, kMaxPieceKana) + 1);
      for (std::size_t length = 1; length < pieces[i].size(); ++length) {
        // Each piece is folded by itself: long vowels do not reach across words (じこ|おうとう).
        pieces[i][length] = lexicon_.surfaces(fold_reading(to_utf8(key.substr(i, length))));
        if (pieces[i][length].size() > kMaxSurfaces) pieces[i][length].resize(kMaxSurfaces);
      }
    }
    // Breadth first: fewer, longer words before more, shorter ones.
    struct Path {
      std::size_t at;
      std::string text;
    };
    std::vector<Path> paths{{0, {}}};
    for (std::size_t depth = 0; depth < kMaxReadingPieces && !paths.empty(); ++depth) {
      std::vector<Path> next;
      for (const Path& path : paths) {
        for (std::size_t length = pieces[path.at].size(); length-- > 1;) {
          const std::size_t to = path.at + length;
          for (const std::string& surface : pieces[path.at][length]) {
            if (!path.text.empty()) {
              // Two words stand side by side somewhere only if their junction does.
              const std::u32string left = to_utf32(path.text);
              const std::u32string right = to_utf32(surface);
              std::string gram;
              append_utf8(&gram, left.back());
              append_utf8(&gram, right.front());
              const auto [known, added] = junctions.try_emplace(gram, false);
              if (added) known->second = lexicon_.gram_frequency(gram) > 0;
              if (!known->second) continue;
            }
            std::string text = path.text + surface;
            if (to == n) {
              if (out.size() < limit && text != folded) {
                // One character would stand in all sorts of words; longer ones are found anywhere.
                const bool token = code_point_count(text) < 2;
                add_unique(&out, {std::move(text), MatchKind::reading, 0.7F, token});
              }
            } else if (next.size() < kMaxReadingPaths) {
              next.push_back({to, std::move(text)});
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
