// What the index says about terms and strings, as sets of cases. Exact: a string's set holds the
// cases whose text holds it and no other.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "indexer/case_store.h"
#include "searcher/doc_set.h"
#include "searcher/expand.h"
#include "searcher/needle_finder.h"

namespace Xapian {
class Database;
}

namespace jirei {

class KeptTerms;
class ShardTerms;

/// Which texts of a case are looked at: the title, or the sections with one heading.
class FieldChoice {
 public:
  static FieldChoice title() { return FieldChoice({}, true); }
  /// `heading` is folded.
  static FieldChoice section(std::string heading) { return FieldChoice(std::move(heading), false); }

  bool is_title() const { return title_; }
  bool admits(const CaseStore& store, std::uint32_t docid, std::size_t field) const;

 private:
  FieldChoice(std::string heading, bool title) : heading_(std::move(heading)), title_(title) {}

  std::string heading_;
  bool title_;
  Normalizer normalizer_;
  mutable std::map<std::string, bool, std::less<>> known_;  ///< headings as they are written
};

/// Looks terms and strings up in one generation, or in `shards` joined. What is `kept` of the
/// generation is not asked for again. Not thread-safe; holds references.
class Postings : public IndexLexicon {
 public:
  Postings(const Xapian::Database& database, const CaseStore& store,
           const ShardTerms* shards = nullptr, KeptTerms* kept = nullptr);

  std::uint32_t word_frequency(std::string_view base) const override;
  std::uint32_t gram_frequency(std::string_view gram) const override;
  std::vector<std::string> surfaces(std::string_view reading) const override;
  const std::vector<Spelling>* known_readings(std::string_view key) const override;
  void keep_readings(std::string_view key, const std::vector<Spelling>& read) const override;

  /// Whether the sets of frequent terms are kept, so that term() of any is quick.
  bool keeps_frequent() const;

  DocSet none() const { return DocSet(last_docid_); }
  /// Cases with a term as the schema spells it.
  DocSet term(const std::string& term) const;
  /// Cases with a token of this dictionary form.
  DocSet word(std::string_view base) const;
  /// Whether a case is one of word(base), which is kept.
  bool may_have_word(std::string_view base, std::uint32_t docid) const;
  /// Cases with a term of the word tier that begins so; at most `limit` terms are looked at (the
  /// index's order), *cut says whether there were more.
  DocSet words_beginning(std::string_view prefix, std::size_t limit, bool* cut) const;

  /// Cases whose title or one of whose sections holds the folded string (see Needle::whole). One
  /// character, or more, or symbols. `certain` cases are known to hold it and are not looked at.
  DocSet literal(const Needle& needle, const DocSet* certain = nullptr) const;

  /// Cases in which every part stands, in any of its strings, close together: in one field, no
  /// sentence end or line feed between, the whole not longer than the parts and `slack` characters
  /// between neighbours. Only `candidates` are looked at, and of them only the chosen texts.
  DocSet together(const std::vector<std::vector<Needle>>& parts, const DocSet& candidates,
                  const FieldChoice* choice = nullptr) const;

  /// Cases of `candidates` in which one of the needles stands in a chosen text.
  DocSet in_field(const std::vector<Needle>& needles, const FieldChoice& choice,
                  const DocSet& candidates) const;

  /// Cases of `candidates` for which a chosen text, folded, is accepted.
  DocSet where(const FieldChoice& choice, const DocSet& candidates,
               const std::function<bool(std::string_view)>& accepts) const;

  /// --exact: cases in which title or a section's source text holds exactly these code points.
  DocSet exact(std::string_view source_needle, std::string_view folded_needle) const;

 private:
  /// Cases that hold all grams of the folded string: a superset of those that hold the string.
  /// `inner` leaves out the grams at its ends.
  DocSet with_grams(std::string_view folded, bool inner) const;
  DocSet read_literal(const Needle& needle, std::size_t length, const DocSet* certain) const;
  // What frequent.bin says, brought up to the present; nothing for what is not kept there.
  std::optional<DocSet> frequent_term(const std::string& term) const;
  std::optional<DocSet> frequent_string(const Needle& needle) const;
  /// Of the candidates for a string: leaves out those that lack a part of it, and returns those
  /// that have a longer string.
  DocSet narrow(const Needle& needle, DocSet* candidates) const;
  /// The cases of the blocks in which the needle may stand; nothing where that is not known.
  std::optional<DocSet> in_blocks(const Needle& needle, std::size_t length) const;
  void keep_common(const std::string& term, DocSet* set) const;
  DocSet beginning_with(std::string_view first) const;
  std::uint32_t frequency(const std::string& term) const;
  void ask_frequencies(const std::vector<std::pair<std::uint32_t, std::string>>& terms) const;
  void add_cases_with(const std::string& term, DocSet* set) const;
  template <typename Make>
  void sift(const DocSet* certain, DocSet* set, const Make& make) const;

  const Xapian::Database& database_;
  const CaseStore& store_;
  const ShardTerms* shards_;
  KeptTerms* kept_;
  std::uint32_t last_docid_;
  mutable std::map<std::string, DocSet, std::less<>> words_;  ///< asked by may_have_word()
};

}  // namespace jirei
