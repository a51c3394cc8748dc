// JSON lines: every line that is not blank is a case or a problem.
#include <sstream>

#include "tests/fuzz/support.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jirei;
  const std::string input(fuzz::bytes_of(data, size));
  fuzz::CheckedCases found;
  std::istringstream in(input);
  read_json_lines(in, "cases.jsonl", fuzz::shipped_table(), found);
  for (const CaseRecord& record : found.cases) fuzz::demand_round_trips(record);
  return 0;
}
