#include "searcher/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "searcher/config.h"
#include "searcher/query/lexer.h"

namespace jirei {

namespace {

const OptionInfo* find_long(std::string_view name) {
  for (const OptionInfo& info : option_table()) {
    if (info.name == name) return &info;
  }
  return nullptr;
}

const OptionInfo* find_short(char name) {
  for (const OptionInfo& info : option_table()) {
    if (name != 0 && info.short_name == name) return &info;
  }
  return nullptr;
}

[[noreturn]] void refuse_value(const OptionInfo& info) {
  throw Error(ErrorCode::usage, {fmt::format("--{} は値を取りません。", info.name),
                                 fmt::format("--{} takes no value.", info.name)});
}

/// The arguments, told apart before CLI11 sees them: it cannot tell `-除外` (a word of the query)
/// from an option, loses words behind a `--` that follows other words, and takes the next word for
/// the value of `--name=`.
struct Arguments {
  std::vector<std::string> options;  ///< every value an argument of its own
  std::vector<std::string> words;
};

Arguments tell_apart(const std::vector<std::string>& arguments) {
  Arguments out;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument == "--") {
      out.words.insert(out.words.end(), arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                       arguments.end());
      break;
    }
    if (argument.size() < 2 || argument[0] != '-') {
      out.words.push_back(argument);
      continue;
    }
    const OptionInfo* info = nullptr;
    bool has_value = false;
    if (argument[1] == '-') {
      const std::size_t equals = argument.find('=');
      info = find_long(
          std::string_view(argument).substr(2, equals == std::string::npos ? equals : equals - 2));
      has_value = equals != std::string::npos;
      if (info != nullptr && has_value && info->takes_value()) {
        out.options.push_back(argument.substr(0, equals));
        out.options.push_back(argument.substr(equals + 1));
        continue;
      }
      if (info != nullptr && has_value) refuse_value(*info);
    } else {
      info = find_short(argument[1]);
      has_value = argument.size() > 2;
      if (info == nullptr && looks_like_exclusion(argument)) {
        out.words.push_back(argument);
        continue;
      }
    }
    out.options.push_back(argument);
    if (info == nullptr || has_value || !info->takes_value()) continue;
    if (info->optional_value) {
      out.options.emplace_back(info->choices.empty() ? "0" : "full");  // what it is by itself
    } else if (i + 1 < arguments.size()) {
      out.options.push_back(arguments[++i]);
    }
  }
  return out;
}

/// Number of single-character edits between two short ASCII names.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0u : 1u)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

[[noreturn]] void refuse_unknown(const std::string& argument) {
  const std::size_t begin = argument.find_first_not_of('-');
  const std::string name =
      begin == std::string::npos ? argument : argument.substr(begin, argument.find('=') - begin);
  const OptionInfo* nearest = nullptr;
  for (const OptionInfo& info : option_table()) {
    if (info.hidden) continue;
    if (nearest == nullptr || distance(name, info.name) < distance(name, nearest->name))
      nearest = &info;
  }
  Text hint{
      fmt::format("検索語なら「-- {}」のように -- の後に置いてください。一覧: jirei-search --help",
                  argument),
      fmt::format("If it is part of the query, put it after --, as in \"-- {}\". All options: "
                  "jirei-search --help",
                  argument)};
  if (distance(name, nearest->name) <= std::max<std::size_t>(1, name.size() / 3)) {
    hint.ja = fmt::format("もしかして: --{}。", nearest->name) + hint.ja;
    hint.en = fmt::format("Did you mean --{}? ", nearest->name) + hint.en;
  }
  throw Error(ErrorCode::usage,
              {fmt::format("オプション「{}」はありません。", argument),
               fmt::format("there is no option \"{}\".", argument)},
              hint);
}

[[noreturn]] void refuse_missing_value(const OptionInfo& info) {
  throw Error(ErrorCode::usage,
              {fmt::format("--{} には値（{}）が要ります。", info.name, info.value_ja),
               fmt::format("--{} needs a value ({}).", info.name, info.value_en)},
              {std::string(info.ja), std::string(info.en)});
}

struct Occurrence {
  const OptionInfo* info;
  std::string value;
};

bool mentioned(const OptionInfo& info, const std::vector<std::string>& arguments) {
  return std::any_of(arguments.begin(), arguments.end(), [&](const std::string& argument) {
    if (argument.size() < 2 || argument[0] != '-') return false;
    if (argument[1] != '-') return argument.find(info.short_name, 1) != std::string::npos;
    return std::string_view(argument).substr(2, argument.find('=') - 2) == info.name;
  });
}

