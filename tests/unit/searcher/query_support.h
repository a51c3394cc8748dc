// The fields that the tests of the query language know.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "searcher/query/parser.h"

namespace jirei::testing_query {

inline ParseOptions options() {
  static const std::set<std::string, std::less<>> kFields{
      "題名", "title", "業種", "発生年", "対策", "ケース", "地方", "従業員規模", "事故の要因"};
  ParseOptions options;
  options.is_field = [](std::string_view name) { return kFields.find(name) != kFields.end(); };
  options.has_ranges = [](std::string_view name) {
    return name == "発生年" || name == "従業員規模";
  };
  return options;
}

}  // namespace jirei::testing_query
