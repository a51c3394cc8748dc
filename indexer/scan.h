// Which files have to be read: what `update` finds changed, what `add` was given.
#pragma once

#include <cstdint>
#include <vector>

#include "indexer/console.h"
#include "indexer/manifest.h"
#include "indexer/options.h"

namespace jirei {

/// The new list of sources and files, before anything is read.
struct ScanPlan {
  SourceList list;                        ///< without shadowed cases
  std::vector<std::uint32_t> old_to_new;  ///< number of an old file in the new list, or kNoFile
  std::vector<bool> reread;               ///< by new file
};

/// Looks at every remembered source. What cannot be reached is reported as a problem, and its files
/// stay as they were. A file counts as unchanged by its times where they tell, else by its hash;
/// with `rehash` always by its hash; with `everything` all files that can be are read.
ScanPlan scan_remembered(const SourceList& old, bool rehash, bool everything, Console* console);

/// Adds the sources of the command line to the remembered ones: just their files are read (all
/// files with `everything`). Throws Error(not_found).
ScanPlan scan_named(const SourceList& old, const IndexOptions& options, bool everything);

/// Numbers of the files to read or look at, the latest rounds first, else in their order.
std::vector<std::uint32_t> reading_order(const SourceList& list);

}  // namespace jirei
