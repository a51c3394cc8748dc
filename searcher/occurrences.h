// Where the patterns of a query stand in one text of a case.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dict/text_search.h"
#include "dict/unicode.h"
#include "searcher/kept_places.h"
#include "searcher/snippet.h"

namespace jirei {

/// One searchable text of a case: its folded form, or, for literal (--exact) searches, its source.
/// All ranges are byte ranges of text().
class Passage {
 public:
  Passage(const FieldView& field, std::size_t index, bool exact);

  std::size_t index() const { return index_; }
  std::string_view heading() const { return field_.heading(); }
  /// Whether the pattern counts here; passages are texts of sections.
  bool admits(const MatchPattern& pattern) const;
  std::string_view text() const { return exact_ ? std::string_view(source_) : field_.folded(); }
  /// The sentence that holds the offset (the last one at the very end).
  ByteRange sentence(std::uint32_t offset) const;
  /// text() in the range where that is the source itself, byte for byte; else nothing.
  std::optional<std::string_view> verbatim(ByteRange range) const;
  /// The range with all that a slice of it shows (see FieldView::whole()).
  ByteRange whole(ByteRange range) const { return exact_ ? range : field_.whole(range); }
  /// The verbatim source and the marks in code points of it.
  FieldView::Slice slice(ByteRange range, std::span<const ByteRange> marks) const;

 private:
  FieldView field_;
  std::size_t index_;
  bool exact_;
  std::string source_;
  mutable std::vector<std::uint32_t> sentence_ends_;  // decoded when first asked for
  mutable std::optional<std::string> folded_heading_;
};

/// An occurrence of pattern number `pattern`.
struct Occurrence {
  ByteRange range;
  std::uint32_t pattern = 0;
};

/// Finds patterns in passages. Remembers analysed sentences; make one a hit.
class PatternSearch {
 public:
  /// At most `sentence_budget` sentences are analysed to confirm stems; stems beyond that count as
  /// not found.
  PatternSearch(std::span<const MatchPattern> patterns, const SessionSource& session,
                std::size_t sentence_budget);

  /// Takes the places of the patterns from what is kept of a case; its passages must not be those
  /// of an --exact search.
  void use(KeptPlaces* places, std::uint32_t docid);

  std::span<const MatchPattern> patterns() const { return patterns_; }

  /// Up to `limit` occurrences of one pattern, stems unconfirmed: the first half of them from the
  /// beginning, the rest spread over what follows.
  std::vector<Occurrence> sample(const Passage& passage, std::uint32_t pattern,
                                 std::size_t limit) const;
  /// All occurrences that lie in `range`, by beginning, stems unconfirmed.
  std::vector<Occurrence> in_range(const Passage& passage, ByteRange range) const;
  /// Keeps the confirmed ones; a confirmed stem grows to its token. What overlaps the word as it
  /// was typed goes.
  void confirm(const Passage& passage, std::vector<Occurrence>* occurrences);

 private:
  bool stands_free(std::string_view text, ByteRange range) const;
  bool stands(const MatchPattern& pattern, std::string_view text, ByteRange range) const;
  const Places* known_places(const Passage& passage, std::uint32_t pattern) const;
  std::optional<ByteRange> find(const Passage& passage, std::uint32_t pattern, std::size_t from,
                                std::size_t end) const;
  std::optional<ByteRange> token_at(const Passage& passage, ByteRange stem, std::string_view base);

  std::span<const MatchPattern> patterns_;
  std::vector<Finder> finders_;                          // one a pattern
  std::vector<std::shared_ptr<PlacesOfString>> places_;  // likewise, or none
  std::uint32_t docid_ = 0;
  mutable std::vector<const Places*> known_;  // in the passage asked for last, by pattern
  mutable std::size_t passage_ = SIZE_MAX;
  const SessionSource& session_;
  std::size_t sentence_budget_;
  // By passage and beginning of the analysed piece.
  std::map<std::pair<std::size_t, std::uint32_t>, std::shared_ptr<const SentenceTokens>> analyzed_;
};

/// Sorted ranges with overlapping and adjacent ones made one.
std::vector<ByteRange> merge_ranges(std::vector<ByteRange> ranges);

/// The code point that ends before `pos` (which must be > 0); `*begin` is set to its beginning.
char32_t previous_code_point(std::string_view text, std::size_t pos, std::size_t* begin);

}  // namespace jirei
