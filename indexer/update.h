// The commands that change an index: add, update, remove, rollback. They return the exit status.
#pragma once

#include "indexer/console.h"
#include "indexer/options.h"

namespace jirei {

int add_command(const IndexOptions& options, Console* console);
int update_command(const IndexOptions& options, Console* console);
int remove_command(const IndexOptions& options, Console* console);
int rollback_command(const IndexOptions& options, Console* console);

}  // namespace jirei
