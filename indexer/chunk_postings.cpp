#include "indexer/chunk_postings.h"

#include <span>

#include "dict/error.h"
#include "indexer/bytes.h"
#include "indexer/glass_format.h"
#include "indexer/glass_positions.h"
#include "indexer/posting_run.h"

namespace jirei {
namespace {

/// Entries put side by side by their term (counting sort: entries of a term keep their order).
/// `visit(take)` calls `take(term, entry)` for all of them, and is called twice.
template <typename Entry>
class ByTerm {
 public:
  template <typename Visit>
  ByTerm(std::size_t terms, std::size_t entries, const Visit& visit)
      : begins_(terms + 1), entries_(entries) {
    visit([this](std::uint32_t term, const Entry&) { ++begins_[term + 1]; });
    for (std::size_t i = 1; i < begins_.size(); ++i) begins_[i] += begins_[i - 1];
    std::vector<std::uint64_t> places(begins_.begin(), begins_.end() - 1);
    visit([&](std::uint32_t term, const Entry& entry) { entries_[places[term]++] = entry; });
  }
  std::span<const Entry> of(std::uint32_t term) const {
    return std::span(entries_).subspan(begins_[term], begins_[term + 1] - begins_[term]);
  }

 private:
  std::vector<std::uint64_t> begins_;
  std::vector<Entry> entries_;
};

struct Occurrence {
  std::uint32_t document;
  std::uint32_t count;
};

struct PositionList {
  std::uint32_t document;
  std::uint32_t begin;
  std::uint32_t size;
};

}  // namespace

void SlotStatistics::add(std::string_view value) {
  if (count == 0 || value < lowest) lowest = value;
  if (count == 0 || value > highest) highest = value;
  ++count;
}

void SlotStatistics::merge(const SlotStatistics& other) {
  if (other.count == 0) return;
  if (count == 0 || other.lowest < lowest) lowest = other.lowest;
  if (count == 0 || other.highest > highest) highest = other.highest;
  count += other.count;
}

void ChunkPostings::add(const CaseTerms& terms) {
  const auto document = static_cast<std::uint32_t>(ends_.size());
  for (const CaseTerms::Term& term : terms.terms()) {
    const std::uint32_t number = terms_.add(terms.text(term));
    postings_.push_back({number, term.count});
    if (term.position_count == 0) continue;
    const std::size_t begin = position_bytes_.size();
    glass::append_positions(&position_bytes_, terms.positions(term));
    if (position_bytes_.size() > UINT32_MAX) {
      throw Error(ErrorCode::limit, {"事例が大きすぎます", "a case is too large"});
    }
    positions_.push_back({number, document, static_cast<std::uint32_t>(begin),
                          static_cast<std::uint32_t>(position_bytes_.size() - begin)});
  }
  for (const auto& [slot, value] : terms.values) {
    values_[slot].push_back({document, value});
    slots_[slot].add(value);
  }
  ends_.push_back(postings_.size());
  lengths_.push_back(terms.length());
}

void ChunkPostings::write_special(RunWriter* out) const {
  RunEntry entry;
  std::map<std::string, const std::vector<Value>*> by_key;
  for (const auto& [slot, values] : values_) {
    std::string key(glass::kValuesKey);
    append_varint(&key, slot);
    by_key.emplace(key, &values);
  }
  for (const auto& [key, values] : by_key) {
    entry.begin(key);
    for (const Value& value : *values) {
      append_sized(entry.next(first_ + value.document), value.value);
    }
    out->add(entry);
  }
  if (lengths_.empty()) return;
  entry.begin(glass::kLengthsKey);
  for (std::uint32_t document = 0; document < lengths_.size(); ++document) {
    append_varint(entry.next(first_ + document), lengths_[document]);
  }
  out->add(entry);
}

void ChunkPostings::write_postings(const std::string& path,
                                   const std::vector<std::uint32_t>& order) const {
  const ByTerm<Occurrence> postings(terms_.size(), postings_.size(), [this](const auto& take) {
    std::uint64_t next = 0;
    for (std::uint32_t document = 0; document < ends_.size(); ++document) {
      for (; next < ends_[document]; ++next) {
        take(postings_[next].term, Occurrence{document, postings_[next].count});
      }
    }
  });
  RunWriter file(path);
  write_special(&file);  // their keys begin with a zero byte, which no term does
  RunEntry entry;
  std::string key;
  for (const std::uint32_t term : order) {
    key.clear();
    glass::append_escaped(&key, terms_.text(term));
    entry.begin(key);
    for (const Occurrence& found : postings.of(term)) {
      append_varint(entry.next(first_ + found.document), found.count);
      entry.total += found.count;
    }
    file.add(entry);
  }
  file.finish();
}

void ChunkPostings::write_positions(const std::string& path,
                                    const std::vector<std::uint32_t>& order) const {
  const ByTerm<PositionList> positions(terms_.size(), positions_.size(), [this](const auto& take) {
    for (const Positions& list : positions_) {
      take(list.term, PositionList{list.document, list.begin, list.size});
    }
  });
  RunWriter file(path);
  RunEntry entry;
  std::string key;
  for (const std::uint32_t term : order) {
    if (positions.of(term).empty()) continue;
    key.clear();
    glass::append_escaped(&key, terms_.text(term));
    entry.begin(key);
    for (const PositionList& list : positions.of(term)) {
      append_sized(entry.next(first_ + list.document),
                   std::string_view(position_bytes_).substr(list.begin, list.size));
    }
    file.add(entry);
  }
  file.finish();
}

void ChunkPostings::write(const std::string& postings_path,
                          const std::string& positions_path) const {
  const std::vector<std::uint32_t> order = terms_.sorted();
  write_postings(postings_path, order);
  write_positions(positions_path, order);
}

}  // namespace jirei
