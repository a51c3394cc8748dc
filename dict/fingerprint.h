// What tells two sets of dictionaries apart.
#pragma once

#include <string>
#include <vector>

namespace jirei {

/// A short text for the dictionaries of an analyzer: equal when they yield equal terms. Of files
/// larger than a few blocks only size, beginning, end and blocks in between are read, so that a
/// start of the program costs no reading of the whole dictionary.
std::string dictionary_fingerprint(const std::string& system_dictionary,
                                   const std::vector<std::string>& user_dictionaries);

}  // namespace jirei
