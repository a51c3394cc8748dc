// PDF through poppler: a file is read or refused in words, whatever it holds.
#include "indexer/readers/pdf.h"

#include "tests/fuzz/support.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jirei;
  fuzz::CheckedCases found;
  read_pdf(fuzz::scratch_file("report.pdf", fuzz::bytes_of(data, size)), fuzz::shipped_table(),
           found);
  return 0;
}
