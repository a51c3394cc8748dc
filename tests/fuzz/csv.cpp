// CSV in every encoding that is read; the first byte of an input chooses what is said of it.
#include "indexer/readers/csv.h"

#include <array>

#include "dict/error.h"
#include "dict/unicode.h"
#include "indexer/readers/encoding.h"
#include "tests/fuzz/support.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jirei;
  static constexpr std::array kEncodings = {"", "utf-8", "cp932", "euc-jp"};
  std::string_view input = fuzz::bytes_of(data, size);
  ReadOptions options;
  options.encoding = kEncodings[fuzz::take_choice(&input) % kEncodings.size()];
  fuzz::CheckedCases found;
  try {
    read_csv(fuzz::scratch_file("cases.csv", input), fuzz::shipped_table(), options, found);
  } catch (const Error& error) {
    fuzz::demand(error.code() == ErrorCode::usage || error.code() == ErrorCode::invalid_input,
                 "what stops a reader is named");
  }
  for (const CaseRecord& record : found.cases) fuzz::demand_round_trips(record);
  for (const Encoding encoding : {Encoding::utf8, Encoding::cp932, Encoding::euc_jp,
                                  Encoding::iso_2022_jp, Encoding::utf16le, Encoding::utf16be}) {
    if (const auto text = decode(input, encoding)) {
      fuzz::demand(find_invalid_utf8(*text) == std::string_view::npos, "decoded text is UTF-8");
    }
  }
  static_cast<void>(detect_encoding(input));
  return 0;
}
