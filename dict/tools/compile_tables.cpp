// Build tool: readable tables → the files that the programs map. Not installed.
//
//   compile_tables variants|synonyms OUT SOURCE…
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "dict/error.h"
#include "dict/normalizer.h"
#include "dict/string_map.h"
#include "dict/table_source.h"

namespace {

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw jirei::Error(jirei::ErrorCode::unreadable, {path, "cannot read " + path});
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << bytes;
  file.flush();
  if (!file) throw jirei::Error(jirei::ErrorCode::io, {path, "cannot write " + path});
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view kind = argc > 3 ? argv[1] : "";
  if (kind != "variants" && kind != "synonyms") {
    std::fputs("usage: compile_tables variants|synonyms OUT SOURCE...\n", stderr);
    return 2;
  }
  try {
    const jirei::Normalizer normalizer;
    jirei::StringMapBuilder builder;
    for (int i = 3; i < argc; ++i) {
      const std::string source = read(argv[i]);
      const auto add = kind == "variants" ? jirei::add_variants : jirei::add_synonyms;
      add(source, argv[i], normalizer, &builder);
    }
    write(argv[2], builder.bytes());
    return 0;
  } catch (const jirei::Error& error) {
    std::fprintf(stderr, "compile_tables: %s\n", error.what());
    return 2;
  }
}
