// Query tree → which cases match it: exactly, before anything is ranked.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "dict/normalizer.h"
#include "indexer/facet_table.h"
#include "searcher/answer.h"
#include "searcher/corrector.h"
#include "searcher/expand.h"
#include "searcher/facet_labels.h"
#include "searcher/postings.h"
#include "searcher/query/tree.h"

namespace jirei {

/// A word of the query with the cases that match it.
struct Leaf {
  ExpandedWord word;
  /// Cases of word.spellings[i]; same length. Those of related words are in neither set below.
  std::vector<DocSet> by_spelling;
  DocSet every;     ///< cases that match the word
  DocSet some;      ///< cases that match only some of its parts
  DocSet labelled;  ///< cases with a facet value that is the word
  QueryNode::Kind kind = QueryNode::Kind::word;
  std::string title_or_section;  ///< restricted to a field: folded heading
  bool in_title = false, in_section = false;
  double boost = 1.0;
  std::vector<Leaf> inner;     ///< of a sentence: its words, matched one by one
  std::vector<Leaf> phrases;   ///< word.phrases, matched: they lift a case and are no match
  std::uint32_t column = 0;    ///< of the word in the query (QueryNode::column)
  std::string corrected_from;  ///< folded; the word found nothing, this one was searched instead
};

/// The outcome for a whole query. `every` and `some` do not overlap.
struct Evaluated {
  DocSet every;
  DocSet some;
  std::vector<Leaf> leaves;  ///< those that may add to a score, in the order of the query
  bool everything = false;   ///< no positive condition: nothing to rank by
  std::vector<Text> warnings;
};

/// How a spelling must stand in a text to count.
Needle needle_of(const Spelling& spelling);
/// All spellings of a part that make a match.
std::vector<Needle> needles_of(const WordPart& part);
/// Whether a folded field name means the title.
bool names_title(std::string_view folded);
/// The word cut at its content tokens; joined they are the word.
std::vector<std::string> pieces_of(const ExpandedWord& word);

class Evaluator {
 public:
  struct Context {
    const Postings& postings;
    Expander& expander;
    Corrector* corrector;  ///< nullptr: neither word~ nor slips have neighbours
    const CaseStore& store;
    const FacetTable& table;
    const FacetLabels& labels;
    MatchMode mode;
    /// Tells in which texts an inflected word stands. nullptr: wherever its stem does.
    Analyzer::Session* session = nullptr;
    bool corrects = true;  ///< words that find nothing are mended; word~ is asked for and stays
  };
  explicit Evaluator(const Context& context) : context_(context) {}

  /// Throws Error(limit) for a query that expands beyond the limits.
  Evaluated evaluate(const QueryNode& tree);

 private:
  struct Sets {
    DocSet every, some;
    bool positive = true;
  };
  struct Scope {
    bool title = false;
    std::string section;  ///< folded heading; empty: everywhere
    double boost = 1.0;
    bool scored = true;    ///< false below NOT
    bool relaxes = false;  ///< words side by side, which may match in part
  };

  Sets node(const QueryNode& node, const Scope& scope);
  Sets children(const QueryNode& node, const Scope& scope);
  Sets leaf(const QueryNode& node, const Scope& scope);

  /// Words side by side, where a Latin word and a Japanese one that this collection writes as one
  /// (USB メモリ) are one: at least half of the cases that hold both hold them so.
  std::vector<QueryNode> joined_words(const std::vector<QueryNode>& words) const;
  bool written_as_one(const std::string& left, const std::string& right) const;

  // Fields (evaluate_fields.cpp).
  Sets field(const QueryNode& node, const Scope& scope);
  Sets range(const QueryNode& node);
  DocSet facet_group(const FacetDef& facet, const QueryNode& node);
  DocSet facet_value(const FacetDef& facet, const QueryNode& node);
  DocSet facet_filter(const FacetFilter& filter);
  DocSet having_value(const FacetDef& facet, std::string_view value);
  DocSet facet_values(const FacetDef& facet, const std::function<bool(std::string_view)>& accepts);
  void warn(const Error& error);
  /// Leaves of a word's cases those in which it stands in a chosen text.
  void restrict(const FieldChoice& choice, Leaf* leaf);
  DocSet standing(const FieldChoice& choice, const Leaf& leaf);
  DocSet inflected(const FieldChoice& choice, const Leaf& leaf, const DocSet& candidates);

  /// `relaxes`: a sentence asks for what it names, not for every verb.
  Leaf match(ExpandedWord word, bool relaxes = false);
  void match_parts(Leaf* leaf);
  void match_sentence(Leaf* leaf, bool relaxes);
  DocSet spelling(const ExpandedWord& word, const Spelling& spelling);
  void add_year(std::string_view folded, Leaf* leaf);
  DocSet labelled(const ExpandedWord& word);
  bool has_unknown_part(const Leaf& leaf) const;
  bool correct(Leaf* leaf);

  Context context_;
  Normalizer normalizer_;
  Evaluated result_;
};

}  // namespace jirei
