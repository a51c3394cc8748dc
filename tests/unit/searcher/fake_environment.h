// Environment variables made by hand.
#pragma once

#include <map>
#include <string>

#include "searcher/terminal.h"

namespace jirei::testing {

inline Environment fake_environment(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  };
}

}  // namespace jirei::testing
