// The best of many scored cases.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "searcher/ranking.h"

namespace jirei {

/// Collects the `count` cases with the highest scores, and all that may tie with the last of them.
class BestCases {
 public:
  explicit BestCases(std::size_t count) : count_(count), full_(room()) {}

  void add(std::uint32_t docid, double score) {
    if (score < least_ || count_ == 0) return;
    best_.push_back({docid, score, false});
    if (best_.size() < full_) return;
    shrink();
    full_ = std::max(room(), best_.size() * 2);  // many ties
  }

  /// A case with less is not one of the best.
  double least() const { return least_; }

  /// In no order.
  std::vector<RankedCase> take() {
    shrink();
    return std::move(best_);
  }

 private:
  // Scores that are no farther apart may be equal but for the order of the additions.
  static constexpr double kTie = 2e-9;

  std::size_t room() const { return count_ * 2 + 64; }

  void shrink() {
    if (best_.size() <= count_) return;
    const auto last = best_.begin() + static_cast<std::ptrdiff_t>(count_ - 1);
    std::nth_element(best_.begin(), last, best_.end(),
                     [](const RankedCase& a, const RankedCase& b) { return a.score > b.score; });
    least_ = last->score - kTie;
    std::erase_if(best_, [this](const RankedCase& one) { return one.score < least_; });
  }

  std::size_t count_;
  std::vector<RankedCase> best_;
  std::size_t full_;
  double least_ = -std::numeric_limits<double>::infinity();  ///< to be among the best of those seen
};

}  // namespace jirei
