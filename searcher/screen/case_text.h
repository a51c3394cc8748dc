// A whole case laid out for the reading pane.
#pragma once

#include <cstdint>
#include <vector>

#include "indexer/facet_table.h"
#include "searcher/engine.h"
#include "searcher/screen/text_line.h"

namespace jirei {

struct CaseText {
  std::vector<TextLine> lines;
  std::vector<std::uint32_t> match_lines;  ///< of each match: the line where it begins
};

/// Wrapped to `width` columns by the rules of styled_text.h. Neighbouring highlights are one match.
CaseText lay_out_case(const ShownCase& shown, const FacetTable& table, Language language,
                      std::uint32_t width, bool ambiguous_wide);

}  // namespace jirei