/// The options in the order they were given (the later of two wins).
std::vector<Occurrence> parse_with_cli11(std::vector<std::string> arguments) {
  CLI::App app;
  app.set_help_flag();
  app.allow_extras(false);
  std::vector<std::pair<CLI::Option*, const OptionInfo*>> rows;
  for (const OptionInfo& info : option_table()) {
    if (!mentioned(info, arguments)) continue;  // half of the time of a start, otherwise
    std::string names = fmt::format("--{}", info.name);
    if (info.short_name != 0) names += fmt::format(",-{}", info.short_name);
    CLI::Option* option =
        app.add_option(names, CLI::callback_t([](const CLI::results_t&) { return true; }));
    // A vector option would swallow the words behind its value.
    option->allow_extra_args(false)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    if (info.takes_value()) {
      option->expected(1);
    } else {
      option->expected(0)->type_size(0);
    }
    rows.emplace_back(option, &info);
  }
  const auto info_of = [&](const CLI::Option* option) {
    return std::find_if(rows.begin(), rows.end(),
                        [&](const auto& row) { return row.first == option; })
        ->second;
  };
  const std::vector<std::string> given = arguments;
  std::reverse(arguments.begin(), arguments.end());
  try {
    app.parse(arguments);
  } catch (const CLI::ExtrasError&) {
    for (const std::string& argument : app.remaining()) refuse_unknown(argument);
    refuse_unknown(given.empty() ? "" : given.back());
  } catch (const CLI::ArgumentMismatch&) {
    const std::string& last = given.back();
    const OptionInfo* info = last.size() == 2
                                 ? find_short(last[1])
                                 : find_long(last.substr(std::min<std::size_t>(2, last.size())));
    if (info != nullptr) refuse_missing_value(*info);
    refuse_unknown(last);
  } catch (const CLI::ParseError&) {
    refuse_unknown(given.empty() ? "" : given.back());
  }
  std::vector<Occurrence> occurrences;
  std::vector<std::size_t> used(option_table().size(), 0);
  for (const CLI::Option* option : app.parse_order()) {
    const OptionInfo* info = info_of(option);
    std::size_t& next = used[static_cast<std::size_t>(info - option_table().data())];
    const bool value = info->takes_value() && next < option->results().size();
    occurrences.push_back({info, value ? option->results()[next++] : "true"});
  }
  return occurrences;
}

std::string variable_of(const OptionInfo& info) {
  std::string name = "JIREI_";
  for (const char c : info.name) {
    name += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  }
  return name;
}

/// Settings and where they came from, while the sources are read one after the other.
class Settings {
 public:
  explicit Settings(SearchOptions* options) : options_(options) {
    for (const OptionInfo& info : option_table()) {
      if (info.setting) {
        options->settings.push_back(
            {std::string(info.name), std::string(info.fallback), Origin::fallback, {}});
      }
    }
  }

  void apply(const OptionInfo& info, const std::string& value, Origin origin,
             const std::string& where) {
    try {
      // A list of facets in a stronger place replaces the weaker one's.
      if (info.name == "facets" && origin != Origin::flag) options_->request.facets.clear();
      info.apply(*options_, value);
    } catch (const Error& error) {
      if (where.empty()) throw;
      throw Error(error.code(),
                  {where + ": " + error.message().ja, where + ": " + error.message().en},
                  error.hint());
    }
    for (SearchOptions::Setting& setting : options_->settings) {
      if (setting.name != info.name) continue;
      setting = {setting.name, value, origin, where};
    }
  }

 private:
  SearchOptions* options_;
};

/// What the same file says to jirei-index alone.
constexpr std::string_view kIndexerSetting = "user-dict";

void apply_config(Settings* settings, const Environment& environment) {
  const std::string path = config_path(environment);
  for (const ConfigEntry& entry : read_config(path)) {
    const std::string where = fmt::format("{}:{}", path, entry.line);
    if (entry.name == kIndexerSetting) continue;
    const OptionInfo* info = find_long(entry.name);
    if (info == nullptr || !info->setting) {
      std::string known;
      for (const OptionInfo& row : option_table()) {
        if (row.setting) known += fmt::format("{}{}", known.empty() ? "" : ", ", row.name);
      }
      throw Error(ErrorCode::usage,
                  {fmt::format("{}: 設定「{}」はありません。", where, entry.name),
                   fmt::format("{}: there is no setting \"{}\".", where, entry.name)},
                  {"使える設定: " + known, "Known settings: " + known});
    }
    settings->apply(*info, entry.value, Origin::file, where);
  }
}

