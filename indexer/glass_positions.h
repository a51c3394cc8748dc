// Position lists as glass keeps them: interpolative code (Moffat & Stuiver 2000) of a sorted list.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace jirei::glass {

/// Appends the list: ascending, not empty.
void append_positions(std::string* out, std::span<const std::uint32_t> positions);

}  // namespace jirei::glass
