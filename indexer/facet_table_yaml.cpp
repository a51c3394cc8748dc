// Reading data/facets.yaml. Every mistake is reported with its line.
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <set>
#include <sstream>

#include "dict/error.h"
#include "dict/unicode.h"
#include "indexer/facet_kind.h"
#include "indexer/facet_table.h"
#include "indexer/limits.h"
#include "indexer/yaml_text.h"

namespace jirei {
namespace {

constexpr std::size_t kMaxValues = 100'000;  ///< of one facet; far beyond any list people keep

/// Names that JSON lines and front matter use for something else.
const std::set<std::string>& reserved_names() {
  static const std::set<std::string> names = {"id",       "title",  "body", "facets",
                                              "sections", "source", "text", "heading"};
  return names;
}

class YamlTable {
 public:
  explicit YamlTable(std::string name) : name_(std::move(name)) {}

  std::vector<FacetDef> read(std::string_view yaml) {
    const YAML::Node root = load(yaml);
    if (!root.IsMap() || !root["facets"] || !root["facets"].IsSequence()) {
      fail(root, "一番上に facets: の一覧がありません", "there is no list `facets:` at the top");
    }
    for (const YAML::Node& entry : root["facets"]) facets_.push_back(read_facet(entry));
    return std::move(facets_);
  }

 private:
  YAML::Node load(std::string_view yaml) const {
    if (find_invalid_utf8(yaml) != std::string_view::npos) {
      fail_at(
          1 + std::count(yaml.begin(),
                         yaml.begin() + static_cast<std::ptrdiff_t>(find_invalid_utf8(yaml)), '\n'),
          "UTF-8 として正しくありません", "invalid UTF-8");
    }
    if (yaml.size() > limits::kFacetTableBytes) {
      fail_at(1, "表が大きすぎます(4 MiB まで)", "the table is too large (4 MiB at most)");
    }
    try {
      return YAML::Load(std::string(yaml));
    } catch (const YAML::Exception& error) {
      fail_at(error.mark.line + 1, "YAML の書き方が正しくありません", "broken YAML: " + error.msg);
    }
  }

  FacetDef read_facet(const YAML::Node& entry) {
    if (!entry.IsMap()) fail(entry, "ファセットは「名前: 値」の組で書きます", "a facet is a map");
    check_fields(entry);
    FacetDef def;
    def.key = text(entry, "key", true);
    def.label = text(entry, "label", true);
    check_names(entry, def);
    const std::string kind = text(entry, "kind", false);
    const auto parsed = parse_kind(kind.empty() ? "word" : kind);
    if (!parsed) {
      fail(entry["kind"], "kind は word、number、ordered、hierarchical のどれかです: " + kind,
           "kind is one of word, number, ordered, hierarchical: " + kind);
    }
    def.kind = *parsed;
    def.multiple = flag(entry, "multiple");
    def.parent = text(entry, "parent", false);
    def.derived = text(entry, "derived", false);
    if (!def.derived.empty() && def.derived != "parent" && def.derived != "measures") {
      fail(entry["derived"], "derived は parent か measures です: " + def.derived,
           "derived is parent or measures: " + def.derived);
    }
    if (const YAML::Node values = entry["values"]) read_values(values, &def);
    check_values(entry, def);
    if (const YAML::Node aliases = entry["aliases"]) read_aliases(aliases, &def);
    return def;
  }

  void check_fields(const YAML::Node& entry) const {
    static const std::set<std::string> known = {"key",    "label",   "kind",   "multiple",
                                                "parent", "derived", "values", "aliases"};
    for (const auto& field : entry) {
      const std::string name = scalar(field.first);
      if (!known.contains(name)) {
        fail(field.first, "知らない項目です: " + name, "unknown field: " + name);
      }
    }
  }

