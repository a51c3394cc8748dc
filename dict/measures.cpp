#include "dict/measures.h"

#include <algorithm>
#include <optional>

#include "dict/unicode.h"

namespace jirei {
namespace {

constexpr std::size_t kGapTokens = 8;         // between two elements joined by …
constexpr std::size_t kParticlesBetween = 2;  // between two elements that follow each other
constexpr std::size_t kNegationReach = 3;     // tokens before ない that it may negate

char32_t first_char(std::string_view text) {
  std::size_t pos = 0;
  return text.empty() ? 0 : next_code_point(text, &pos);
}

/// Index after the tokens that spell `word` from token `at` on, or after the one token whose base
/// it is; `at` when neither.
std::size_t match_word(const AnalyzedText& text, std::size_t at, std::string_view word) {
  const std::vector<Token>& tokens = text.tokens;
  if (at >= tokens.size()) return at;
  if (tokens[at].base == word) return at + 1;
  const std::size_t begin = tokens[at].range.begin;
  const std::string_view all = text.folded.text;
  if (all.compare(begin, word.size(), word) != 0) return at;
  const std::size_t end = begin + word.size();
  std::size_t next = at;
  while (next < tokens.size() && tokens[next].range.end < end) ++next;
  return next < tokens.size() && tokens[next].range.end == end ? next + 1 : at;
}

bool negation(std::string_view base) {
  return base == "ない" || base == "ぬ" || base == "ん" || base == "無い";
}

bool predicate(const Token& token) {
  return token.pos == PartOfSpeech::verb || token.pos == PartOfSpeech::aux_verb ||
         token.pos == PartOfSpeech::adjective;
}

}  // namespace

void MeasureTable::WordList::add(const std::string& word) {
  words_[first_char(word)].push_back(word);
}

std::size_t MeasureTable::WordList::match(const AnalyzedText& text, std::size_t at) const {
  std::size_t longest = at;
  const Token& token = text.tokens[at];
  const char32_t of_surface = first_char(token.surface);
  const char32_t of_base = first_char(token.base);
  const auto look = [&](char32_t first) {
    const auto found = words_.find(first);
    if (found == words_.end()) return;
    for (const std::string& word : found->second) {
      longest = std::max(longest, match_word(text, at, word));
    }
  };
  look(of_surface);
  if (of_base != of_surface) look(of_base);
  return longest;
}

/// The search through one text.
class MeasureFinder {
 public:
  MeasureFinder(const MeasureTable& table, const AnalyzedText& text) : table_(table), text_(text) {}

  std::vector<MeasureTable::Evidence> run() {
    std::vector<MeasureTable::Evidence> found;
    std::size_t begin = 0;
    for (const std::uint32_t sentence_end : text_.sentence_ends) {
      std::size_t end = begin;
      while (end < tokens().size() && tokens()[end].range.end <= sentence_end) ++end;
      sentence(begin, end, &found);
      begin = end;
    }
    return found;
  }

 private:
  struct Match {
    std::size_t measure, begin, end;  // tokens
  };

  const std::vector<Token>& tokens() const { return text_.tokens; }

  void sentence(std::size_t begin, std::size_t end, std::vector<MeasureTable::Evidence>* found) {
    std::vector<Match> matches;
    std::vector<Match> exclusions;
    for (std::size_t at = begin; at < end; ++at) {
      const char32_t of_surface = first_char(tokens()[at].surface);
      const char32_t of_base = first_char(tokens()[at].base);
      patterns_at(of_surface, at, end, &matches, &exclusions);
      if (of_base != of_surface) patterns_at(of_base, at, end, &matches, &exclusions);
    }
    if (matches.empty()) return;
    for (const Match& match : matches) {
      const bool excluded = std::any_of(exclusions.begin(), exclusions.end(), [&](const Match& e) {
        return e.measure == match.measure && e.begin < match.end && match.begin < e.end;
      });
      if (excluded || later(begin, match.begin) || undone(match, end)) continue;
      found->push_back(
          {match.measure, {tokens()[match.begin].range.begin, tokens()[match.end - 1].range.end}});
    }
  }

  void patterns_at(char32_t first, std::size_t at, std::size_t end, std::vector<Match>* matches,
                   std::vector<Match>* exclusions) const {
    const auto candidates = table_.by_first_.find(first);
    if (candidates == table_.by_first_.end()) return;
    for (const std::uint32_t index : candidates->second) {
      const MeasureTable::Pattern& pattern = table_.patterns_[index];
      const std::size_t stop = elements(pattern, 0, at, end);
      if (stop == at) continue;
      (pattern.exclusion ? exclusions : matches)->push_back({pattern.measure, at, stop});
    }
  }

