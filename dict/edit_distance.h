// How many slips lie between two words.
#pragma once

#include <cstddef>
#include <string_view>

namespace jirei {

/// Damerau–Levenshtein distance over code points: wrong, missing, extra characters, and swapped
/// neighbours, each 1; no stretch is edited twice (optimal string alignment). Gives bound + 1 as
/// soon as it is known to be more than `bound`; time is O((2 bound + 1) · length).
std::size_t bounded_edit_distance(std::u32string_view a, std::u32string_view b, std::size_t bound);

}  // namespace jirei
