// Runs one fuzz target over files and folders of inputs, in builds without libFuzzer.
//
//   run_corpora TARGET FILE-OR-FOLDER…
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct FuzzTarget {
  std::string_view name;
  int (*run)(const std::uint8_t* data, std::size_t size);
};

#include "targets.inc"

namespace fs = std::filesystem;

std::vector<fs::path> inputs_below(const fs::path& path) {
  if (!fs::is_directory(path)) return {path};
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool run(const FuzzTarget& target, const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (!in.is_open()) {
    std::fprintf(stderr, "cannot read %s\n", file.c_str());
    return false;
  }
  // Told first: a target that breaks a promise ends the program.
  std::printf("%s\n", file.c_str());
  std::fflush(stdout);
  target.run(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  return true;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string_view name = count > 2 ? arguments[1] : "";
  const auto* target = std::find_if(std::begin(kTargets), std::end(kTargets),
                                    [&](const FuzzTarget& known) { return known.name == name; });
  if (target == std::end(kTargets)) {
    std::fprintf(stderr, "usage: run_corpora TARGET FILE-OR-FOLDER...; targets:");
    for (const FuzzTarget& known : kTargets) {
      std::fprintf(stderr, " %.*s", static_cast<int>(known.name.size()), known.name.data());
    }
    std::fprintf(stderr, "\n");
    return 2;
  }
  std::size_t tried = 0;
  for (int i = 2; i < count; ++i) {
    for (const fs::path& file : inputs_below(arguments[i])) {
      if (!run(*target, file)) return 2;
      ++tried;
    }
  }
  if (tried == 0) {
    std::fprintf(stderr, "no inputs for %s\n", target->name.data());
    return 2;
  }
  std::printf("%zu inputs\n", tried);
  return 0;
}
