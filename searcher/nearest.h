// The nearest of some names to what somebody typed.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace jirei {

/// The index of the name that is nearest to `typed` after folding: one that contains it or is
/// contained in it, else one within a third of the longer one's characters (half, where up to three
/// were typed); names.size() if none is.
std::size_t nearest_name(std::string_view typed, std::span<const std::string_view> names);

}  // namespace jirei
