#include "searcher/expand.h"

#include <algorithm>

#include "dict/readings.h"
#include "dict/synonyms.h"
#include "dict/unicode.h"
#include "dict/variants.h"

namespace jirei {
namespace {

// A word is tried in at most this many spellings (cross product of its tokens' spellings).
constexpr std::size_t kMaxSpellings = 48;
constexpr std::size_t kMaxRespelled = 8;
// Weight of a verb's noun and of a noun's verb where they count as related words.
constexpr float kDerived = 0.8F;
// A verb that has a noun of its own names what is looked for more than others do.
constexpr double kNamedVerb = 0.7;
// The word tier has 導入 for both 未導入 and 導入した: it tells little.
constexpr double kNotDoneWeight = 0.5;
// Unknown tokens of this many characters are tried as compounds of words that the index knows.
constexpr std::size_t kMinSplit = 4;
constexpr std::size_t kMaxSplit = 40;
// Runs of tokens that are looked up in the synonym table, and tokens of one.
constexpr std::size_t kMaxPhrases = 8;
constexpr std::size_t kMaxPhraseTokens = 6;

bool nominal(const Token& token) {
  switch (token.pos) {
    case PartOfSpeech::noun:
    case PartOfSpeech::number:
    case PartOfSpeech::suffix:
    case PartOfSpeech::prefix:
    case PartOfSpeech::unknown:
      return true;
    default:
      return false;
  }
}

// Tokens that carry the query's meaning: question words and function words ask, they do not name.
bool carries_meaning(const Token& token) {
  return token.content() && !(token.flags & Token::kQuestion);
}

// What names a thing tells more of what is looked for than what is done to it.
double weight_of(PartOfSpeech pos) {
  switch (pos) {
    case PartOfSpeech::verb:
    case PartOfSpeech::adjective:
      return 0.5;
    case PartOfSpeech::adverb:
      return 0.4;
    default:
      return 1.0;
  }
}

// Loan words of some length are hardly chance.
bool is_long_katakana(std::string_view text) {
  for (std::size_t pos = 0; pos < text.size();) {
    if (!is_katakana(next_code_point(text, &pos))) return false;
  }
  return code_point_count(text) > 2;
}

bool is_verb(const Token& token) { return token.pos == PartOfSpeech::verb; }

std::size_t kanji_in(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t pos = 0; pos < text.size();) count += is_kanji(next_code_point(text, &pos));
  return count;
}

void name_by_noun(WordPart* verb) {
  verb->weight = kNamedVerb;
  verb->names = true;
}

std::string without_last(std::string_view text) {
  std::u32string wide = to_utf32(text);
  if (wide.size() > 1) wide.pop_back();
  return to_utf8(wide);
}

std::string common_prefix(std::string_view a, std::string_view b) {
  std::size_t pos = 0;
  while (pos < a.size() && pos < b.size()) {
    std::size_t next_a = pos;
    std::size_t next_b = pos;
    if (next_code_point(a, &next_a) != next_code_point(b, &next_b)) break;
    pos = next_a;
  }
  return std::string(a.substr(0, pos));
}

}  // namespace

void add_unique(std::vector<Spelling>* out, Spelling spelling) {
  for (const Spelling& known : *out) {
    if (known.text == spelling.text) return;
  }
  out->push_back(std::move(spelling));
}

const char* name(MatchKind kind) {
  switch (kind) {
    case MatchKind::literal:
      return "literal";
    case MatchKind::inflection:
      return "inflection";
    case MatchKind::variant:
      return "variant";
    case MatchKind::synonym:
      return "synonym";
    case MatchKind::reading:
      return "reading";
    case MatchKind::correction:
      return "correction";
    case MatchKind::related:
      return "related";
  }
  return "";
}

bool Expander::is_token(std::string_view text) const { return lexicon_.word_frequency(text) > 0; }

std::vector<Spelling> Expander::spellings_of(std::string_view text) const {
  std::vector<Spelling> out;
  if (!options_.variants || variants_ == nullptr) return out;
  for (std::string& spelling : variants_->spellings_of(text)) {
    const bool token = is_token(spelling);
    add_unique(&out, {std::move(spelling), MatchKind::variant, 0.9F, token});
  }
  for (std::string& spelling : rule_variants(text)) {
    const bool token = is_token(spelling);
    add_unique(&out, {std::move(spelling), MatchKind::variant, 0.9F, token});
  }
  return out;
}

