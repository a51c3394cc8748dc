// What jirei-search does with its options, apart from where the answers come from.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "searcher/engine.h"
#include "searcher/options.h"
#include "searcher/printers/printer.h"

namespace jirei {

/// Whoever answers: the engine in the program, something made by hand in tests.
class Answerer {
 public:
  virtual ~Answerer() = default;
  virtual Answer search(const Request& request) = 0;
  virtual ShownCase show(std::string_view id, const Request& request) = 0;
  virtual Answer similar(std::string_view id, const Request& request) = 0;
  virtual std::vector<Completion> complete(std::string_view prefix, std::size_t limit) = 0;
  virtual std::string analyze(std::string_view text) = 0;
  virtual const FacetTable& facet_table() const = 0;
  /// Goes on with the index now in service, if it is another one. True if it was.
  virtual bool refresh() { return false; }
};

struct Streams {
  std::istream& in;   ///< --batch -
  std::ostream& out;  ///< results alone
  std::ostream& err;  ///< everything else
};

/// Whether the command needs no index at all: help, version, generated texts, the settings.
bool answers_without_index(Command command);
/// Runs such a command.
int run_without_index(const SearchOptions& options, const PrintOptions& print, std::ostream& out);

/// Runs any other command. Returns the exit status; throws Error.
int run(const SearchOptions& options, Answerer& answerer, PrintOptions print, Streams streams);

}  // namespace jirei
