// A report as PDF → the text of its pages → the report reader.
#pragma once

#include <string>

#include "indexer/readers/reader.h"

namespace jirei {

void read_pdf(const std::string& path, const FacetTable& table, CaseSink& sink);

}  // namespace jirei
