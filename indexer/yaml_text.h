// Texts of YAML files as they are meant.
#pragma once

#include <string>
#include <string_view>

namespace jirei {

/// What a scalar of a file of valid UTF-8 says: yaml-cpp 0.7 turns the escapes \N (U+0085) and \_
/// (U+00A0) into one byte of Latin-1 each, which is no UTF-8.
std::string yaml_text(std::string_view scalar);

}  // namespace jirei
