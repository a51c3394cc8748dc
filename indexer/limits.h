// What a case may be at most. Beyond these a case is reported and left out, the others are read on.
// Generous for anything a person wrote; there to keep a broken or hostile source from taking all
// memory. The users' documentation lists the same numbers.
#pragma once

#include <cstddef>

namespace jirei::limits {

inline constexpr std::size_t kMiB = std::size_t{1} << 20;

inline constexpr std::size_t kCaseBytes = 64 * kMiB;  ///< one case as it stands in its source
inline constexpr std::size_t kReportBytes =
    1024 * kMiB;  ///< one report file (.txt, text of a .pdf)
inline constexpr std::size_t kFrontMatterBytes = 4 * kMiB;  ///< YAML block of a Markdown case
inline constexpr std::size_t kFacetTableBytes = 4 * kMiB;   ///< facets.yaml
inline constexpr std::size_t kIdBytes = 150;                ///< a case id
inline constexpr std::size_t kTitleBytes = 1 * kMiB;        ///< a title
inline constexpr std::size_t kHeadingBytes = kMiB / 16;     ///< a section's heading
inline constexpr std::size_t kSections = 10'000;            ///< sections of a case
inline constexpr std::size_t kFacetValues = 1'000;          ///< facet values of a case, all facets
inline constexpr std::size_t kFacetValueBytes = 1'000;      ///< one facet value
inline constexpr std::size_t kJsonDepth = 64;               ///< nesting of a JSON case
inline constexpr std::size_t kCsvColumns = 10'000;          ///< columns of a CSV file

}  // namespace jirei::limits
