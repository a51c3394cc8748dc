// --complete: words and facet values that begin with what was typed, by spelling or by reading.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "searcher/engine.h"
#include "searcher/index_view.h"

namespace jirei {

/// Words (by count, those spelled so before those read so), then facet values (by count); at most
/// `limit`, of which a third is kept for facet values if there are any. Nothing for an empty
/// prefix.
std::vector<Completion> complete_prefix(const IndexView& index, std::string_view prefix,
                                        std::size_t limit);

}  // namespace jirei
