#include "searcher/doc_set.h"

#include <iterator>

namespace jirei {
namespace {

using Words = std::span<const std::uint64_t>;

template <typename Get>
std::uint32_t sum_bits(std::size_t words, const Get& get) {
  std::uint32_t n = 0;
  for (std::size_t i = 0; i < words; ++i) n += static_cast<std::uint32_t>(std::popcount(get(i)));
  return n;
}

#if defined(__x86_64__)
// A bit count is one instruction where the processor has it, and a call else.
__attribute__((target("popcnt"))) std::uint32_t count_quickly(Words words) {
  std::uint64_t n = 0;
  for (const std::uint64_t word : words)
    n += static_cast<std::uint64_t>(__builtin_popcountll(word));
  return static_cast<std::uint32_t>(n);
}
#endif

std::uint32_t count_bits(Words words) {
#if defined(__x86_64__)
  static const bool quick = __builtin_cpu_supports("popcnt") != 0;
  if (quick) return count_quickly(words);
#endif
  return sum_bits(words.size(), [&](std::size_t i) { return words[i]; });
}

bool test_bit(Words words, std::uint32_t docid) {
  return docid / 64 < words.size() && (words[docid / 64] >> (docid & 63U) & 1U) != 0;
}

}  // namespace

DocSet::DocSet(std::uint32_t last_docid) : last_docid_(last_docid), listed_(last_docid >= kLarge) {
  if (!listed_) words_.assign(word_count(), 0);
}

DocSet DocSet::full(std::uint32_t last_docid) {
  DocSet set;
  set.last_docid_ = last_docid;
  set.words_.assign(set.word_count(), ~std::uint64_t{0});
  set.cut_ends();
  return set;
}

DocSet DocSet::of_words(std::uint32_t last_docid, std::span<const std::uint64_t> words) {
  DocSet set;
  set.last_docid_ = last_docid;
  const std::size_t size = set.word_count();
  set.words_.reserve(size);
  set.words_.assign(words.begin(),
                    words.begin() + static_cast<std::ptrdiff_t>(std::min(words.size(), size)));
  set.words_.resize(size, 0);
  set.cut_ends();
  return set;
}

DocSet DocSet::of_list(std::uint32_t last_docid, std::span<const std::uint32_t> docids) {
  DocSet set(last_docid);
  if (set.listed_ && docids.size() > set.most_listed()) set.spread();
  if (set.listed_) set.list_.reserve(docids.size());
  for (const std::uint32_t docid : docids) set.set(docid);
  return set;
}

void DocSet::cut_ends() {
  words_.front() &= ~std::uint64_t{1};
  const std::uint32_t used = (last_docid_ & 63) + 1;
  if (used < 64) words_.back() &= (std::uint64_t{1} << used) - 1;
}

void DocSet::clear() { *this = DocSet(last_docid_); }

void DocSet::insert(std::uint32_t docid) {
  if (list_.empty() || list_.back() < docid) {
    list_.push_back(docid);
  } else {
    const auto at = std::lower_bound(list_.begin(), list_.end(), docid);
    if (*at == docid) return;
    list_.insert(at, docid);
  }
  if (list_.size() > most_listed()) spread();
}

void DocSet::erase(std::uint32_t docid) {
  const auto at = std::lower_bound(list_.begin(), list_.end(), docid);
  if (at != list_.end() && *at == docid) list_.erase(at);
}

DocSet& DocSet::spread() {
  if (!listed_) return *this;
  words(&words_);
  listed_ = false;
  list_ = {};
  return *this;
}

DocSet& DocSet::compact() {
  if (listed_ || last_docid_ < kLarge || count_bits(words_) > most_listed() / 2) return *this;
  list_ = to_vector();
  listed_ = true;
  words_ = {};
  return *this;
}

std::span<const std::uint64_t> DocSet::words(std::vector<std::uint64_t>* room) const {
  if (!listed_) return words_;
  room->assign(word_count(), 0);
  for (const std::uint32_t docid : list_) (*room)[docid >> 6] |= bit(docid);
  return *room;
}

std::uint32_t DocSet::count() const {
  return listed_ ? static_cast<std::uint32_t>(list_.size()) : count_bits(words_);
}

bool DocSet::empty() const {
  return list_.empty() &&
         std::all_of(words_.begin(), words_.end(), [](std::uint64_t word) { return word == 0; });
}

std::uint32_t DocSet::count_common(const DocSet& other) const {
  if (!listed_ && other.listed_) return other.count_common(*this);
  if (listed_) {
    return static_cast<std::uint32_t>(
        std::count_if(list_.begin(), list_.end(), [&](std::uint32_t d) { return other.test(d); }));
  }
  return sum_bits(std::min(words_.size(), other.words_.size()),
                  [&](std::size_t i) { return words_[i] & other.words_[i]; });
}

bool DocSet::intersects(const DocSet& other) const {
  if (!listed_ && other.listed_) return other.intersects(*this);
  if (listed_) {
    return std::any_of(list_.begin(), list_.end(), [&](std::uint32_t d) { return other.test(d); });
  }
  const std::size_t n = std::min(words_.size(), other.words_.size());
  for (std::size_t i = 0; i < n; ++i) {
    if ((words_[i] & other.words_[i]) != 0) return true;
  }
  return false;
}

bool DocSet::contains(const DocSet& other) const {
  if (other.listed_) {
    return std::all_of(other.list_.begin(), other.list_.end(),
                       [&](std::uint32_t d) { return test(d); });
  }
  if (listed_) return other.count() <= list_.size() && other.count_common(*this) == other.count();
  for (std::size_t i = 0; i < other.words_.size(); ++i) {
    const std::uint64_t mine = i < words_.size() ? words_[i] : 0;
    if ((other.words_[i] & ~mine) != 0) return false;
  }
  return true;
}

DocSet& DocSet::keep_words(std::span<const std::uint64_t> words) {
  if (listed_) {
    std::erase_if(list_, [&](std::uint32_t docid) { return !test_bit(words, docid); });
    return *this;
  }
  for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= i < words.size() ? words[i] : 0;
  return *this;
}

DocSet& DocSet::operator&=(const DocSet& other) {
  if (!other.listed_) return keep_words(other.words_);
  std::vector<std::uint32_t> common;
  if (listed_) {
    std::set_intersection(list_.begin(), list_.end(), other.list_.begin(), other.list_.end(),
                          std::back_inserter(common));
  } else {
    std::copy_if(other.list_.begin(), other.list_.end(), std::back_inserter(common),
                 [&](std::uint32_t docid) { return test_bit(words_, docid); });
  }
  list_ = std::move(common);
  listed_ = true;
  words_ = {};
  return *this;
}

DocSet& DocSet::operator|=(const DocSet& other) {
  if (other.last_docid_ > last_docid_) {
    if (listed_ != other.listed_) spread();
    last_docid_ = other.last_docid_;
    if (!listed_) words_.resize(word_count(), 0);
  }
  if (other.listed_ && listed_) {
    std::vector<std::uint32_t> either;
    either.reserve(list_.size() + other.list_.size());
    std::set_union(list_.begin(), list_.end(), other.list_.begin(), other.list_.end(),
                   std::back_inserter(either));
    list_ = std::move(either);
    if (list_.size() > most_listed()) spread();
    return *this;
  }
  for (const std::uint32_t docid : other.list_) set(docid);
  if (other.listed_) return *this;
  if (listed_) {
    std::vector<std::uint32_t> mine = std::move(list_);
    const std::uint32_t last = last_docid_;
    *this = other;
    last_docid_ = last;
    words_.resize(word_count(), 0);
    for (const std::uint32_t docid : mine) set(docid);
    return *this;
  }
  for (std::size_t i = 0; i < other.words_.size(); ++i) words_[i] |= other.words_[i];
  return *this;
}

DocSet& DocSet::and_not(const DocSet& other) {
  if (listed_) {
    std::erase_if(list_, [&](std::uint32_t docid) { return other.test(docid); });
    return *this;
  }
  for (const std::uint32_t docid : other.list_) reset(docid);
  const std::size_t n = std::min(words_.size(), other.words_.size());
  for (std::size_t i = 0; i < n; ++i) words_[i] &= ~other.words_[i];
  return *this;
}

std::uint32_t DocSet::next(std::uint32_t docid) const {
  if (listed_) {
    const auto at = std::lower_bound(list_.begin(), list_.end(), docid);
    return at == list_.end() ? 0 : *at;
  }
  if (docid > last_docid_ || words_.empty()) return 0;
  std::size_t w = docid >> 6;
  std::uint64_t word = words_[w] & (~std::uint64_t{0} << (docid & 63));
  while (word == 0) {
    if (++w == words_.size()) return 0;
    word = words_[w];
  }
  return static_cast<std::uint32_t>(w * 64) + static_cast<std::uint32_t>(std::countr_zero(word));
}

std::vector<std::uint32_t> DocSet::to_vector() const {
  if (listed_) return list_;
  std::vector<std::uint32_t> docids;
  docids.reserve(count());
  for_each([&](std::uint32_t docid) { docids.push_back(docid); });
  return docids;
}

bool operator==(const DocSet& a, const DocSet& b) {
  if (a.last_docid_ != b.last_docid_) return false;
  if (a.listed_ == b.listed_) return a.words_ == b.words_ && a.list_ == b.list_;
  return a.count() == b.count() && a.contains(b);
}

}  // namespace jirei
