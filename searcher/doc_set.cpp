#include "searcher/doc_set.h"

#include <algorithm>

namespace jirei {

DocSet::DocSet(std::uint32_t last_docid)
    : last_docid_(last_docid), words_((std::size_t{last_docid} + 64) / 64, 0) {}

DocSet DocSet::full(std::uint32_t last_docid) {
  DocSet set(last_docid);
  std::fill(set.words_.begin(), set.words_.end(), ~std::uint64_t{0});
  set.cut_ends();
  return set;
}

DocSet DocSet::of_words(std::uint32_t last_docid, std::span<const std::uint64_t> words) {
  DocSet set(last_docid);
  std::copy_n(words.begin(), std::min(words.size(), set.words_.size()), set.words_.begin());
  set.cut_ends();
  return set;
}

void DocSet::cut_ends() {
  words_.front() &= ~std::uint64_t{1};
  const std::uint32_t used = (last_docid_ & 63) + 1;
  if (used < 64) words_.back() &= (std::uint64_t{1} << used) - 1;
}

void DocSet::clear() { std::fill(words_.begin(), words_.end(), std::uint64_t{0}); }

std::uint32_t DocSet::count() const {
  std::uint32_t n = 0;
  for (const std::uint64_t word : words_) n += static_cast<std::uint32_t>(std::popcount(word));
  return n;
}

bool DocSet::empty() const {
  return std::all_of(words_.begin(), words_.end(), [](std::uint64_t word) { return word == 0; });
}

std::uint32_t DocSet::count_common(const DocSet& other) const {
  const std::size_t n = std::min(words_.size(), other.words_.size());
  std::uint32_t common = 0;
  for (std::size_t i = 0; i < n; ++i) {
    common += static_cast<std::uint32_t>(std::popcount(words_[i] & other.words_[i]));
  }
  return common;
}

bool DocSet::intersects(const DocSet& other) const {
  const std::size_t n = std::min(words_.size(), other.words_.size());
  for (std::size_t i = 0; i < n; ++i) {
    if ((words_[i] & other.words_[i]) != 0) return true;
  }
  return false;
}

bool DocSet::contains(const DocSet& other) const {
  for (std::size_t i = 0; i < other.words_.size(); ++i) {
    const std::uint64_t mine = i < words_.size() ? words_[i] : 0;
    if ((other.words_[i] & ~mine) != 0) return false;
  }
  return true;
}

DocSet& DocSet::operator&=(const DocSet& other) {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    words_[i] &= i < other.words_.size() ? other.words_[i] : 0;
  }
  return *this;
}

DocSet& DocSet::operator|=(const DocSet& other) {
  if (other.last_docid_ > last_docid_) {
    last_docid_ = other.last_docid_;
    words_.resize(other.words_.size(), 0);
  }
  for (std::size_t i = 0; i < other.words_.size(); ++i) words_[i] |= other.words_[i];
  return *this;
}

DocSet& DocSet::and_not(const DocSet& other) {
  const std::size_t n = std::min(words_.size(), other.words_.size());
  for (std::size_t i = 0; i < n; ++i) words_[i] &= ~other.words_[i];
  return *this;
}

std::uint32_t DocSet::next(std::uint32_t docid) const {
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
  std::vector<std::uint32_t> docids;
  docids.reserve(count());
  for_each([&](std::uint32_t docid) { docids.push_back(docid); });
  return docids;
}

}  // namespace jirei
