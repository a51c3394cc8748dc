#include "searcher/facets.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "dict/normalizer.h"
#include "searcher/cores.h"
#include "searcher/facet_tally.h"
#include "searcher/retain.h"
#include "searcher/value_order.h"

namespace jirei {
namespace {

// The filters on one facet, as counting and listing need them.
struct Choice {
  std::vector<bool> selected;  // by value id; empty = no positive filter
  std::vector<bool> excluded;
  std::vector<std::string_view> absent_selected;
  std::vector<std::string_view> absent_excluded;

  static bool has(const std::vector<bool>& flags, std::size_t id) {
    return id < flags.size() && flags[id];
  }
};

void merge(const std::vector<bool>& from, std::vector<bool>* to) {
  if (to->size() < from.size()) to->resize(from.size(), false);
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (from[i]) (*to)[i] = true;
  }
}

struct Choices {
  std::vector<Choice> by_facet;
  std::vector<std::size_t> positive;  // facets with a positive filter, ascending
};

Choices gather(const FacetTable& table, std::span<const ResolvedFilter> filters) {
  Choices choices;
  choices.by_facet.resize(table.facets().size());
  for (const ResolvedFilter& filter : filters) {
    Choice& choice = choices.by_facet.at(filter.facet);
    merge(filter.accepts, filter.exclude ? &choice.excluded : &choice.selected);
    auto& absent = filter.exclude ? choice.absent_excluded : choice.absent_selected;
    absent.insert(absent.end(), filter.absent.begin(), filter.absent.end());
    if (!filter.exclude) choices.positive.push_back(filter.facet);
  }
  std::sort(choices.positive.begin(), choices.positive.end());
  choices.positive.erase(std::unique(choices.positive.begin(), choices.positive.end()),
                         choices.positive.end());
  return choices;
}

// For each facet the set over which it counts: one for all without positive choices, and one more
// for each facet with some.
class CountingSets {
 public:
  CountingSets(const CaseStore& store, const DocSet& matched, const Choices& choices)
      : common_(matched) {
    for (std::size_t f = 0; f < choices.by_facet.size(); ++f) {
      const Choice& choice = choices.by_facet[f];
      if (choice.excluded.empty()) continue;
      common_.and_not(having(store.column(f), choice.excluded, common_));
    }
    if (choices.positive.empty()) return;
    std::vector<DocSet> passing;
    for (const std::size_t f : choices.positive) {
      passing.push_back(having(store.column(f), choices.by_facet[f].selected, common_));
    }
    for (std::size_t i = 0; i < passing.size(); ++i) {
      DocSet own = common_;
      for (std::size_t j = 0; j < passing.size(); ++j) {
        if (j != i) own &= passing[j];
      }
      own_.emplace(choices.positive[i], std::move(own));
    }
    for (const DocSet& set : passing) common_ &= set;
  }

  const DocSet& of(std::size_t facet) const {
    const auto own = own_.find(facet);
    return own == own_.end() ? common_ : own->second;
  }

 private:
  DocSet common_;
  std::unordered_map<std::size_t, DocSet> own_;
};

// Values of a number facet in spans of `width`: 2010..2014.
struct Buckets {
  std::vector<std::uint32_t> group_of;  // by value id
  std::vector<std::int64_t> starts;     // by group, ascending
  std::uint32_t width;

