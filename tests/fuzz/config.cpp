// The config file: settings or an error with its line; and the table of facets, a file of the same
// kind that a person writes.
#include "searcher/config.h"

#include "dict/error.h"
#include "indexer/facet_table.h"
#include "searcher/options.h"
#include "tests/fuzz/support.h"

namespace {

void demand_told(const jirei::Error& error) {
  jirei::fuzz::demand(!error.message().ja.empty() && !error.message().en.empty(), "errors speak");
}

void read_as_config(std::string_view input) {
  using namespace jirei;
  static const std::string folder = fuzz::scratch_folder() + "/config";
  const Environment environment = [](const char* name) -> const char* {
    return std::string_view(name) == "XDG_CONFIG_HOME" ? folder.c_str() : nullptr;
  };
  const std::string path = fuzz::scratch_file("config/jirei/config.toml", input);
  fuzz::demand(config_path(environment) == path, "the config file is found");
  try {
    static_cast<void>(read_config(path));
    static_cast<void>(parse_options({"感染"}, environment));
  } catch (const Error& error) {
    demand_told(error);
  }
}

void read_as_facets(std::string_view input) {
  using namespace jirei;
  try {
    const FacetTable table = FacetTable::from_yaml(input, "facets.yaml");
    const FacetTable again = FacetTable::from_json(table.to_json());
    fuzz::demand(again.fingerprint() == table.fingerprint(), "a table survives being stored");
  } catch (const Error& error) {
    demand_told(error);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input = jirei::fuzz::bytes_of(data, size);
  if (jirei::fuzz::take_choice(&input) % 2 == 0) {
    read_as_config(input);
  } else {
    read_as_facets(input);
  }
  return 0;
}
