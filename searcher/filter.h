// -f FACET=VALUE… → FacetFilter. What the names mean is settled later, against an index (facets.h).
#pragma once

#include <string_view>

#include "searcher/answer.h"

namespace jirei {

/// Parses one filter:
///   業種=製造業   業種=製造業,小売業   業種!=製造業   発生年=2013..2016   従業員規模=..50名
///   発生年=2013..
/// ＝ ！＝ ≠ ， 、 ． ‥ count as = != , , . and .. ; spaces around names and values are dropped.
/// A backslash takes the meaning from the comma, dot or backslash behind it (\, \. \\).
/// Throws Error(usage) with an example of what was probably meant.
FacetFilter parse_filter(std::string_view text);

}  // namespace jirei
