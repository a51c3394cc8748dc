#include "searcher/option_values.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace jirei {

namespace {

[[noreturn]] void refuse(std::string_view option, std::string_view value, const std::string& ja,
                         const std::string& en) {
  throw Error(ErrorCode::usage,
              {fmt::format("--{} に「{}」は使えません。{}", option, value, ja),
               fmt::format("--{} cannot be \"{}\": {}", option, value, en)},
              {"使い方: jirei-search --help", "Usage: jirei-search --help"});
}

}  // namespace

std::uint32_t number_value(std::string_view option, std::string_view value, std::uint32_t low,
                           std::uint32_t high) {
  std::uint64_t number = 0;
  const char* end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, number);
  if (value.empty() || error != std::errc() || stop != end || number < low || number > high) {
    refuse(option, value, fmt::format("{} から {} までの整数を指定してください。", low, high),
           fmt::format("a whole number from {} to {} is needed.", low, high));
  }
  return static_cast<std::uint32_t>(number);
}

std::pair<std::string, double> assignment_value(std::string_view option, std::string_view value) {
  const std::size_t equals = std::min(value.find('='), value.size());
  const char* begin = value.data() + std::min(equals + 1, value.size());
  const char* end = value.data() + value.size();
  double number = 0;
  const auto [stop, error] = std::from_chars(begin, end, number);
  const bool number_of_use = error == std::errc() && std::isfinite(number) && number >= 0;
  if (begin == end || stop != end || !number_of_use) {
    refuse(option, value, "名前=数 (0 以上) の形で指定してください。",
           "NAME=NUMBER is needed, a number of 0 or more.");
  }
  return {std::string(value.substr(0, equals)), number};
}

void check_choice(std::string_view option, std::string_view value, std::string_view choices) {
  for (std::size_t begin = 0; begin <= choices.size();) {
    const std::size_t end = std::min(choices.find('|', begin), choices.size());
    if (choices.substr(begin, end - begin) == value && !value.empty()) return;
    begin = end + 1;
  }
  std::string known(choices);
  for (std::size_t at = 0; (at = known.find('|', at)) != std::string::npos;)
    known.replace(at, 1, ", ");
  refuse(option, value, fmt::format("次のどれかを指定してください: {}", known),
         fmt::format("one of {} is needed.", known));
}

bool switch_value(std::string_view option, std::string_view value) {
  for (std::string_view yes : {"true", "yes", "on", "1"}) {
    if (value == yes) return true;
  }
  for (std::string_view no : {"false", "no", "off", "0"}) {
    if (value == no) return false;
  }
  refuse(option, value, "true か false を指定してください。", "true or false is needed.");
}

std::vector<std::string> split_list(std::string_view list) {
  std::vector<std::string> values(1);
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i] == '\\' && i + 1 < list.size() && (list[i + 1] == ',' || list[i + 1] == '\\')) {
      values.back() += list[++i];
    } else if (list[i] == ',') {
      values.emplace_back();
    } else {
      values.back() += list[i];
    }
  }
  std::erase_if(values, [](const std::string& value) { return value.empty(); });
  return values;
}

void apply_facets(Request* request, std::string_view value) {
  if (value == "all" || value == "none") {
    request->all_facets = value == "all";
    request->facets.clear();
    return;
  }
  const std::vector<std::string> names = split_list(value);
  if (names.empty()) {
    refuse("facets", value, "all、none、またはファセット名を指定してください。",
           "all, none or names of facets are needed.");
  }
  request->all_facets = false;
  for (const std::string& name : names) {
    FacetRequest facet;
    std::string_view rest = name;
    // Full-width forms count as half-width ones here as everywhere.
    for (std::string_view tilde : {"~", "～", "〜"}) {
      const std::size_t at = rest.find(tilde);
      if (at == std::string_view::npos) continue;
      facet.contains = rest.substr(at + tilde.size());
      rest = rest.substr(0, at);
    }
    for (std::string_view colon : {":", "："}) {
      const std::size_t at = rest.find(colon);
      if (at == std::string_view::npos) continue;
      facet.bucket = number_value("facets", rest.substr(at + colon.size()), 1, 1000000);
      rest = rest.substr(0, at);
    }
    facet.facet = rest;
    request->facets.push_back(std::move(facet));
  }
}

void apply_pivot(Request* request, std::string_view value) {
  std::vector<std::string> names = split_list(value);
  if (names.size() == 1) {  // A、B typed with a Japanese comma
    for (std::string_view comma : {"、", "，"}) {
      const std::size_t at = names[0].find(comma);
      if (at == std::string::npos) continue;
      names = {names[0].substr(0, at), names[0].substr(at + comma.size())};
      break;
    }
  }
  if (names.size() != 2 || names[0].empty() || names[1].empty()) {
    refuse("pivot", value, "二つのファセットを「A,B」のように指定してください。",
           "two facets are needed, as in A,B.");
  }
  request->pivot.emplace(names[0], names[1]);
}

void set_command(SearchOptions* options, Command command, std::string_view argument) {
  const bool informs = command == Command::help || command == Command::version;
  if (options->command == Command::help || options->command == Command::version) return;
  if (!informs && options->command != Command::search && options->command != command) {
    throw Error(
        ErrorCode::usage,
        {"--show、--similar、--complete、--analyze、--batch などは同時に一つだけ使えます。",
         "Only one of --show, --similar, --complete, --analyze, --batch and the like can be "
         "used at a time."});
  }
  options->command = command;
  options->argument = argument;
}

}  // namespace jirei