  /// Index after the elements from number `element` on, the first of them at token `at`; `at` when
  /// they are not there.
  std::size_t elements(const MeasureTable::Pattern& pattern, std::size_t element, std::size_t at,
                       std::size_t end) const {
    for (const std::string& word : pattern.elements[element].words) {
      const std::size_t next = match_word(text_, at, word);
      if (next == at || next > end) continue;
      if (element + 1 == pattern.elements.size()) return next;
      const bool gap = pattern.elements[element + 1].gap;
      const std::size_t reach = next + (gap ? kGapTokens : kParticlesBetween);
      for (std::size_t from = next; from < end && from <= reach; ++from) {
        const std::size_t stop = elements(pattern, element + 1, from, end);
        if (stop != from) return stop;
        if (gap ? !passable(from) : tokens()[from].pos != PartOfSpeech::particle) break;
      }
    }
    return at;
  }

  /// Whether a gap may reach over the token: no end of a clause, no word for what is missing
  /// (対策ソフトは未導入), while a plain ない may belong to the measure (使わないルール).
  bool passable(std::size_t at) const {
    if (clause_ends(at)) return false;
    return table_.not_done_.match(text_, at) == at || negation(tokens()[at].base) ||
           table_.fixed_.match(text_, at) != at;
  }

  /// Whether the token is a comma after a predicate (…を導入し、…したが、).
  bool clause_ends(std::size_t at) const {
    const std::string_view mark = tokens()[at].surface;
    if ((mark != "、" && mark != ",") || at == 0) return false;
    std::size_t before = at - 1;
    if (tokens()[before].pos == PartOfSpeech::particle && before > 0) --before;
    return predicate(tokens()[before]);
  }

  /// Whether the clause that ends at this comma hangs on what follows (…を入れて、…し、), so that a
  /// wish at the end of the sentence is about it too. Not so after が, ので, ため and the past
  /// tense.
  bool continues(std::size_t comma) const {
    const Token& last = tokens()[comma - 1];
    if (last.pos == PartOfSpeech::particle) return last.surface == "て" || last.surface == "で";
    return predicate(last) && last.base != "た" && last.base != last.surface;
  }

  bool later(std::size_t begin, std::size_t end) const {
    for (std::size_t at = begin; at < end; ++at) {
      if (table_.later_.match(text_, at) != at) return true;
    }
    return false;
  }

  /// Whether the rest of the clause says that the measure is missing, or the rest of the sentence
  /// that it is wished for.
  bool undone(const Match& match, std::size_t end) const {
    bool own_clause = true;
    for (std::size_t at = match.end; at < end;) {
      if (clause_ends(at)) {
        if (!continues(at)) return false;
        own_clause = false;
      } else if (!own_clause && table_.later_.match(text_, at) != at) {
        return false;  // …し、今後は…したい: only the second half is to come
      }
      if (const std::size_t fixed = table_.fixed_.match(text_, at); fixed != at) {
        at = fixed;
        continue;
      }
      if (table_.planned_.match(text_, at) != at) return true;
      if (own_clause && table_.not_done_.match(text_, at) != at && !harmless(at, match.end)) {
        return true;
      }
      ++at;
    }
    return false;
  }

  /// Whether the negation at token `at` is of a word that says nothing about the measure.
  bool harmless(std::size_t at, std::size_t begin) const {
    if (!negation(tokens()[at].base)) return false;
    for (std::size_t back = 1; back <= kNegationReach && at >= begin + back; ++back) {
      if (table_.harmless_.match(text_, at - back) != at - back) return true;
    }
    return false;
  }

  const MeasureTable& table_;
  const AnalyzedText& text_;
};

std::vector<MeasureTable::Evidence> MeasureTable::evidence(const AnalyzedText& text,
                                                           std::string_view heading) const {
  const bool skipped = std::any_of(
      skipped_headings_.begin(), skipped_headings_.end(),
      [&](const std::string& word) { return heading.find(word) != std::string_view::npos; });
  return skipped ? std::vector<Evidence>{} : MeasureFinder(*this, text).run();
}

std::vector<std::string> MeasureTable::measures_in(const AnalyzedText& text,
                                                   std::string_view heading) const {
  std::vector<bool> taken(names_.size());
  for (const Evidence& found : evidence(text, heading)) taken[found.measure] = true;
  std::vector<std::string> out;
  for (std::size_t i = 0; i < taken.size(); ++i) {
    if (taken[i]) out.push_back(names_[i]);
  }
  return out;
}

}  // namespace jirei
