// How many columns a terminal gives a text, and cutting text by columns.
//
// Widths follow UAX #11: Wide and Fullwidth take 2 columns, Ambiguous 1 or 2 by option; marks and
// format characters (General_Category Mn, Me, Cf) and the trailing jamo of a syllable take none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace jirei {

/// Columns of one code point by itself: 0, 1 or 2. Control characters count 0.
std::uint32_t char_width(char32_t c, bool ambiguous_wide);

/// Moves `*pos` past what a reader calls one character (a base with its marks, a flag, an emoji
/// sequence) and returns its columns. Kept simple on purpose: the clusters that terminals draw as
/// one, without the tables of a full break iterator. Invalid bytes count as U+FFFD.
std::uint32_t next_cluster(std::string_view text, std::size_t* pos, bool ambiguous_wide);

/// Bytes of the character at `pos` if it is printing ASCII (1) or kana, a kanji or a full-width
/// form (3, two columns wide) and by itself what next_cluster() passes; 0 where that has to be
/// asked.
std::size_t plain_cluster(std::string_view text, std::size_t pos);

/// Columns of a text of one line.
std::uint32_t display_width(std::string_view text, bool ambiguous_wide);

/// `text`, or its longest beginning that fits `columns` together with a closing …
std::string truncate_to_width(std::string_view text, std::uint32_t columns, bool ambiguous_wide);

/// `text` with spaces behind (or before) it up to `columns`; longer text stays as it is.
std::string pad_right(std::string_view text, std::uint32_t columns, bool ambiguous_wide);
std::string pad_left(std::string_view text, std::uint32_t columns, bool ambiguous_wide);

}  // namespace jirei
