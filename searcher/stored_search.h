// Looking for strings in cases as they lie in the store (indexer/case_codec.h).
//
// To take a case apart costs as much as to search it. So it is searched as it lies there, headings
// and tables and all, and taken apart only where something was found that may be what is wanted.
// Everything here is const and may be used by several threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "dict/text_search.h"
#include "searcher/needle_finder.h"

namespace jirei {

/// Whether the title or a section of a case holds a needle.
class HoldsNeedle {
 public:
  explicit HoldsNeedle(const Needle& needle);

  /// `texts` is room that is used again. Throws Error(index_damaged).
  bool in_case(std::string_view encoded, std::vector<std::string_view>* texts) const;

 private:
  NeedleFinder finder_;
  Finder anywhere_;
  std::vector<std::uint64_t> triples_;  ///< to ask signatures
};

/// Whether parts stand close together: each in one of its forms, no sentence end or line feed
/// between, the whole not longer than the longest forms and eight characters between neighbours.
class StandTogether {
 public:
  /// `nowhere`: whether a form is known to stand in no case that will be asked about.
  explicit StandTogether(const std::vector<std::vector<Needle>>& parts,
                         const std::function<bool(const Needle&)>& nowhere = nullptr);

  /// In one text of the case. `texts` is room that is used again. Throws Error(index_damaged).
  bool in_case(std::string_view encoded, std::vector<std::string_view>* texts) const;
  bool in_text(std::string_view text) const;

 private:
  bool possible_at(std::string_view encoded, std::size_t begin, std::size_t end) const;

  std::vector<std::vector<NeedleFinder>> finders_;  ///< by part
  std::vector<std::vector<Finder>> anywhere_;       ///< the same, however they stand
  std::size_t pivot_ = 0;                           ///< the part with the fewest forms
  std::size_t limit_ = 0;                           ///< bytes of the whole
};

}  // namespace jirei
