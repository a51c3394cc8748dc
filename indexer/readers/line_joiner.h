// Putting a text together again that a page or an editor has broken into lines.
#pragma once

#include <string>
#include <string_view>

namespace jirei {

/// How a document separates Latin words from Japanese: 「USB メモリ」 or 「USBメモリ」.
struct JoinStyle {
  bool space_beside_japanese = false;
};

/// What the lines of a document themselves do, by majority.
JoinStyle learn_join_style(std::string_view document);

/// Appends the next line of a paragraph: nothing between Japanese characters, a space between two
/// Latin words, and between Latin and Japanese what the document does inside its lines.
/// `line` should be free of white space at its ends.
void join_line(std::string* paragraph, std::string_view line, const JoinStyle& style);

/// `line` without white space (ASCII and U+3000) at its ends.
std::string_view trim_line(std::string_view line);

}  // namespace jirei
