// Where a running program finds the files that belong to it.
#pragma once

#include <string>
#include <string_view>

namespace jirei {

/// Full path of a file or folder of ours ("user.dic"). Looked for in $JIREI_DICT_DIR; when that is
/// not set, in share/jirei/dict beside the program's own folder or up to two levels above it
/// (build tree: <build>/searcher/jirei-search; installed: <prefix>/bin/jirei-search).
/// Throws Error(dictionary) that says where it was looked for.
std::string find_resource(std::string_view name);

/// The same, but an empty string where there is none.
std::string find_resource_or_empty(std::string_view name);

/// Folder of the compiled IPADIC (UTF-8): a copy packed with the program (resource "ipadic-utf8"),
/// else where distributions put it. Throws Error(dictionary) naming the package to install.
std::string find_system_dictionary();

}  // namespace jirei