void Expander::add_synonyms(std::string_view text, float scale, std::vector<Spelling>* out) {
  if (!options_.synonyms || synonyms_ == nullptr) return;
  for (const SynonymTable::Synonym& synonym : synonyms_->of(text)) {
    std::string spelling(synonym.text);
    const bool token = is_token(spelling);
    const MatchKind kind = synonym.matches() ? MatchKind::synonym : MatchKind::related;
    add_unique(out, {std::move(spelling), kind, synonym.weight * scale, token});
  }
}

void Expander::add_spellings(ExpandedWord* word, const std::vector<std::string>& pieces) {
  // Every sequence of token spans of up to three tokens, each span in any of its spellings: the
  // table knows 取り組み as one word even where the analyzer makes two tokens of it.
  const std::size_t n = pieces.size();
  std::vector<std::vector<std::string>> prefixes(n + 1);
  prefixes[0].emplace_back();
  for (std::size_t i = 0; i < n; ++i) {
    std::string span;
    for (std::size_t j = i; j < n && j < i + 3; ++j) {
      span += pieces[j];
      std::vector<std::string> choices;
      if (j == i) choices.push_back(span);
      for (Spelling& s : spellings_of(span)) choices.push_back(std::move(s.text));
      for (const std::string& head : prefixes[i]) {
        for (const std::string& choice : choices) {
          if (prefixes[j + 1].size() >= kMaxSpellings) break;
          prefixes[j + 1].push_back(head + choice);
        }
      }
    }
  }
  for (std::string& spelling : prefixes[n]) {
    if (spelling.empty() || spelling == word->text) continue;
    const bool token = n == 1 && is_token(spelling);
    add_unique(&word->spellings, {std::move(spelling), MatchKind::variant, 0.9F, token});
  }
}

std::vector<std::string> Expander::pieces_of(const Token& token) const {
  std::vector<std::string> whole{std::string(token.surface)};
  if (token.pos != PartOfSpeech::unknown || is_token(token.base)) return whole;
  const std::u32string text = to_utf32(token.surface);
  const std::size_t n = text.size();
  if (n < kMinSplit || n > kMaxSplit) return whole;
  // Shortest path over the characters: a known word costs 1, one stretch of anything costs 3.
  struct Step {
    unsigned cost = 1000;
    std::size_t from = 0;
    bool unknown_used = false;
  };
  std::vector<Step> best(n + 1);
  best[0].cost = 0;
  for (std::size_t end = 2; end <= n; ++end) {
    for (std::size_t begin = 0; begin + 2 <= end; ++begin) {
      if (best[begin].cost >= 1000) continue;
      const std::string piece = to_utf8(std::u32string_view(text).substr(begin, end - begin));
      const bool known = end - begin < n && is_token(piece);
      if (!known && (best[begin].unknown_used || end - begin < 3 || end - begin == n)) continue;
      const unsigned cost = best[begin].cost + (known ? 1 : 3);
      if (cost < best[end].cost) best[end] = {cost, begin, best[begin].unknown_used || !known};
    }
  }
  if (best[n].cost >= 1000) return whole;
  std::vector<std::string> pieces;
  for (std::size_t end = n; end > 0; end = best[end].from) {
    pieces.push_back(
        to_utf8(std::u32string_view(text).substr(best[end].from, end - best[end].from)));
  }
  std::reverse(pieces.begin(), pieces.end());
  return pieces;
}

