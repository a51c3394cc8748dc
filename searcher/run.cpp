#include "searcher/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <istream>
#include <ostream>

#include "dict/report.h"
#include "dict/unicode.h"
#include "indexer/facet_table.h"
#include "searcher/batch.h"
#include "searcher/generate.h"
#include "searcher/help.h"
#include "searcher/option_values.h"
#include "searcher/text_width.h"

namespace jirei {

namespace {

bool is_machine_json(const std::string& format) { return format == "json" || format == "ndjson"; }

/// Warnings are part of a JSON answer; everywhere else they go to standard error.
void print_warnings(const Answer& answer, const SearchOptions& options, std::ostream& err) {
  if (is_machine_json(options.format)) return;
  for (const Text& warning : answer.warnings) print_warning(warning, options.language, err);
}

void require_utf8(std::string_view text) {
  if (find_invalid_utf8(text) == std::string_view::npos) return;
  throw Error(ErrorCode::invalid_input,
              {"検索語が UTF-8 ではありません。", "the query is not valid UTF-8."},
              {"端末の文字コード（ロケール）を UTF-8 にしてください。",
               "Use a terminal and locale with UTF-8."});
}

int print_answer(const Answer& answer, const SearchOptions& options, const FacetTable& table,
                 const PrintOptions& print, Streams streams) {
  print_warnings(answer, options, streams.err);
  const bool stage_alone = options.format == "text" && (options.explain == ExplainStage::parse ||
                                                        options.explain == ExplainStage::plan);
  if (stage_alone) {
    streams.out << printable(options.explain == ExplainStage::parse ? answer.parse : answer.plan)
                << '\n';
    return kExitFound;
  }
  const auto printer = make_printer(options.format, table);
  printer->begin(streams.out);
  printer->answer(streams.out, answer, options.request, print);
  printer->end(streams.out);
  if (options.request.limit == 0)
    return answer.total + answer.partial > 0 ? kExitFound : kExitNothing;
  return answer.hits.empty() ? kExitNothing : kExitFound;
}

int run_show(const SearchOptions& options, Answerer& answerer, const PrintOptions& print,
             std::ostream& out) {
  const std::vector<std::string> ids = split_list(options.argument);
  if (ids.empty()) {
    throw Error(ErrorCode::usage,
                {"--show には事例の id が要ります。", "--show needs the id of a case."});
  }
  if (options.format != "text" && !is_machine_json(options.format)) {
    throw Error(ErrorCode::usage,
                {fmt::format("--show は形式 {} では出せません。", options.format),
                 fmt::format("--show cannot print the format {}.", options.format)},
                {"--format text か json を指定してください。", "Use --format text or json."});
  }
  bool first = true;
  for (const std::string& id : ids) {
    const ShownCase shown = answerer.show(id, options.request);
    if (options.format == "text") {
      if (!first) out << "\n" << std::string(print.width, '-') << "\n\n";
      print_case(out, shown, answerer.facet_table(), print);
    } else {
      out << to_json(shown.record, answerer.facet_table()) << '\n';
    }
    first = false;
  }
  return kExitFound;
}

int run_complete(const SearchOptions& options, Answerer& answerer, const PrintOptions& print,
                 std::ostream& out) {
  require_utf8(options.argument);
  const std::vector<Completion> found = answerer.complete(options.argument, options.request.limit);
  if (is_machine_json(options.format)) {
    print_completions_json(out, found, options.format == "ndjson");
    return found.empty() ? kExitNothing : kExitFound;
  }
  std::uint32_t width = 0;
  for (const Completion& item : found) {
    width = std::max(width, display_width(printable_line(item.text), print.ambiguous_wide));
  }
  for (const Completion& item : found) {
    if (options.format == "ids") {
      out << printable_line(item.text) << '\n';
      continue;
    }
    out << fmt::format(
        "{}  {:>6}", pad_right(printable_line(item.text), width, print.ambiguous_wide), item.count);
    if (!item.facet.empty()) out << "  " << printable_line(item.facet);
    out << '\n';
  }
  return found.empty() ? kExitNothing : kExitFound;
}

/// What completion scripts ask: names and values as they are typed after -f, or ids.
int run_list(const SearchOptions& options, Answerer& answerer, std::ostream& out) {
  const std::string_view what = options.argument;
  const FacetTable& table = answerer.facet_table();
  constexpr std::string_view kValues = "values:";
  if (what == "facets") {
    for (const FacetDef& def : table.facets()) out << def.label << '\n' << def.key << '\n';
    return kExitFound;
  }
  Request request = options.request;
  if (what == "ids") {
    request.limit = 0xFFFFFFFFu;
    request.sort = "id";
    request.snippets = 0;
    request.all_facets = false;
    request.totals = false;
    for (const Hit& hit : answerer.search(request).hits) out << printable_line(hit.id) << '\n';
    return kExitFound;
  }
  check_choice("list", what.substr(0, kValues.size()), "facets|ids|values:");
  request.limit = 0;
  request.all_facets = false;
  request.facets = {{std::string(what.substr(kValues.size())), "", 0}};
  for (const FacetAnswer& facet : answerer.search(request).facets) {
    for (const FacetCount& value : facet.values) out << printable_line(value.value) << '\n';
  }
  return kExitFound;
}

}  // namespace

bool answers_without_index(Command command) {
  return command == Command::help || command == Command::version ||
         command == Command::print_config || command == Command::generate;
}

int run_without_index(const SearchOptions& options, const PrintOptions& print, std::ostream& out) {
  switch (options.command) {
    case Command::version:
      print_version(out);
      break;
    case Command::print_config:
      print_settings(out, options);
      break;
    case Command::generate:
      generate(out, options.argument);
      break;
    default:
      print_help(out, options.language, print);
      break;
  }
  return kExitFound;
}

int run(const SearchOptions& options, Answerer& answerer, PrintOptions print, Streams streams) {
  require_utf8(options.request.query);
  print.explain = options.explain != ExplainStage::none;
  switch (options.command) {
    case Command::show:
      return run_show(options, answerer, print, streams.out);
    case Command::complete:
      return run_complete(options, answerer, print, streams.out);
    case Command::list:
      return run_list(options, answerer, streams.out);
    case Command::batch:
      return run_batch(options, answerer, print, streams);
    case Command::analyze:
      require_utf8(options.argument);
      streams.out << printable(answerer.analyze(options.argument));
      return kExitFound;
    case Command::similar:
      print.similar_to = options.argument;
      return print_answer(answerer.similar(options.argument, options.request), options,
                          answerer.facet_table(), print, streams);
    default:
      return print_answer(answerer.search(options.request), options, answerer.facet_table(), print,
                          streams);
  }
}

}  // namespace jirei
