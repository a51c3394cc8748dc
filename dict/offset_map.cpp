#include "dict/offset_map.h"

#include <algorithm>
#include <cassert>
#include <cstddef>

namespace jirei {
namespace {

using Span = OffsetMap::Span;

/// The two directions of the map differ only in which side of a span is asked for.
template <ByteRange Span::*From, ByteRange Span::*To>
ByteRange convert(const std::vector<Span>& all, ByteRange range) {
  const Span* const all_begin = all.data();
  const Span* const all_end = all_begin + all.size();
  // The first span that ends after `position`; those before it end at or before it.
  const auto after = [&](std::uint32_t position) {
    return std::partition_point(all_begin, all_end,
                                [&](const Span& span) { return (span.*From).end <= position; });
  };
  // Where an unchanged byte at `position` lies; `next` is after(position).
  const auto shifted = [&](std::uint32_t position, const Span* next) {
    if (next == all_begin) return position;
    const Span& before = *(next - 1);
    return (before.*To).end + (position - (before.*From).end);
  };
  const Span* const first = after(range.begin);
  const bool first_changed = first != all_end && (first->*From).begin <= range.begin;
  const std::uint32_t begin =
      first_changed && !range.empty() ? (first->*To).begin : shifted(range.begin, first);
  if (range.empty()) {
    // A place inside a changed span has no exact counterpart: take the span's beginning.
    const bool inside = first != all_end && (first->*From).begin < range.begin;
    const std::uint32_t place = inside ? (first->*To).begin : begin;
    return {place, place};
  }
  const Span* const last = after(range.end - 1);
  const bool last_changed = last != all_end && (last->*From).begin <= range.end - 1;
  return {begin, last_changed ? (last->*To).end : shifted(range.end - 1, last) + 1};
}

/// Walks the spans of one map while maps are composed; keeps the shift behind the last one taken.
class Cursor {
 public:
  Cursor(const std::vector<Span>& spans, ByteRange Span::*middle, ByteRange Span::*outer)
      : spans_(spans), middle_(middle), outer_(outer) {}

  bool done() const { return next_ == spans_.size(); }
  ByteRange middle() const { return spans_[next_].*middle_; }
  std::uint32_t outer(std::uint32_t position) const {
    return static_cast<std::uint32_t>(position + shift_);
  }
  void take() {
    const Span& span = spans_[next_++];
    shift_ = static_cast<std::int64_t>((span.*outer_).end) - (span.*middle_).end;
  }

 private:
  const std::vector<Span>& spans_;
  ByteRange Span::*middle_;
  ByteRange Span::*outer_;
  std::size_t next_ = 0;
  std::int64_t shift_ = 0;
};

/// Whether `a` is to be taken first: the earlier one; at one place the empty one.
bool earlier(ByteRange a, ByteRange b) {
  return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
}

/// Whether the next span of `cursor` shares something with the cluster.
bool belongs(const Cursor& cursor, ByteRange cluster) {
  if (cursor.done()) return false;
  const ByteRange next = cursor.middle();
  return next.begin < cluster.end || (next.empty() && cluster.empty() && next == cluster);
}

}  // namespace

void OffsetMap::add(Span span) {
  assert(spans_.empty() || (spans_.back().source.end <= span.source.begin &&
                            spans_.back().target.end <= span.target.begin));
  spans_.push_back(span);
}

ByteRange OffsetMap::to_source(ByteRange target) const {
  return spans_.empty() ? target : convert<&Span::target, &Span::source>(spans_, target);
}

ByteRange OffsetMap::to_target(ByteRange source) const {
  return spans_.empty() ? source : convert<&Span::source, &Span::target>(spans_, source);
}

OffsetMap OffsetMap::then(const OffsetMap& next) const {
  if (identity()) return next;
  if (next.identity()) return *this;
  OffsetMap result;
  result.spans_.reserve(spans_.size() + next.spans_.size());
  Cursor first(spans_, &Span::target, &Span::source);
  Cursor second(next.spans_, &Span::source, &Span::target);
  while (!first.done() || !second.done()) {
    const bool from_first =
        second.done() || (!first.done() && earlier(first.middle(), second.middle()));
    ByteRange cluster = from_first ? first.middle() : second.middle();
    const std::uint32_t source_begin = first.outer(cluster.begin);
    const std::uint32_t target_begin = second.outer(cluster.begin);
    (from_first ? first : second).take();
    while (true) {
      Cursor* more = belongs(first, cluster)    ? &first
                     : belongs(second, cluster) ? &second
                                                : nullptr;
      if (more == nullptr) break;
      cluster.end = std::max(cluster.end, more->middle().end);
      more->take();
    }
    result.add(
        {{source_begin, first.outer(cluster.end)}, {target_begin, second.outer(cluster.end)}});
  }
  return result;
}

}  // namespace jirei
