// -f FACET=VALUE…: what is typed is a filter or a told error, and so is its meaning in an index.
#include "dict/unicode.h"
#include "searcher/facets.h"
#include "searcher/filter.h"
#include "tests/fuzz/support.h"
#include "tests/unit/searcher/store_fixture.h"

namespace {

const jirei::CaseStore& store() {
  using namespace jirei;
  static const testing::TemporaryFolder folder;
  static const CaseStore kStore = [] {
    std::vector<CaseRecord> records;
    for (int i = 0; i < 5; ++i) {
      records.push_back({"case-" + std::to_string(i),
                         "題",
                         {{"industry", {i % 2 == 0 ? "製造業" : "小売業"}},
                          {"size", {i % 2 == 0 ? "5名以下" : "21～50名"}},
                          {"year", {std::to_string(2012 + i)}}},
                         {{"", "本文"}},
                         {}});
      fuzz::shipped_table().complete(&records.back());
    }
    return testing::make_store(folder, fuzz::shipped_table(), records);
  }();
  return kStore;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jirei;
  const std::string_view input = fuzz::bytes_of(data, size);
  const FacetTable& table = fuzz::shipped_table();
  for (const FacetDef& facet : table.facets()) {
    const std::string typed = replace_invalid_utf8(input);
    if (const auto value = table.canonical(facet, typed)) {
      fuzz::demand(find_invalid_utf8(*value) == std::string_view::npos, "values are UTF-8");
      fuzz::demand(table.canonical(facet, *value) == value, "canonical twice is canonical once");
    }
  }
  try {
    const FacetFilter filter = parse_filter(input);
    const ResolvedFilter resolved = resolve_filter(filter, table, store());
    const DocSet cases = filter_set(store(), std::vector{resolved});
    fuzz::demand(cases.count() <= store().doc_count(), "a filter takes cases away");
  } catch (const Error& error) {
    fuzz::demand(error.code() == ErrorCode::usage || error.code() == ErrorCode::not_found ||
                     error.code() == ErrorCode::limit,
                 "a filter that means nothing is an error of usage");
    fuzz::demand(!error.message().ja.empty() && !error.message().en.empty(), "errors speak");
  }
  return 0;
}
