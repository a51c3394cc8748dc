// What one generation says about terms, decoded once and kept between questions: frequencies,
// posting lists, lengths of cases, surfaces of readings, and the sets of cases that hold a string,
// with its places in long texts.
//
// A session asks for the same words again and again: a filter is added, a page turned, a word
// typed further. Everything here is the generation's own and goes with it; its size is bounded.
#pragma once

#include <xapian.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "indexer/frequent_sets.h"
#include "searcher/doc_set.h"
#include "searcher/expand.h"
#include "searcher/kept_map.h"
#include "searcher/kept_places.h"
#include "searcher/posting_list.h"

namespace jirei {

/// Not thread-safe. Holds a reference; Xapian's errors come through.
class KeptTerms {
 public:
  /// Cases that a term may have for its list to be kept.
  static constexpr std::uint32_t kLongest = 65536;

  /// Cases beyond `last_docid` are passed over.
  KeptTerms(const Xapian::Database& database, std::uint32_t last_docid,
            std::optional<FrequentSets> frequent = std::nullopt);

  /// What a large collection keeps of frequent terms and strings; nullptr for others.
  const FrequentSets* frequent() const { return frequent_ ? &*frequent_ : nullptr; }

  std::uint32_t doc_count() const { return doc_count_; }
  std::uint32_t last_docid() const { return last_docid_; }
  double average_length() const { return average_length_; }

  /// Whether so many texts of the collection are better copied than mapped: mapping pays when they
  /// are asked for again, and a process may ask one question only.
  bool better_copied(std::uint32_t texts);

  std::uint32_t frequency(const std::string& term);
  /// Ascending by docid; nullptr for a term of more than kLongest cases.
  std::shared_ptr<const PostingList> postings(const std::string& term);
  /// The same of any term, though perhaps no more of it than the postings of `within`, which has so
  /// many members.
  std::shared_ptr<const PostingList> postings_of(const std::string& term, const DocSet& within,
                                                 std::uint32_t members);
  /// Lengths by docid, in occurrences of terms; none where there are more than kLongest cases.
  const std::vector<std::uint32_t>& lengths();
  /// Surfaces with this reading, most frequent first (indexer/schema.h).
  const std::vector<std::string>& surfaces(std::string_view reading);

  /// Spellings that a reading stands for, by a key of the caller's.
  const std::vector<Spelling>* find_readings(std::string_view key) { return readings_.find(key); }
  void keep_readings(std::string_view key, const std::vector<Spelling>& read);

  KeptPlaces& places() { return places_; }

  /// Sets of cases by a key of the caller's.
  const DocSet* find_set(std::string_view key) { return sets_.find(key); }
  void keep_set(std::string_view key, const DocSet& set);

 private:
  std::shared_ptr<const PostingList> read(const std::string& term);

  const Xapian::Database& database_;
  std::uint32_t doc_count_;
  std::uint32_t last_docid_;
  double average_length_;
  std::uint64_t texts_read_ = 0;
  std::optional<FrequentSets> frequent_;
  std::vector<std::uint32_t> lengths_;
  // Asked for most often: without the order of a KeptMap.
  std::unordered_map<std::string, std::uint32_t> frequencies_;
  KeptMap<std::shared_ptr<const PostingList>> lists_;
  KeptMap<std::vector<std::string>> surfaces_;
  KeptMap<std::vector<Spelling>> readings_;
  KeptMap<DocSet> sets_;
  KeptPlaces places_;
};

}  // namespace jirei
