// Sifting a large set of cases on all cores.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <future>
#include <thread>
#include <vector>

#include "searcher/doc_set.h"

namespace jirei {

/// Cases from which on more than one thread pays: starting one costs as much as reading a hundred.
inline constexpr std::uint32_t kManyCases = 8192;

/// Removes the members for which a predicate is false. `make()` gives every thread a predicate
/// keep(docid) of its own; they run at the same time, each over ascending docids. Rethrows what one
/// throws.
template <typename Make>
void retain_on_all_cores(DocSet* set, const Make& make) {
  const unsigned cores = set->count() < kManyCases ? 1 : std::thread::hardware_concurrency();
  if (cores < 2) {
    set->retain(make());
    return;
  }
  constexpr std::size_t kChunk = 32;  // words of 64 cases that a thread takes at a time
  constexpr unsigned kMaxThreads = 8;
  const std::size_t words = set->words().size();
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    auto keep = make();
    for (;;) {
      const std::size_t begin = next.fetch_add(kChunk);
      if (begin >= words) return;
      set->retain(begin, std::min(words, begin + kChunk), keep);
    }
  };
  std::vector<std::future<void>> others;
  for (unsigned i = 1; i < std::min(cores, kMaxThreads); ++i) {
    others.push_back(std::async(std::launch::async, work));
  }
  work();
  for (std::future<void>& other : others) other.get();
}

}  // namespace jirei
