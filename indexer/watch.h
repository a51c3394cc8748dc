// `update --watch`: following the sources as they change.
#pragma once

#include "indexer/console.h"
#include "indexer/options.h"

namespace jirei {

/// Updates now, and again whenever something below the remembered sources has changed and been
/// quiet for a moment, until SIGINT or SIGTERM. Errors are printed, and the next change is awaited:
/// an editor may be in the middle of something. Exit status 0.
int watch_command(const IndexOptions& options, Console* console);

}  // namespace jirei
