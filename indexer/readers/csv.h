// A spreadsheet as CSV → one case a row.
#pragma once

#include <string>

#include "indexer/readers/reader.h"

namespace jirei {

void read_csv(const std::string& path, const FacetTable& table, const ReadOptions& options,
              CaseSink& sink);

}  // namespace jirei
