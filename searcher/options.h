// The command line of jirei-search as a plain value, and the one table that it comes from.
//
// --help, man pages, shell completions, the config file and the environment are all read off the
// table: an option exists when it has a row there, and nowhere else.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "searcher/answer.h"
#include "searcher/shard_options.h"
#include "searcher/terminal.h"

namespace jirei {

enum class Command {
  search,
  show,
  similar,
  complete,
  analyze,
  batch,
  interactive,
  help,
  version,
  print_config,
  generate,
  list,
};

/// What --explain prints: everything, or one stage of the query alone.
enum class ExplainStage { none, parse, plan, full };

/// Where the value of a setting came from; the later wins.
enum class Origin { fallback, file, environment, flag };

struct SearchOptions {
  Command command = Command::search;
  std::string argument;  ///< of the command: ids, text, prefix, file, what to generate or list
  Request request;
  std::string index_dir;
  ShardOptions shards;
  std::string format = "text";
  bool format_chosen = false;  ///< by flag, environment or file
  ExplainStage explain = ExplainStage::none;
  ColorMode color = ColorMode::automatic;
  Language language = Language::en;
  bool pager = true;
  std::string pager_command;  ///< from the config file; "" = environment, less
  bool ambiguous_wide = false;
  bool byte_order_mark = false;
  bool neutralize_formulas = false;
  bool stats = false;
  std::uint32_t stats_last = 0;  ///< of so many queries at the end; 0: of all
  bool snippets_chosen = false;
  std::vector<std::string> words;  ///< the query as it was typed, a word of the shell each
  /// The command as it could be typed again with more options behind it ("" if it could not);
  /// --page is left out, because what follows changes the answer.
  std::string command_line;
  /// Of that, what -I neither shows nor changes: all but -I itself, the query, filters and order.
  std::string other_options;

  /// One setting for --print-config.
  struct Setting {
    std::string name, value;
    Origin origin = Origin::fallback;
    std::string where;  ///< file and line, or the variable
  };
  std::vector<Setting> settings;
};

enum class OptionGroup { search, facets, output, commands, general };

/// What a shell offers as the option's value.
enum class Completes { nothing, choices, file, directory, facet_filter, facet_name, case_id };

/// A row of the table.
struct OptionInfo {
  char short_name;            ///< 0: none
  std::string_view name;      ///< long name without dashes
  std::string_view value_ja;  ///< what the value is called in help; "" for a flag
  std::string_view value_en;
  std::string_view ja, en;    ///< what it does
  std::string_view choices;   ///< values separated by '|'; "" = free
  std::string_view fallback;  ///< of a setting, for --print-config; "" = computed or none
  OptionGroup group;
  Completes completes;
  bool setting;  ///< may also stand in the config file and as $JIREI_<NAME>
  bool hidden;
  bool optional_value;  ///< --explain[=STAGE]
  void (*apply)(SearchOptions& options, std::string_view value);

  bool takes_value() const { return !value_en.empty(); }
};

std::span<const OptionInfo> option_table();
std::string_view group_title(OptionGroup group, Language language);

/// Arguments (without the program's name), environment and config file → options. Throws
/// Error(usage) naming the option and what it takes; never exits, never prints.
SearchOptions parse_options(const std::vector<std::string>& arguments,
                            const Environment& environment);

}  // namespace jirei
