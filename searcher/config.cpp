#include "searcher/config.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

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

/// A value as it would be typed on the command line; nullopt for tables and dates.
std::optional<std::string> as_text(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) return *text;
  if (const auto number = node.value_exact<std::int64_t>()) return fmt::format("{}", *number);
  if (const auto flag = node.value_exact<bool>()) return *flag ? "true" : "false";
  if (const toml::array* list = node.as_array()) {
    std::string joined;
    for (const toml::node& item : *list) {
      const auto text = as_text(item);
      if (!text) return std::nullopt;
      if (!joined.empty()) joined += ',';
      joined += *text;
    }
    return joined;
  }
  return std::nullopt;
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
    throw Error(ErrorCode::unreadable,
                {fmt::format("設定ファイル {} を読めません: {}", path, std::strerror(errno)),
                 fmt::format("cannot read the config file {}: {}", path, std::strerror(errno))});
  }
  try {
    const toml::table table = toml::parse(text);
    for (const auto& [key, node] : table) {
      const std::uint32_t line = node.source().begin.line;
      const auto value = as_text(node);
      if (!value) {
        refuse(
            path, line,
            fmt::format("「{}」の値は文字列、整数、真偽値、またはその並びにしてください。",
                        key.str()),
            fmt::format(
                "the value of \"{}\" must be a string, an integer, a boolean or a list of these.",
                key.str()));
      }
      entries.push_back({std::string(key.str()), *value, line});
    }
  } catch (const toml::parse_error& error) {
    refuse(path, error.source().begin.line,
           fmt::format("TOML として読めません（{}）。", error.description()),
           fmt::format("not valid TOML ({}).", error.description()));
  }
  std::sort(entries.begin(), entries.end(),
            [](const ConfigEntry& a, const ConfigEntry& b) { return a.line < b.line; });
  return entries;
}

}  // namespace jirei
