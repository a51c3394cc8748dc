// What to propose when a query went wrong: a corrected word that was searched instead, or the
// nearest query that finds something.
#pragma once

#include <optional>
#include <string_view>

#include "searcher/answer.h"
#include "searcher/evaluate.h"

namespace jirei {

std::optional<Suggestion> suggest(const Evaluated& matches, const Answer& answer,
                                  const Request& request);

}  // namespace jirei
