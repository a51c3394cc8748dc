// A Markdown file with YAML front matter → one case.
#pragma once

#include <string>

#include "indexer/readers/reader.h"

namespace jirei {

void read_markdown(const std::string& path, const FacetTable& table, CaseSink& sink);

}  // namespace jirei
