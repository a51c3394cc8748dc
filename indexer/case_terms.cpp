#include "indexer/case_terms.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>

#include "dict/ngrams.h"
#include "indexer/schema.h"

namespace jirei {
namespace {

/// A gram is two code points: eight bytes at most, kept in a number that sorts like the bytes.
std::uint64_t pack_gram(std::string_view gram) {
  std::uint64_t packed = 0;
  std::memcpy(&packed, gram.data(), std::min(gram.size(), sizeof packed));
  return __builtin_bswap64(packed);
}

std::string_view unpack_gram(std::uint64_t packed, char (&buffer)[8]) {
  const std::uint64_t bytes = __builtin_bswap64(packed);
  std::memcpy(buffer, &bytes, sizeof bytes);
  const int unused = packed == 0 ? 8 : std::countr_zero(packed) / 8;
  return {buffer, sizeof buffer - static_cast<std::size_t>(unused)};
}

bool two_hiragana(std::string_view gram) {
  std::size_t pos = 0;
  std::size_t count = 0;
  for (; pos < gram.size(); ++count) {
    if (!is_hiragana(next_code_point(gram, &pos))) return false;
  }
  return count == 2;
}

}  // namespace

void CaseTerms::clear() {
  bytes_.clear();
  terms_.clear();
  positions_.clear();
  values.clear();
  data.clear();
  length_ = 0;
}

CaseTerms::Term& CaseTerms::push(std::string_view term, std::uint32_t count) {
  assert(terms_.empty() || text(terms_.back()) < term);
  const auto begin = static_cast<std::uint32_t>(bytes_.size());
  bytes_.append(term);
  terms_.push_back({begin, static_cast<std::uint32_t>(term.size()), count, 0, 0});
  length_ += count;
  return terms_.back();
}

void CaseTerms::add_composed() { push(schema::kComposedTerm, 0); }

void CaseTerms::add_facets(std::vector<std::string> terms) {
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  for (const std::string& term : terms) push(term, 0);
}

void CaseTerms::add_grams(std::span<const AnalyzedText> fields) {
  grams_.clear();
  for (const AnalyzedText& text : fields) {
    for_each_gram(text.folded.text,
                  [this](std::string_view gram, ByteRange) { grams_.push_back(pack_gram(gram)); });
  }
  std::sort(grams_.begin(), grams_.end());
  scratch_.assign(1, schema::kGramPrefix);
  for (auto gram = grams_.begin(); gram != grams_.end();) {
    const auto next = std::find_if(gram, grams_.end(), [gram](auto g) { return g != *gram; });
    char buffer[8];
    const std::string_view bytes = unpack_gram(*gram, buffer);
    scratch_.replace(1, std::string::npos, bytes);
    push(scratch_, two_hiragana(bytes) ? 0 : static_cast<std::uint32_t>(next - gram));
    gram = next;
  }
}

void CaseTerms::add_id(std::string_view id) {
  schema::set_term(&scratch_, schema::kIdPrefix, id);
  push(scratch_, 0);
}

/// Of the word as it stands behind a prefix: overlong ones are cut.
std::uint32_t CaseTerms::number_of(std::string_view word) {
  if (word.size() + 1 <= schema::kMaxTermBytes) return words_.add(word);
  schema::set_term(&scratch_, schema::kWordPrefix, word);
  return words_.add(std::string_view(scratch_).substr(1));
}

void CaseTerms::add_title_words(const AnalyzedText& title) {
  words_.clear();
  starts_.clear();
  for (const Token& token : title.tokens) {
    if (!token.indexed()) continue;
    const std::uint32_t word = number_of(token.base);
    if (word == starts_.size()) starts_.push_back(0);
    ++starts_[word];
  }
  scratch_.assign(1, schema::kTitlePrefix);
  for (const std::uint32_t word : words_.sorted()) {
    scratch_.replace(1, std::string::npos, words_.text(word));
    push(scratch_, starts_[word]);
  }
}

void CaseTerms::add_words(std::span<const AnalyzedText> fields) {
  words_.clear();
  occurrences_.clear();
  std::uint32_t position = 0;
  for (const AnalyzedText& text : fields) {
    for (const Token& token : text.tokens) {
      ++position;
      if (token.indexed()) occurrences_.emplace_back(number_of(token.base), position);
    }
    position += schema::kFieldGap;
  }
  starts_.assign(words_.size(), 0);
  for (const auto& [word, at] : occurrences_) ++starts_[word];
  // The positions of each word side by side, the words in their order.
  scratch_.assign(1, schema::kWordPrefix);
  std::uint32_t begin = 0;
  for (const std::uint32_t word : words_.sorted()) {
    scratch_.replace(1, std::string::npos, words_.text(word));
    Term& term = push(scratch_, starts_[word]);
    term.first_position = begin;
    term.position_count = term.count;
    starts_[word] = begin;
    begin += term.count;
  }
  positions_.resize(occurrences_.size());
  for (const auto& [word, at] : occurrences_) positions_[starts_[word]++] = at;
}

Xapian::Document CaseTerms::to_document() const {
  Xapian::Document document;
  for (const Term& term : terms_) {
    const std::string name(text(term));
    if (term.position_count == 0) document.add_term(name, term.count);
    for (const std::uint32_t at : positions(term)) document.add_posting(name, at);
  }
  for (const auto& [slot, value] : values) document.add_value(slot, value);
  document.set_data(data);
  return document;
}

}  // namespace jirei