  void check_names(const YAML::Node& entry, const FacetDef& def) {
    const bool ascii = std::all_of(def.key.begin(), def.key.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
    if (!ascii) {
      fail(entry["key"], "key に使えるのは a-z 0-9 _ だけです: " + def.key,
           "a key is made of a-z, 0-9 and _: " + def.key);
    }
    // A facet may have its key for a label.
    std::set<std::string> own = {facet_key(def.key), facet_key(def.label)};
    for (const std::string& name : own) {
      if (reserved_names().contains(name)) {
        fail(entry, "この名前はほかの意味で使われています: " + name, "reserved name: " + name);
      }
      if (!names_.insert(name).second) {
        fail(entry, "同じ名前のファセットが二つあります: " + name, "two facets named " + name);
      }
    }
  }

  void read_values(const YAML::Node& values, FacetDef* def) {
    if (!def->parent.empty()) {
      read_grouped_values(values, def);
      return;
    }
    if (!values.IsSequence()) fail(values, "values は一覧で書きます", "`values` is a list");
    limit_values(values, values.size());
    bool bounded = false;
    for (const YAML::Node& value : values) {
      FacetDef::Bounds bounds;
      if (value.IsMap()) {
        def->values.push_back(text(value, "value", true));
        bounds.low = number(value, "low");
        bounds.high = number(value, "high");
        if (bounds.low && bounds.high && *bounds.low > *bounds.high) {
          fail(value, "low が high より大きくなっています", "low is above high");
        }
        bounded = true;
      } else {
        def->values.push_back(scalar(value));
      }
      def->bounds.push_back(bounds);
    }
    if (!bounded) def->bounds.clear();
  }

  void read_grouped_values(const YAML::Node& values, FacetDef* def) {
    const auto parent = std::find_if(facets_.begin(), facets_.end(), [&](const FacetDef& other) {
      return other.key == def->parent || other.label == def->parent;
    });
    if (parent == facets_.end()) {
      fail(values, "parent のファセットがこれより前にありません: " + def->parent,
           "no such parent facet before this one: " + def->parent);
    }
    def->parent = parent->key;
    if (!values.IsMap()) {
      fail(values, "values は上の階層の値ごとに書きます", "`values` maps parent values to lists");
    }
    for (const auto& group : values) {
      const std::string above = scalar(group.first);
      if (std::find(parent->values.begin(), parent->values.end(), above) == parent->values.end()) {
        fail(group.first, parent->label + " にない値です: " + above,
             "not a value of " + parent->label + ": " + above);
      }
      if (!group.second.IsSequence()) fail(group.second, "一覧で書きます", "a list is needed");
      limit_values(values, def->values.size() + group.second.size());
      for (const YAML::Node& value : group.second) {
        def->values.push_back(scalar(value));
        def->parent_of_value.push_back(above);
      }
    }
  }

  void check_values(const YAML::Node& entry, const FacetDef& def) const {
    if (!def.parent.empty() && def.values.empty()) {
      fail(entry, "parent のあるファセットには values が要ります",
           "a facet with a parent needs values");
    }
    std::set<std::string> seen;
    for (const std::string& value : def.values) {
      if (!seen.insert(facet_key(value)).second) {
        fail(entry["values"], "同じ値が二度あります: " + value, "value given twice: " + value);
      }
    }
  }

  void read_aliases(const YAML::Node& aliases, FacetDef* def) const {
    if (!aliases.IsMap())
      fail(aliases, "aliases は「別の書き方: 値」で書きます", "a map is needed");
    limit_values(aliases, aliases.size());
    std::set<std::string> values;
    for (const std::string& value : def->values) values.insert(facet_key(value));
    for (const auto& alias : aliases) {
      const std::string from = scalar(alias.first);
      const std::string to = scalar(alias.second);
      if (!def->values.empty() && !values.contains(facet_key(to))) {
        fail(alias.second, "values にない値です: " + to, "not among `values`: " + to);
      }
      def->aliases.emplace_back(from, to);
    }
  }

  void limit_values(const YAML::Node& at, std::size_t count) const {
    if (count > kMaxValues) fail(at, "値が多すぎます", "too many values");
  }

  std::string scalar(const YAML::Node& node) const {
    if (!node.IsScalar() || node.Scalar().empty()) {
      fail(node, "空でない文字列が要ります", "a text that is not empty is needed");
    }
    std::string value = yaml_text(node.Scalar());
    for (const char c : value) {
      if (static_cast<unsigned char>(c) < 0x20) {
        fail(node, "制御文字は使えません", "control characters are not allowed");
      }
    }
    if (value.size() > limits::kFacetValueBytes) fail(node, "長すぎます", "too long");
    return value;
  }

  std::string text(const YAML::Node& map, const char* field, bool required) const {
    const YAML::Node node = map[field];
    if (node) return scalar(node);
    if (required) {
      fail(map, std::string(field) + " がありません", std::string(field) + " is missing");
    }
    return {};
  }

  bool flag(const YAML::Node& map, const char* field) const {
    const std::string value = text(map, field, false);
    if (value == "true") return true;
    if (value.empty() || value == "false") return false;
    fail(map[field], "true か false です: " + value, "true or false is needed: " + value);
  }

  std::optional<std::int64_t> number(const YAML::Node& map, const char* field) const {
    const std::string value = text(map, field, false);
    if (value.empty()) return std::nullopt;
    std::int64_t parsed = 0;
    const auto result = std::from_chars(value.data(), value.data() + value.size(), parsed);
    if (result.ec != std::errc() || result.ptr != value.data() + value.size()) {
      fail(map[field], "数ではありません: " + value, "not a number: " + value);
    }
    return parsed;
  }

  [[noreturn]] void fail(const YAML::Node& at, const std::string& ja, const std::string& en) const {
    fail_at(at.IsDefined() ? at.Mark().line + 1 : 0, ja, en);
  }

  [[noreturn]] void fail_at(std::ptrdiff_t line, const std::string& ja,
                            const std::string& en) const {
    std::string where = name_;
    if (line > 0) where.append(":").append(std::to_string(line));
    where.append(": ");
    throw Error(ErrorCode::invalid_input, {where + ja, where + en},
                {"ファセット表を直してください。書き方は data/facets.yaml にあります。",
                 "Mend the facet table; data/facets.yaml shows how it is written."});
  }

  std::string name_;
  std::vector<FacetDef> facets_;
  std::set<std::string> names_;
};

}  // namespace

FacetTable FacetTable::from_yaml(std::string_view yaml, const std::string& name_for_messages) {
  return FacetTable(YamlTable(name_for_messages).read(yaml));
}

FacetTable FacetTable::from_yaml_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (in) text << in.rdbuf();
  if (!in || in.bad()) {
    throw Error(ErrorCode::unreadable,
                {path + ": ファセット表を読めません", path + ": cannot read the facet table"},
                {"--facet-table で別の表を指定できます。", "Name another one with --facet-table."});
  }
  return from_yaml(text.str(), path);
}

}  // namespace jirei
