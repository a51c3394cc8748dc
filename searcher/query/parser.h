// Query text → tree. Never fails: a query that cannot be parsed is answered as plain words.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "searcher/query/tree.h"

namespace jirei {

struct QueryWarning {
  Text text;
  std::uint32_t column = 0;  ///< code points from the start of the query
};

struct ParsedQuery {
  QueryNode tree;
  std::vector<QueryWarning> warnings;
};

struct ParseOptions {
  /// Whether `name:` names a field (title, a section heading of this index, a facet). Unknown
  /// names make `x:` plain text.
  std::function<bool(std::string_view)> is_field;
};

/// Throws Error(limit) only for queries beyond the documented limits.
ParsedQuery parse_query(std::string_view text, const ParseOptions& options);

}  // namespace jirei
