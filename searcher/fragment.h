// Cutting one fragment out of a text: at sentence ends where they fit the width, else around the
// match.
#pragma once

#include <cstdint>
#include <vector>

#include "searcher/occurrences.h"

namespace jirei {

/// Cuts fragments of at most `width` display columns.
class FragmentCutter {
 public:
  FragmentCutter(PatternSearch* search, std::uint32_t width);

  /// Columns of the source text behind a range (a line feed counts as one).
  std::uint32_t columns(const Passage& passage, ByteRange range) const;

  /// The sentence (or, where a match crosses a sentence end, the sentences) around a range.
  ByteRange unit_around(const Passage& passage, ByteRange range) const;

  /// A fragment that holds `core` (empty: any place in `unit`), lies in `limits` and cuts no match:
  /// `unit` and as many of its neighbours as fit or, when it is too wide itself, a piece of it.
  ByteRange fit(const Passage& passage, ByteRange unit, ByteRange core, ByteRange limits);

 private:
  bool fits(const Passage& passage, ByteRange range) const;
  ByteRange over_matches(const Passage& passage, ByteRange range) const;
  ByteRange extend(const Passage& passage, ByteRange range, ByteRange limits) const;
  ByteRange whole_core(const Passage& passage, ByteRange unit, ByteRange core);
  ByteRange piece(const Passage& passage, ByteRange unit, ByteRange core);

  PatternSearch* search_;
  std::uint32_t width_;
  std::uint32_t longest_pattern_ = 0;  // bytes
};

/// `range` without white space at its ends.
ByteRange trimmed(std::string_view text, ByteRange range);

}  // namespace jirei