void apply_environment(Settings* settings, const Environment& environment) {
  for (const OptionInfo& info : option_table()) {
    if (!info.setting) continue;
    const std::string variable = variable_of(info);
    const char* value = environment(variable.c_str());
    if (value != nullptr && *value != '\0')
      settings->apply(info, value, Origin::environment, "$" + variable);
  }
}

/// What follows from the options together.
void finish(SearchOptions* options, const Environment& environment) {
  if (options->index_dir.empty()) options->index_dir = default_index_dir(environment);
  for (SearchOptions::Setting& setting : options->settings) {
    if (setting.name == "index" && setting.value.empty()) setting.value = options->index_dir;
    if (setting.name == "lang" && setting.value.empty()) {
      setting.value = options->language == Language::ja ? "ja" : "en";
    }
  }
  if (options->command == Command::batch && !options->format_chosen) options->format = "json";
  Request& request = options->request;
  if (options->format == "text" && !options->snippets_chosen) request.snippets = 2;
  const bool hits_alone = options->format == "ids" || options->format == "trec";
  if (hits_alone) {
    request.snippets = 0;
    request.totals = false;
    request.pivot.reset();
  }
  if (hits_alone || options->format == "csv") {
    request.all_facets = false;
    request.facets.clear();
  }
  if (std::uint64_t{request.page} * request.limit > 0xFFFFFFFFu) {
    throw Error(ErrorCode::limit,
                {"--page と --limit が大きすぎます。", "--page times --limit is too large."});
  }
}

bool is_presentation(std::string_view name) {
  return name == "lang" || name == "color" || name == "pager" || name == "no-pager";
}

/// The options as they could be typed again, a space before each.
template <typename Wanted>
std::string retyped_options(const std::vector<Occurrence>& occurrences, Wanted wanted) {
  std::string line;
  for (const Occurrence& occurrence : occurrences) {
    const OptionInfo& info = *occurrence.info;
    if (info.name == "page" || is_presentation(info.name) || !wanted(info)) continue;
    line += info.short_name != 0 ? fmt::format(" -{}", info.short_name)
                                 : fmt::format(" --{}", info.name);
    if (info.takes_value())
      line += (info.optional_value ? "=" : " ") + shell_word(occurrence.value);
  }
  return line;
}

/// See SearchOptions::command_line.
std::string retyped(const std::vector<Occurrence>& occurrences,
                    const std::vector<std::string>& words) {
  std::string line = "jirei-search";
  for (const std::string& word : words) {
    if (word.size() > 1 && word[0] == '-' && !looks_like_exclusion(word)) return {};
    line += " " + shell_word(word);
  }
  return line + retyped_options(occurrences, [](const OptionInfo&) { return true; });
}

/// See SearchOptions::other_options.
std::string retyped_others(const std::vector<Occurrence>& occurrences) {
  const std::string line = retyped_options(occurrences, [](const OptionInfo& info) {
    for (const std::string_view own : {"interactive", "filter", "sort"}) {
      if (info.name == own) return false;
    }
    return true;
  });
  return line.substr(line.empty() ? 0 : 1);
}

}  // namespace

SearchOptions parse_options(const std::vector<std::string>& arguments,
                            const Environment& environment) {
  Arguments parts = tell_apart(arguments);
  const std::vector<Occurrence> occurrences = parse_with_cli11(std::move(parts.options));
  SearchOptions options;
  options.language = locale_language(environment);
  Settings settings(&options);
  apply_config(&settings, environment);
  apply_environment(&settings, environment);
  bool facets_seen = false;
  for (const Occurrence& occurrence : occurrences) {
    if (occurrence.info->name == "facets" && !facets_seen) {
      facets_seen = true;
      options.request.facets.clear();
    }
    settings.apply(*occurrence.info, occurrence.value, Origin::flag, {});
  }
  options.command_line = retyped(occurrences, parts.words);
  options.other_options = retyped_others(occurrences);
  options.words = std::move(parts.words);
  for (const std::string& word : options.words) {
    if (!options.request.query.empty()) options.request.query += ' ';
    options.request.query += word;
  }
  finish(&options, environment);
  return options;
}

}  // namespace jirei
