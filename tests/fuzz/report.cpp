// The report reader: any text gives sound cases and told problems.
#include "indexer/readers/report.h"

#include "tests/fuzz/support.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jirei;
  fuzz::CheckedCases found;
  read_report_text(fuzz::bytes_of(data, size), "report.txt", fuzz::shipped_table(), found);
  for (const CaseRecord& record : found.cases) fuzz::demand_round_trips(record);
  return 0;
}
