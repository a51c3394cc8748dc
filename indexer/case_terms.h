// What a case is found by: everything of schema.h that goes into a Xapian document, in flat arrays
// that are filled again for the next case.
#pragma once

#include <xapian.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dict/analyzer.h"
#include "indexer/string_table.h"

namespace jirei {

class CaseTerms {
 public:
  struct Term {
    std::uint32_t begin = 0;  ///< its bytes
    std::uint32_t size = 0;
    std::uint32_t count = 0;  ///< wdf
    std::uint32_t first_position = 0;
    std::uint32_t position_count = 0;
  };

  /// Terms come in ascending order: composed, facets, grams, id, words of the title, words.
  void clear();
  void add_composed();
  void add_facets(std::vector<std::string> terms);
  void add_grams(std::span<const AnalyzedText> fields);
  void add_id(std::string_view id);
  void add_title_words(const AnalyzedText& title);
  /// With positions; the next field begins schema::kFieldGap further on.
  void add_words(std::span<const AnalyzedText> fields);

  const std::vector<Term>& terms() const { return terms_; }
  std::string_view text(const Term& term) const {
    return std::string_view(bytes_).substr(term.begin, term.size);
  }
  std::span<const std::uint32_t> positions(const Term& term) const {
    return std::span(positions_).subspan(term.first_position, term.position_count);
  }
  /// Sum of the counts.
  std::uint64_t length() const { return length_; }

  std::vector<std::pair<std::uint32_t, std::string>> values;  ///< by slot, ascending, not empty
  std::string data;

  Xapian::Document to_document() const;

 private:
  Term& push(std::string_view term, std::uint32_t count);
  std::uint32_t number_of(std::string_view word);

  std::string bytes_, scratch_;
  std::vector<Term> terms_;
  std::vector<std::uint32_t> positions_;
  std::uint64_t length_ = 0;

  std::vector<std::uint64_t> grams_;
  StringTable words_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> occurrences_;  ///< word, position
  std::vector<std::uint32_t> starts_;
};

}  // namespace jirei
