#include "indexer/index_folder.h"

#include <fmt/format.h>

#include <cstdlib>

#include "dict/error.h"
#include "dict/settings_file.h"
#include "indexer/files.h"

namespace jirei {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

/// $XDG_<kind>_HOME if it is absolute, as the specification asks, else below the home folder.
std::string user_folder(const char* variable, const char* below_home) {
  std::string folder = environment(variable);
  if (folder.starts_with('/')) return folder;
  const std::string home = environment("HOME");
  return home.empty() ? std::string() : home + "/" + below_home;
}

std::string configured_folder() {
  const std::string folder = user_folder("XDG_CONFIG_HOME", ".config");
  const std::string path = folder + "/jirei/config.toml";
  if (folder.empty() || !path_exists(path)) return {};
  try {
    for (const FileSetting& setting : parse_settings(read_whole_file(path))) {
      if (setting.name == "index") return setting.value;
    }
    return {};
  } catch (const SettingsError& error) {
    throw Error(ErrorCode::invalid_input,
                {fmt::format("設定ファイル {}:{}: {}", path, error.line, error.reason.ja),
                 fmt::format("config file {}:{}: {}", path, error.line, error.reason.en)},
                {"「名前 = 値」の形に直してください", "mend it to lines of `name = value`"});
  }
}

}  // namespace

std::string index_folder(const std::string& option) {
  std::string folder = option.empty() ? environment("JIREI_INDEX") : option;
  if (folder.empty()) folder = configured_folder();
  if (folder.empty()) folder = user_folder("XDG_DATA_HOME", ".local/share") + "/jirei/index";
  while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
  return folder;
}

}  // namespace jirei
