#include "searcher/occurrences.h"

#include <algorithm>
#include <iterator>

namespace jirei {
namespace {

constexpr std::size_t kOverlapsLookedAt = 32;

bool ends_sentence(char32_t c) {
  return c == U'。' || c == U'｡' || c == U'！' || c == U'？' || c == U'!' || c == U'?' ||
         c == U'\n';
}

std::uint32_t to_boundary(std::string_view text, std::uint32_t pos) {
  while (pos > 0 && pos < text.size() && (static_cast<unsigned char>(text[pos]) & 0xC0) == 0x80) {
    --pos;
  }
  return pos;
}

bool same_run(char32_t a, char32_t b) { return is_latin_or_digit(a) && is_latin_or_digit(b); }

}  // namespace

char32_t previous_code_point(std::string_view text, std::size_t pos, std::size_t* begin) {
  std::size_t at = pos - 1;
  while (at > 0 && pos - at < 4 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  *begin = at;
  std::size_t after = at;
  return next_code_point(text, &after);
}

Passage::Passage(const FieldView& field, std::size_t index, bool exact)
    : field_(field), index_(index), exact_(exact) {
  if (exact_) source_ = field_.source();
}

bool Passage::admits(const MatchPattern& pattern) const {
  if (pattern.title_only) return false;
  if (pattern.section.empty()) return true;
  if (!folded_heading_) folded_heading_ = Normalizer().fold_text(heading());
  return *folded_heading_ == pattern.section;
}

ByteRange Passage::sentence(std::uint32_t offset) const {
  const std::string_view body = text();
  const auto size = static_cast<std::uint32_t>(body.size());
  if (size == 0) return {};
  offset = std::min(offset, size - 1);
  if (!exact_) {
    if (sentence_ends_.empty()) sentence_ends_ = field_.sentence_ends();
    const auto end = std::upper_bound(sentence_ends_.begin(), sentence_ends_.end(), offset);
    return {end == sentence_ends_.begin() ? 0 : *(end - 1),
            end == sentence_ends_.end() ? size : *end};
  }
  std::size_t begin = to_boundary(body, offset);
  while (begin > 0) {
    std::size_t previous = 0;
    if (ends_sentence(previous_code_point(body, begin, &previous))) break;
    begin = previous;
  }
  std::size_t end = to_boundary(body, offset);
  while (end < body.size() && !ends_sentence(next_code_point(body, &end))) {
  }
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

std::optional<std::string_view> Passage::verbatim(ByteRange range) const {
  if (!exact_ && !field_.verbatim(range)) return std::nullopt;
  return text().substr(range.begin, range.size());
}

FieldView::Slice Passage::slice(ByteRange range, std::span<const ByteRange> marks) const {
  if (!exact_) return field_.slice(range, marks);
  FieldView::Slice slice;
  slice.text = source_.substr(range.begin, range.size());
  std::uint32_t at = range.begin;
  std::uint32_t count = 0;
  const auto advance = [&](std::uint32_t to) {
    count += static_cast<std::uint32_t>(code_point_count(text().substr(at, to - at)));
    at = to;
    return count;
  };
  for (const ByteRange& mark : marks) {
    const std::uint32_t begin = advance(mark.begin);
    slice.marks.emplace_back(begin, advance(mark.end));
  }
  return slice;
}

PatternSearch::PatternSearch(std::span<const MatchPattern> patterns, const SessionSource& session,
                             std::size_t sentence_budget)
    : patterns_(patterns), session_(session), sentence_budget_(sentence_budget) {
  finders_.reserve(patterns.size());
  for (const MatchPattern& pattern : patterns) finders_.emplace_back(pattern.text);
}

void PatternSearch::use(KeptPlaces* places, std::uint32_t docid) {
  docid_ = docid;
  for (const MatchPattern& pattern : patterns_) {
    places_.push_back(places->of(pattern.text, pattern.verb_stem ? pattern.next : ""));
  }
}

const Places* PatternSearch::known_places(const Passage& passage, std::uint32_t pattern) const {
  if (places_.empty() || !places_[pattern]->keeps(passage.text())) return nullptr;
  if (passage_ != passage.index()) {
    passage_ = passage.index();
    known_.assign(patterns_.size(), nullptr);
  }
  const Places*& known = known_[pattern];
  if (known == nullptr) known = places_[pattern]->find(docid_, passage.index());
  if (known == nullptr) {
    known = places_[pattern]->search(docid_, passage.index(), passage.text(), true);
  }
  return known;
}

bool PatternSearch::stands(const MatchPattern& pattern, std::string_view text,
                           ByteRange range) const {
  if (!pattern.verb_stem) return !pattern.whole_run || stands_free(text, range);
  return pattern.next.empty() || one_of_follows(text, range.end, pattern.next);
}

bool PatternSearch::stands_free(std::string_view text, ByteRange range) const {
  if (range.begin > 0) {
    std::size_t pos = range.begin;
    std::size_t unused = 0;
    if (same_run(previous_code_point(text, range.begin, &unused), next_code_point(text, &pos))) {
      return false;
    }
  }
  if (range.end < text.size()) {
    std::size_t pos = range.end;
    std::size_t unused = 0;
    if (same_run(previous_code_point(text, range.end, &unused), next_code_point(text, &pos))) {
      return false;
    }
  }
  return true;
}

std::optional<ByteRange> PatternSearch::find(const Passage& passage, std::uint32_t pattern,
                                             std::size_t from, std::size_t end) const {
  const MatchPattern& wanted = patterns_[pattern];
  if (wanted.text.empty() || !passage.admits(wanted)) return std::nullopt;
  const std::string_view text = passage.text();
  const std::string_view searched = text.substr(0, std::min(end, text.size()));
  if (const Places* places = known_places(passage, pattern)) {
    const auto& offsets = places->offsets;
    auto at = std::lower_bound(offsets.begin(), offsets.end(), from);
    while (at != offsets.end()) {
      const ByteRange range{*at, *at + static_cast<std::uint32_t>(wanted.text.size())};
      if (range.end > searched.size()) return std::nullopt;
      if (stands(wanted, text, range)) return range;
      from = range.end;
      at = std::lower_bound(at, offsets.end(), from);
    }
    if (places->all) return std::nullopt;
    if (!offsets.empty()) from = std::max<std::size_t>(from, offsets.back() + 1);
  }
  while (from < searched.size()) {
    const std::size_t at = finders_[pattern].find(searched, from);
    if (at == std::string_view::npos) return std::nullopt;
    const ByteRange range{static_cast<std::uint32_t>(at),
                          static_cast<std::uint32_t>(at + wanted.text.size())};
    if (stands(wanted, text, range)) return range;
    from = range.end;
  }
  return std::nullopt;
}

std::vector<Occurrence> PatternSearch::sample(const Passage& passage, std::uint32_t pattern,
                                              std::size_t limit) const {
  std::vector<Occurrence> found;
  const std::size_t size = passage.text().size();
  std::size_t from = 0;
  while (found.size() < limit / 2) {
    const auto range = find(passage, pattern, from, size);
    if (!range) return found;
    found.push_back({*range, pattern});
    from = range->end;
  }
  const std::size_t probes = limit - found.size();
  const std::size_t stride = (size - from) / (probes + 1);
  for (std::size_t probe = 0; probe < probes; ++probe) {
    const auto range = find(passage, pattern, from, size);
    if (!range) break;
    found.push_back({*range, pattern});
    from = to_boundary(passage.text(), static_cast<std::uint32_t>(range->end + stride));
  }
  return found;
}

std::vector<Occurrence> PatternSearch::in_range(const Passage& passage, ByteRange range) const {
  std::vector<Occurrence> found;
  for (std::uint32_t pattern = 0; pattern < patterns_.size(); ++pattern) {
    std::size_t from = range.begin;
    while (const auto at = find(passage, pattern, from, range.end)) {
      found.push_back({*at, pattern});
      from = at->end;
    }
  }
  std::sort(found.begin(), found.end(), [](const Occurrence& a, const Occurrence& b) {
    if (a.range.begin != b.range.begin) return a.range.begin < b.range.begin;
    return a.range.end != b.range.end ? a.range.end > b.range.end : a.pattern < b.pattern;
  });
  return found;
}

std::optional<ByteRange> PatternSearch::token_at(const Passage& passage, ByteRange stem,
                                                 std::string_view base) {
  const ByteRange piece = passage.sentence(stem.begin);
  const std::string_view text = passage.text();
  auto known = analyzed_.find({passage.index(), piece.begin});
  if (known == analyzed_.end()) {
    if (!session_ || analyzed_.size() >= sentence_budget_) return std::nullopt;
    auto tokens = session_.tokens(text.substr(piece.begin, piece.size()));
    known = analyzed_.emplace(std::pair(passage.index(), piece.begin), std::move(tokens)).first;
  }
  for (const SentenceToken& token : *known->second) {
    if (piece.begin + token.range.begin == stem.begin && token.base == base) {
      return ByteRange{stem.begin, std::max(piece.begin + token.range.end, stem.end)};
    }
  }
  return std::nullopt;
}

void PatternSearch::confirm(const Passage& passage, std::vector<Occurrence>* occurrences) {
  std::erase_if(*occurrences, [&](Occurrence& occurrence) {
    const MatchPattern& pattern = patterns_[occurrence.pattern];
    if (!pattern.verb_stem) return false;
    const auto token = token_at(passage, occurrence.range, pattern.confirm_base);
    if (!token) return true;
    occurrence.range = *token;
    return false;
  });
  std::vector<Occurrence> literal;
  std::copy_if(occurrences->begin(), occurrences->end(), std::back_inserter(literal),
               [&](const Occurrence& o) { return patterns_[o.pattern].literal(); });
  if (literal.empty() || literal.size() == occurrences->size()) return;
  std::sort(literal.begin(), literal.end(),
            [](const Occurrence& a, const Occurrence& b) { return a.range.begin < b.range.begin; });
  std::erase_if(*occurrences, [&](const Occurrence& occurrence) {
    const MatchPattern& pattern = patterns_[occurrence.pattern];
    if (pattern.literal()) return false;
    // Literal matches may overlap each other only where words do: a few before the first that
    // begins behind this one are enough to look at.
    auto next = std::lower_bound(
        literal.begin(), literal.end(), occurrence.range.end,
        [](const Occurrence& o, std::uint32_t end) { return o.range.begin < end; });
    for (std::size_t looked = 0; looked < kOverlapsLookedAt && next != literal.begin(); ++looked) {
      --next;
      if (patterns_[next->pattern].word == pattern.word &&
          next->range.end > occurrence.range.begin) {
        return true;
      }
    }
    return false;
  });
}

std::vector<MatchPattern> patterns_in_title(std::span<const MatchPattern> patterns) {
  std::vector<MatchPattern> out;
  for (const MatchPattern& pattern : patterns) {
    if (!pattern.section.empty()) continue;
    out.push_back(pattern);
    out.back().title_only = false;
  }
  return out;
}

std::vector<MatchPattern> patterns_in_section(std::span<const MatchPattern> patterns,
                                              std::string_view heading) {
  std::vector<MatchPattern> out;
  const std::string folded = Normalizer().fold_text(heading);
  for (const MatchPattern& pattern : patterns) {
    if (pattern.title_only || (!pattern.section.empty() && pattern.section != folded)) continue;
    out.push_back(pattern);
    out.back().section.clear();
  }
  return out;
}

std::vector<ByteRange> merge_ranges(std::vector<ByteRange> ranges) {
  std::sort(ranges.begin(), ranges.end(), [](const ByteRange& a, const ByteRange& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
  });
  std::vector<ByteRange> merged;
  for (const ByteRange& range : ranges) {
    if (!merged.empty() && range.begin <= merged.back().end) {
      merged.back().end = std::max(merged.back().end, range.end);
    } else {
      merged.push_back(range);
    }
  }
  return merged;
}

}  // namespace jirei
