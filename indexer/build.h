// The commands that read sources from the beginning: build and cat; and what they share with those
// that change an index (update.h). Commands return the exit status.
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>

#include "indexer/console.h"
#include "indexer/document.h"
#include "indexer/generation.h"
#include "indexer/manifest.h"
#include "indexer/options.h"

namespace jirei {

int build_command(const IndexOptions& options, Console* console);
int cat_command(const IndexOptions& options, Console* console, std::ostream& out);
int convert_command(const IndexOptions& options, Console* console);

/// Sources of the command line and their files, before anything is read. A file that two sources
/// name counts once. Throws Error(not_found) for a source that is not there.
SourceList plan_sources(const IndexOptions& options, std::uint32_t round);

/// Reads all files of the list in order; files get the state in which they were read. Throws
/// Error(duplicate) naming both places of an id.
void read_sources_in_order(SourceList* list, const FacetTable& table, Console* console,
                           const std::function<void(CaseRecord&&, std::uint32_t file)>& on_case);

/// Error for sources of which not one case could be had.
[[noreturn]] void throw_nothing_read(std::size_t problems);

/// The manifest of the writer's next generation, but for counts and paths.
Manifest make_manifest(const IndexWriter& writer, const IndexingTools& tools,
                       const SourceList& sources);
void write_descriptions(const std::string& folder, const Manifest& manifest,
                        const SourceList& sources);

/// Throws Error(invalid_input) when --strict was given and something could not be read.
void check_strict(const IndexOptions& options, const Console& console);

}  // namespace jirei
