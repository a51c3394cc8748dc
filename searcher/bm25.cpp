#include "searcher/bm25.h"

#include <functional>
#include <queue>
#include <utility>

namespace jirei {

std::uint32_t synonym_frequency(std::vector<std::uint32_t> frequencies, std::uint32_t documents) {
  if (frequencies.size() == 1 && documents != 0) return frequencies.front();
  std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> left(
      std::greater<>(), std::move(frequencies));
  if (left.empty() || documents == 0) return 0;
  while (left.size() > 1) {
    const double a = left.top();
    left.pop();
    const double b = left.top();
    left.pop();
    // NOLINTNEXTLINE(bugprone-incorrect-roundings): as Xapian rounds
    left.push(static_cast<std::uint32_t>(a + b - a * b / documents + 0.5));
  }
  return left.top();
}

}  // namespace jirei
