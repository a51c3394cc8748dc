// Xapian's own check of a database, kept at arm's length.
#pragma once

#include <cstddef>
#include <string>

namespace jirei {

/// How many errors Xapian's check finds in the database folder. It runs in a process of its own: on
/// damaged blocks Xapian 1.4 reads beyond them and may not come back. Throws Error: index_damaged
/// where it did not come to its end or says so, io where there is no process or file to be had.
std::size_t xapian_errors(const std::string& folder);

}  // namespace jirei
