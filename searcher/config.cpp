#include "searcher/config.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <utility>

#include "dict/settings_file.h"
#include "dict/system_error.h"

namespace jirei {

namespace {

std::string user_folder(const Environment& environment, const char* variable,
                        const char* below_home) {
  const char* folder = environment(variable);
  if (folder != nullptr && folder[0] == '/') return folder;
  const char* home = environment("HOME");
  if (home == nullptr || *home == '\0') return {};
  return fmt::format("{}/{}", home, below_home);
}

[[noreturn]] void refuse(const std::string& path, std::uint32_t line, std::string_view ja,
                         std::string_view en) {
  throw Error(ErrorCode::invalid_input, {fmt::format("設定ファイル {}:{}: {}", path, line, ja),
                                         fmt::format("config file {}:{}: {}", path, line, en)});
}

}  // namespace

std::string config_path(const Environment& environment) {
  const std::string folder = user_folder(environment, "XDG_CONFIG_HOME", ".config");
  return folder.empty() ? folder : folder + "/jirei/config.toml";
}

std::string default_index_dir(const Environment& environment) {
  const std::string folder = user_folder(environment, "XDG_DATA_HOME", ".local/share");
  return folder.empty() ? folder : folder + "/jirei/index";
}

std::vector<ConfigEntry> read_config(const std::string& path) {
  std::vector<ConfigEntry> entries;
  struct stat status {};
  if (path.empty() || ::stat(path.c_str(), &status) != 0) return entries;
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad() || S_ISDIR(status.st_mode)) {
    const Text reason = system_error_text(errno);
    throw Error(ErrorCode::unreadable,
                {fmt::format("設定ファイル {} を読めません: {}", path, reason.ja),
                 fmt::format("cannot read the config file {}: {}", path, reason.en)});
  }
  try {
    for (FileSetting& setting : parse_settings(text)) {
      entries.push_back({std::move(setting.name), std::move(setting.value), setting.line});
    }
  } catch (const SettingsError& error) {
    refuse(path, error.line, error.reason.ja, error.reason.en);
  }
  return entries;
}

}  // namespace jirei
