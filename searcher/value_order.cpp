#include "searcher/value_order.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <numeric>

namespace jirei {

std::optional<std::int64_t> facet_number(std::string_view value) {
  std::int64_t number = 0;
  const char* end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, number);
  if (error != std::errc{} || stop != end || value.empty()) return std::nullopt;
  return number;
}

ValueOrder::ValueOrder(const FacetDef& def) : kind_(def.kind) {
  for (const std::string& value : def.values) {
    places_.emplace(value, static_cast<std::uint32_t>(places_.size()));
  }
}

ValueOrder::Key ValueOrder::key(std::string_view value) const {
  if (kind_ == FacetKind::number) {
    return {0, facet_number(value).value_or(std::numeric_limits<std::int64_t>::max()), value};
  }
  const auto place = places_.find(value);
  return {place == places_.end() ? static_cast<std::uint32_t>(places_.size()) : place->second, 0,
          value};
}

std::vector<std::uint32_t> ValueOrder::ranks(const FacetColumn& column) const {
  const auto& dictionary = column.dictionary();
  std::vector<Key> keys;
  keys.reserve(dictionary.size());
  for (const std::string_view value : dictionary) keys.push_back(key(value));
  std::vector<std::uint32_t> ids(dictionary.size());
  std::iota(ids.begin(), ids.end(), 0U);
  std::sort(ids.begin(), ids.end(),
            [&](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; });
  std::vector<std::uint32_t> ranks(ids.size());
  for (std::uint32_t rank = 0; rank < ids.size(); ++rank) ranks[ids[rank]] = rank;
  return ranks;
}

}  // namespace jirei
