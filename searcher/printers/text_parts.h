// The blocks below the hits of the text format: facets with bars, the pivot table.
#pragma once

#include <string>

#include "indexer/facet_table.h"
#include "searcher/answer.h"
#include "searcher/printers/printer.h"
#include "searcher/printers/styled_text.h"

namespace jirei {

inline const char* say(Language language, const char* ja, const char* en) {
  return language == Language::ja ? ja : en;
}

/// Facets with counts and bars, side by side as far as the width allows; at most 8 values a facet
/// unless the request names its facets. Selected values are marked *, excluded ones -.
void append_facet_block(std::string* out, const Answer& answer, const Request& request,
                        const FacetTable& table, const PrintOptions& options,
                        const Palette& palette);

/// Rows and columns with totals, shaded by count with colour; too many columns go on below.
void append_pivot_table(std::string* out, const PivotAnswer& pivot, const PrintOptions& options,
                        const Palette& palette);

/// `-f FACET=VALUE` as it must be typed in a shell. The value of a number facet may be a span
/// (2010..2014), and is left to mean one.
std::string filter_option(std::string_view label, std::string_view value, bool number);

}  // namespace jirei
