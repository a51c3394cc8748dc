#include "searcher/shard_terms.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "indexer/lexicon.h"
#include "indexer/schema.h"

namespace jirei {
namespace {

// Postings kept between questions: 32 MB.
constexpr std::size_t kKeptPostings = std::size_t{4} << 20U;
constexpr std::size_t kKeptFrequencies = 200'000;
// Up to so many lengths are asked one by one, more in one exchange with all that the terms have.
constexpr std::size_t kFewLengths = 8;

Xapian::Query any_of(const std::vector<std::string>& terms) {
  return Xapian::Query(Xapian::Query::OP_OR, terms.begin(), terms.end());
}

}  // namespace

ShardTerms::ShardTerms(std::vector<Shard> shards, std::shared_ptr<ShardWorkers> workers)
    : shards_(std::move(shards)), workers_(std::move(workers)) {
  for (std::size_t s = 0; s < shards_.size(); ++s) {
    const Xapian::Database& database = shards_[s].database;
    doc_count_ += database.get_doccount();
    total_length_ += database.get_total_length();
    const std::uint32_t last = database.get_lastdocid();
    if (last > 0) last_docid_ = std::max(last_docid_, global(s, last));
  }
  lengths_.assign(std::size_t{last_docid_} + 1, 0);
}

double ShardTerms::average_length() const {
  return doc_count_ == 0 ? 0 : static_cast<double>(total_length_) / doc_count_;
}

std::uint32_t ShardTerms::frequency(const std::string& term) const {
  const auto known = frequencies_.find(term);
  if (known != frequencies_.end()) return known->second;
  if (knows_beginning(term)) return 0;
  if (ask_beginning(term)) return frequency(term);
  std::vector<std::uint32_t> found(shards_.size(), 0);
  workers_->for_each([&](std::size_t s) { found[s] = shards_[s].database.get_termfreq(term); });
  const std::uint32_t sum = std::accumulate(found.begin(), found.end(), 0U);
  if (frequencies_.size() >= kKeptFrequencies) {
    frequencies_.clear();
    beginnings_.clear();
  }
  frequencies_.emplace(term, sum);
  return sum;
}

namespace {

// Two Japanese characters behind the prefix: few enough terms to be told at once.
constexpr std::size_t kBeginning = 7;

std::string beginning_of(const std::string& term) { return term.substr(0, kBeginning); }

}  // namespace

bool ShardTerms::knows_beginning(const std::string& term) const {
  return beginnings_.contains(beginning_of(term));
}

// A query asks for many words that begin alike (セキュリティ, セキュリティー, セキュリテイ …), most
// of which stand nowhere: shards that are far away tell in one exchange which there are.
bool ShardTerms::ask_beginning(const std::string& term) const {
  const bool far =
      std::any_of(shards_.begin(), shards_.end(), [](const Shard& shard) { return shard.remote; });
  if (!far || term.size() < kBeginning || term.front() != schema::kWordPrefix) return false;
  const std::string beginning = beginning_of(term);
  std::vector<std::vector<std::pair<std::string, std::uint32_t>>> found(shards_.size());
  workers_->for_each([&](std::size_t s) {
    const Xapian::Database& database = shards_[s].database;
    const auto end = database.allterms_end(beginning);
    for (auto it = database.allterms_begin(beginning); it != end; ++it) {
      found[s].emplace_back(*it, it.get_termfreq());
    }
  });
  std::map<std::string, std::uint32_t> sums;
  for (const auto& of_shard : found) {
    for (const auto& [name, count] : of_shard) sums[name] += count;
  }
  if (frequencies_.size() + sums.size() > kKeptFrequencies) {
    frequencies_.clear();
    beginnings_.clear();
  }
  for (const auto& [name, count] : sums) frequencies_.insert_or_assign(name, count);
  beginnings_.insert(beginning);
  return true;
}

void ShardTerms::prepare_frequencies(const std::vector<std::string>& terms) const {
  std::vector<std::string> unknown;
  for (const std::string& term : terms) {
    if (!frequencies_.contains(term)) unknown.push_back(term);
  }
  if (unknown.size() < 2) return;
  std::vector<std::vector<std::uint32_t>> found(shards_.size());
  workers_->for_each([&](std::size_t s) {
    Xapian::Enquire enquire(shards_[s].database);
    enquire.set_query(any_of(unknown));
    // The statistics of a query come before its hits, of which none is wanted.
    const Xapian::MSet none = enquire.get_mset(0, 0);
    for (const std::string& term : unknown) found[s].push_back(none.get_termfreq(term));
  });
  std::vector<std::uint32_t> sums(unknown.size(), 0);
  for (const auto& of_shard : found) {
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += of_shard[i];
  }
  if (frequencies_.size() + unknown.size() > kKeptFrequencies) {
    frequencies_.clear();
    beginnings_.clear();
  }
  for (std::size_t i = 0; i < unknown.size(); ++i) frequencies_.emplace(unknown[i], sums[i]);
}

std::shared_ptr<const PostingList> ShardTerms::postings(const std::string& term) const {
  const auto known = kept_.find(term);
  if (known != kept_.end()) {
    latest_.splice(latest_.begin(), latest_, known->second.place);
    return known->second.list;
  }
  PostingList list;
  const auto frequency = frequencies_.find(term);
  if (frequency == frequencies_.end() || frequency->second > 0) {
    std::vector<PostingList> parts(shards_.size());
    workers_->for_each([&](std::size_t s) {
      const Xapian::Database& database = shards_[s].database;
      const auto end = database.postlist_end(term);
      for (auto it = database.postlist_begin(term); it != end; ++it) {
        parts[s].push_back({global(s, *it), it.get_wdf()});
      }
    });
    for (const PostingList& part : parts) list.insert(list.end(), part.begin(), part.end());
  }
  std::sort(list.begin(), list.end(),
            [](const Posting& a, const Posting& b) { return a.docid < b.docid; });
  frequencies_.insert_or_assign(term, static_cast<std::uint32_t>(list.size()));
  auto shared = std::make_shared<const PostingList>(std::move(list));
  kept_postings_ += shared->size() + 16;
  while (kept_postings_ > kKeptPostings && !latest_.empty()) {
    const auto oldest = kept_.find(latest_.back());
    kept_postings_ -= oldest->second.list->size() + 16;
    kept_.erase(oldest);
    latest_.pop_back();
  }
  latest_.push_front(term);
  kept_.emplace(term, Kept{shared, latest_.begin()});
  return shared;
}

// The remote protocol gives a length at a time. But BM25 can be told to weigh a case by its length
// alone (k2), and weights come for all hits of a query in one exchange: w = 2 / (1 + length/mean).
void ShardTerms::read_lengths(std::size_t shard, const std::vector<std::uint32_t>& docids,
                              const std::vector<std::string>& terms) const {
  const Xapian::Database& database = shards_[shard].database;
  if (!shards_[shard].remote || docids.size() <= kFewLengths || terms.empty()) {
    for (const std::uint32_t docid : docids) {
      lengths_[global(shard, docid)] = database.get_doclength(docid);
    }
    return;
  }
  Xapian::Enquire enquire(database);
  enquire.set_query(Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT, any_of(terms), 0.0), 1);
  enquire.set_weighting_scheme(Xapian::BM25Weight(1, 1, 0, 1, 0));
  const Xapian::MSet all = enquire.get_mset(0, database.get_doccount());
  const double mean = static_cast<double>(database.get_total_length()) / database.get_doccount();
  for (auto it = all.begin(); it != all.end(); ++it) {
    const double length = mean * (2.0 / it.get_weight() - 1.0);
    lengths_[global(shard, *it)] = static_cast<std::uint32_t>(std::lround(length));
  }
}

