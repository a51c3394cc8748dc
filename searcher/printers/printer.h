// Answer → bytes on standard output, one printer a format.
#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "searcher/answer.h"
#include "searcher/engine.h"

namespace jirei {

struct PrintOptions {
  Language language = Language::en;
  bool color = false;
  std::uint32_t width = 80;  ///< display columns of the terminal
  bool ambiguous_wide = false;
  bool byte_order_mark = false;      ///< csv for spreadsheets
  bool neutralize_formulas = false;  ///< csv: a cell that begins with = + - @ gets ' before it
  bool explain = false;
  std::string similar_to;           ///< --similar: id of the case that the hits resemble
  std::string query_id;             ///< batch: of the query at hand
  std::string facet_option_prefix;  ///< text: the command line that a drill-down extends
};

/// Prints whole answers; in batch mode `answer` is called once a query between begin and end.
class Printer {
 public:
  virtual ~Printer() = default;
  virtual void begin(std::ostream&) {}
  virtual void answer(std::ostream& out, const Answer& answer, const Request& request,
                      const PrintOptions& options) = 0;
  virtual void end(std::ostream&) {}
};

/// Names in the order of --help: text json ndjson csv html ids trec.
const std::vector<std::string>& printer_names();
/// Throws Error(usage) for an unknown name.
std::unique_ptr<Printer> make_printer(std::string_view name, const FacetTable& table);

/// --show for people; control characters made visible, matches coloured.
void print_case(std::ostream& out, const ShownCase& shown, const FacetTable& table,
                const PrintOptions& options);

}  // namespace jirei
