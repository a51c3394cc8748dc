// The layout of the published case collection → many cases.
#pragma once

#include <string>
#include <string_view>

#include "indexer/readers/reader.h"

namespace jirei {

/// Reads a report from a text file (UTF-8).
void read_report(const std::string& path, const FacetTable& table, CaseSink& sink);

/// Reads the text of a report; a form feed ends a page. `name` is cited as the source.
void read_report_text(std::string_view text, const std::string& name, const FacetTable& table,
                      CaseSink& sink);

}  // namespace jirei
