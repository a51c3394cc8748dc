// The config file and the folders where users keep things.
#pragma once

#include <string>
#include <vector>

#include "searcher/terminal.h"

namespace jirei {

/// $XDG_CONFIG_HOME/jirei/config.toml, else ~/.config/jirei/config.toml; "" without a home.
/// Relative values of XDG variables are ignored, as the specification asks.
std::string config_path(const Environment& environment);

/// $XDG_DATA_HOME/jirei/index, else ~/.local/share/jirei/index.
std::string default_index_dir(const Environment& environment);

/// One `name = value` of the file. Lists are joined with commas.
struct ConfigEntry {
  std::string name, value;
  std::uint32_t line = 0;
};

/// The entries of a TOML file, in its order; none when there is no such file. Throws
/// Error(invalid_input) with the line, or Error(unreadable).
std::vector<ConfigEntry> read_config(const std::string& path);

}  // namespace jirei
