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

/// Folding: NFKC_Casefold (UAX #15, UTS #30 data of ICU), then what people type for each other:
/// - a lone dash of any kind after katakana, or between kana, is ー (サーバ― is サーバー), unless a
///   Latin letter or digit follows; any dash or ー between digits is '-'; a hyphen of any kind
///   between Latin letters or digits is '-'; 〜 is '~' as ～ is;
/// - white space: runs become one space, none stays beside a Japanese character or at the end of a
///   line ("USB メモリ" → "usbメモリ"); every line break becomes '\n' and stays;
/// - control characters go.
/// Idempotent: fold(fold(x).text).text == fold(x).text. Takes linear time.
class Normalizer {
 public:
  Normalizer();

  /// `source` must be valid UTF-8.
  FoldedText fold(std::string_view source) const;
  /// The same without the map.
  std::string fold_text(std::string_view source) const;
};

}  // namespace jirei
