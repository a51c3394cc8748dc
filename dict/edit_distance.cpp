#include "dict/edit_distance.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace jirei {
namespace {

/// The three rows that the recurrence looks at, of the cells near the diagonal.
class Band {
 public:
  Band(std::u32string_view a, std::u32string_view b, std::size_t bound)
      : a_(a), b_(b), bound_(bound), before_last_(b.size() + 1), last_(before_last_), row_(last_) {}

  std::size_t distance() {
    const std::size_t far = bound_ + 1;
    for (std::size_t j = 0; j < row_.size(); ++j) last_[j] = std::min(j, far);
    for (std::size_t i = 1; i <= a_.size(); ++i) {
      if (fill(i) > bound_) return far;
      std::swap(before_last_, last_);
      std::swap(last_, row_);
    }
    return std::min(last_.back(), far);
  }

 private:
  /// Fills row i between i - bound and i + bound; returns its least value.
  std::size_t fill(std::size_t i) {
    const std::size_t far = bound_ + 1;
    const std::size_t first = i > bound_ ? i - bound_ : 1;
    const std::size_t end = std::min(b_.size(), i + bound_);
    row_[first - 1] = first == 1 ? std::min(i, far) : far;
    std::size_t least = row_[first - 1];
    for (std::size_t j = first; j <= end; ++j) {
      row_[j] = std::min(cell(i, j), far);
      least = std::min(least, row_[j]);
    }
    if (end < b_.size()) row_[end + 1] = far;  // read by the next row
    return least;
  }

  std::size_t cell(std::size_t i, std::size_t j) const {
    std::size_t best = last_[j - 1] + (a_[i - 1] == b_[j - 1] ? 0 : 1);
    best = std::min({best, last_[j] + 1, row_[j - 1] + 1});
    if (i > 1 && j > 1 && a_[i - 1] == b_[j - 2] && a_[i - 2] == b_[j - 1]) {
      best = std::min(best, before_last_[j - 2] + 1);
    }
    return best;
  }

  std::u32string_view a_, b_;
  std::size_t bound_;
  std::vector<std::size_t> before_last_, last_, row_;
};

}  // namespace

std::size_t bounded_edit_distance(std::u32string_view a, std::u32string_view b, std::size_t bound) {
  // Equal ends change nothing.
  while (!a.empty() && !b.empty() && a.front() == b.front()) {
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  while (!a.empty() && !b.empty() && a.back() == b.back()) {
    a.remove_suffix(1);
    b.remove_suffix(1);
  }
  const std::size_t longer = std::max(a.size(), b.size());
  const std::size_t shorter = std::min(a.size(), b.size());
  if (longer - shorter > bound) return bound + 1;
  if (shorter == 0) return longer;
  // At most `longer` edits are ever needed; a larger bound only widens the band.
  return Band(a, b, std::min(bound, longer)).distance();
}

}  // namespace jirei
