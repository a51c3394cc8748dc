#include "indexer/case_store_update.h"

#include <algorithm>
#include <numeric>

#include "dict/error.h"
#include "indexer/facet_table.h"

namespace jirei {

using case_store::SegmentEntry;

std::vector<std::size_t> segments_to_merge(std::span<const SegmentEntry> segments,
                                           const std::vector<std::uint64_t>& live,
                                           std::uint64_t fresh, std::uint64_t small_segment,
                                           bool purge) {
  std::vector<std::size_t> merged, rest;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const std::uint64_t bodies = segments[i].size - sizeof(case_store::SegmentHead);
    if (purge ? live[i] < bodies : live[i] * 2 < bodies) {
      merged.push_back(i);
      fresh += live[i];
    } else {
      rest.push_back(i);
    }
  }
  std::sort(rest.begin(), rest.end(), [&](std::size_t a, std::size_t b) {
    return segments[a].size != segments[b].size ? segments[a].size < segments[b].size : a < b;
  });
  if (fresh == 0) rest.clear();  // nothing new: what was in proportion still is
  for (const std::size_t i : rest) {
    const auto counted = [small_segment](std::uint64_t size) {
      return std::max(size, small_segment);
    };
    if (counted(segments[i].size) >= 2 * counted(fresh)) break;
    merged.push_back(i);
    fresh += live[i];
  }
  std::sort(merged.begin(), merged.end());
  return merged;
}

CaseStoreUpdate::CaseStoreUpdate(const std::string& old_path, const std::string& path,
                                 const FacetTable& table, std::uint64_t small_segment)
    : old_path_(old_path),
      path_(path),
      table_(table),
      small_segment_(small_segment),
      old_(old_path),
      last_docid_(old_.last_docid()),
      values_(table.facets().size()) {}

SegmentWriter& CaseStoreUpdate::fresh() {
  if (!segment_) {
    std::uint32_t number = 0;
    for (const SegmentEntry& entry : old_.segments()) number = std::max(number, entry.number);
    segment_.emplace(path_, number + 1);
  }
  return *segment_;
}

void CaseStoreUpdate::put(std::uint32_t docid, const EncodedCase& item) {
  Change change{item.id, 0, 0, item.content_hash, item.file, {}};
  change.offset = fresh().add(item.bytes);
  change.room = fresh().position() - change.offset;
  for (const auto& [facet, values] : item.facets) {
    for (const std::string& value : values) {
      change.values.push_back(facet);
      change.values.push_back(values_.at(facet).id_of(value));
    }
  }
  last_docid_ = std::max(last_docid_, docid);
  changes_[docid] = std::move(change);
}

void CaseStoreUpdate::drop(std::uint32_t docid) { changes_[docid] = {}; }

bool CaseStoreUpdate::untouched(std::uint32_t docid) const {
  return old_.live(docid) && !changes_.contains(docid);
}

std::vector<std::uint64_t> CaseStoreUpdate::live_bytes() const {
  std::vector<std::uint64_t> live;
  for (const SegmentEntry& entry : old_.segments()) live.push_back(entry.live);
  for (const auto& [docid, change] : changes_) {
    if (!old_.live(docid)) continue;
    std::uint64_t& left = live[old_.segment_of(docid)];
    left -= std::min(left, old_.room(docid));
  }
  return live;
}

void CaseStoreUpdate::link(std::uint32_t number) const {
  link_or_copy(segment_path(old_path_, number), segment_path(path_, number));
}

void CaseStoreUpdate::place_bodies(bool purge) {
  const std::vector<std::uint64_t> live = live_bytes();
  std::uint64_t in_use = 0;
  for (const auto& [docid, change] : changes_) in_use += change.room;
  const auto merged = segments_to_merge(old_.segments(), live, in_use, small_segment_, purge);

  constexpr std::size_t kMoved = SIZE_MAX;
  std::vector<std::size_t> new_number(old_.segments().size());
  for (const std::size_t i : merged) {
    new_number[i] = kMoved;
    in_use += live[i];
  }
  for (std::size_t i = 0; i < new_number.size(); ++i) {
    if (new_number[i] == kMoved) continue;
    new_number[i] = tables_.segments.size();
    tables_.segments.push_back(old_.segments()[i]);
    tables_.segments.back().live = live[i];
    link(old_.segments()[i].number);
  }
  const std::size_t fresh_number = tables_.segments.size();
  tables_.places.assign(std::size_t{last_docid_} + 1, 0);
  constexpr std::uint64_t kOffsetMask = (std::uint64_t{1} << case_store::kOffsetBits) - 1;
  for (std::uint32_t docid = 1; docid <= old_.last_docid(); ++docid) {
    if (!old_.live(docid)) continue;
    const std::size_t number = new_number[old_.segment_of(docid)];
    if (number != kMoved) {
      tables_.places[docid] = place_of(number, old_.places()[docid] & kOffsetMask);
    } else if (!changes_.contains(docid)) {
      tables_.places[docid] = place_of(fresh_number, fresh().add(old_.body(docid)));
    }
  }
  for (const auto& [docid, change] : changes_) {
    tables_.places[docid] = change.id.empty() ? 0 : place_of(fresh_number, change.offset);
  }
  if (segment_) {
    tables_.segments.push_back(segment_->finish());
    tables_.segments.back().live = in_use;
  }
}

