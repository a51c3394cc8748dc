// Where the index is and what the config file says of making it.
#pragma once

#include <string>
#include <vector>

namespace jirei {

/// The option's value, else $JIREI_INDEX, else `index` in $XDG_CONFIG_HOME/jirei/config.toml, else
/// $XDG_DATA_HOME/jirei/index. Throws Error(invalid_input) for a config file that is no TOML.
std::string index_folder(const std::string& option);

/// `user-dict` in the config file: a file or a list of files. Throws as index_folder().
std::vector<std::string> configured_user_dictionaries();

}  // namespace jirei
