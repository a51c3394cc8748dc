// From what people type after -f to sets of values (facets.h).
#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include "dict/error.h"
#include "indexer/facet_values.h"
#include "searcher/facets.h"
#include "searcher/nearest.h"
#include "searcher/value_order.h"

namespace jirei {
namespace {

constexpr std::size_t kMaxNamed = 30;  // known values in a message
constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kHighest = std::numeric_limits<std::int64_t>::max();

struct Interval {
  std::int64_t low = kLowest;
  std::int64_t high = kHighest;

  bool holds(const Interval& other) const { return low <= other.low && other.high <= high; }
  bool meets(const Interval& other) const { return low <= other.high && other.low <= high; }
};

std::string join(const std::vector<std::string_view>& names, const char* separator) {
  std::string joined;
  for (std::size_t i = 0; i < names.size() && i < kMaxNamed; ++i) {
    if (i > 0) joined += separator;
    joined += names[i];
  }
  return joined;
}

// "もしかして: X。あるもの: A、B、C（他 2 件）" in both languages.
Text known_names(std::string_view typed, const std::vector<std::string_view>& candidates,
                 const std::vector<std::string_view>& shown) {
  Text hint;
  const std::size_t nearest = nearest_name(typed, candidates);
  if (nearest < candidates.size()) {
    hint.ja = "もしかして: " + std::string(candidates[nearest]) + "。";
    hint.en = "did you mean " + std::string(candidates[nearest]) + "? ";
  }
  if (shown.empty()) return hint;
  hint.ja += "使えるもの: " + join(shown, "、");
  hint.en += "known: " + join(shown, ", ");
  if (shown.size() > kMaxNamed) {
    const std::string rest = std::to_string(shown.size() - kMaxNamed);
    hint.ja += "（他 " + rest + " 件）";
    hint.en += " and " + rest + " more";
  }
  return hint;
}

// Values of the table and of the collection, in their order.
std::vector<std::string_view> known_values(const FacetDef& def, const FacetColumn& column) {
  std::vector<std::string_view> values(column.dictionary().begin(), column.dictionary().end());
  for (const std::string& value : def.values) values.push_back(value);
  const ValueOrder order(def);
  std::sort(values.begin(), values.end(),
            [&](std::string_view a, std::string_view b) { return order.key(a) < order.key(b); });
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

[[noreturn]] void throw_unknown_value(const FacetDef& def, const FacetColumn& column,
                                      const std::string& typed) {
  const auto values = known_values(def, column);
  throw Error(ErrorCode::not_found,
              {"「" + def.label + "」に「" + typed + "」という値はありません。",
               "facet " + def.label + " (" + def.key + ") has no value \"" + typed + "\""},
              known_names(typed, values, values));
}

// The numbers that stand in a text, digits with separators taken together: "1,000～2,000名".
std::vector<std::int64_t> numbers_in(std::string_view folded) {
  std::vector<std::int64_t> numbers;
  bool in_number = false;
  for (std::size_t i = 0; i < folded.size(); ++i) {
    const char c = folded[i];
    const bool digit = c >= '0' && c <= '9';
    const bool separator = c == ',' && in_number && i + 1 < folded.size() && folded[i + 1] >= '0' &&
                           folded[i + 1] <= '9';
    if (digit) {
      if (!in_number) numbers.push_back(0);
      if (numbers.back() < kHighest / 100) numbers.back() = numbers.back() * 10 + (c - '0');
    }
    in_number = digit || separator;
  }
  return numbers;
}

// What a value of an ordered facet that the table does not list says by itself: 301～500名,
// 501名以上.
std::optional<Interval> interval_in(std::string_view value) {
  const std::string folded = facet_key(value);
  const std::vector<std::int64_t> numbers = numbers_in(folded);
  const auto says = [&](const char* word) { return folded.find(word) != std::string::npos; };
  if (numbers.size() == 2) return Interval{numbers[0], numbers[1]};
  if (numbers.size() != 1) return std::nullopt;
  const std::int64_t number = numbers[0];
  if (says("以下") || says("まで")) return Interval{kLowest, number};
  if (says("未満")) return Interval{kLowest, number - 1};
  if (says("以上") || says("から")) return Interval{number, kHighest};
  if (says("超") || says("を超え")) return Interval{number + 1, kHighest};
  return Interval{number, number};
}

std::optional<std::size_t> place_in_table(const FacetDef& def, std::string_view value) {
  const auto place = std::find(def.values.begin(), def.values.end(), value);
  if (place == def.values.end()) return std::nullopt;
  return static_cast<std::size_t>(place - def.values.begin());
}

// Whether the table gives numbers to the facet's values.
bool has_numbers(const FacetDef& def) {
  return std::any_of(def.bounds.begin(), def.bounds.end(),
                     [](const FacetDef::Bounds& bounds) { return bounds.low || bounds.high; });
}

// The numbers (or, without numbers, the places in the table) that a value stands for.
std::optional<Interval> interval_of(const FacetDef& def, std::string_view value) {
  if (def.kind == FacetKind::number) {
    const auto number = facet_number(value);
    return number ? std::optional(Interval{*number, *number}) : std::nullopt;
  }
  const auto place = place_in_table(def, value);
  const bool numeric = has_numbers(def);
  if (!place) return numeric ? interval_in(value) : std::nullopt;
  if (!numeric || *place >= def.bounds.size()) {
    const auto at = static_cast<std::int64_t>(*place);
    return Interval{at, at};
  }
  const FacetDef::Bounds& bounds = def.bounds[*place];
  return Interval{bounds.low.value_or(kLowest), bounds.high.value_or(kHighest)};
}

// Resolves the items of one filter into the values that they accept.
class Resolver {
 public:
  Resolver(const FacetTable& table, const FacetDef& def, const FacetColumn& column,
           ResolvedFilter* out)
      : table_(table), def_(def), column_(column), out_(out) {
    out_->accepts.resize(column.dictionary().size(), false);
  }

  void add(const FacetFilter::Item& item) { item.range ? add_range(item) : add_value(item.value); }

 private:
  void add_value(const std::string& typed);
  void add_range(const FacetFilter::Item& item);
  Interval end_of_range(const std::string& typed) const;
  void accept_absent(std::string_view value) {
    if (std::find(out_->absent.begin(), out_->absent.end(), value) == out_->absent.end()) {
      out_->absent.emplace_back(value);
    }
  }

  const FacetTable& table_;
  const FacetDef& def_;
  const FacetColumn& column_;
  ResolvedFilter* out_;
};

void Resolver::add_value(const std::string& typed) {
  const auto canonical = table_.canonical(def_, typed);
  if (!canonical || canonical->empty()) throw_unknown_value(def_, column_, typed);
  const auto& dictionary = column_.dictionary();
  const auto exact = std::find(dictionary.begin(), dictionary.end(), *canonical);
  if (exact != dictionary.end()) {
    out_->accepts[static_cast<std::size_t>(exact - dictionary.begin())] = true;
    return;
  }
  if (def_.kind == FacetKind::number || place_in_table(def_, *canonical)) {
    accept_absent(*canonical);
    return;
  }
  // An open vocabulary: spellings of one value may differ in width, case and spaces.
  const std::string key = facet_key(*canonical);
  bool found = false;
  for (std::size_t id = 0; id < dictionary.size(); ++id) {
    if (facet_key(dictionary[id]) != key) continue;
    out_->accepts[id] = true;
    found = true;
  }
  if (!found) throw_unknown_value(def_, column_, typed);
}

Interval Resolver::end_of_range(const std::string& typed) const {
  const auto canonical = table_.canonical(def_, typed);
  if (def_.kind == FacetKind::number) {
    const auto number = canonical ? facet_number(*canonical) : std::nullopt;
    if (number) return {*number, *number};
  } else if (canonical && place_in_table(def_, *canonical)) {
    return *interval_of(def_, *canonical);
  } else if (has_numbers(def_)) {
    const auto numbers = numbers_in(facet_key(typed));
    if (numbers.size() == 1) return {numbers[0], numbers[0]};
  }
  throw_unknown_value(def_, column_, typed);
}

void Resolver::add_range(const FacetFilter::Item& item) {
  if (def_.kind != FacetKind::number && def_.kind != FacetKind::ordered) {
    throw Error(ErrorCode::usage,
                {"「" + def_.label + "」の値には順序がないので、範囲では絞り込めません。",
                 "the values of facet " + def_.label + " (" + def_.key +
                     ") have no order, so they take no range"},
                {"値をコンマで並べてください: " + def_.label + "=値,値",
                 "list the values instead: " + def_.key + "=VALUE,VALUE"});
  }
  Interval wanted;
  if (item.low) wanted.low = end_of_range(*item.low).low;
  if (item.high) wanted.high = end_of_range(*item.high).high;
  if (wanted.low > wanted.high) {
    const std::string range = item.low.value_or("") + ".." + item.high.value_or("");
    throw Error(ErrorCode::usage,
                {"範囲「" + range + "」は下限が上限より大きくなっています。",
                 "the range " + range + " ends before it begins"},
                {"小さいほうを先に書いてください", "put the smaller end first"});
  }
  const auto& dictionary = column_.dictionary();
  const auto accept = [&](auto&& accepted) {
    bool any = false;
    for (std::size_t id = 0; id < dictionary.size(); ++id) {
      const auto interval = interval_of(def_, dictionary[id]);
      if (!interval || !accepted(*interval)) continue;
      out_->accepts[id] = true;
      any = true;
    }
    for (const std::string& value : def_.values) {
      const auto interval = interval_of(def_, value);
      if (!interval || !accepted(*interval)) continue;
      any = true;
      if (std::find(dictionary.begin(), dictionary.end(), value) == dictionary.end()) {
        accept_absent(value);
      }
    }
    return any;
  };
  if (!accept([&](const Interval& value) { return wanted.holds(value); })) {
    accept([&](const Interval& value) { return wanted.meets(value); });
  }
}

}  // namespace

std::size_t facet_index(const FacetTable& table, std::string_view name) {
  const FacetDef* def = table.find(name);
  if (def != nullptr) return table.index_of(*def);
  std::vector<std::string_view> names;
  std::vector<std::string> both;
  for (const FacetDef& facet : table.facets()) {
    names.push_back(facet.label);
    both.push_back(facet.label + " (" + facet.key + ")");
  }
  const std::vector<std::string_view> shown(both.begin(), both.end());
  for (const FacetDef& facet : table.facets()) names.push_back(facet.key);
  const std::string typed(name);
  throw Error(ErrorCode::not_found,
              {"「" + typed + "」という分類はありません。", "there is no facet \"" + typed + "\""},
              known_names(name, names, shown));
}

ResolvedFilter resolve_filter(const FacetFilter& filter, const FacetTable& table,
                              const CaseStore& store) {
  ResolvedFilter resolved;
  resolved.facet = facet_index(table, filter.facet);
  resolved.exclude = filter.exclude;
  Resolver resolver(table, table.facets()[resolved.facet], store.column(resolved.facet), &resolved);
  for (const FacetFilter::Item& item : filter.items) resolver.add(item);
  return resolved;
}

std::vector<ResolvedFilter> resolve_filters(const Request& request, const FacetTable& table,
                                            const CaseStore& store) {
  std::vector<ResolvedFilter> merged;
  for (const FacetFilter& filter : request.filters) {
    ResolvedFilter next = resolve_filter(filter, table, store);
    const auto same =
        std::find_if(merged.begin(), merged.end(), [&](const ResolvedFilter& earlier) {
          return earlier.facet == next.facet && earlier.exclude == next.exclude;
        });
    if (same == merged.end()) {
      merged.push_back(std::move(next));
      continue;
    }
    for (std::size_t id = 0; id < next.accepts.size(); ++id) {
      if (next.accepts[id]) same->accepts[id] = true;
    }
    for (std::string& value : next.absent) {
      if (std::find(same->absent.begin(), same->absent.end(), value) == same->absent.end()) {
        same->absent.push_back(std::move(value));
      }
    }
  }
  return merged;
}

}  // namespace jirei
