// Where the index is, as users say it.
#pragma once

#include <string>

namespace jirei {

/// The option's value, else $JIREI_INDEX, else `index` in $XDG_CONFIG_HOME/jirei/config.toml, else
/// $XDG_DATA_HOME/jirei/index. Throws Error(invalid_input) for a config file that is no TOML.
std::string index_folder(const std::string& option);

}  // namespace jirei
