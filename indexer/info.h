// What an index holds and how it was made, for people and for programs.
#pragma once

#include <iosfwd>

#include "indexer/options.h"

namespace jirei {

int info_command(const IndexOptions& options, std::ostream& out);

}  // namespace jirei
