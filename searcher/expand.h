// Query word → everything it may be written as. Pure language: knows the tables and the analyzer,
// and of the index only what is written there (IndexLexicon).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dict/analyzer.h"

namespace jirei {

class VariantTable;
class SynonymTable;

/// How a piece of text came to match a query word.
enum class MatchKind : std::uint8_t {
  literal,
  inflection,
  variant,
  synonym,
  reading,
  correction,
  related,  ///< a broader, narrower or neighbouring word: lifts a case, makes no match
};

const char* name(MatchKind kind);

/// One way in which a word may stand in a text.
struct Spelling {
  std::string text;  ///< folded
  MatchKind kind = MatchKind::literal;
  float weight = 1;  ///< relative to the word as typed
  /// The text is one token of its own wherever it means this word, so that its word-tier term is
  /// enough (synonyms and variants must not match inside other words: PC in UPC).
  bool token = false;
  bool derived = false;  ///< the noun made of a verb, or its verb: the same word for the ranking
  bool whole = false;    ///< must not be read out of a longer Latin run, though typed ("pc" in pcr)
};

/// A content token inside a word of several tokens.
struct WordPart {
  std::string text;  ///< surface, folded
  std::string base;  ///< term of the word tier
  bool inflected = false;
  bool conjugates = false;  ///< verb or adjective: stands in a text in several forms
  bool single = false;      ///< one character: never decides alone
  bool fragment = false;    ///< and part of a compound (会 in 委員会), not a word (国, 鍵)
  bool names = true;        ///< what is looked for: no adverb, no verb without a noun
  double weight = 1;        ///< by part of speech: nouns name, verbs and adverbs colour
  std::string usual;        ///< the spelling that most cases use; `text` when none does
  std::vector<Spelling> spellings;  ///< literal first, then variants and synonyms
};

/// Appends it unless one of that text is there.
void add_unique(std::vector<Spelling>* out, Spelling spelling);

struct ExpandedWord {
  std::string text;                 ///< folded, as typed
  std::vector<Spelling> spellings;  ///< of the whole; the literal first
  std::vector<WordPart> parts;  ///< content tokens; one for a simple word, none for function words
  std::string base;             ///< one inflected content token: its dictionary form
  std::string stem;             ///< what text and base begin with in common
  /// Kana that fall apart by chance: こうしょう is not こう and しょう, but メール|フィルタリング
  /// is.
  bool apart_by_chance = false;
  bool sentence = false;  ///< has function words between content words
  /// Runs of its tokens that the synonym table knows (不審なメール in a sentence), for the ranking.
  std::vector<ExpandedWord> phrases;
  std::vector<ExpandedWord> words;  ///< sentence: its content words, compounds whole
};

/// What the expander asks of the index.
class IndexLexicon {
 public:
  virtual ~IndexLexicon() = default;
  /// Number of cases with this term of the word tier.
  virtual std::uint32_t word_frequency(std::string_view base) const = 0;
  virtual std::uint32_t gram_frequency(std::string_view gram) const = 0;
  /// Surfaces with this reading (fold_reading), most frequent first.
  virtual std::vector<std::string> surfaces(std::string_view reading) const = 0;
  /// What Expander::by_reading() made of these surfaces before, if that was kept.
  virtual const std::vector<Spelling>* known_readings(std::string_view) const { return nullptr; }
  virtual void keep_readings(std::string_view, const std::vector<Spelling>&) const {}
};

struct ExpandOptions {
  bool variants = true;
  bool synonyms = true;
  bool readings = true;
};

/// Expands words of one query. Holds references; make one a query.
class Expander {
 public:
  Expander(Analyzer::Session& session, const VariantTable* variants, const SynonymTable* synonyms,
           const IndexLexicon& lexicon, ExpandOptions options)
      : session_(session),
        variants_(variants),
        synonyms_(synonyms),
        lexicon_(lexicon),
        options_(options) {}

  /// `folded` must be folded text and not empty.
  ExpandedWord expand(std::string_view folded);

  /// Words and compounds of two to four words whose reading is `folded` (kana or romaji), best
  /// first.
  std::vector<Spelling> by_reading(std::string_view folded, std::size_t limit) const;

 private:
  std::vector<Spelling> read(std::string_view folded, std::size_t limit) const;
  ExpandedWord expand_compound(std::string_view text, const std::vector<Token>& tokens,
                               std::size_t begin, std::size_t end);
  /// Known words that an unknown token is made of (メール|フィルタリグ); the token itself when it
  /// is known or does not come apart.
  std::vector<std::string> pieces_of(const Token& token) const;
  void add_phrases(std::string_view folded, const std::vector<Token>& tokens, ExpandedWord* word);
  void add_not_done(ExpandedWord* word) const;
  bool add_derived(std::string_view lemma, std::vector<Spelling>* out) const;
  void add_spellings(ExpandedWord* word, const std::vector<std::string>& pieces);
  void add_synonyms(std::string_view text, float scale, std::vector<Spelling>* out);
  std::vector<Spelling> spellings_of(std::string_view text) const;
  bool is_token(std::string_view text) const;
  std::string usual_spelling(const WordPart& part, const std::vector<Spelling>& spellings) const;

  Analyzer::Session& session_;
  const VariantTable* variants_;
  const SynonymTable* synonyms_;
  const IndexLexicon& lexicon_;
  ExpandOptions options_;
};

}  // namespace jirei
