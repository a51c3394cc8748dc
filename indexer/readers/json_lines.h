// One JSON object → one case.
#pragma once

#include <cstdint>
#include <string_view>

#include "indexer/readers/record_builder.h"

namespace jirei {

/// Parses `json` (one case) into `builder`, without building a document in memory: unknown parts
/// cost nothing. Throws BadCase.
void parse_json_case(std::string_view json, const FacetTable& table, std::uint32_t line,
                     RecordBuilder* builder);

}  // namespace jirei
