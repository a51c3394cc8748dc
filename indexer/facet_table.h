// The facets of a collection, read from a YAML table (data/facets.yaml is the shipped one).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "indexer/case_record.h"

namespace jirei {

enum class FacetKind { word, number, ordered, hierarchical };

struct FacetDef {
  std::string key;    ///< ASCII, e.g. "industry"; used in terms and machine output
  std::string label;  ///< Japanese, e.g. 業種
  FacetKind kind = FacetKind::word;
  bool multiple = false;            ///< a case may have several values
  std::vector<std::string> values;  ///< known values in their order (may be empty: open vocabulary)
  std::string parent;  ///< key of the facet one level up (所在地 → 地方); empty at the top
  /// For a facet with `parent`: parent value of each entry of `values`, same length.
  std::vector<std::string> parent_of_value;
  /// For ordered facets of number ranges (従業員規模): lower and upper bound of each value;
  /// an open end is nullopt. Empty when the facet has none.
  struct Bounds {
    std::optional<std::int64_t> low, high;
  };
  std::vector<Bounds> bounds;
  std::string derived;  ///< "" stated; "parent" from the child facet; "measures" from the text
  std::vector<std::pair<std::string, std::string>> aliases;  ///< other spelling → value
};

/// The form in which facet names and values are compared: folded, without spaces, every dash and
/// tilde a '-'. Also for values that stand in no table.
std::string facet_key(std::string_view typed);

/// Immutable after parsing. Names are accepted as key or label, after NFKC and without spaces.
class FacetTable {
 public:
  FacetTable() = default;  ///< without facets
  /// Throws Error(invalid_input) with file and line.
  static FacetTable from_yaml_file(const std::string& path);
  static FacetTable from_yaml(std::string_view yaml, const std::string& name_for_messages);
  /// The index keeps its table; both directions are exact.
  static FacetTable from_json(std::string_view json);
  std::string to_json() const;

  const std::vector<FacetDef>& facets() const { return facets_; }
  const FacetDef* find(std::string_view key_or_label) const;
  std::size_t index_of(const FacetDef& def) const {
    return static_cast<std::size_t>(&def - facets_.data());
  }

  /// Canonical spelling of a value typed by a person: NFKC and spaces ignored, dashes and tildes
  /// alike, 平成27年 → 2015 for number facets. A value that the table does not list is returned in
  /// NFKC form, without spaces at its ends and beside Japanese. nullopt when a number facet gets no
  /// number.
  std::optional<std::string> canonical(const FacetDef& def, std::string_view typed) const;

  /// Sort key of a value: its place in `values`, else after them all by number or spelling.
  bool less(const FacetDef& def, std::string_view a, std::string_view b) const;

  /// Adds facets that follow from others (地方 from 所在地), sorts facets and values into the
  /// table's order, drops duplicates. Facets derived from text are the indexer's business.
  void complete(CaseRecord* record) const;

  std::string fingerprint() const;
  /// The same of what to_json() wrote, without reading it.
  static std::string fingerprint_of(std::string_view json);

 private:
  class Lookup;
  explicit FacetTable(std::vector<FacetDef> facets);

  std::vector<FacetDef> facets_;
  std::shared_ptr<Lookup> lookup_;  ///< spelling → place, shared by copies
};

}  // namespace jirei
