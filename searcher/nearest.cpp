#include "searcher/nearest.h"

#include <algorithm>

#include "dict/edit_distance.h"
#include "dict/unicode.h"
#include "indexer/facet_table.h"

namespace jirei {

std::size_t nearest_name(std::string_view typed, std::span<const std::string_view> names) {
  const std::string wanted = facet_key(typed);
  const std::u32string wide = to_utf32(wanted);
  const std::size_t length = wide.size();
  std::size_t best = names.size();
  // Thousandths of the longer text that differ; a part of a name counts as near. In names of two or
  // three characters one may be wrong.
  std::size_t best_difference = length <= 3 ? 501 : 340;
  if (length == 0 || length > 100) return best;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string name = facet_key(names[i]);
    const std::size_t longer = std::max(length, code_point_count(name));
    if (name.empty() || longer > 100) continue;
    std::size_t difference =
        bounded_edit_distance(wide, to_utf32(name), longer / 2 + 1) * 1000 / longer;
    if (name.find(wanted) != std::string::npos || wanted.find(name) != std::string::npos) {
      difference = std::min<std::size_t>(difference / 4, 330);
    }
    if (difference < best_difference) {
      best_difference = difference;
      best = i;
    }
  }
  return best;
}

}  // namespace jirei
