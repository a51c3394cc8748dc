// Source text → folded text, the form in which everything is compared, with the way back.
#pragma once

#include <string>
#include <string_view>

#include "dict/offset_map.h"

namespace jirei {

struct FoldedText {
  std::string text;
  OffsetMap map;  ///< source → text
};

/// Folding: NFKC_Casefold (UAX #15, UTS #30 data of ICU), then dash-likes after kana → ー and
/// between digits → '-', then white space: runs become one, none stays beside a Japanese
/// character ("USB メモリ" → "usbメモリ"), a line feed stays a line feed ('\n'), control characters go.
/// Idempotent: fold(fold(x).text).text == fold(x).text.
class Normalizer {
 public:
  Normalizer();

  /// `source` must be valid UTF-8.
  FoldedText fold(std::string_view source) const;
  /// The same without the map.
  std::string fold_text(std::string_view source) const;
};

}  // namespace jirei
