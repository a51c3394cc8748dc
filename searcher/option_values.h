// Values of options: checked, converted, refused in words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "searcher/options.h"

namespace jirei {

/// Throws Error(usage): `--limit` needs a number from `low` to `high`.
std::uint32_t number_value(std::string_view option, std::string_view value, std::uint32_t low,
                           std::uint32_t high);
/// NAME=NUMBER, split and converted. Throws Error(usage).
std::pair<std::string, double> assignment_value(std::string_view option, std::string_view value);
/// Throws Error(usage) with the choices when `value` is none of them ('|'-separated).
void check_choice(std::string_view option, std::string_view value, std::string_view choices);
/// true false yes no on off 1 0; anything else throws Error(usage).
bool switch_value(std::string_view option, std::string_view value);

/// all, none, or FACET[~WORD][:SPAN],… added to the request.
void apply_facets(Request* request, std::string_view value);
/// A,B
void apply_pivot(Request* request, std::string_view value);
void set_command(SearchOptions* options, Command command, std::string_view argument);

/// Values of a list separated by commas; "\," is a comma inside a value.
std::vector<std::string> split_list(std::string_view list);

}  // namespace jirei
