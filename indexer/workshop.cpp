#include "indexer/workshop.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "dict/resources.h"
#include "dict/user_dictionary.h"
#include "indexer/files.h"

namespace jirei {

namespace fs = std::filesystem;

std::string facet_table_path(const IndexOptions& options, const Manifest* manifest) {
  if (!options.facet_table.empty()) return fs::absolute(options.facet_table).string();
  if (manifest != nullptr && !manifest->facet_table_path.empty()) {
    return manifest->facet_table_path;
  }
  return find_resource("facets.yaml");
}

std::vector<std::string> place_user_dictionaries(const std::vector<std::string>& named,
                                                 const std::string& folder) {
  std::vector<std::string> remembered;
  std::size_t placed = 0;
  for (const std::string& source : named) {
    const std::string target = fmt::format("{}/user-{}.dic", folder, placed + 1);
    if (source.ends_with(".dic")) {
      copy_file(source, target);
      ++placed;
    } else if (compile_user_dictionary(source, target).entries > 0) {
      ++placed;
    }
    remembered.push_back(fs::absolute(source).lexically_normal().string());
  }
  return remembered;
}

MeasureTable open_measures() { return MeasureTable::open(find_resource("measures.txt")); }

unsigned job_count(unsigned option) {
  return option != 0 ? option : std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace jirei
