// --help, --version and --print-config.
#pragma once

#include <iosfwd>

#include "searcher/options.h"
#include "searcher/printers/printer.h"

namespace jirei {

/// Options in columns by display width, then examples.
void print_help(std::ostream& out, Language language, const PrintOptions& print);
void print_version(std::ostream& out);
/// One setting a line as the config file takes it, and behind # where its value came from.
void print_settings(std::ostream& out, const SearchOptions& options);
void print_completions_json(std::ostream& out, const std::vector<Completion>& completions,
                            bool lines);

/// Example of use: a command line and what it is for.
struct Example {
  std::string_view command, ja, en;
};
std::span<const Example> usage_examples();

}  // namespace jirei
