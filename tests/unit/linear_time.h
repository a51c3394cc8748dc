// Whether something takes time in proportion to its input, measured in processor time of the
// calling thread, so that a busy machine does not matter.
#pragma once

#include <gtest/gtest.h>
#include <malloc.h>
#include <time.h>

#include <algorithm>
#include <cstddef>
#include <string>

namespace jirei::testing {

inline double thread_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Processor seconds of the fastest of three runs, or of the first where that is long enough.
template <typename F>
double fastest(F&& run) {
  double best = 1e9;
  for (int i = 0; i < 3 && (i == 0 || best < 0.1); ++i) {
    const double begun = thread_seconds();
    run();
    best = std::min(best, thread_seconds() - begun);
  }
  return best;
}

/// Expects work(prepare(4 n)) to take no more than eight times as long as work(prepare(n)): twice
/// what is linear (logarithms and caches pass, a square would be 16). A bad moment is tried again.
template <typename Prepare, typename Work>
void expect_linear(const std::string& what, std::size_t n, Prepare&& prepare, Work&& work) {
  // Memory that large inputs alone would give back and fault in again at every run is kept.
  ::mallopt(M_MMAP_THRESHOLD, 1 << 30);
  ::mallopt(M_TRIM_THRESHOLD, 1 << 30);
  const auto small = prepare(n);
  const auto large = prepare(4 * n);
  double ratio = 0;
  double seconds = 0;
  for (int attempt = 0; attempt < 4; ++attempt) {
    const double one = fastest([&] { work(small); });
    seconds = fastest([&] { work(large); });
    // What is too short to be measured is fast enough.
    ratio = seconds < 0.02 ? 1 : seconds / std::max(one, 0.001);
    if (ratio <= 8) break;
  }
  ::testing::Test::RecordProperty(what, std::to_string(ratio));
  EXPECT_LE(ratio, 8) << what << ": four times the input, " << ratio << " times the time ("
                      << seconds << " s)";
}

inline std::string repeated(const std::string& piece, std::size_t bytes) {
  std::string out;
  out.reserve(bytes + piece.size());
  while (out.size() < bytes) out += piece;
  return out;
}

}  // namespace jirei::testing