ExpandedWord Expander::expand_compound(std::string_view text, const std::vector<Token>& tokens,
                                       std::size_t begin, std::size_t end) {
  ExpandedWord word;
  word.text = std::string(text);
  word.spellings.push_back({word.text, MatchKind::literal, 1.0F, false});

  std::vector<std::string> pieces;
  for (std::size_t i = begin; i < end; ++i) {
    const Token& token = tokens[i];
    const std::vector<std::string> known = pieces_of(token);
    pieces.insert(pieces.end(), known.begin(), known.end());
    if (!carries_meaning(token)) continue;
    const auto beside = [&](auto&& holds) {
      return (i > 0 && holds(tokens[i - 1])) || (i + 1 < tokens.size() && holds(tokens[i + 1]));
    };
    const bool joined = beside(carries_meaning);
    // 使い|回す and 取り替える say more than 使う and 替える.
    const bool compound_verb = token.pos == PartOfSpeech::verb && beside(is_verb);
    for (const std::string& piece : known) {
      WordPart part;
      part.text = piece;
      part.base = known.size() == 1 ? std::string(token.base) : piece;
      part.inflected = (token.flags & Token::kInflected) != 0;
      part.conjugates = token.pos == PartOfSpeech::verb || token.pos == PartOfSpeech::adjective;
      part.single = code_point_count(piece) < 2;
      part.fragment = part.single && (joined || known.size() > 1);
      part.weight = weight_of(token.pos);
      part.names = part.weight >= 1.0 || compound_verb || kanji_in(part.base) > 1;
      part.spellings.push_back({part.text, MatchKind::literal, 1.0F, false});
      word.parts.push_back(std::move(part));
    }
  }
  if (pieces.empty()) pieces.push_back(word.text);
  word.apart_by_chance =
      is_all_kana(word.text) &&
      !std::all_of(word.parts.begin(), word.parts.end(),
                   [](const WordPart& part) { return is_long_katakana(part.text); });
  // A whole sentence is not respelled; its words are.
  if (pieces.size() <= kMaxRespelled) add_spellings(&word, pieces);
  const std::size_t spelled = word.spellings.size();
  add_synonyms(word.text, 1.0F, &word.spellings);
  for (std::size_t i = 1; i < spelled; ++i) {
    add_synonyms(std::string(word.spellings[i].text), 0.9F, &word.spellings);
  }

  add_not_done(&word);
  if (word.parts.size() == 1) {
    // One content token and its ending: 漏らした and 漏らす mean 漏らす in any of its forms.
    const WordPart& part = word.parts.front();
    if ((part.inflected || part.conjugates) && word.text.starts_with(part.text)) {
      word.base = part.base;
      word.stem = common_prefix(part.text, part.base);
      if (word.stem == word.base) word.stem = without_last(word.base);
      if (word.text != word.base) add_synonyms(word.base, 1.0F, &word.spellings);
    }
  }
  if (word.parts.size() > 1) {
    for (WordPart& part : word.parts) {
      if (part.single || part.spellings.size() > 1) continue;
      const std::string& lemma = part.inflected ? part.base : part.text;
      for (Spelling& s : spellings_of(lemma)) add_unique(&part.spellings, std::move(s));
      add_synonyms(lemma, 1.0F, &part.spellings);
      if (add_derived(lemma, &part.spellings) && part.conjugates) name_by_noun(&part);
    }
  }
  if (word.parts.size() == 1) {
    WordPart& part = word.parts.front();
    if (add_derived(part.inflected ? part.base : part.text, &word.spellings) && part.conjugates) {
      name_by_noun(&part);
    }
  }
  for (WordPart& part : word.parts) {
    part.usual = usual_spelling(part, word.parts.size() == 1 ? word.spellings : part.spellings);
  }
  return word;
}

// 持ち出す and 持ち出し, 備える and 備え: a verb and the noun made of its 連用形 are two words to
// the dictionary. Both directions are made by rule and kept where the index has the word.
bool Expander::add_derived(std::string_view lemma, std::vector<Spelling>* out) const {
  static constexpr std::pair<std::string_view, std::string_view> kRows[] = {
      {"す", "し"}, {"む", "み"}, {"く", "き"}, {"ぐ", "ぎ"}, {"る", "り"},
      {"う", "い"}, {"つ", "ち"}, {"ぶ", "び"}, {"る", ""}};
  if (code_point_count(lemma) < 3) return false;
  bool any = false;
  const auto add = [&](std::string word) {
    if (!is_token(word)) return;
    any = true;
    add_unique(out, {word, MatchKind::related, kDerived, true});
    for (Spelling& s : *out) s.derived = s.derived || s.text == word;
  };
  for (const auto& [verb, noun] : kRows) {
    if (lemma.ends_with(verb)) {
      add(std::string(lemma.substr(0, lemma.size() - verb.size())) + std::string(noun));
    }
    if (lemma.ends_with(noun)) {
      add(std::string(lemma.substr(0, lemma.size() - noun.size())) + std::string(verb));
    }
  }
  return any;
}

// The longest runs of tokens that the table knows, from left to right; a verb or adjective at the
// end also in its dictionary form. The word as a whole and its chunks are expanded already.
void Expander::add_phrases(std::string_view folded, const std::vector<Token>& tokens,
                           ExpandedWord* word) {
  const auto expanded = [&](std::string_view text) {
    return text == word->text ||
           std::any_of(word->words.begin(), word->words.end(),
                       [&](const ExpandedWord& chunk) { return chunk.text == text; });
  };
  for (std::size_t i = 0; i < tokens.size() && word->phrases.size() < kMaxPhrases;) {
    std::size_t next = i + 1;
    for (std::size_t j = std::min(tokens.size(), i + kMaxPhraseTokens); j-- > i + 1;) {
      const Token& last = tokens[j];
      const std::uint32_t from = tokens[i].range.begin;
      std::string text(folded.substr(from, last.range.end - from));
      bool known = synonyms_->knows(text);
      if (!known && (last.flags & Token::kInflected) != 0) {
        text.assign(folded.substr(from, last.range.begin - from)).append(last.base);
        known = synonyms_->knows(text);
      }
      if (!known || expanded(text)) continue;
      word->phrases.push_back(expand_compound(text, tokens, i, j + 1));
      next = j + 1;
      break;
    }
    i = next;
  }
}

