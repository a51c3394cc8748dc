#include "searcher/sharded_cases.h"

#include <algorithm>
#include <string>
#include <utility>

namespace jirei {

void ShardedCases::join(const FacetTable& table) {
  table_ = table;
  columns_.resize(table.facets().size());
  for (std::size_t s = 0; s < stores_.size(); ++s) {
    doc_count_ += stores_[s].doc_count();
    const std::uint32_t last = stores_[s].last_docid();
    if (last > 0) last_docid_ = std::max(last_docid_, global(s, last));
  }
}

bool ShardedCases::live(std::uint32_t docid) const {
  return docid != 0 && docid <= last_docid_ && store_of(docid).live(local(docid));
}

std::string_view ShardedCases::body(std::uint32_t docid) const {
  if (docid == 0 || docid > last_docid_) return {};
  return store_of(docid).encoded(local(docid));
}

void ShardedCases::prepare(std::span<const std::uint32_t> docids) const {
  std::vector<std::vector<std::uint32_t>> parts(stores_.size());
  for (const std::uint32_t docid : docids) {
    if (docid == 0 || docid > last_docid_) continue;
    parts[(docid - 1) % stores_.size()].push_back(local(docid));
  }
  workers_->for_each([&](std::size_t s) { return !parts[s].empty(); },
                     [&](std::size_t s) { stores_[s].prepare(parts[s]); });
}

std::uint32_t ShardedCases::find(std::string_view id) const {
  std::vector<std::uint32_t> found(stores_.size(), 0);
  workers_->for_each([&](std::size_t s) { found[s] = stores_[s].find(id); });
  for (std::size_t s = 0; s < stores_.size(); ++s) {
    if (found[s] != 0) return global(s, found[s]);
  }
  return 0;
}

std::vector<NumberedId> ShardedCases::sorted_ids() const {
  std::vector<std::vector<NumberedId>> parts(stores_.size());
  workers_->for_each([&](std::size_t s) { parts[s] = stores_[s].sorted_ids(); });
  std::vector<NumberedId> ids;
  ids.reserve(doc_count_);
  for (std::size_t s = 0; s < stores_.size(); ++s) {
    for (auto& [id, docid] : parts[s]) ids.emplace_back(std::move(id), global(s, docid));
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::uint32_t ShardedCases::id_rank(std::uint32_t docid) const {
  if (ranks_.empty()) {
    ranks_.assign(std::size_t{last_docid_} + 1, UINT32_MAX);
    std::uint32_t rank = 0;
    for (const auto& [id, number] : sorted_ids()) ranks_[number] = rank++;
  }
  return docid < ranks_.size() ? ranks_[docid] : UINT32_MAX;
}

bool ShardedCases::id_before(std::uint32_t a, std::uint32_t b) const {
  // Many comparisons are a sort: then all ids at once come cheaper than a case at a time.
  constexpr std::uint32_t kFewComparisons = 2000;
  if (!ranks_.empty() || ++compared_ > kFewComparisons) return id_rank(a) < id_rank(b);
  const std::string_view first = store_of(a).id(local(a));
  return first < store_of(b).id(local(b));
}

const FacetColumn& ShardedCases::column(std::size_t facet) const {
  std::unique_ptr<const OwnedColumn>& made = columns_.at(facet);
  if (!made) {
    // Asked of all at once, then read one after the other.
    workers_->for_each([&](std::size_t s) { static_cast<void>(stores_[s].column(facet)); });
    FacetColumnBuilder builder;
    for (std::size_t s = 0; s < stores_.size(); ++s) {
      const FacetColumn& part = stores_[s].column(facet);
      std::vector<std::uint32_t> numbers;
      for (const std::string_view value : part.dictionary()) {
        numbers.push_back(builder.number_of(value));
      }
      for (std::uint32_t docid = 1; docid <= stores_[s].last_docid(); ++docid) {
        for (const std::uint32_t value : part.values(docid)) {
          builder.add(global(s, docid), numbers.at(value));
        }
      }
    }
    made = builder.finish(table_, table_.facets()[facet], last_docid_);
  }
  return made->column;
}

}  // namespace jirei
