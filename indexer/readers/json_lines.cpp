#include "indexer/readers/json_lines.h"

#include <istream>

#include "dict/unicode.h"
#include "indexer/limits.h"
#include "indexer/readers/input.h"

namespace jirei {
namespace {

bool blank(std::string_view line) {
  return line.find_first_not_of(" \t") == std::string_view::npos;
}

/// The id of a line whose bytes are broken, so that its last good version can be kept.
std::string id_of_broken(std::string_view line, const FacetTable& table) {
  RecordBuilder builder(table, "", 0);
  try {
    parse_json_case(replace_invalid_utf8(line), table, 0, &builder);
  } catch (const BadCase&) {  // what is wrong has been said already
  }
  return builder.id();
}

void read_line(const std::string& line, std::uint32_t number, const std::string& name,
               const FacetTable& table, CaseSink& sink) {
  if (const std::size_t bad = find_invalid_utf8(line); bad != std::string_view::npos) {
    sink.on_problem(
        to_problem(invalid_utf8_case(line, bad, number), name, id_of_broken(line, table)));
    return;
  }
  RecordBuilder builder(table, name, number);
  try {
    parse_json_case(line, table, number, &builder);
    CaseRecord record = builder.finish();
    sink.on_case(std::move(record));
  } catch (const BadCase& bad) {
    sink.on_problem(to_problem(bad, name, builder.id()));
  }
}

}  // namespace

void read_json_lines(std::istream& in, const std::string& name, const FacetTable& table,
                     CaseSink& sink) {
  LineReader lines(in, limits::kCaseBytes);
  std::string line;
  for (auto result = lines.next(&line); result != LineReader::Result::end;
       result = lines.next(&line)) {
    if (result == LineReader::Result::too_long) {
      sink.on_problem(to_problem(
          BadCase(lines.number(), {"行が長すぎます(64 MiB まで)", "the line is longer than 64 MiB"},
                  {"事例を分けてください。", "Split the case."}),
          name, ""));
    } else if (!blank(line)) {
      read_line(line, lines.number(), name, table, sink);
    }
  }
  check_read(in, name);
}

}  // namespace jirei
