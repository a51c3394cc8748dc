// The facet table as the index keeps it.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "dict/error.h"
#include "indexer/facet_kind.h"
#include "indexer/facet_table.h"

namespace jirei {
namespace {

using Json = nlohmann::ordered_json;

enum class Field {
  key,
  label,
  kind,
  multiple,
  values,
  parent,
  parent_of_value,
  bounds,
  derived,
  aliases,
  unknown
};

constexpr std::array<std::string_view, 10> kFields{
    "key",    "label",           "kind",   "multiple", "values",
    "parent", "parent_of_value", "bounds", "derived",  "aliases"};

/// Takes the table as it is read, without a tree of it in between: every search opens one, and the
/// tree was a twentieth of a short search. What it does not know, it passes over, with all that
/// stands inside. The functions are what nlohmann::json::sax_parse() calls.
class FacetTableReader {
 public:
  std::vector<FacetDef> take() {
    if (!found_) throw std::invalid_argument("facets");
    return std::move(facets_);
  }

  bool null() { return add_bound(std::nullopt); }
  bool boolean(bool value) {
    if (!expects(kInFacet, {Field::multiple})) return true;
    facets_.back().multiple = value;
    return true;
  }
  bool number_integer(std::int64_t value) { return add_bound(value); }
  bool number_unsigned(std::uint64_t value) { return add_bound(static_cast<std::int64_t>(value)); }
  bool number_float(double /*value*/, const std::string& /*text*/) { return no_such_value(); }
  bool binary(const std::vector<std::uint8_t>& /*bytes*/) { return no_such_value(); }

  bool string(std::string& value) {
    switch (depth_) {
      case kInFacet:
        if (expects(kInFacet,
                    {Field::key, Field::label, Field::kind, Field::parent, Field::derived}))
          set(value);
        break;
      case kInList:
        if (expects(kInList, {Field::values, Field::parent_of_value})) {
          FacetDef& def = facets_.back();
          (field_ == Field::values ? def.values : def.parent_of_value).push_back(std::move(value));
        }
        break;
      default:
        if (expects(kInPair, {Field::aliases})) {
          auto& aliases = facets_.back().aliases;
          (place_++ == 0 ? aliases.back().first : aliases.back().second) = std::move(value);
        }
    }
    return true;
  }

  bool key(const std::string& name) {
    if (depth_ == kInRoot) inside_ = name == "facets";
    if (depth_ != kInFacet || !inside_) return true;
    const auto* const at = std::find(kFields.begin(), kFields.end(), name);
    field_ = static_cast<Field>(at - kFields.begin());
    if (field_ != Field::unknown) seen_ |= 1U << static_cast<unsigned>(field_);
    return true;
  }

  bool start_object(std::size_t /*elements*/) {
    ++depth_;
    if (!inside_ || depth_ == kInRoot) return true;
    if (depth_ == kInFacet) {
      facets_.emplace_back();
      seen_ = 0;
    } else if (depth_ < kInFacet || field_ != Field::unknown) {
      throw std::invalid_argument("object");
    }
    return true;
  }
  bool end_object() {
    if (inside_ && depth_ == kInFacet) end_facet();
    if (--depth_ == kInRoot) inside_ = false;
    return true;
  }

  bool start_array(std::size_t /*elements*/) {
    ++depth_;
    if (!inside_) return depth_ > kInRoot || wrong("array");
    if (depth_ == kInTable) found_ = true;
    if (depth_ == kInFacet) return wrong("array");
    if (depth_ <= kInFacet || field_ == Field::unknown) return true;
    if (depth_ == kInList) {
      expects(kInList, {Field::values, Field::parent_of_value, Field::bounds, Field::aliases});
    } else if (expects(kInPair, {Field::bounds, Field::aliases})) {
      place_ = 0;
      if (field_ == Field::bounds) facets_.back().bounds.emplace_back();
      if (field_ == Field::aliases) facets_.back().aliases.emplace_back();
    }
    return true;
  }
  bool end_array() {
    const bool pair = inside_ && depth_ == kInPair && field_ != Field::unknown;
    if (pair && place_ != 2) return wrong("pair");
    if (--depth_ == kInRoot) inside_ = false;
    return true;
  }

  template <typename Failure>
  bool parse_error(std::size_t /*position*/, const std::string& /*token*/, const Failure& failure) {
    throw failure;
  }

 private:
  // {"facets": [{"values": […], "bounds": [[…], …], …}, …]}
  enum Depth { kInRoot = 1, kInTable, kInFacet, kInList, kInPair };

  [[noreturn]] static bool wrong(const char* what) { throw std::invalid_argument(what); }

  /// Whether a value may stand here: false inside what is unknown; throws where it may not.
  bool expects(int depth, std::initializer_list<Field> fields) const {
    if (!inside_) return depth_ >= kInRoot ? false : wrong("value");
    if (depth_ >= kInFacet && field_ == Field::unknown) return false;
    if (depth_ == depth && std::find(fields.begin(), fields.end(), field_) != fields.end()) {
      return true;
    }
    wrong(field_ == Field::unknown ? "value" : kFields.at(static_cast<std::size_t>(field_)).data());
  }

  bool no_such_value() const {
    expects(0, {});
    return true;
  }

  void set(std::string& value) {
    FacetDef& def = facets_.back();
    switch (field_) {
      case Field::key:
        def.key = std::move(value);
        break;
      case Field::label:
        def.label = std::move(value);
        break;
      case Field::kind:
        def.kind = parse_kind(value).value();
        break;
      case Field::parent:
        def.parent = std::move(value);
        break;
      case Field::derived:
        def.derived = std::move(value);
        break;
      default:
        break;
    }
  }

  bool add_bound(std::optional<std::int64_t> value) {
    if (!expects(kInPair, {Field::bounds})) return true;
    FacetDef::Bounds& bounds = facets_.back().bounds.back();
    (place_++ == 0 ? bounds.low : bounds.high) = value;
    return true;
  }

  void end_facet() {
    const FacetDef& def = facets_.back();
    for (std::size_t i = 0; i < kFields.size(); ++i) {
      if ((seen_ >> i & 1U) == 0) wrong(kFields[i].data());
    }
    if (!def.parent.empty() && def.parent_of_value.size() != def.values.size()) {
      wrong("parent_of_value");
    }
    field_ = Field::unknown;
  }

  std::vector<FacetDef> facets_;
  int depth_ = 0;
  bool inside_ = false;  ///< of "facets"
  bool found_ = false;
  Field field_ = Field::unknown;
  std::uint32_t seen_ = 0;  ///< fields of this facet
  std::size_t place_ = 0;   ///< in a pair
};

}  // namespace

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
    FacetTableReader reader;
    Json::sax_parse(json, &reader);
    return FacetTable(reader.take());
  } catch (const std::exception& error) {
    throw Error(ErrorCode::index_damaged,
                {"索引の中のファセット表が壊れています: " + std::string(error.what()),
                 "The facet table in the index is damaged: " + std::string(error.what())},
                {"jirei-index build で索引を作り直してください。",
                 "Build the index again with jirei-index build."});
  }
}

}  // namespace jirei
