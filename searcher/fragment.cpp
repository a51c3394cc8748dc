#include "searcher/fragment.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "searcher/text_width.h"

namespace jirei {
namespace {

constexpr int kMaxRounds = 8;

ByteRange clamp(ByteRange range, ByteRange limits) {
  range.begin = std::clamp(range.begin, limits.begin, limits.end);
  range.end = std::clamp(range.end, range.begin, limits.end);
  return range;
}

// How good it looks to cut between two characters: 3 after punctuation, 2 where a new word visibly
// begins, 1 anywhere else in Japanese, 0 inside a run that belongs together.
int cut_quality(char32_t before, char32_t after) {
  if (is_space(before)) return 3;
  if (!is_word_char(before)) return is_word_char(after) ? 3 : 1;
  if (!is_word_char(after)) return is_space(after) ? 3 : 1;
  if (is_hiragana(before) && !is_hiragana(after)) return 2;
  if (is_katakana(before) && is_katakana(after)) return 0;
  if (is_latin_or_digit(before) && is_latin_or_digit(after)) return 0;
  if (is_kanji(before) && is_kanji(after)) return 0;
  return 1;
}

// Code-point offsets around a core, nearest first, as far as `columns` reach.
struct Context {
  std::vector<std::uint32_t> offsets;
  std::uint32_t columns = 0;
};

Context context_before(std::string_view text, std::uint32_t from, std::uint32_t stop,
                       std::uint32_t columns) {
  Context context;
  std::size_t at = from;
  while (at > stop) {
    std::size_t begin = 0;
    const std::uint32_t width = char_width(previous_code_point(text, at, &begin), false);
    if (context.columns + width > columns || begin < stop) break;
    context.columns += width;
    at = begin;
    context.offsets.push_back(static_cast<std::uint32_t>(at));
  }
  return context;
}

Context context_after(std::string_view text, std::uint32_t from, std::uint32_t stop,
                      std::uint32_t columns) {
  Context context;
  std::size_t at = from;
  while (at < stop) {
    std::size_t end = at;
    const std::uint32_t width = char_width(next_code_point(text, &end), false);
    if (context.columns + width > columns || end > stop) break;
    context.columns += width;
    at = end;
    context.offsets.push_back(static_cast<std::uint32_t>(at));
  }
  return context;
}

// The best place to cut among `offsets` (nearest to the core first): the farther the better, but a
// good place is worth some characters.
std::uint32_t cut_at(std::string_view text, const std::vector<std::uint32_t>& offsets,
                     std::uint32_t none) {
  static constexpr std::array<std::ptrdiff_t, 4> kWorth = {0, 2, 5, 12};
  std::uint32_t best = none;
  std::ptrdiff_t best_value = std::numeric_limits<std::ptrdiff_t>::min();
  const auto count = static_cast<std::ptrdiff_t>(offsets.size());
  for (std::ptrdiff_t i = count - 1; i >= 0 && i > count - 2 - kWorth.back(); --i) {
    const std::uint32_t at = offsets[static_cast<std::size_t>(i)];
    if (at == 0 || at == text.size()) return at;
    std::size_t unused = 0;
    std::size_t pos = at;
    const char32_t before = previous_code_point(text, at, &unused);
    const int quality = cut_quality(before, next_code_point(text, &pos));
    const std::ptrdiff_t value = kWorth.at(static_cast<std::size_t>(quality)) - (count - 1 - i);
    if (value > best_value) {
      best_value = value;
      best = at;
    }
  }
  return best;
}

}  // namespace

ByteRange trimmed(std::string_view text, ByteRange range) {
  while (range.begin < range.end) {
    std::size_t pos = range.begin;
    if (!is_space(next_code_point(text, &pos))) break;
    range.begin = std::min(static_cast<std::uint32_t>(pos), range.end);
  }
  while (range.begin < range.end) {
    std::size_t begin = 0;
    if (!is_space(previous_code_point(text, range.end, &begin))) break;
    range.end = std::max(static_cast<std::uint32_t>(begin), range.begin);
  }
  return range;
}

FragmentCutter::FragmentCutter(PatternSearch* search, std::uint32_t width)
    : search_(search), width_(std::max(width, 1U)) {
  for (const MatchPattern& pattern : search_->patterns()) {
    longest_pattern_ = std::max(longest_pattern_, static_cast<std::uint32_t>(pattern.text.size()));
  }
}

std::uint32_t FragmentCutter::columns(const Passage& passage, ByteRange range) const {
  const auto columns_of = [](std::string_view text) {
    return display_width(text, false) +
           static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n'));
  };
  if (const auto text = passage.verbatim(range)) return columns_of(*text);
  return columns_of(passage.slice(range, {}).text);
}

bool FragmentCutter::fits(const Passage& passage, ByteRange range) const {
  range = trimmed(passage.text(), range);
  // No need to rebuild the source of what is far too long: a column takes at most some bytes.
  if (range.size() > std::size_t{width_} * 16) return false;
  return columns(passage, range) <= width_;
}

ByteRange FragmentCutter::unit_around(const Passage& passage, ByteRange range) const {
  ByteRange unit = passage.sentence(range.begin);
  if (range.end > unit.end) unit.end = passage.sentence(range.end - 1).end;
  return over_matches(passage, unit);
}

// Sentence ends do not stop a match; where one crosses the edge, the sentence beyond belongs to it.
ByteRange FragmentCutter::over_matches(const Passage& passage, ByteRange range) const {
  const auto size = static_cast<std::uint32_t>(passage.text().size());
  const auto crossing = [&](std::uint32_t edge) -> std::optional<ByteRange> {
    if (edge == 0 || edge >= size || longest_pattern_ < 2) return std::nullopt;
    const std::uint32_t reach = longest_pattern_ - 1;
    const ByteRange around{edge > reach ? edge - reach : 0, std::min(size, edge + reach)};
    for (const Occurrence& occurrence : search_->in_range(passage, around)) {
      if (occurrence.range.begin < edge && edge < occurrence.range.end) return occurrence.range;
    }
    return std::nullopt;
  };
  for (int round = 0; round < kMaxRounds; ++round) {
    const ByteRange before = range;
    if (const auto match = crossing(range.begin)) {
      range.begin = passage.sentence(match->begin).begin;
    }
    if (const auto match = crossing(range.end)) {
      range.end = passage.sentence(match->end - 1).end;
    }
    if (range == before) break;
  }
  return range;
}

ByteRange FragmentCutter::extend(const Passage& passage, ByteRange range, ByteRange limits) const {
  const auto matches_in = [&](std::uint32_t begin, std::uint32_t end) {
    return begin < end ? search_->in_range(passage, {begin, end}).size() : 0;
  };
  bool try_after = true;
  bool try_before = true;
  while (try_after || try_before) {
    std::optional<ByteRange> after;
    std::optional<ByteRange> before;
    if (try_after && range.end < limits.end) {
      after = over_matches(passage, {range.begin, passage.sentence(range.end).end});
      if (after->end > limits.end || !fits(passage, *after)) after.reset();
    }
    if (try_before && range.begin > limits.begin) {
      before = over_matches(passage, {passage.sentence(range.begin - 1).begin, range.end});
      if (before->begin < limits.begin || !fits(passage, *before)) before.reset();
    }
    try_after = after.has_value();
    try_before = before.has_value();
    if (after && before) {
      // What follows explains more than what went before, unless the match is there.
      const bool earlier =
          matches_in(before->begin, range.begin) > matches_in(range.end, after->end);
      range = earlier ? *before : *after;
    } else if (after) {
      range = *after;
    } else if (before) {
      range = *before;
    }
  }
  return range;
}

// A core whose edges cut a match that overlaps it grows over that match while it fits.
ByteRange FragmentCutter::whole_core(const Passage& passage, ByteRange unit, ByteRange core) {
  const std::uint32_t reach = longest_pattern_;
  const ByteRange around{core.begin > unit.begin + reach ? core.begin - reach : unit.begin,
                         std::min(unit.end, core.end + reach)};
  std::vector<Occurrence> matches = search_->in_range(passage, around);
  search_->confirm(passage, &matches);
  for (int round = 0; round < kMaxRounds; ++round) {
    ByteRange grown = core;
    for (const Occurrence& match : matches) {
      const bool cut = (match.range.begin < core.begin && core.begin < match.range.end) ||
                       (match.range.begin < core.end && core.end < match.range.end);
      if (!cut) continue;
      grown = {std::min(grown.begin, match.range.begin), std::max(grown.end, match.range.end)};
    }
    if (grown == core || columns(passage, grown) > width_) break;
    core = grown;
  }
  return core;
}

ByteRange FragmentCutter::piece(const Passage& passage, ByteRange unit, ByteRange core) {
  const std::string_view text = passage.text();
  if (!core.empty()) core = clamp(whole_core(passage, unit, core), unit);
  const std::uint32_t core_columns = core.empty() ? 0 : columns(passage, core);
  if (core_columns >= width_) return core;
  std::uint32_t room = width_ - core_columns;
  ByteRange best = core;
  for (int round = 0; round < kMaxRounds && room > 0; ++round) {
    // Two fifths before, the rest after; what one side cannot use, the other may.
    Context before = context_before(text, core.begin, unit.begin, room * 2 / 5);
    const Context after = context_after(text, core.end, unit.end, room - before.columns);
    before = context_before(text, core.begin, unit.begin, room - after.columns);
    ByteRange cut{cut_at(text, before.offsets, core.begin), cut_at(text, after.offsets, core.end)};
    if (!before.offsets.empty() && before.offsets.back() == unit.begin) cut.begin = unit.begin;
    if (!after.offsets.empty() && after.offsets.back() == unit.end) cut.end = unit.end;
    const std::uint32_t reach = longest_pattern_;
    const ByteRange around{cut.begin > unit.begin + reach ? cut.begin - reach : unit.begin,
                           std::min(unit.end, cut.end + reach)};
    std::vector<Occurrence> matches = search_->in_range(passage, around);
    search_->confirm(passage, &matches);
    // Step back from a match rather than cut it; the matches may overlap, so until none is cut.
    for (bool moved = true; moved;) {
      moved = false;
      for (const Occurrence& match : matches) {
        if (match.range.begin < cut.begin && cut.begin < match.range.end) {
          cut.begin = std::min(match.range.end, core.begin);
          moved = cut.begin != core.begin;
        }
        if (match.range.begin < cut.end && cut.end < match.range.end) {
          cut.end = std::max(match.range.begin, core.end);
          moved = moved || cut.end != core.end;
        }
      }
    }
    const ByteRange shown = trimmed(text, cut);
    const std::uint32_t used = columns(passage, shown);
    best = shown;
    if (used <= width_) return best;
    // The source is wider than its folded form (full-width letters): take less.
    const std::uint32_t excess = used - width_;
    room = room > excess ? room - excess : 0;
    best = core;
  }
  return best;
}

ByteRange FragmentCutter::fit(const Passage& passage, ByteRange unit, ByteRange core,
                              ByteRange limits) {
  unit = clamp(unit, limits);
  core = clamp(core, unit);
  const std::string_view text = passage.text();
  if (fits(passage, unit)) return trimmed(text, extend(passage, unit, limits));
  if (core.empty()) {
    core.begin = trimmed(text, unit).begin;
    core.end = core.begin;
  }
  return piece(passage, unit, core);
}

}  // namespace jirei