  std::string label(std::size_t group) const {
    return std::to_string(starts[group]) + ".." + std::to_string(starts[group] + width - 1);
  }
};

Buckets make_buckets(const FacetColumn& column, std::uint32_t width) {
  Buckets buckets{{}, {}, width};
  const auto span = static_cast<std::int64_t>(width);
  std::vector<std::optional<std::int64_t>> start_of;
  for (const std::string_view value : column.dictionary()) {
    std::optional<std::int64_t> start = facet_number(value);
    if (start) *start -= ((*start % span) + span) % span;
    start_of.push_back(start);
    if (start) buckets.starts.push_back(*start);
  }
  std::sort(buckets.starts.begin(), buckets.starts.end());
  buckets.starts.erase(std::unique(buckets.starts.begin(), buckets.starts.end()),
                       buckets.starts.end());
  for (const auto& start : start_of) {
    const auto place = start
                           ? std::lower_bound(buckets.starts.begin(), buckets.starts.end(), *start)
                           : buckets.starts.end();
    buckets.group_of.push_back(static_cast<std::uint32_t>(place - buckets.starts.begin()));
  }
  return buckets;
}

std::vector<FacetCount> list_buckets(const FacetColumn& column, const DocSet& set,
                                     const Choice& choice, std::uint32_t width, bool zero_counts,
                                     std::uint32_t* cases) {
  const Buckets buckets = make_buckets(column, width);
  const Tally counted = tally_groups(column, set, buckets.group_of, buckets.starts.size());
  *cases = counted.cases;
  // A span is chosen (or excluded) when all of its values are.
  std::vector<bool> selected(buckets.starts.size(), !choice.selected.empty());
  std::vector<bool> excluded(buckets.starts.size(), !choice.excluded.empty());
  for (std::size_t id = 0; id < buckets.group_of.size(); ++id) {
    const std::size_t group = buckets.group_of[id];
    if (group >= buckets.starts.size()) continue;
    if (!Choice::has(choice.selected, id)) selected[group] = false;
    if (!Choice::has(choice.excluded, id)) excluded[group] = false;
  }
  std::vector<FacetCount> values;
  for (std::size_t group = 0; group < buckets.starts.size(); ++group) {
    if (counted.counts[group] == 0 && !zero_counts && !selected[group] && !excluded[group])
      continue;
    values.push_back(
        {buckets.label(group), counted.counts[group], selected[group], excluded[group]});
  }
  return values;
}

// Values of the table that no case has.
std::vector<std::string_view> unused_values(const FacetDef& def, const FacetColumn& column) {
  const auto& dictionary = column.dictionary();
  const std::unordered_set<std::string_view> used(dictionary.begin(), dictionary.end());
  std::vector<std::string_view> unused;
  for (const std::string& value : def.values) {
    if (!used.contains(value)) unused.push_back(value);
  }
  return unused;
}

// Which values of a child facet stand under a chosen value of its parent: nullopt = no choice.
std::optional<std::unordered_set<std::string_view>> children_of_choice(const FacetTable& table,
                                                                       const FacetDef& def,
                                                                       const CaseStore& store,
                                                                       const Choices& choices) {
  const FacetDef* parent = def.parent.empty() ? nullptr : table.find(def.parent);
  if (parent == nullptr || def.parent_of_value.size() != def.values.size()) return std::nullopt;
  const std::size_t index = table.index_of(*parent);
  const Choice& choice = choices.by_facet[index];
  if (choice.selected.empty() && choice.absent_selected.empty()) return std::nullopt;
  std::unordered_set<std::string_view> chosen(choice.absent_selected.begin(),
                                              choice.absent_selected.end());
  const auto& dictionary = store.column(index).dictionary();
  for (std::size_t id = 0; id < dictionary.size(); ++id) {
    if (Choice::has(choice.selected, id)) chosen.insert(dictionary[id]);
  }
  std::unordered_set<std::string_view> children;
  for (std::size_t i = 0; i < def.values.size(); ++i) {
    if (chosen.contains(def.parent_of_value[i])) children.insert(def.values[i]);
  }
  return children;
}

bool holds(const std::vector<std::string_view>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

void sort_values(const FacetDef& def, std::vector<FacetCount>* values) {
  if (def.kind == FacetKind::word) {
    std::sort(values->begin(), values->end(), [](const FacetCount& a, const FacetCount& b) {
      return a.count != b.count ? a.count > b.count : a.value < b.value;
    });
    return;
  }
  const ValueOrder order(def);
  std::sort(values->begin(), values->end(), [&](const FacetCount& a, const FacetCount& b) {
    return order.key(a.value) < order.key(b.value);
  });
}

// Everything counting one facet needs.
struct Job {
  const CaseStore& store;
  const FacetTable& table;
  const Choices& choices;
  const DocSet* set;  // nullptr: the whole collection, whose totals are kept in the column
  const Request& request;
};

std::vector<FacetCount> list_values(const Job& job, const FacetDef& def, std::uint32_t* cases) {
  const std::size_t index = job.table.index_of(def);
  const FacetColumn& column = job.store.column(index);
  const Choice& choice = job.choices.by_facet[index];
  std::vector<std::uint32_t> counted;
  std::span<const std::uint32_t> counts = column.totals();
  if (job.set != nullptr) {
    Tally result = tally(column, *job.set);
    counted = std::move(result.counts);
    counts = counted;
    *cases = result.cases;
  } else {
    *cases = count_nonempty(column);
  }
  const auto children = job.request.zero_counts
                            ? children_of_choice(job.table, def, job.store, job.choices)
                            : std::nullopt;
  const auto wanted_empty = [&](std::string_view value) {
    return job.request.zero_counts && (!children || children->contains(value));
  };
  std::vector<FacetCount> values;
  const auto& dictionary = column.dictionary();
  for (std::size_t id = 0; id < dictionary.size(); ++id) {
    const bool selected = Choice::has(choice.selected, id);
    const bool excluded = Choice::has(choice.excluded, id);
    const std::uint32_t count = id < counts.size() ? counts[id] : 0;
    if (count == 0 && !selected && !excluded && !wanted_empty(dictionary[id])) continue;
    values.push_back({std::string(dictionary[id]), count, selected, excluded});
  }
  if (job.request.zero_counts || !choice.absent_selected.empty() ||
      !choice.absent_excluded.empty()) {
    for (const std::string_view value : unused_values(def, column)) {
      const bool selected = holds(choice.absent_selected, value);
      const bool excluded = holds(choice.absent_excluded, value);
      if (!selected && !excluded && !wanted_empty(value)) continue;
      values.push_back({std::string(value), 0, selected, excluded});
    }
  }
  sort_values(def, &values);
  return values;
}

FacetAnswer count_one(const Job& job, const FacetRequest& wanted) {
  const FacetDef& def = job.table.facets()[facet_index(job.table, wanted.facet)];
  const std::size_t index = job.table.index_of(def);
  FacetAnswer answer{def.key, def.label, def.parent, {}, 0};
  if (wanted.bucket > 0) {
    if (def.kind != FacetKind::number) {
      throw Error(ErrorCode::usage,
                  {"「" + def.label + "」は数ではないので、区間に分けられません。",
                   "Facet " + def.key + " holds no numbers, so it cannot be put into spans."});
    }
    std::optional<DocSet> everything;
    if (job.set == nullptr) everything = every_case(job.store);
    answer.values = list_buckets(
        job.store.column(index), job.set != nullptr ? *job.set : *everything,
        job.choices.by_facet[index], wanted.bucket, job.request.zero_counts, &answer.cases);
  } else {
    answer.values = list_values(job, def, &answer.cases);
  }
  if (!wanted.contains.empty()) {
    const Normalizer normalizer;
    const std::string needle = normalizer.fold_text(wanted.contains);
    std::erase_if(answer.values, [&](const FacetCount& value) {
      return normalizer.fold_text(value.value).find(needle) == std::string::npos;
    });
  }
  return answer;
}

}  // namespace

DocSet every_case(const CaseStore& store) {
  DocSet set = DocSet::full(store.last_docid());
  if (store.doc_count() != store.last_docid()) {
    set.retain([&](std::uint32_t docid) { return store.live(docid); });
  }
  return set;
}

DocSet filter_set(const CaseStore& store, std::span<const ResolvedFilter> filters, DocSet within) {
  for (const ResolvedFilter& filter : filters) {
    DocSet accepted = having(store.column(filter.facet), filter.accepts, within);
    if (filter.exclude) {
      within.and_not(accepted);
    } else {
      within = std::move(accepted);
    }
  }
  return within;
}

DocSet filter_set(const CaseStore& store, std::span<const ResolvedFilter> filters) {
  return filter_set(store, filters, every_case(store));
}

std::vector<FacetAnswer> count_facets(const CaseStore& store, const FacetTable& table,
                                      const DocSet& matched,
                                      std::span<const ResolvedFilter> filters,
                                      const Request& request) {
  std::vector<FacetRequest> wanted = request.facets;
  if (request.all_facets) {
    // A facet that is also named keeps what was asked of it.
    for (const FacetDef& def : table.facets()) {
      const bool named =
          std::any_of(request.facets.begin(), request.facets.end(),
                      [&](const FacetRequest& facet) { return table.find(facet.facet) == &def; });
      if (!named) wanted.push_back({def.key, "", 0});
    }
    std::stable_sort(wanted.begin(), wanted.end(),
                     [&](const FacetRequest& a, const FacetRequest& b) {
                       return facet_index(table, a.facet) < facet_index(table, b.facet);
                     });
  }
  std::vector<FacetAnswer> answers;
  if (wanted.empty()) return answers;
  const Choices choices = gather(table, filters);
  const bool whole_collection = filters.empty() && matched.count() == store.doc_count();
  std::optional<CountingSets> sets;
  if (!whole_collection) sets.emplace(store, matched, choices);
  const auto count = [&](const FacetRequest& facet) {
    const DocSet* set = sets ? &sets->of(facet_index(table, facet.facet)) : nullptr;
    return count_one({store, table, choices, set, request}, facet);
  };
  if (matched.count() < kManyCases) {
    for (const FacetRequest& facet : wanted) answers.push_back(count(facet));
    return answers;
  }
  // Columns are opened when they are first asked for; of shards by one thread.
  for (const FacetRequest& facet : wanted) {
    const FacetDef& def = table.facets()[facet_index(table, facet.facet)];
    store.column(table.index_of(def));
    if (const FacetDef* parent = table.find(def.parent)) store.column(table.index_of(*parent));
  }
  answers.resize(wanted.size());
  on_all_cores(wanted.size(), [&](const auto& next) {
    for (std::size_t i = next(); i < wanted.size(); i = next()) answers[i] = count(wanted[i]);
  });
  return answers;
}

}  // namespace jirei
