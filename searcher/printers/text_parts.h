// The blocks below the hits of the text format: facets with bars, the pivot table.
#pragma once

#include <string>
#include <vector>

#include "indexer/facet_table.h"
#include "searcher/answer.h"
#include "searcher/printers/printer.h"
#include "searcher/printers/styled_text.h"

namespace jirei {

inline const char* say(Language language, const char* ja, const char* en) {
  return language == Language::ja ? ja : en;
}

/// A bar of `count` out of `most` in at most `columns`: eighths of a block, or = signs where the
/// blocks (East Asian Ambiguous) would be two columns wide.
std::string count_bar(std::uint32_t count, std::uint32_t most, std::uint32_t columns,
                      bool ambiguous_wide);

/// The values of a facet that a reader sees first: all when asked for, else the most frequent and
/// every chosen one. Ordered and number facets keep their order, the others go by count.
std::vector<const FacetCount*> values_to_show(const FacetAnswer& facet, const FacetDef* def,
                                              bool all);

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
