// jirei-search -I.
#pragma once

#include <memory>

#include "searcher/options.h"
#include "searcher/run.h"

namespace jirei {

/// Shows the full screen until the person leaves. Returns the exit status. What was copied last is
/// printed behind it, for terminals without a clipboard. Throws Error where there can be no screen.
int run_screen(const SearchOptions& options, std::unique_ptr<Answerer> answerer,
               const Environment& environment);

}  // namespace jirei
