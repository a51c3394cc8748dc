#include "indexer/readers/title_joiner.h"

#include <algorithm>
#include <cstddef>

#include "dict/unicode.h"

namespace jirei {
namespace {

/// A line narrower than this part of the column was not broken by its width. (Measured on the
/// published collection: broken ones fill 0.906 or more, because of units that cannot be parted.)
constexpr double kFull = 0.9;
/// Enough text to tell which junctions are ordinary.
constexpr std::size_t kEvidenceBytes = std::size_t{1} << 19;

/// Particles and endings after which a phrase goes on. へ is not among them: titles end in it.
constexpr std::string_view kContinuing = "をがはのにでともやなばらりてし";
/// Particles that begin no phrase when no other hiragana follows them.
constexpr std::string_view kBoundParticles = "をがはのにでともやへ";

bool in(std::string_view set, char32_t c) {
  std::string encoded;
  append_utf8(&encoded, c);
  return set.find(encoded) != std::string_view::npos;
}

struct Edge {
  std::u32string tail;  ///< of the line: its last three characters
  std::u32string head;  ///< of the next line: its first three
};

Edge edge_of(std::string_view line, std::string_view next) {
  Edge edge;
  const std::u32string left = to_utf32(line);
  const std::u32string right = to_utf32(next);
  edge.tail = left.substr(left.size() - std::min<std::size_t>(left.size(), 3));
  edge.head = right.substr(0, 3);
  return edge;
}

bool is_punctuation(char32_t c) { return !is_word_char(c) && !is_space(c); }

/// 業員|の…, …の|従: one kanji alone beside the break is part of a word on the other side.
bool lone_kanji(const Edge& edge) {
  const bool at_tail = edge.tail.size() > 1 && is_kanji(edge.tail.back()) &&
                       !is_kanji(edge.tail[edge.tail.size() - 2]);
  const bool at_head = edge.head.size() > 1 && is_kanji(edge.head[0]) && !is_kanji(edge.head[1]);
  return is_kanji(edge.tail.back()) && is_kanji(edge.head.front()) && (at_tail || at_head);
}

/// …持ち出し|が同じ週に: whatever the width, no phrase begins so.
bool begins_with_particle(const Edge& edge) {
  return edge.head.size() > 1 && in(kBoundParticles, edge.head[0]) && !is_hiragana(edge.head[1]);
}

/// こと and もの are nouns, whatever they end in.
bool ends_in_formal_noun(const Edge& edge) {
  return edge.tail.ends_with(U"こと") || edge.tail.ends_with(U"もの");
}

}  // namespace

TitleJoiner::TitleJoiner(std::string_view document, const LineWidth& width, double column,
                         JoinStyle style)
    : document_(document.substr(0, kEvidenceBytes)),
      width_(width),
      column_(column),
      style_(style) {}

bool TitleJoiner::seen(std::string_view junction) const {
  return document_.find(junction) != std::string_view::npos;
}

bool TitleJoiner::phrase_ends(std::string_view line, std::string_view next) const {
  const Edge edge = edge_of(line, next);
  const char32_t before = edge.tail.back();
  const char32_t after = edge.head.front();
  if (in("、，,・：:（「『([", before) || in("、，,。・）」』)]", after)) return false;
  if (begins_with_particle(edge)) return false;
  if (width_.of(line) < kFull * column_) return true;
  if (is_hiragana(after) || after == U'ー') return false;
  if (is_punctuation(before)) return true;
  if (in(kContinuing, before) && !ends_in_formal_noun(edge)) return false;
  if (is_katakana(before) && is_katakana(after)) return false;
  if (lone_kanji(edge)) return false;
  // Hiragana is common beside everything: there two characters before the break are looked at.
  const std::size_t context = is_hiragana(before) ? 2 : 1;
  std::u32string junction =
      edge.tail.substr(edge.tail.size() - std::min(edge.tail.size(), context));
  junction.push_back(after);
  return !seen(to_utf8(junction));
}

std::string TitleJoiner::join(const std::vector<std::string_view>& parts) const {
  std::string title;
  std::string_view previous;
  for (const std::string_view part : parts) {
    if (part.empty()) continue;
    if (!previous.empty() && phrase_ends(previous, part)) {
      title.append("\u3000").append(part);
    } else {
      join_line(&title, part, style_);
    }
    previous = part;
  }
  return title;
}

}  // namespace jirei
