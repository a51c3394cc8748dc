// A question and its answer as plain values. An Answer knows no terminal and no database.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dict/error.h"
#include "indexer/case_record.h"
#include "searcher/weights.h"

namespace jirei {

/// Half-open range of code points.
using Highlight = std::pair<std::uint32_t, std::uint32_t>;

enum class MatchMode { every_then_some, any, all };

/// -f FACET=VALUE[,VALUE…] / FACET!=VALUE / FACET=A..B, parsed (filter.h) but not yet resolved.
struct FacetFilter {
  std::string facet;  ///< as typed
  bool exclude = false;
  struct Item {
    std::string value;  ///< one value; or, for a range:
    bool range = false;
    std::optional<std::string> low, high;
  };
  std::vector<Item> items;
};

struct FacetRequest {
  std::string facet;         ///< key or label
  std::string contains;      ///< --facets 対策~バック: only values that contain this
  std::uint32_t bucket = 0;  ///< number facets: span of a bucket, 0 = single values
};

struct Request {
  std::string query;
  bool exact = false;  ///< --exact: the query is a literal string
  MatchMode mode = MatchMode::every_then_some;
  std::vector<FacetFilter> filters;
  bool all_facets = true;            ///< --facets all
  std::vector<FacetRequest> facets;  ///< --facets A,B (all_facets false); empty = none
  bool zero_counts = false;          ///< also values that no matching case has
  std::optional<std::pair<std::string, std::string>> pivot;
  std::uint32_t limit = 10;
  std::uint32_t page = 1;             ///< from 1
  std::string sort = "relevance";     ///< relevance, id or a facet; '-' before it reverses
  std::uint32_t snippets = 3;         ///< fragments a hit
  std::uint32_t snippet_width = 120;  ///< display columns a fragment
  Weights weights;                    ///< evaluation changes single ones
  ComponentSwitches on;               ///< --no-synonyms; evaluation switches the others off
  bool explain = false;
  bool totals = true;  ///< false: hits alone (ids, trec), totals and facets may be left out
  /// Asked between the stages of a search, when set: true gives the search up.
  std::function<bool()> cancelled;
};

struct Snippet {
  std::string section;                ///< heading; "" when the case has none
  std::string text;                   ///< a verbatim piece of the section's text
  std::vector<Highlight> highlights;  ///< in `text`
  bool cut_before = false;            ///< the text begins inside a sentence
  bool cut_after = false;             ///< the text ends inside a sentence
};

/// One named part of a score; the parts of a hit add up to its score.
struct ScorePart {
  std::string name;  ///< e.g. "word", "gram", "title", "synonym", "proximity"
  std::string term;  ///< what matched
  double score = 0;
  std::uint32_t tf = 0, df = 0;
  double weight = 1;
};

struct Hit {
  std::uint32_t rank = 0;
  std::string id;
  double score = 0;
  bool every_word = true;  ///< "match": "all" or "some"
  std::string title;
  std::vector<Highlight> title_highlights;
  std::vector<FacetValues> facets;
  SourceRef source;
  std::vector<Snippet> snippets;
  std::vector<ScorePart> explanation;
  std::vector<std::string> matched_by;  ///< labels: "variant", "synonym", "reading", "correction"
};

struct FacetCount {
  std::string value;
  std::uint32_t count = 0;
  bool selected = false;
  bool excluded = false;
};

struct FacetAnswer {
  std::string key, label;
  std::string parent;              ///< key of the facet above, if any
  std::vector<FacetCount> values;  ///< the table's order, else by count then spelling
  std::uint32_t cases = 0;         ///< cases that have any value of this facet
};

struct PivotAnswer {
  std::string row_key, row_label, column_key, column_label;
  std::vector<std::string> rows, columns;
  std::vector<std::vector<std::uint32_t>> counts;  ///< [row][column]
  std::vector<std::uint32_t> row_totals, column_totals;
  std::uint32_t total = 0;
};

struct Suggestion {
  enum class Kind { corrected, did_you_mean, nearest } kind = Kind::did_you_mean;
  std::string query;  ///< what was searched instead, or what is proposed
  std::string original;
};

struct Answer {
  std::string query;
  std::uint32_t total = 0;
  std::uint32_t partial = 0;
  bool estimated = false;  ///< totals were not counted (Request::totals false)
  bool cancelled = false;  ///< given up on request: what is here is not the whole answer
  double took_ms = 0;
  std::uint32_t collection = 0;  ///< cases in the index
  std::vector<Hit> hits;
  bool facets_of_partial = false;
  std::vector<FacetAnswer> facets;
  std::optional<PivotAnswer> pivot;
  std::optional<Suggestion> suggestion;
  std::vector<Text> warnings;
  std::vector<std::string> missing;  ///< shards that could not be reached (--partial)
  std::string parse;                 ///< with explain: the tree as text
  std::string plan;                  ///< with explain: the Xapian query
};

}  // namespace jirei
