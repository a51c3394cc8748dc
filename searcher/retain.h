// Sifting a large set of cases on all cores.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "searcher/cores.h"
#include "searcher/doc_set.h"

namespace jirei {

/// Cases from which on more than one thread pays: starting one costs as much as reading a hundred.
inline constexpr std::uint32_t kManyCases = 8192;
/// The same of cases whose texts are searched.
inline constexpr std::uint32_t kManyTexts = 256;

/// Removes the members for which a predicate is false. `make()` gives every thread a predicate
/// keep(docid) of its own; they run at the same time, each over ascending docids. Of fewer than
/// `many` all in this thread. Rethrows what one throws.
template <typename Make>
void retain_on_all_cores(DocSet* set, const Make& make, std::uint32_t many = kManyCases) {
  if (set->count() < many) {
    set->retain(make());
    return;
  }
  if (set->listed()) {
    constexpr std::size_t kTogether = 32;  // cases that a thread takes at a time
    const auto list = set->list();
    std::vector<std::uint8_t> kept(list.size());  // no bits: threads write side by side
    const std::size_t pieces = (list.size() + kTogether - 1) / kTogether;
    on_all_cores(pieces, [&](const auto& next) {
      auto keep = make();
      for (std::size_t piece = next(); piece < pieces; piece = next()) {
        const std::size_t end = std::min(list.size(), (piece + 1) * kTogether);
        for (std::size_t i = piece * kTogether; i < end; ++i) kept[i] = keep(list[i]) ? 1 : 0;
      }
    });
    std::size_t at = 0;
    set->retain([&](std::uint32_t) { return kept[at++] != 0; });
    return;
  }
  constexpr std::size_t kPiece = 32;  // words of 64 cases that a thread takes at a time
  const std::size_t words = set->words().size();
  const std::size_t pieces = (words + kPiece - 1) / kPiece;
  on_all_cores(pieces, [&](const auto& next) {
    auto keep = make();
    for (std::size_t piece = next(); piece < pieces; piece = next()) {
      set->retain(piece * kPiece, std::min(words, (piece + 1) * kPiece), keep);
    }
  });
}

}  // namespace jirei
