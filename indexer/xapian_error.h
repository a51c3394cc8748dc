// Xapian's exceptions, which are no std::exception, in our own terms.
#pragma once

#include <xapian.h>

#include "dict/error.h"

namespace jirei {

/// Damaged and missing databases become index_damaged, the rest io.
Error to_error(const Xapian::Error& error);

}  // namespace jirei
