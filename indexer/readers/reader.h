// Reading cases: source → case records, or problems with file and line.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "dict/error.h"
#include "indexer/case_record.h"

namespace jirei {

class FacetTable;

/// A case that could not be read. The others of the same source are still delivered.
struct ReadProblem {
  std::string file;
  std::uint32_t line = 0;  ///< 0: the file as a whole
  Text reason;
  Text hint;
  std::string case_id;  ///< when known, so that `update` can keep the last good version
};

struct ReadOptions {
  std::string encoding;  ///< "" = recognize; "utf-8", "cp932"
};

/// Receives what a reader finds, in the order of the source.
class CaseSink {
 public:
  virtual ~CaseSink() = default;
  virtual void on_case(CaseRecord&& record) = 0;
  virtual void on_problem(ReadProblem&& problem) = 0;
};

/// Reads one file by its ending (.md .jsonl .csv .txt .pdf). Streams: holds one case (or, for a
/// report, one file) at a time. Throws Error(unreadable / not_found) when the file cannot be
/// opened.
void read_file(const std::string& path, const FacetTable& table, const ReadOptions& options,
               CaseSink& sink);

/// JSON lines from a stream (standard input); `name` is used in messages and citations.
void read_json_lines(std::istream& in, const std::string& name, const FacetTable& table,
                     CaseSink& sink);

/// The files that a SOURCE stands for, sorted by name: the file itself, or those below a folder
/// with a known ending (hidden files and folders are passed over). "-" stands for itself.
/// Throws Error(not_found) naming the source.
std::vector<std::string> expand_source(const std::string& source);

}  // namespace jirei
