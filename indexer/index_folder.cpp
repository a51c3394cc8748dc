#include "indexer/index_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

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

/// The values of a setting in the config file; none when it or the file is missing.
std::vector<std::string> configured(std::string_view name) {
  const std::string folder = user_folder("XDG_CONFIG_HOME", ".config");
  const std::string path = folder + "/jirei/config.toml";
  std::vector<std::string> values;
  if (folder.empty() || !path_exists(path)) return values;
  try {
    for (const FileSetting& setting : parse_settings(read_whole_file(path))) {
      if (setting.name == name) values.push_back(setting.value);
    }
    return values;
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
  if (folder.empty()) {
    const std::vector<std::string> values = configured("index");
    if (!values.empty()) folder = values.front();
  }
  if (folder.empty()) folder = user_folder("XDG_DATA_HOME", ".local/share") + "/jirei/index";
  while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
  return folder;
}

std::vector<std::string> configured_user_dictionaries() {
  std::vector<std::string> files;
  for (const std::string& value : configured("user-dict")) {
    for (std::size_t begin = 0; begin <= value.size();) {
      const std::size_t end = std::min(value.find(',', begin), value.size());
      if (end > begin) files.push_back(value.substr(begin, end - begin));
      begin = end + 1;
    }
  }
  return files;
}

}  // namespace jirei
