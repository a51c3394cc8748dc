#include "dict/resources.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <vector>

#include "dict/error.h"

namespace jirei {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kVariable = "JIREI_DICT_DIR";

/// Where distributions put the compiled UTF-8 IPADIC.
constexpr std::array<const char*, 5> kSystemDictionaries = {
    "/var/lib/mecab/dic/ipadic-utf8",     "/usr/share/mecab/dic/ipadic-utf8",
    "/usr/lib/mecab/dic/ipadic-utf8",     "/usr/local/lib/mecab/dic/ipadic",
    "/opt/homebrew/lib/mecab/dic/ipadic",
};

/// Folders to look in, best first.
std::vector<fs::path> candidate_folders() {
  if (const char* chosen = std::getenv(std::string(kVariable).c_str()); chosen && *chosen) {
    return {fs::path(chosen)};
  }
  std::error_code ignored;
  fs::path folder = fs::read_symlink("/proc/self/exe", ignored).parent_path();
  std::vector<fs::path> folders;
  for (int level = 0; level < 3 && !folder.empty(); ++level) {
    folders.push_back(folder / "share/jirei/dict");
    if (folder == folder.parent_path()) break;
    folder = folder.parent_path();
  }
  return folders;
}

}  // namespace

std::string find_resource_or_empty(std::string_view name) {
  std::error_code ignored;
  for (const fs::path& folder : candidate_folders()) {
    fs::path path = folder / name;
    if (fs::exists(path, ignored)) return path.string();
  }
  return {};
}

std::string find_resource(std::string_view name) {
  std::string found = find_resource_or_empty(name);
  if (!found.empty()) return found;
  std::string places;
  for (const fs::path& folder : candidate_folders()) {
    if (!places.empty()) places += ", ";
    places += folder.string();
  }
  const std::string what(name);
  throw Error(ErrorCode::dictionary,
              {"プログラムの辞書ファイル " + what + " が見つかりません(探した場所: " + places + ")",
               "the program's dictionary file " + what + " is missing (looked in: " + places + ")"},
              {"ビルドし直すか、辞書のフォルダを環境変数 JIREI_DICT_DIR で指定してください。",
               "Build or install again, or name the folder of dictionaries in JIREI_DICT_DIR."});
}

std::string find_system_dictionary() {
  std::error_code ignored;
  // A copy packed with the program wins.
  std::string own = find_resource_or_empty("ipadic-utf8");
  if (!own.empty()) return own;
  for (const char* folder : kSystemDictionaries) {
    if (fs::exists(fs::path(folder) / "sys.dic", ignored)) return folder;
  }
  throw Error(
      ErrorCode::dictionary,
      {std::string("日本語の辞書 IPADIC (UTF-8) が見つかりません(") + kSystemDictionaries[0] + ")",
       std::string("the Japanese dictionary IPADIC (UTF-8) is missing (") + kSystemDictionaries[0] +
           ")"},
      {"Debian では apt install mecab-ipadic-utf8 で入ります。",
       "On Debian: apt install mecab-ipadic-utf8."});
}

}  // namespace jirei
