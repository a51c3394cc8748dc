// What the fuzz targets share: demands that hold in every build, scratch files, sound records.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/facet_table.h"
#include "indexer/readers/reader.h"

namespace jirei::fuzz {

/// Ends the program with a message where a promise of the code is broken.
void demand(bool holds, std::string_view promise);

/// The input as text of any bytes.
std::string_view bytes_of(const std::uint8_t* data, std::size_t size);

/// The input as valid UTF-8, for what asks its callers for it.
std::string text_of(const std::uint8_t* data, std::size_t size);

/// Takes the first byte off, as a number; 0 of an empty input.
unsigned take_choice(std::string_view* input);

/// Path of a scratch file of this process with the given name and bytes. In memory where there is
/// such a file system; gone with the process.
std::string scratch_file(const std::string& name, std::string_view bytes);
/// The folder of the scratch files.
const std::string& scratch_folder();

/// A file of the source tree.
std::string project_file(const std::string& path);
const FacetTable& shipped_table();

/// Keeps what a reader delivers, and demands that every case keeps the promises of case_record.h
/// and limits.h, and that every problem says what is wrong in both languages.
class CheckedCases : public CaseSink {
 public:
  void on_case(CaseRecord&& record) override;
  void on_problem(ReadProblem&& problem) override;

  std::vector<CaseRecord> cases;
  std::size_t problems = 0;
};

/// Demands that a record written as JSON or Markdown reads back the same.
void demand_round_trips(const CaseRecord& record);

}  // namespace jirei::fuzz
