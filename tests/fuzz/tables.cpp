// Tables of words: their sources (variants, synonyms, measures, terms), and the compiled form with
// any byte of it wrong. The first byte chooses which.
#include "dict/dictionary_file.h"
#include "dict/error.h"
#include "dict/measures.h"
#include "dict/string_map.h"
#include "dict/synonyms.h"
#include "dict/table_source.h"
#include "dict/variants.h"
#include "tests/fuzz/support.h"

namespace jirei::fuzz {
namespace {

/// A builder's bytes are a table that holds what was added.
void demand_readable(const StringMapBuilder& builder) {
  const StringMap map = StringMap::open(scratch_file("built.bin", builder.bytes()));
  demand(map.intact() && map.size() == builder.size(), "a built table is whole");
  for (std::size_t i = 0; i < map.size(); ++i) {
    demand(map.find(map.key(i)) == map.entries(i), "every key is found");
  }
}

void read_source(unsigned kind, std::string_view input) {
  static const Normalizer normalizer;
  StringMapBuilder builder;
  if (kind == 0) {
    add_variants(input, "variants.tsv", normalizer, &builder);
    demand_readable(builder);
  } else if (kind == 1) {
    add_synonyms(input, "synonyms.txt", normalizer, &builder);
    demand_readable(builder);
  } else {
    const MeasureTable table = MeasureTable::parse(input, "measures.txt");
    demand(!table.fingerprint().empty(), "a table has a fingerprint");
  }
}

void read_compiled(std::string_view input) {
  const std::string path = scratch_file("table.bin", input);
  const StringMap map = StringMap::open(path);
  static_cast<void>(map.intact());
  static_cast<void>(map.find("ウイルス"));
  for (std::size_t i = 0; i < map.size() && i < 1000; ++i) {
    static_cast<void>(map.entries(i));
    static_cast<void>(map.find(map.key(i)));
  }
  static_cast<void>(VariantTable::open(path).spellings_of("ウイルス"));
  static_cast<void>(SynonymTable::open(path).of("ウイルス"));
}

}  // namespace
}  // namespace jirei::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jirei;
  std::string_view input = fuzz::bytes_of(data, size);
  const unsigned kind = fuzz::take_choice(&input) % 5;
  try {
    if (kind < 3) {
      fuzz::read_source(kind, input);
    } else if (kind == 3) {
      fuzz::read_compiled(input);
    } else {
      check_dictionaries(default_analyzer_spec().system_dictionary,
                         {fuzz::scratch_file("user.dic", input)});
    }
  } catch (const Error& error) {
    fuzz::demand(error.code() == ErrorCode::invalid_input || error.code() == ErrorCode::dictionary,
                 "a broken table is told as such");
  }
  return 0;
}
