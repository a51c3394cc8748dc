// The keys of the full screen, in one table: the help (?), the line of keys at the bottom and the
// man page come from it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dict/error.h"

namespace jirei {

struct KeyHelp {
  std::string_view keys_ja, keys_en, ja, en;
};

struct KeyGroup {
  std::string_view ja, en;
  std::span<const KeyHelp> keys;
};

std::span<const KeyGroup> key_groups();

/// The help as lines: a heading has no keys, an empty line has neither.
struct HelpLine {
  std::string keys, text;
};
std::vector<HelpLine> help_lines(Language language);

}  // namespace jirei
