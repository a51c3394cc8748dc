// The header of a compiled MeCab dictionary, checked before MeCab sees the file: its own messages
// name neither the cause nor the cure, and a failed opening leaks.
#pragma once

#include <string>
#include <vector>

namespace jirei {

/// Throws Error(dictionary) unless `system_dictionary` (a folder) and all user dictionaries are
/// whole, UTF-8, and made for each other.
void check_dictionaries(const std::string& system_dictionary,
                        const std::vector<std::string>& user_dictionaries);

}  // namespace jirei