void ShardTerms::prepare_lengths(const std::vector<std::uint32_t>& docids,
                                 const std::vector<std::string>& terms) const {
  std::vector<std::vector<std::uint32_t>> unknown(shards_.size());
  for (const std::uint32_t docid : docids) {
    if (lengths_[docid] != 0) continue;
    unknown[(docid - 1) % shards_.size()].push_back(
        static_cast<std::uint32_t>((docid - 1) / shards_.size() + 1));
  }
  workers_->for_each([&](std::size_t s) { return !unknown[s].empty(); },
                     [&](std::size_t s) { read_lengths(s, unknown[s], terms); });
}

bool ShardTerms::knows_reading(const std::string& reading) const {
  // Two kana: few enough readings to be told at once, and a query asks for many of them.
  constexpr std::size_t kBeginning = 6;
  constexpr std::size_t kKeptBeginnings = 1000;
  const std::string beginning = reading.substr(0, kBeginning);
  auto known = readings_.find(beginning);
  if (known == readings_.end()) {
    if (readings_.size() >= kKeptBeginnings) readings_.clear();
    known = readings_.emplace(beginning, std::unordered_set<std::string>()).first;
    for (std::string& one : readings_beginning(beginning, SIZE_MAX)) {
      known->second.insert(std::move(one));
    }
  }
  return known->second.contains(reading);
}

std::vector<std::string> ShardTerms::surfaces(const std::string& reading) const {
  if (!knows_reading(reading)) return {};
  std::vector<std::map<std::string, std::int64_t>> parts(shards_.size());
  workers_->for_each(
      [&](std::size_t s) { parts[s] = lexicon_entry(shards_[s].database, reading); });
  std::map<std::string, std::int64_t> counts;
  for (const auto& part : parts) {
    for (const auto& [surface, count] : part) counts[surface] += count;
  }
  std::vector<std::pair<std::string, std::int64_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> out;
  for (auto& entry : sorted) out.push_back(std::move(entry.first));
  return out;
}

std::vector<std::string> ShardTerms::readings_beginning(const std::string& prefix,
                                                        std::size_t limit) const {
  const std::string key_prefix = schema::kMetaReadingPrefix + prefix;
  std::vector<std::vector<std::string>> parts(shards_.size());
  workers_->for_each([&](std::size_t s) {
    auto key = shards_[s].database.metadata_keys_begin(key_prefix);
    const auto end = shards_[s].database.metadata_keys_end(key_prefix);
    for (; key != end && parts[s].size() < limit; ++key) parts[s].push_back((*key).substr(1));
  });
  std::set<std::string> readings;
  for (const auto& part : parts) readings.insert(part.begin(), part.end());
  std::vector<std::string> out(readings.begin(), readings.end());
  if (out.size() > limit) out.resize(limit);
  return out;
}

}  // namespace jirei