// 未導入 is said as 導入していない in running text; 未 and what follows it are one part.
void Expander::add_not_done(ExpandedWord* word) const {
  static constexpr std::string_view kForms[] = {
      "していな", "されていな", "できていな", "しておら", "せず", "を行っていな", "がされていな"};
  for (std::size_t i = 0; i + 1 < word->parts.size(); ++i) {
    if (word->parts[i].text != "未" || word->parts[i + 1].single) continue;
    WordPart& part = word->parts[i + 1];
    const std::string done = part.text;
    part.text = "未" + done;
    part.weight = kNotDoneWeight;
    part.spellings.assign(1, {part.text, MatchKind::literal, 1.0F, false});
    for (const std::string_view form : kForms) {
      part.spellings.push_back({done + std::string(form), MatchKind::variant, 0.9F, false});
    }
    word->parts.erase(word->parts.begin() + static_cast<std::ptrdiff_t>(i));
    if (word->parts.size() == 1) {
      for (const Spelling& s : word->parts[0].spellings) add_unique(&word->spellings, s);
    }
  }
}

std::string Expander::usual_spelling(const WordPart& part,
                                     const std::vector<Spelling>& spellings) const {
  std::string usual = part.text;
  std::uint32_t most = lexicon_.word_frequency(part.base);
  for (const Spelling& s : spellings) {
    if (s.kind != MatchKind::variant || !s.token) continue;
    const std::uint32_t frequency = lexicon_.word_frequency(s.text);
    if (frequency <= most) continue;
    most = frequency;
    usual = s.text;
  }
  return usual;
}

ExpandedWord Expander::expand(std::string_view folded) {
  const AnalyzedText analyzed = session_.analyze_folded(std::string(folded), false);
  const std::vector<Token>& tokens = analyzed.tokens;

  // Content words: runs of nominal tokens are one compound, other content tokens stand alone.
  struct Chunk {
    std::size_t begin, end;
  };
  std::vector<Chunk> chunks;
  bool separated = true;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (!carries_meaning(tokens[i])) {
      separated = true;
      continue;
    }
    const bool joins = !separated && !chunks.empty() && nominal(tokens[i]) &&
                       nominal(tokens[i - 1]) && tokens[i].range.begin == tokens[i - 1].range.end;
    if (joins) {
      chunks.back().end = i + 1;
    } else {
      chunks.push_back({i, i + 1});
    }
    separated = false;
  }

  ExpandedWord word = expand_compound(folded, tokens, 0, tokens.size());
  const bool reads = options_.readings && code_point_count(folded) >= 2;
  if (reads && is_all_kana(folded)) {
    for (Spelling& s : by_reading(folded, 24)) add_unique(&word.spellings, std::move(s));
  }
  // A sentence has function words between its words; without them it is one word of many parts.
  bool running = false;
  for (std::size_t i = 0; i + 1 < chunks.size(); ++i) {
    running = running || chunks[i].end < chunks[i + 1].begin;
  }
  if (running) {
    word.sentence = true;
    for (const Chunk& chunk : chunks) {
      const std::uint32_t from = tokens[chunk.begin].range.begin;
      const std::uint32_t to = tokens[chunk.end - 1].range.end;
      word.words.push_back(
          expand_compound(folded.substr(from, to - from), tokens, chunk.begin, chunk.end));
    }
  } else if (chunks.size() == 1) {
    // A content word among function words (漏えいとは): its own expansions are worth as much.
    const Chunk& chunk = chunks.front();
    const std::uint32_t from = tokens[chunk.begin].range.begin;
    const std::uint32_t to = tokens[chunk.end - 1].range.end;
    if (to - from < folded.size()) {
      word.words.push_back(
          expand_compound(folded.substr(from, to - from), tokens, chunk.begin, chunk.end));
      word.sentence = true;
    }
  }
  if (options_.synonyms && synonyms_ != nullptr && tokens.size() > 2) {
    add_phrases(folded, tokens, &word);
  }
  return word;
}

}  // namespace jirei
