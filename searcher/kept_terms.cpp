#include "searcher/kept_terms.h"

#include <utility>

#include "indexer/schema.h"

namespace jirei {
namespace {

// Room, in bytes or about; an entry takes some beside what it holds.
constexpr std::size_t kEntry = 160;
constexpr std::size_t kMostFrequencies = 100'000;
constexpr std::size_t kRoomForLists = std::size_t{32} << 20U;
constexpr std::size_t kRoomForSurfaces = std::size_t{4} << 20U;
constexpr std::size_t kRoomForSets = std::size_t{16} << 20U;

std::vector<std::string> unpacked(std::string_view packed) {
  std::vector<std::string> out;
  for (std::size_t pos = 0; pos < packed.size();) {
    std::size_t end = packed.find('\0', pos);
    if (end == std::string::npos) end = packed.size();
    out.emplace_back(packed.substr(pos, end - pos));
    pos = end + 1;
  }
  return out;
}

}  // namespace

KeptTerms::KeptTerms(const Xapian::Database& database, std::uint32_t last_docid,
                     std::optional<FrequentSets> frequent)
    : database_(database),
      doc_count_(database.get_doccount()),
      last_docid_(last_docid),
      average_length_(doc_count_ == 0 ? 0
                                      : static_cast<double>(database.get_total_length()) /
                                            static_cast<double>(doc_count_)),
      frequent_(std::move(frequent)),
      lists_(kRoomForLists),
      surfaces_(kRoomForSurfaces),
      readings_(kRoomForSurfaces),
      sets_(kRoomForSets) {}

bool KeptTerms::better_copied(std::uint32_t texts) {
  constexpr std::uint64_t kFirst = 1U << 20U;  // texts that a process reads
  constexpr std::uint32_t kSparse = 2;         // one of so many: mapping neighbours pays
  texts_read_ += texts;
  return texts_read_ <= kFirst && texts < last_docid_ / kSparse;
}

std::uint32_t KeptTerms::frequency(const std::string& term) {
  const auto known = frequencies_.find(term);
  if (known != frequencies_.end()) return known->second;
  if (frequencies_.size() >= kMostFrequencies) frequencies_.clear();
  return frequencies_.emplace(term, database_.get_termfreq(term)).first->second;
}

std::shared_ptr<const PostingList> KeptTerms::read(const std::string& term) {
  auto list = std::make_shared<PostingList>();
  const std::uint32_t count = frequency(term);
  if (count == 0) return list;
  list->reserve(count);
  const auto end = database_.postlist_end(term);
  for (auto it = database_.postlist_begin(term); it != end; ++it) {
    if (*it > last_docid_) break;
    list->push_back({*it, it.get_wdf()});
  }
  return list;
}

std::shared_ptr<const PostingList> KeptTerms::postings(const std::string& term) {
  if (const auto* known = lists_.find(term)) return *known;
  if (frequency(term) > kLongest) return nullptr;
  auto list = read(term);
  const std::size_t cost = kEntry + term.size() + list->size() * sizeof(Posting);
  return *lists_.keep(term, std::move(list), cost);
}

std::shared_ptr<const PostingList> KeptTerms::postings_of(const std::string& term,
                                                          const DocSet& within,
                                                          std::uint32_t members) {
  if (const auto* known = lists_.find(term)) return *known;
  const std::uint32_t count = frequency(term);
  if (std::uint64_t{members} * 8 >= count) return count > kLongest ? read(term) : postings(term);
  auto list = std::make_shared<PostingList>();
  auto it = database_.postlist_begin(term);
  const auto end = database_.postlist_end(term);
  for (std::uint32_t docid = within.next(1); docid != 0; docid = within.next(docid + 1)) {
    if (it != end) it.skip_to(docid);
    if (it == end) break;
    if (*it == docid) list->push_back({docid, it.get_wdf()});
  }
  return list;
}

const std::vector<std::uint32_t>& KeptTerms::lengths() {
  if (!lengths_.empty() || last_docid_ > kLongest) return lengths_;
  lengths_.assign(std::size_t{last_docid_} + 1, 0);
  const auto end = database_.postlist_end("");
  for (auto it = database_.postlist_begin(""); it != end; ++it) {
    if (*it > last_docid_) break;
    lengths_[*it] = it.get_doclength();
  }
  return lengths_;
}

const std::vector<std::string>& KeptTerms::surfaces(std::string_view reading) {
  if (const auto* known = surfaces_.find(reading)) return *known;
  std::string key(1, schema::kMetaReadingPrefix);
  key += reading;
  const std::string packed = database_.get_metadata(key);
  return *surfaces_.keep(reading, unpacked(packed), kEntry + key.size() + packed.size() * 2);
}

void KeptTerms::keep_readings(std::string_view key, const std::vector<Spelling>& read) {
  readings_.keep(key, read, kEntry + key.size() + read.size() * (sizeof(Spelling) + 16));
}

void KeptTerms::keep_set(std::string_view key, const DocSet& set) {
  sets_.keep(key, set, kEntry + key.size() + set.bytes());
}

}  // namespace jirei
