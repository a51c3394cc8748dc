// One hit laid out for the list.
#pragma once

#include <cstdint>
#include <vector>

#include "indexer/facet_table.h"
#include "searcher/answer.h"
#include "searcher/screen/text_line.h"

namespace jirei {

struct HitShape {
  std::uint32_t width = 50;
  std::uint32_t lines_a_fragment = 2;
  bool ambiguous_wide = false;
};

/// The title in one line (cut with …), the id with its facet values, then the fragments.
std::vector<TextLine> lay_out_hit(const Hit& hit, const FacetTable& table, const HitShape& shape);

}  // namespace jirei
