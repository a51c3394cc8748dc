// The part of TOML that settings need: `name = value`, one a line, with comments.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dict/error.h"

namespace jirei {

/// One `name = value`. Lists are joined with commas, numbers are decimal.
struct FileSetting {
  std::string name;
  std::string value;
  std::uint32_t line = 0;  ///< from 1, of the name
};

/// What is wrong with a settings file, and on which line. The caller knows the file's name.
struct SettingsError {
  std::uint32_t line = 0;
  Text reason;
};

/// Reads a settings file, in its order. Values are strings of all four kinds that TOML has,
/// integers, booleans, and lists of these (over several lines, too). Tables, dates and fractions
/// have no meaning as a setting and are refused. Throws SettingsError. Linear in the text.
std::vector<FileSetting> parse_settings(std::string_view text);

}  // namespace jirei