void CaseStoreUpdate::list_ids() {
  std::vector<std::pair<std::string_view, std::uint32_t>> added;
  std::vector<bool> gone(std::size_t{old_.last_docid()} + 1);
  for (const auto& [docid, change] : changes_) {
    // A case that was replaced under its id keeps its place.
    if (!change.id.empty() && (!old_.live(docid) || old_.id(docid) != change.id)) {
      added.emplace_back(change.id, docid);
    } else if (!change.id.empty()) {
      continue;
    }
    if (docid < gone.size()) gone[docid] = true;
  }
  std::sort(added.begin(), added.end());
  const auto by_id = old_.by_id();
  auto reached = by_id.begin();
  const auto copy_until = [&](auto end) {
    for (; reached != end; ++reached) {
      if (*reached >= gone.size()) throw_damaged_store("the order of ids names an unknown case");
      if (!gone[*reached]) tables_.by_id.push_back(*reached);
    }
  };
  for (const auto& [id, docid] : added) {
    copy_until(std::lower_bound(
        reached, by_id.end(), id,
        [this](std::uint32_t other, std::string_view wanted) { return old_.id(other) < wanted; }));
    tables_.by_id.push_back(docid);
  }
  copy_until(by_id.end());
  tables_.rank_ids();
}

std::string CaseStoreUpdate::column(std::size_t facet) {
  const FacetColumn old = old_.column(facet);
  old.check();
  ColumnTable out;
  out.offsets.reserve(tables_.places.size() + 1);
  out.ids.reserve(old.ids().size());
  ColumnTable& fresh = values_[facet].column;
  out.dictionary.assign(old.dictionary().begin(), old.dictionary().end());
  std::unordered_map<std::string_view, std::uint32_t> known;
  for (std::uint32_t i = 0; i < old.dictionary().size(); ++i) known[old.dictionary()[i]] = i;
  std::vector<std::uint32_t> ids;  // of the values of changed cases
  for (std::string& value : fresh.dictionary) {
    const auto found = known.find(value);
    ids.push_back(found != known.end() ? found->second
                                       : static_cast<std::uint32_t>(out.dictionary.size()));
    if (found == known.end()) out.dictionary.push_back(std::move(value));
  }
  auto change = changes_.begin();
  for (std::uint32_t docid = 0; docid <= last_docid_; ++docid) {
    if (change != changes_.end() && change->first == docid) {
      const auto& values = change->second.values;
      for (std::size_t i = 0; i < values.size(); i += 2) {
        if (values[i] == facet) out.ids.push_back(ids[values[i + 1]]);
      }
      ++change;
    } else if (docid <= old_.last_docid()) {
      const auto values = old.values(docid);
      out.ids.insert(out.ids.end(), values.begin(), values.end());
    }
    out.close_document();
  }
  out.sort(table_, table_.facets()[facet]);
  return out.encode();
}

void CaseStoreUpdate::finish(const std::vector<std::uint32_t>& files, bool purge) {
  place_bodies(purge);
  list_ids();
  tables_.hashes.assign(tables_.places.size(), 0);
  tables_.files.assign(tables_.places.size(), UINT32_MAX);
  std::copy(old_.hashes().begin(), old_.hashes().end(), tables_.hashes.begin());
  for (std::uint32_t docid = 1; docid <= last_docid_; ++docid) {
    if (untouched(docid)) tables_.files[docid] = files.at(docid);
  }
  for (const auto& [docid, change] : changes_) {
    const bool there = !change.id.empty();
    tables_.hashes[docid] = there ? change.hash : 0;
    tables_.files[docid] = there ? change.file : UINT32_MAX;
  }
  tables_.write(path_, table_.facets().size(), [this](std::size_t facet) { return column(facet); });
}

}  // namespace jirei
