// Spelling of facet values: what is compared, what is shown, and years in Japanese eras.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jirei {

/// A value as it is shown when no table lists it: NFKC, trimmed, runs of white space one space,
/// none beside a Japanese character, control characters dropped. `text` must be valid UTF-8.
std::string tidy_facet_value(std::string_view text);

/// The number that a value of a number facet means: 2013, 2013年, ２０１３ 年度, 平成27年, H27,
/// 令和元年, -5. nullopt for anything else (数年前, 2013-2015).
std::optional<std::int64_t> parse_facet_number(std::string_view typed);

}  // namespace jirei
