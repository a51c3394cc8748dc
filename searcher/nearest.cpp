#include "searcher/nearest.h"

#include <algorithm>
#include <vector>

#include "dict/unicode.h"
#include "indexer/facet_table.h"

namespace jirei {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  const std::u32string x = to_utf32(a);
  const std::u32string y = to_utf32(b);
  std::vector<std::size_t> before_last(y.size() + 1);
  std::vector<std::size_t> last(y.size() + 1);
  std::vector<std::size_t> current(y.size() + 1);
  for (std::size_t j = 0; j <= y.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= x.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= y.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (x[i - 1] == y[j - 1] ? 0 : 1);
      current[j] = std::min({last[j] + 1, current[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1]) {
        current[j] = std::min(current[j], before_last[j - 2] + 1);
      }
    }
    std::swap(before_last, last);
    std::swap(last, current);
  }
  return last[y.size()];
}

std::size_t nearest_name(std::string_view typed, std::span<const std::string_view> names) {
  const std::string wanted = facet_key(typed);
  const std::size_t length = code_point_count(wanted);
  std::size_t best = names.size();
  // Thousandths of the longer text that differ; a part of a name counts as near.
  std::size_t best_difference = 340;
  if (length == 0 || length > 100) return best;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string name = facet_key(names[i]);
    const std::size_t longer = std::max(length, code_point_count(name));
    if (name.empty() || longer > 100) continue;
    std::size_t difference = edit_distance(wanted, name) * 1000 / longer;
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
