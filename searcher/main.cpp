// jirei-search: parse, ask, print. Everything worth testing is elsewhere.
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>

#include "dict/report.h"
#include "dict/system_error.h"
#include "indexer/xapian_error.h"
#include "searcher/engine.h"
#include "searcher/options.h"
#include "searcher/output.h"
#include "searcher/pager.h"
#include "searcher/run.h"
#include "searcher/screen/run_screen.h"
#include "searcher/screen/terminal_screen.h"

namespace {

using namespace jirei;

class EngineAnswerer : public Answerer {
 public:
  explicit EngineAnswerer(const SearchOptions& options)
      : engine_(Engine::open(options.index_dir, options.shards)) {}
  Answer search(const Request& request) override { return engine_.search(request); }
  ShownCase show(std::string_view id, const Request& request) override {
    return engine_.show(id, request);
  }
  Answer similar(std::string_view id, const Request& request) override {
    return engine_.similar(id, request);
  }
  std::vector<Completion> complete(std::string_view prefix, std::size_t limit) override {
    return engine_.complete(prefix, limit);
  }
  std::string analyze(std::string_view text) override { return engine_.analyze(text); }
  const FacetTable& facet_table() const override { return engine_.facet_table(); }
  bool refresh() override { return engine_.refresh(); }
  bool asks_shards() const { return engine_.asks_shards(); }

 private:
  Engine engine_;
};

/// The language of messages before the options are known: --lang anywhere, else the locale.
Language early_language(const std::vector<std::string>& arguments, const Environment& environment) {
  Language language = locale_language(environment);
  for (std::size_t i = 0; i < arguments.size() && arguments[i] != "--"; ++i) {
    std::string value;
    if (arguments[i] == "--lang" && i + 1 < arguments.size()) value = arguments[i + 1];
    if (arguments[i].rfind("--lang=", 0) == 0) value = arguments[i].substr(7);
    if (value == "ja") language = Language::ja;
    if (value == "en") language = Language::en;
  }
  return language;
}

bool pages(const SearchOptions& options) {
  const bool stage_alone =
      options.explain == ExplainStage::parse || options.explain == ExplainStage::plan;
  if (!options.pager || options.format != "text" || stage_alone) return false;
  return options.command == Command::search || options.command == Command::show ||
         options.command == Command::similar;
}

/// Throws Error(io) when standard output could not take everything (a full disk, say).
void check_written(OutputBuffer& buffer) {
  buffer.pubsync();
  const int error = buffer.error();
  if (error == 0 || error == EPIPE) return;
  const Text reason = system_error_text(error);
  throw Error(ErrorCode::io, {"標準出力に書けません: " + reason.ja,
                              "cannot write to standard output: " + reason.en});
}

/// Ends the process when all is written and told: to close an index, its dictionaries and its
/// memory one by one takes a thirtieth of a short search, and the system does it at once. Not in
/// builds for testing, where leaks are looked for and coverage is written at the end.
void leave_at_once([[maybe_unused]] int status) {
#ifdef NDEBUG
  std::_Exit(status);
#endif
}

int search_main(const SearchOptions& options, const Environment& environment) {
  const bool terminal = is_terminal(STDOUT_FILENO);
  PrintOptions print;
  print.language = options.language;
  print.color = use_color(options.color, terminal, environment);
  print.width = terminal_width(STDOUT_FILENO, environment);
  print.ambiguous_wide = options.ambiguous_wide;
  print.byte_order_mark = options.byte_order_mark;
  print.neutralize_formulas = options.neutralize_formulas;
  print.facet_option_prefix = options.command_line;
  if (answers_without_index(options.command)) {
    OutputBuffer buffer(STDOUT_FILENO);
    std::ostream out(&buffer);
    const int status = run_without_index(options, print, out);
    check_written(buffer);
    return status;
  }
  if (options.command == Command::interactive) {
    require_screen(environment);
    return run_screen(options, std::make_unique<EngineAnswerer>(options), environment);
  }
  EngineAnswerer answerer(options);
  std::optional<Pager> pager;
  if (terminal && pages(options)) pager.emplace(pager_command(options.pager_command, environment));
  OutputBuffer buffer(pager ? pager->fd() : STDOUT_FILENO);
  std::ostream out(&buffer);
  const int status = run(options, answerer, print, {std::cin, out, std::cerr});
  check_written(buffer);
  if (pager) pager->close();
  if (!answerer.asks_shards()) leave_at_once(status);  // else programs are waited for
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  // A reader that goes away (`| head`) shows as EPIPE, and is no error.
  ::signal(SIGPIPE, SIG_IGN);
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  const Environment environment = process_environment();
  Language language = early_language(arguments, environment);
  try {
    const SearchOptions options = parse_options(arguments, environment);
    language = options.language;
    return search_main(options, environment);
  } catch (const Xapian::Error& error) {
    return report(to_error(error), language, std::cerr);
  } catch (const std::exception& error) {
    return report(error, language, std::cerr);
  }
}
