// A title that the layout has spread over several lines, whole again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "indexer/readers/line_joiner.h"
#include "indexer/readers/line_width.h"

namespace jirei {

/// Titles are one phrase broken by the width of their column, or two or three phrases with a line
/// each; the layout gives no mark. A line clearly shorter than the column ends a phrase. A full one
/// ends a phrase only where nothing speaks for a broken word or clause: a comma or particle before
/// the break, hiragana after it, a katakana word or a lone kanji at it, or the same junction inside
/// some line of the document. Phrases are parted by U+3000, pieces of one are joined.
class TitleJoiner {
 public:
  /// `column`: width of the widest title line of the document.
  TitleJoiner(std::string_view document, const LineWidth& width, double column, JoinStyle style);

  std::string join(const std::vector<std::string_view>& parts) const;

 private:
  bool phrase_ends(std::string_view line, std::string_view next) const;
  bool seen(std::string_view junction) const;

  std::string_view document_;
  const LineWidth& width_;
  double column_;
  JoinStyle style_;
};

}  // namespace jirei
