// The measures (対策) that a text says were taken: patterns over tokens, for the facet 対策.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dict/analyzer.h"
#include "dict/normalizer.h"

namespace jirei {

/// A vocabulary of measures. What is not done (していない, 未導入), only planned or wished for
/// (検討中, したい), or said under a heading about causes does not count. Source and syntax:
/// dict/tables/measures.txt. Immutable; safe for concurrent use.
class MeasureTable {
 public:
  /// Reads a source file. Throws Error(dictionary) when it cannot be read, Error(invalid_input)
  /// with file and line when it breaks the syntax.
  static MeasureTable open(const std::string& path);
  static MeasureTable parse(std::string_view source, const std::string& name_for_messages);

  /// Names of the measures in the order of the table.
  const std::vector<std::string>& names() const { return names_; }
  /// Identifies the content: equal values, equal results.
  const std::string& fingerprint() const { return fingerprint_; }

  struct Evidence {
    std::size_t measure = 0;  ///< index into names()
    ByteRange range;          ///< in the folded text
  };
  /// Every place that says a measure was taken, in the order of the text. `heading` is that of the
  /// section that the text is (empty: none).
  std::vector<Evidence> evidence(const AnalyzedText& text, std::string_view heading = {}) const;

  /// The measures taken according to the text, in the order of the table, each once.
  std::vector<std::string> measures_in(const AnalyzedText& text,
                                       std::string_view heading = {}) const;

 private:
  friend class MeasureSource;
  friend class MeasureFinder;

  /// One of several words, at some distance from the one before.
  struct Element {
    std::vector<std::string> words;  ///< folded: surfaces of tokens side by side, or a base form
    bool gap = false;                ///< other words may stand between the one before and this
  };
  struct Pattern {
    std::size_t measure = 0;
    bool exclusion = false;  ///< where it stands, no pattern of the measure may match
    std::vector<Element> elements;
  };
  /// Words by their first character.
  class WordList {
   public:
    void add(const std::string& word);
    /// Index after the longest word of the list that begins at token `at` as its surface or base;
    /// `at` when there is none.
    std::size_t match(const AnalyzedText& text, std::size_t at) const;

   private:
    std::unordered_map<char32_t, std::vector<std::string>> words_;
  };

  std::vector<std::string> names_;
  std::vector<Pattern> patterns_;
  std::unordered_map<char32_t, std::vector<std::uint32_t>>
      by_first_;       ///< first character → patterns
  WordList not_done_;  ///< after a match: the measure is missing
  WordList planned_;   ///< after a match: it is only thought of
  WordList later_;     ///< before a match in its sentence: it lies in the future
  WordList harmless_;  ///< words whose negation says nothing about the measure (起きない)
  WordList fixed_;     ///< phrases that look like a negation and are none (だけでなく)
  std::vector<std::string> skipped_headings_;
  std::string fingerprint_;
};

}  // namespace jirei
