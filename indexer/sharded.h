// The commands for an index in shards: every shard is an ordinary index, and each case lies in the
// shard that its id tells (shard_list.h).
#pragma once

#include <iosfwd>
#include <optional>

#include "indexer/console.h"
#include "indexer/options.h"

namespace jirei {

/// Runs the command if it is about shards: `build --shards`, or an index that is a list of shards.
/// Returns the exit status then; nullopt for every other command and index. Throws what the
/// commands throw, and Error(usage) for what cannot be done to all shards from here.
std::optional<int> sharded_command(const IndexOptions& options, Console* console,
                                   std::ostream& out);

}  // namespace jirei
