#include "indexer/facet_table.h"

#include <xxhash.h>

#include <algorithm>
#include <mutex>
#include <unordered_map>

#include "indexer/facet_values.h"

namespace jirei {

/// All spellings, as facet_key() makes them. Made when first asked for: a search without filters
/// asks for none, and folding them all would be a tenth of its start.
class FacetTable::Lookup {
 public:
  using Places = std::unordered_map<std::string, std::size_t>;

  explicit Lookup(std::size_t facets) : values_(facets) {}

  /// Key or label → facet.
  const Places& names(const std::vector<FacetDef>& facets) {
    std::call_once(names_.made, [&] {
      for (std::size_t i = 0; i < facets.size(); ++i) {
        names_.places.emplace(facet_key(facets[i].key), i);
        names_.places.emplace(facet_key(facets[i].label), i);
      }
    });
    return names_.places;
  }

  /// Spelling (listed value or alias) → place in `values` of the facet at `index`.
  const Places& values(const FacetDef& def, std::size_t index) {
    Spellings& spellings = values_[index];
    std::call_once(spellings.made, [&] {
      Places& places = spellings.places;
      for (std::size_t v = 0; v < def.values.size(); ++v) {
        places.emplace(facet_key(def.values[v]), v);
      }
      for (const auto& [alias, value] : def.aliases) {
        const auto at = places.find(facet_key(value));
        if (at != places.end()) places.emplace(facet_key(alias), at->second);
      }
    });
    return spellings.places;
  }

 private:
  struct Spellings {
    std::once_flag made;
    Places places;
  };
  Spellings names_;
  std::vector<Spellings> values_;  ///< one a facet
};

FacetTable::FacetTable(std::vector<FacetDef> facets)
    : facets_(std::move(facets)), lookup_(std::make_shared<Lookup>(facets_.size())) {}

const FacetDef* FacetTable::find(std::string_view key_or_label) const {
  if (!lookup_) return nullptr;
  const Lookup::Places& names = lookup_->names(facets_);
  const auto at = names.find(facet_key(key_or_label));
  return at == names.end() ? nullptr : &facets_[at->second];
}

std::optional<std::string> FacetTable::canonical(const FacetDef& def,
                                                 std::string_view typed) const {
  if (def.kind == FacetKind::number) {
    const auto number = parse_facet_number(typed);
    if (!number) return std::nullopt;
    return std::to_string(*number);
  }
  const std::string key = facet_key(typed);
  const Lookup::Places& places = lookup_->values(def, index_of(def));
  if (const auto at = places.find(key); at != places.end()) return def.values[at->second];
  // An alias of a value that an open vocabulary does not list.
  for (const auto& [alias, value] : def.aliases) {
    if (facet_key(alias) == key) return value;
  }
  return tidy_facet_value(typed);
}

bool FacetTable::less(const FacetDef& def, std::string_view a, std::string_view b) const {
  if (def.kind == FacetKind::number) {
    const auto left = parse_facet_number(a);
    const auto right = parse_facet_number(b);
    if (left && right) return *left < *right;
    if (left || right) return left.has_value();
    return a < b;
  }
  const auto place = [&](std::string_view value) {
    return std::find(def.values.begin(), def.values.end(), value) - def.values.begin();
  };
  const auto left = place(a);
  const auto right = place(b);
  return left != right ? left < right : a < b;
}

void FacetTable::complete(CaseRecord* record) const {
  std::vector<FacetValues> ordered(facets_.size());
  std::vector<FacetValues> strangers;
  for (FacetValues& facet : record->facets) {
    const FacetDef* def = find(facet.key);
    if (!def) {
      strangers.push_back(std::move(facet));
      continue;
    }
    auto& values = ordered[index_of(*def)].values;
    values.insert(values.end(), facet.values.begin(), facet.values.end());
  }
  // Children stand after their parents, so that two levels up are filled in one pass.
  for (std::size_t i = facets_.size(); i-- > 0;) {
    const FacetDef& child = facets_[i];
    const FacetDef* parent = child.parent.empty() ? nullptr : find(child.parent);
    if (!parent || parent->derived != "parent") continue;
    std::vector<std::string> derived;
    for (const std::string& value : ordered[i].values) {
      const auto at = std::find(child.values.begin(), child.values.end(), value);
      if (at == child.values.end()) continue;
      derived.push_back(child.parent_of_value[static_cast<std::size_t>(at - child.values.begin())]);
    }
    if (!derived.empty()) ordered[index_of(*parent)].values = std::move(derived);
  }
  record->facets.clear();
  for (std::size_t i = 0; i < facets_.size(); ++i) {
    auto& values = ordered[i].values;
    const FacetDef& def = facets_[i];
    std::sort(values.begin(), values.end(),
              [&](const std::string& a, const std::string& b) { return less(def, a, b); });
    values.erase(std::unique(values.begin(), values.end()), values.end());
    if (values.empty()) continue;
    ordered[i].key = def.key;
    record->facets.push_back(std::move(ordered[i]));
  }
  for (FacetValues& facet : strangers) record->facets.push_back(std::move(facet));
}

std::string FacetTable::fingerprint() const { return fingerprint_of(to_json()); }

std::string FacetTable::fingerprint_of(std::string_view json) {
  // cppcheck-suppress danglingTemporaryLifetime; what is handed over lives until the call ends
  const XXH64_hash_t hash = XXH3_64bits(json.data(), json.size());
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (int shift = 60; shift >= 0; shift -= 4) hex.push_back(kDigits[(hash >> shift) & 15U]);
  return hex;
}

}  // namespace jirei
