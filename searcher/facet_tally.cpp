#include "searcher/facet_tally.h"

#include <algorithm>
#include <array>
#include <bit>

namespace jirei {
namespace {

// Neighbouring cases often share a value; counting them in turn in several rows keeps one
// increment from waiting for the one before. Dictionaries beyond this size would only lose cache.
constexpr std::size_t kRows = 4;
constexpr std::size_t kMaxRowValues = 4096;

// Counters by value id with one slot more, where ids outside the dictionary end: a damaged file.
class Counters {
 public:
  explicit Counters(std::size_t values)
      : values_(static_cast<std::uint32_t>(values)),
        rows_(values <= kMaxRowValues ? kRows : 1),
        counts_((values + 1) * rows_, 0) {}

  void add(std::uint32_t id, std::size_t turn) {
    const std::size_t row = turn & (rows_ - 1);
    ++counts_[row * (std::size_t{values_} + 1) + std::min(id, values_)];
  }

  std::vector<std::uint32_t> sum() const {
    std::vector<std::uint32_t> total(values_, 0);
    for (std::size_t row = 0; row < rows_; ++row) {
      const std::uint32_t* from = counts_.data() + row * (std::size_t{values_} + 1);
      if (from[values_] != 0) throw_damaged_store("a column has values that it does not name");
      for (std::size_t i = 0; i < total.size(); ++i) total[i] += from[i];
    }
    return total;
  }

 private:
  std::uint32_t values_;
  std::size_t rows_;
  std::vector<std::uint32_t> counts_;
};

// Documents of [first, last) that have a value; a loop that compilers turn into vector code.
std::uint32_t nonempty(std::span<const std::uint32_t> offsets, std::size_t first,
                       std::size_t last) {
  std::uint32_t n = 0;
  for (std::size_t d = first; d < last; ++d) n += offsets[d] < offsets[d + 1] ? 1U : 0U;
  return n;
}

Tally count_members(const FacetColumn& column, const DocSet& set) {
  const auto offsets = column.offsets();
  const auto ids = column.ids();
  Counters counters(column.dictionary().size());
  Tally result;
  const auto count = [&](std::uint32_t docid) {
    const auto values = value_ids(column, docid);
    if (values.empty()) return;
    ++result.cases;
    counters.add(values.front(), docid);
    for (std::size_t i = 1; i < values.size(); ++i) counters.add(values[i], docid + i);
  };
  for (const std::uint32_t docid : set.list()) count(docid);
  const auto words = set.words();
  for (std::size_t w = 0; w < words.size(); ++w) {
    std::uint64_t word = words[w];
    if (word == 0) continue;
    const std::size_t first = w * 64;
    const std::size_t last = first + 64;
    // 64 neighbours at once: their values lie side by side, and no case repeats a value.
    if (word == ~std::uint64_t{0} && last < offsets.size() && offsets[first] <= offsets[last] &&
        offsets[last] <= ids.size()) {
      for (std::size_t i = offsets[first]; i < offsets[last]; ++i) counters.add(ids[i], i);
      result.cases += nonempty(offsets, first, last);
      continue;
    }
    for (; word != 0; word &= word - 1) {
      count(static_cast<std::uint32_t>(first) + static_cast<std::uint32_t>(std::countr_zero(word)));
    }
  }
  result.counts = counters.sum();
  return result;
}

}  // namespace

std::uint32_t count_nonempty(const FacetColumn& column) {
  const auto offsets = column.offsets();
  return offsets.size() < 2 ? 0 : nonempty(offsets, 0, offsets.size() - 1);
}

// A set of more than half of the cases is counted by what is missing from the totals, which are
// kept.
Tally tally(const FacetColumn& column, const DocSet& set) {
  const std::uint32_t last = set.last_docid();
  const auto totals = column.totals();
  if (set.count() <= last / 2 || totals.size() != column.dictionary().size()) {
    return count_members(column, set);
  }
  const Tally missing = count_members(column, DocSet::full(last).and_not(set));
  Tally result{{totals.begin(), totals.end()}, count_nonempty(column)};
  const auto take = [last](std::uint32_t* from, std::uint32_t part) {
    if (part > *from || *from > last) throw_damaged_store("the totals of a column are wrong");
    *from -= part;
  };
  take(&result.cases, missing.cases);
  for (std::size_t id = 0; id < result.counts.size(); ++id) {
    take(&result.counts[id], missing.counts[id]);
  }
  return result;
}

Tally tally_groups(const FacetColumn& column, const DocSet& set,
                   std::span<const std::uint32_t> group_of, std::size_t groups) {
  Tally result;
  result.counts.assign(groups, 0);
  std::vector<std::uint32_t> last_case(groups, 0);
  set.for_each([&](std::uint32_t docid) {
    const auto values = value_ids(column, docid);
    if (values.empty()) return;
    ++result.cases;
    for (const std::uint32_t id : values) {
      if (id >= group_of.size() || group_of[id] >= groups) continue;
      const std::uint32_t group = group_of[id];
      if (last_case[group] == docid) continue;
      last_case[group] = docid;
      ++result.counts[group];
    }
  });
  return result;
}

DocSet having(const FacetColumn& column, const std::vector<bool>& accepts, const DocSet& within) {
  const std::vector<std::uint8_t> wanted(accepts.begin(), accepts.end());
  DocSet passing = within;
  passing.retain([&](std::uint32_t docid) {
    for (const std::uint32_t id : value_ids(column, docid)) {
      if (id < wanted.size() && wanted[id] != 0) return true;
    }
    return false;
  });
  return passing;
}

}  // namespace jirei
