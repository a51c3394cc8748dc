// jirei-index: the only place that prints errors and turns them into an exit status.
#include <malloc.h>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <optional>

#include "dict/report.h"
#include "indexer/build.h"
#include "indexer/check.h"
#include "indexer/console.h"
#include "indexer/info.h"
#include "indexer/options.h"
#include "indexer/sharded.h"
#include "indexer/update.h"
#include "indexer/watch.h"
#include "indexer/xapian_error.h"

namespace {

int run(const jirei::IndexOptions& options) {
  using jirei::IndexCommand;
  jirei::Console console(options.language, options.quiet);
  if (const auto status = jirei::sharded_command(options, &console, std::cout)) return *status;
  switch (options.command) {
    case IndexCommand::build:
      return jirei::build_command(options, &console);
    case IndexCommand::add:
      return jirei::add_command(options, &console);
    case IndexCommand::update:
      return options.watch ? jirei::watch_command(options, &console)
                           : jirei::update_command(options, &console);
    case IndexCommand::remove:
      return jirei::remove_command(options, &console);
    case IndexCommand::rollback:
      return jirei::rollback_command(options, &console);
    case IndexCommand::cat:
      return jirei::cat_command(options, &console, std::cout);
    case IndexCommand::check:
      return jirei::check_command(options, &console, std::cout);
    case IndexCommand::info:
      return jirei::info_command(options, std::cout);
    case IndexCommand::convert:
      return jirei::convert_command(options, &console);
  }
  return jirei::kExitError;
}

}  // namespace

int main(int argc, char** argv) {
  // One flush a shard and one a transaction: sizes are bounded by our own chunks (pipeline.h).
  // Memory that a shard gave back is what the next one takes: do not return it to the system.
  ::mallopt(M_TRIM_THRESHOLD, 256 << 20);
  ::mallopt(M_MMAP_THRESHOLD, 16 << 20);
  ::setenv("XAPIAN_FLUSH_THRESHOLD", "1000000000", 1);
  jirei::Language language = jirei::find_language(argc, argv);
  try {
    const std::optional<jirei::IndexOptions> options = jirei::parse_options(argc, argv);
    if (!options) return jirei::kExitFound;
    language = options->language;
    const int status = run(*options);
    std::cout.flush();
    if (!std::cout) {
      throw jirei::Error(jirei::ErrorCode::io,
                         {"標準出力に書き込めません", "cannot write to standard output"});
    }
    return status;
  } catch (const Xapian::Error& error) {
    return jirei::report(jirei::to_error(error), language, std::cerr);
  } catch (const std::exception& error) {
    return jirei::report(error, language, std::cerr);
  } catch (...) {
    return jirei::report(std::bad_exception(), language, std::cerr);
  }
}
