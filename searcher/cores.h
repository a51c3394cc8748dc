// Sharing work out to all cores.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <future>
#include <thread>
#include <vector>

namespace jirei {

/// Calls `work(next)` on every core at the same time; `next()` gives each number of 0…pieces - 1 to
/// one of them, ascending, and then `pieces`. Rethrows what one throws.
template <typename Work>
void on_all_cores(std::size_t pieces, const Work& work) {
  constexpr std::size_t kMaxThreads = 8;
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  std::atomic<std::size_t> reached{0};
  const auto next = [&] { return std::min(pieces, reached.fetch_add(1)); };
  std::vector<std::future<void>> others;
  for (std::size_t i = 1; i < std::min({cores, kMaxThreads, pieces}); ++i) {
    others.push_back(std::async(std::launch::async, [&] { work(next); }));
  }
  work(next);
  for (std::future<void>& other : others) other.get();
}

}  // namespace jirei
