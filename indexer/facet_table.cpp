#include "indexer/facet_table.h"

#include <xxhash.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "dict/error.h"
#include "indexer/facet_kind.h"
#include "indexer/facet_values.h"

namespace jirei {

using Json = nlohmann::ordered_json;

/// All spellings, as facet_key() makes them.
struct FacetTable::Lookup {
  std::unordered_map<std::string, std::size_t> names;  ///< key or label → facet
  /// One map a facet: spelling (listed value or alias) → place in `values`.
  std::vector<std::unordered_map<std::string, std::size_t>> values;
};

FacetTable::FacetTable(std::vector<FacetDef> facets) : facets_(std::move(facets)) {
  auto lookup = std::make_shared<Lookup>();
  lookup->values.resize(facets_.size());
  for (std::size_t i = 0; i < facets_.size(); ++i) {
    const FacetDef& def = facets_[i];
    lookup->names.emplace(facet_key(def.key), i);
    lookup->names.emplace(facet_key(def.label), i);
    auto& places = lookup->values[i];
    for (std::size_t v = 0; v < def.values.size(); ++v) {
      places.emplace(facet_key(def.values[v]), v);
    }
    for (const auto& [alias, value] : def.aliases) {
      const auto at = places.find(facet_key(value));
      if (at != places.end()) places.emplace(facet_key(alias), at->second);
    }
  }
  lookup_ = std::move(lookup);
}

const FacetDef* FacetTable::find(std::string_view key_or_label) const {
  if (!lookup_) return nullptr;
  const auto at = lookup_->names.find(facet_key(key_or_label));
  return at == lookup_->names.end() ? nullptr : &facets_[at->second];
}

std::optional<std::string> FacetTable::canonical(const FacetDef& def,
                                                 std::string_view typed) const {
  if (def.kind == FacetKind::number) {
    const auto number = parse_facet_number(typed);
    if (!number) return std::nullopt;
    return std::to_string(*number);
  }
  const std::string key = facet_key(typed);
  const auto& places = lookup_->values[index_of(def)];
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

std::string FacetTable::to_json() const {
  Json facets = Json::array();
  for (const FacetDef& def : facets_) {
    Json bounds = Json::array();
    for (const FacetDef::Bounds& bound : def.bounds) {
      bounds.push_back(Json::array({bound.low ? Json(*bound.low) : Json(nullptr),
                                    bound.high ? Json(*bound.high) : Json(nullptr)}));
    }
    Json aliases = Json::array();
    for (const auto& [alias, value] : def.aliases) aliases.push_back(Json::array({alias, value}));
    facets.push_back(Json{{"key", def.key},
                          {"label", def.label},
                          {"kind", kind_name(def.kind)},
                          {"multiple", def.multiple},
                          {"values", def.values},
                          {"parent", def.parent},
                          {"parent_of_value", def.parent_of_value},
                          {"bounds", std::move(bounds)},
                          {"derived", def.derived},
                          {"aliases", std::move(aliases)}});
  }
  return Json{{"facets", std::move(facets)}}.dump();
}

FacetTable FacetTable::from_json(std::string_view json) {
  try {
    std::vector<FacetDef> facets;
    const Json document = Json::parse(json);
    for (const Json& entry : document.at("facets")) {
      FacetDef def;
      def.key = entry.at("key");
      def.label = entry.at("label");
      def.kind = parse_kind(entry.at("kind").get<std::string>()).value();
      def.multiple = entry.at("multiple");
      def.values = entry.at("values").get<std::vector<std::string>>();
      def.parent = entry.at("parent");
      def.parent_of_value = entry.at("parent_of_value").get<std::vector<std::string>>();
      if (!def.parent.empty() && def.parent_of_value.size() != def.values.size()) {
        throw std::invalid_argument("parent_of_value");
      }
      for (const Json& bound : entry.at("bounds")) {
        FacetDef::Bounds bounds;
        if (!bound.at(0).is_null()) bounds.low = bound.at(0).get<std::int64_t>();
        if (!bound.at(1).is_null()) bounds.high = bound.at(1).get<std::int64_t>();
        def.bounds.push_back(bounds);
      }
      def.derived = entry.at("derived");
      for (const Json& alias : entry.at("aliases")) {
        def.aliases.emplace_back(alias.at(0), alias.at(1));
      }
      facets.push_back(std::move(def));
    }
    return FacetTable(std::move(facets));
  } catch (const std::exception& error) {
    throw Error(ErrorCode::index_damaged,
                {"索引の中のファセット表が壊れています: " + std::string(error.what()),
                 "The facet table in the index is damaged: " + std::string(error.what())},
                {"jirei-index build で索引を作り直してください。",
                 "Build the index again with jirei-index build."});
  }
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
