// Second stage of folding: dashes, spaces, control characters (normalizer.h says the rules).
#pragma once

#include <string>
#include <string_view>

#include "dict/offset_map.h"

namespace jirei {

struct TidyResult {
  std::string text;
  OffsetMap map;
  bool changed = false;
  /// Something was taken away between characters that may now act on each other (a combining mark,
  /// a dash): the text has to be folded once more.
  bool again = false;
};

/// `text` is in NFKC_Casefold form. Leaves `text` of the result empty where nothing changed; keeps
/// no map unless `with_map`.
TidyResult tidy(std::string_view text, bool with_map);

}  // namespace jirei
