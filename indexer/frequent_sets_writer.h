// Making frequent.bin (frequent_sets.h).
#pragma once

#include <string>

#include "dict/analyzer.h"
#include "indexer/frequent_sets.h"

namespace jirei {

/// Writes the file of a finished folder, which holds xapian/ and cases.bin, durably; nothing, and
/// removes one that is there, for a collection that needs none. At most `jobs` threads.
void write_frequent_sets(const std::string& folder, const Analyzer& analyzer, unsigned jobs,
                         const FrequentChoice& choice = {});

/// Gives a folder the file of the generation that it was made from, or a new one where there is
/// none or where it would say nothing of too many cases.
void keep_frequent_sets(const std::string& old_folder, const std::string& folder,
                        const Analyzer& analyzer, unsigned jobs, const FrequentChoice& choice = {});

}  // namespace jirei
