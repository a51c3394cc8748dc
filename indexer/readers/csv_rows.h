// Rows of a CSV file (RFC 4180): quoted cells, doubled quotes, line breaks inside cells.
#pragma once

#include <cstdint>
#include <deque>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

#include "dict/error.h"
#include "indexer/readers/input.h"

namespace jirei {

struct CsvRow {
  std::uint32_t line = 0;  ///< on which it begins
  std::vector<std::string> cells;
  Text problem;  ///< not empty: the row is broken
};

/// Works on bytes: every encoding in which comma, quote and line feed are single bytes will do.
class CsvRows {
 public:
  CsvRows(std::istream& in, char delimiter);

  /// False at the end. After a row whose quote is never closed reading goes on with the line below
  /// its first one, so that one slip does not swallow the file.
  bool next(CsvRow* row);
  void set_delimiter(char delimiter) { delimiter_ = delimiter; }
  /// Puts the first line in front again; for looking at it before the delimiter is known.
  std::string peek();

 private:
  struct Line {
    std::uint32_t number;
    std::string text;
    bool too_long;
  };

  bool next_line(Line* line);
  void unclosed(std::vector<Line>* read, CsvRow* row);

  LineReader lines_;
  char delimiter_;
  std::deque<Line> waiting_;
  int retries_ = 3;
};

}  // namespace jirei
