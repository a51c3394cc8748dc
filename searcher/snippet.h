// Fragments of a case around what matched, and the matched characters themselves.
//
// Works on the folded texts of the store: finds the patterns' occurrences, picks sentences that
// show the most of the query, and maps back to verbatim source text. Documents are never analysed
// again as a whole; only the sentences in which a verb's stem stands are, to tell 漏れる from 漏斗.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/case_store.h"
#include "searcher/answer.h"
#include "searcher/session_source.h"

namespace jirei {

class KeptPlaces;

/// One string whose occurrences show that a word of the query matched.
struct MatchPattern {
  std::string text;        ///< folded needle (SnippetOptions::exact: source code points); not empty
  std::uint32_t word = 0;  ///< index of the query word it belongs to
  float weight = 1;        ///< literal 1, variant .9, synonym .5, part .3, …
  /// `text` is the common stem of an inflected word: an occurrence counts where a token begins
  /// there whose base is `confirm_base`; the whole token is highlighted.
  bool verb_stem = false;
  std::string confirm_base{};
  /// verb_stem: the characters one of which follows the stem in every form of the word; empty: any.
  std::string next{};
  /// The occurrence must not be part of a longer run of Latin letters and digits (pc in upc).
  bool whole_run = false;
  /// Where it counts: anywhere, in the title alone, or in the sections of one (folded) heading.
  bool title_only = false;
  std::string section{};

  /// As the user typed it: nothing else of its word is marked over it.
  bool literal() const { return !verb_stem && !whole_run; }
};

struct SnippetOptions {
  std::uint32_t fragments = 3;
  std::uint32_t width = 120;     ///< display columns of a fragment
  bool exact = false;            ///< patterns are source code points (--exact)
  KeptPlaces* places = nullptr;  ///< where strings stand in the generation, if that is kept
  /// Which sections may give fragments, by heading (a query restricted to a section); empty = all.
  std::function<bool(std::string_view)> section;
};

/// Up to `fragments` fragments in the order of the case. Each is cut at sentence ends and at most
/// `width` columns wide; a longer sentence is cut inside, never inside a match (a single match
/// wider than `width` stays whole). Without a match in the sections: the beginning, without
/// highlights.
std::vector<Snippet> make_snippets(const CaseStore& store, std::uint32_t docid,
                                   std::span<const MatchPattern> patterns,
                                   const SnippetOptions& options, const SessionSource& session);

/// The patterns that count in one field, to be looked for in it: in the title, or in a section.
std::vector<MatchPattern> patterns_in_title(std::span<const MatchPattern> patterns);
std::vector<MatchPattern> patterns_in_section(std::span<const MatchPattern> patterns,
                                              std::string_view heading);

/// All matches in a whole field, in code points of field.source(): for titles and --show. The
/// patterns must be those that count there.
std::vector<Highlight> highlights_of(const FieldView& field, std::span<const MatchPattern> patterns,
                                     bool exact, const SessionSource& session);

/// Where `needle` stands in `source_text`, code point by code point, left to right, not
/// overlapping.
std::vector<ByteRange> exact_occurrences(std::string_view source_text, std::string_view needle);

}  // namespace jirei
