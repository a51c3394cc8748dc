// What the operating system says, in both languages.
#pragma once

#include "dict/error.h"

namespace jirei {

/// The reason behind an errno value. What the table of usual reasons does not name stands in the
/// C library's words in both.
Text system_error_text(int number);

}  // namespace jirei
