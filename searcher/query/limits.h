// What a query may be at most. Beyond these parse_query throws Error(limit) with a message that
// names the limit; the users' documentation lists the same numbers.
#pragma once

#include <cstddef>

namespace jirei::limits {

inline constexpr std::size_t kQueryBytes = 65'536;  ///< the whole query (64 KiB)
inline constexpr std::size_t kQueryDepth = 100;     ///< groups inside groups
inline constexpr std::size_t kQueryTerms = 1'000;   ///< words, phrases, ranges

inline constexpr std::size_t kFieldNameChars = 64;  ///< a longer `name:` is text
inline constexpr std::size_t kPatternChars = 20;    ///< longer Japanese before * or ~ is a sentence
inline constexpr std::size_t kQueryWarnings = 5;    ///< warnings given for one query

}  // namespace jirei::limits
