// What every command that analyses needs: the facet table and the analyzer, as asked for on the
// command line or as the index was built.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "dict/analyzer.h"
#include "dict/measures.h"
#include "indexer/facet_table.h"
#include "indexer/manifest.h"
#include "indexer/options.h"

namespace jirei {

/// Path of the facet table: the option, else the manifest's, else the shipped one.
std::string facet_table_path(const IndexOptions& options, const Manifest* manifest);

/// Puts the user dictionaries of a build into its generation as user-1.dic, …: compiled *.dic files
/// are copied, lists of terms compiled. Returns the paths as they will be remembered.
std::vector<std::string> place_user_dictionaries(const std::vector<std::string>& named,
                                                 const std::string& folder);

/// The shipped vocabulary of measures.
MeasureTable open_measures();

/// Number of worker threads for an option (0 = one a core).
unsigned job_count(unsigned option);

}  // namespace jirei
