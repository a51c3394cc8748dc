// How wide lines are on the page, learnt from the page itself.
//
// Reports are set in proportional type, where thirty kana may be narrower than twenty-eight kanji.
// Lines that run on into the next one all fill the column; the widths of the kinds of characters
// that make those lines come out alike are found by least squares.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "dict/unicode.h"

namespace jirei {

class LineWidth {
 public:
  /// `running_lines`: lines known to run on. With too few of them every full-width character
  /// counts 1 and every other 0.5.
  explicit LineWidth(const std::vector<std::string_view>& running_lines);

  /// Width of a text; 1 is a kanji.
  double of(std::string_view text) const;
  double of(char32_t c) const { return widths_[kind(c)]; }
  /// Width of a line that fills its column; 0 when unknown.
  double full() const { return full_; }

  /// Whether a writer ended `line` by intention, because what `next` begins with had room on it.
  bool ends_early(std::string_view line, std::string_view next) const;

 private:
  enum Kind { kKanji, kHiragana, kKatakana, kNarrow, kSign, kKinds };
  static Kind kind(char32_t c);
  void fit(const std::vector<std::string_view>& lines);

  std::array<double, kKinds> widths_ = {1, 1, 1, 0.5, 1};
  double full_ = 0;
};

}  // namespace jirei
