// What the matcher found → what is highlighted.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "searcher/evaluate.h"
#include "searcher/snippet.h"

namespace jirei {

/// The strings that make this case match. A case that holds a word as a whole shows the whole; its
/// parts are shown only where nothing more of the word is there.
/// Stems are looked for where the case has a form of their word.
std::vector<MatchPattern> patterns_for(const std::vector<Leaf>& leaves, std::uint32_t docid,
                                       const Postings& postings);

/// Labels of the ways, other than literally, in which words of the query match this case.
std::vector<std::string> matched_by(const std::vector<Leaf>& leaves, std::uint32_t docid);

}  // namespace jirei
