// `check`: is the index what its records say?
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "dict/error.h"
#include "indexer/console.h"
#include "indexer/options.h"

namespace jirei {

/// Something that is not as it should be, and the command that mends it.
struct Finding {
  Text what;
  Text mend;
};

struct CheckReport {
  std::vector<Finding> findings;
  std::uint32_t cases = 0;     ///< in the index
  std::uint32_t analysed = 0;  ///< whose terms were made again and compared
};

/// Checks one generation: Xapian's own check; checksums, columns and totals of the case store;
/// every record as JSON in both; terms, positions, wdf and values of a sample (or of all with
/// `full`) against the records analysed again; fingerprints. Throws Error(index_missing) alone.
CheckReport check_generation(const std::string& generation_path, bool full, Console* console);

/// Prints the findings; exit status 0 or 2.
int check_command(const IndexOptions& options, Console* console, std::ostream& out);

}  // namespace jirei
