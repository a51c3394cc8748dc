#include "searcher/evaluate.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "dict/readings.h"
#include "dict/unicode.h"

namespace jirei {
namespace {

// Characters of a related word of several tokens: shorter ones stand inside others.
constexpr std::size_t kMinRelated = 3;

// Terms that word* and word~ look at.
constexpr std::size_t kMaxExpansions = 1000;

bool has_latin_end(std::string_view text) {
  std::size_t pos = 0;
  if (text.empty() || is_latin_or_digit(next_code_point(text, &pos))) return true;
  std::size_t last = text.size() - 1;
  while (last > 0 && (static_cast<unsigned char>(text[last]) & 0xC0U) == 0x80U) --last;
  return is_latin_or_digit(next_code_point(text, &last));
}

// Parts stand together in their own spellings; a synonym of a part makes another compound, which
// lifts a case but is no match.
bool stands_for_part(const Spelling& spelling) {
  return spelling.kind == MatchKind::literal || spelling.kind == MatchKind::variant;
}

bool names_a_thing(const ExpandedWord& word) {
  return std::any_of(word.parts.begin(), word.parts.end(),
                     [](const WordPart& part) { return part.names; });
}

bool is_word(QueryNode::Kind kind) {
  switch (kind) {
    case QueryNode::Kind::word:
    case QueryNode::Kind::phrase:
    case QueryNode::Kind::literal:
    case QueryNode::Kind::prefix:
    case QueryNode::Kind::fuzzy:
      return true;
    default:
      return false;
  }
}

// Whether a child of words standing side by side is a condition on fields alone: those never relax.
bool names_field(const QueryNode& node) {
  switch (node.kind) {
    case QueryNode::Kind::field:
    case QueryNode::Kind::range:
      return true;
    case QueryNode::Kind::words:
    case QueryNode::Kind::all:
    case QueryNode::Kind::any:
      return std::all_of(node.children.begin(), node.children.end(), [](const QueryNode& child) {
        return child.kind == QueryNode::Kind::none || child.kind == QueryNode::Kind::everything ||
               names_field(child);
      });
    default:
      return false;
  }
}

// Whether Latin letters or digits meet Japanese between the two, so that folding drops the space.
bool scripts_meet(std::string_view left, std::string_view right) {
  if (left.empty() || right.empty()) return false;
  std::size_t at = left.size() - 1;
  while (at > 0 && (static_cast<unsigned char>(left[at]) & 0xC0U) == 0x80U) --at;
  const char32_t last = next_code_point(left, &at);
  at = 0;
  const char32_t next = next_code_point(right, &at);
  return (is_latin_or_digit(last) && is_japanese(next)) ||
         (is_japanese(last) && is_latin_or_digit(next));
}

}  // namespace

Needle needle_of(const Spelling& spelling) {
  // What the user typed is found anywhere; what we put in its place must stand as a word.
  // Only Latin words can be read out of longer ones; for the rest `whole` would cost and not tell.
  const bool whole = spelling.kind != MatchKind::literal || spelling.whole;
  return {spelling.text, whole && has_latin_end(spelling.text)};
}

std::vector<Needle> needles_of(const WordPart& part) {
  std::vector<Needle> needles;
  for (const Spelling& s : part.spellings) {
    if (stands_for_part(s)) needles.push_back(needle_of(s));
  }
  return needles;
}

std::vector<std::string> pieces_of(const ExpandedWord& word) {
  std::vector<std::string> pieces;
  std::string_view rest = word.text;
  for (const WordPart& part : word.parts) {
    const std::size_t at = rest.find(part.text);
    if (at == std::string_view::npos) break;
    if (at > 0) pieces.emplace_back(rest.substr(0, at));
    pieces.push_back(part.text);
    rest.remove_prefix(at + part.text.size());
  }
  if (!rest.empty()) pieces.emplace_back(rest);
  return pieces;
}

std::vector<QueryNode> Evaluator::joined_words(const std::vector<QueryNode>& words) const {
  std::vector<QueryNode> out;
  for (const QueryNode& word : words) {
    const bool plain = word.kind == QueryNode::Kind::word && context_.mode != MatchMode::any;
    if (plain && !out.empty() && out.back().kind == QueryNode::Kind::word &&
        out.back().boost == word.boost) {
      const std::string left = normalizer_.fold_text(out.back().text);
      const std::string right = normalizer_.fold_text(word.text);
      if (scripts_meet(left, right) && written_as_one(left, right)) {
        out.back().text = left + right;
        continue;
      }
    }
    out.push_back(word);
  }
  return out;
}

bool Evaluator::written_as_one(const std::string& left, const std::string& right) const {
  const Postings& postings = context_.postings;
  const DocSet together = postings.literal({left + right, false});
  if (together.empty()) return false;
  const DocSet apart = postings.literal({left, false}) & postings.literal({right, false});
  return together.count() * 2 >= apart.count();
}

Evaluated Evaluator::evaluate(const QueryNode& tree) {
  result_ = Evaluated{};
  Scope scope;
  scope.relaxes = context_.mode == MatchMode::every_then_some;
  Sets sets = node(tree, scope);
  result_.everything = result_.leaves.empty();
  const DocSet live = [&] {
    DocSet all = DocSet::full(context_.store.last_docid());
    if (context_.store.doc_count() != context_.store.last_docid()) {
      all.retain([&](std::uint32_t docid) { return context_.store.live(docid); });
    }
    return all;
  }();
  sets.every &= live;
  sets.some &= live;
  sets.some.and_not(sets.every);
  // A lone word may match by some of its parts; that is no match of every word either.
  if (context_.mode == MatchMode::all) sets.some.clear();
  result_.every = std::move(sets.every);
  result_.some = std::move(sets.some);
  return std::move(result_);
}

Evaluator::Sets Evaluator::node(const QueryNode& node, const Scope& scope) {
  switch (node.kind) {
    case QueryNode::Kind::everything:
      return {DocSet::full(context_.store.last_docid()), context_.postings.none()};
    case QueryNode::Kind::words:
    case QueryNode::Kind::all:
    case QueryNode::Kind::any:
      return children(node, scope);
    case QueryNode::Kind::none: {
      Scope below = scope;
      below.scored = false;
      below.relaxes = false;
      if (node.children.empty()) return {context_.postings.none(), context_.postings.none(), false};
      Sets inner = this->node(node.children.front(), below);
      return {std::move(inner.every), context_.postings.none(), false};
    }
    case QueryNode::Kind::field:
      return field(node, scope);
    case QueryNode::Kind::range:
      return range(node);
    case QueryNode::Kind::word:
    case QueryNode::Kind::phrase:
    case QueryNode::Kind::literal:
    case QueryNode::Kind::prefix:
    case QueryNode::Kind::fuzzy:
      return leaf(node, scope);
  }
  return {context_.postings.none(), context_.postings.none()};
}

Evaluator::Sets Evaluator::children(const QueryNode& node, const Scope& scope) {
  const bool side_by_side = node.kind == QueryNode::Kind::words;
  const bool any =
      node.kind == QueryNode::Kind::any || (side_by_side && context_.mode == MatchMode::any);
  const bool relaxes = side_by_side && context_.mode == MatchMode::every_then_some;
  Scope below = scope;
  below.boost *= node.boost;
  below.relaxes = scope.relaxes && relaxes;
  DocSet required = DocSet::full(context_.store.last_docid());
  DocSet excluded = context_.postings.none();
  Sets out{context_.postings.none(), context_.postings.none()};
  bool first = true;
  for (const QueryNode& child : side_by_side ? joined_words(node.children) : node.children) {
    Sets sets = this->node(child, below);
    if (!sets.positive) {
      if (node.kind == QueryNode::Kind::any) {
        // a OR NOT b: everything but b widens.
        DocSet complement = DocSet::full(context_.store.last_docid());
        out.every |= complement.and_not(sets.every);
        first = false;
      } else {
        excluded |= sets.every;
      }
      continue;
    }
    if (side_by_side && names_field(child)) {
      required &= sets.every;
      continue;
    }
    // AND asks for the word itself; parts of it are not enough.
    if (node.kind == QueryNode::Kind::all && is_word(child.kind)) sets.some.clear();
    DocSet reach = sets.every | sets.some;
    if (first) {
      out.every = std::move(sets.every);
      out.some = std::move(reach);
    } else if (any) {
      out.every |= sets.every;
      out.some |= reach;
    } else {
      out.every &= sets.every;
      if (relaxes) {
        out.some |= reach;
      } else {
        out.some &= reach;
      }
    }
    first = false;
  }
  if (first) out.every = DocSet::full(context_.store.last_docid());  // only fields and exclusions
  out.every &= required;
  out.every.and_not(excluded);
  out.some &= required;
  out.some.and_not(excluded);
  out.some.and_not(out.every);
  if (context_.mode == MatchMode::all) out.some.clear();
  return out;
}

DocSet Evaluator::spelling(const ExpandedWord& word, const Spelling& spelling) {
  const Postings& postings = context_.postings;
  if (spelling.kind == MatchKind::related) {
    // A related word that is one token is ranked by its term.
    const bool phrase = !spelling.token && code_point_count(spelling.text) >= kMinRelated;
    return phrase ? postings.literal(needle_of(spelling)) : postings.none();
  }
  if (spelling.kind == MatchKind::literal) {
    // A noun's own term says for certain where it stands; only the rest is looked at.
    const bool certain =
        word.parts.size() == 1 && word.base.empty() && word.parts[0].text == spelling.text;
    if (!certain || code_point_count(spelling.text) < 3)
      return postings.literal({spelling.text, false});
    const DocSet known = postings.word(spelling.text);
    return postings.literal({spelling.text, false}, &known) | known;
  }
  if (spelling.token) return postings.word(spelling.text);
  return postings.literal(needle_of(spelling));
}

void Evaluator::match_parts(Leaf* leaf) {
  const ExpandedWord& word = leaf->word;
  std::vector<std::vector<Needle>> parts;
  DocSet candidates = DocSet::full(context_.store.last_docid());
  std::size_t whole_words = 0;
  for (const WordPart& part : word.parts) {
    if (part.single) {
      // It decides nothing alone, but 感染者 is more than 感染.
      parts.push_back(needles_of(part));
      continue;
    }
    ++whole_words;
    DocSet set = context_.postings.word(part.base);
    for (const Spelling& s : part.spellings) {
      if (!stands_for_part(s)) continue;
      set |= s.token || s.kind == MatchKind::literal ? context_.postings.word(s.text)
                                                     : context_.postings.literal(needle_of(s));
    }
    if (set.empty()) set = context_.postings.literal({part.text, false});
    if (!word.apart_by_chance) leaf->some |= set;
    candidates &= set;
    parts.push_back(needles_of(part));
  }
  if (whole_words < 2 || word.apart_by_chance) return;
  candidates.and_not(leaf->every);
  if (!candidates.empty()) leaf->every |= context_.postings.together(parts, candidates);
}

void Evaluator::match_sentence(Leaf* leaf, bool relaxes) {
  // A sentence that stands nowhere as it is: its words side by side. A case about the things it
  // names is about it, in whatever verbs; they rank. Where every word is asked for, each is.
  DocSet every = DocSet::full(context_.store.last_docid());
  DocSet some = context_.postings.none();
  const bool names =
      relaxes && std::any_of(leaf->word.words.begin(), leaf->word.words.end(), names_a_thing);
  for (const ExpandedWord& inner : leaf->word.words) {
    Leaf matched = match(inner);
    if (context_.mode == MatchMode::any) leaf->every |= matched.every;
    if (!names || names_a_thing(inner)) every &= matched.every;
    some |= matched.every;
    some |= matched.some;
    leaf->inner.push_back(std::move(matched));
  }
  if (leaf->every.empty()) leaf->every = std::move(every);
  leaf->some |= some;
}

Leaf Evaluator::match(ExpandedWord word, bool relaxes) {
  Leaf leaf;
  leaf.every = context_.postings.none();
  leaf.some = context_.postings.none();
  for (const Spelling& s : word.spellings) {
    leaf.by_spelling.push_back(spelling(word, s));
    if (s.kind != MatchKind::related) leaf.every |= leaf.by_spelling.back();
  }
  if (!word.base.empty()) leaf.every |= context_.postings.word(word.base);
  leaf.word = std::move(word);
  if (!leaf.word.words.empty()) {
    match_sentence(&leaf, relaxes);
  } else if (leaf.word.parts.size() > 1) {
    match_parts(&leaf);
  }
  for (const ExpandedWord& phrase : leaf.word.phrases) leaf.phrases.push_back(match(phrase));
  leaf.some.and_not(leaf.every);
  return leaf;
}

void Evaluator::add_year(std::string_view folded, Leaf* leaf) {
  // 平成27年 is 2015: as a year of the text and as a value of a number facet.
  std::size_t pos = 0;
  const char32_t first = next_code_point(folded, &pos);
  if (!is_kanji(first) || folded.find_first_of("0123456789") == std::string_view::npos) {
    if (folded.find("元年") == std::string_view::npos) return;
  }
  for (const FacetDef& facet : context_.table.facets()) {
    if (facet.kind != FacetKind::number) continue;
    const auto year = context_.table.canonical(facet, folded);
    if (!year || *year == folded) continue;
    DocSet set = facet_values(facet, [&](std::string_view value) { return value == *year; });
    set |= context_.postings.literal({*year + "年", false});
    leaf->every |= set;
    leaf->some.and_not(leaf->every);
    leaf->word.spellings.push_back({*year + "年", MatchKind::variant, 0.9F, false});
    leaf->by_spelling.push_back(std::move(set));
  }
}

DocSet Evaluator::labelled(const ExpandedWord& word) {
  DocSet set = context_.postings.none();
  for (const Spelling& s : word.spellings) {
    if (s.kind == MatchKind::related) continue;
    for (const FacetLabels::Value& named : context_.labels.named(s.text)) {
      set |= having_value(*named.facet, named.value);
    }
  }
  return set;
}

// A word is mended only where it, or a part of it, stands nowhere at all.
bool Evaluator::has_unknown_part(const Leaf& leaf) const {
  if (leaf.some.empty()) return true;
  for (const WordPart& part : leaf.word.parts) {
    if (part.single || context_.postings.word_frequency(part.base) > 0) continue;
    if (context_.postings.literal({part.text, false}).empty()) return true;
  }
  return false;
}

bool Evaluator::correct(Leaf* leaf) {
  if (context_.corrector == nullptr || !context_.corrects) return false;
  const ExpandedWord& word = leaf->word;
  for (const Correction& correction : context_.corrector->corrections(pieces_of(word), 8)) {
    // Where parts of the word are known, the rest may be a word as well.
    if (!leaf->some.empty() && !looks_like_a_slip(word.text, correction.text)) continue;
    Leaf other = match(context_.expander.expand(correction.text));
    if (other.every.empty()) continue;
    other.corrected_from = word.text;
    *leaf = std::move(other);
    return true;
  }
  return false;
}

Evaluator::Sets Evaluator::leaf(const QueryNode& node, const Scope& scope) {
  const std::string folded = normalizer_.fold_text(node.text);
  const Postings& postings = context_.postings;
  Leaf out;
  out.every = postings.none();
  out.some = postings.none();
  switch (node.kind) {
    case QueryNode::Kind::literal:
      out.word.text = node.text;
      out.word.spellings.push_back({node.text, MatchKind::literal, 1.0F, false});
      out.every = postings.exact(node.text, folded);
      out.by_spelling.push_back(out.every);
      break;
    case QueryNode::Kind::phrase:
      out.word.text = folded;
      if (!folded.empty()) {
        ExpandedWord parsed = context_.expander.expand(folded);
        out.word.parts = std::move(parsed.parts);
        for (WordPart& part : out.word.parts) part.spellings.resize(1);
        out.word.spellings.push_back({folded});
        out.word.spellings.back().whole = true;
        out.every = postings.literal(needle_of(out.word.spellings.front()));
        out.by_spelling.push_back(out.every);
      }
      break;
    case QueryNode::Kind::prefix: {
      out.word.text = folded;
      out.word.spellings.push_back({folded, MatchKind::literal, 1.0F, false});
      bool cut = false;
      if (!folded.empty()) {
        out.every = postings.words_beginning(folded, kMaxExpansions, &cut);
        std::size_t pos = 0;
        if (is_japanese(next_code_point(folded, &pos)))
          out.every |= postings.literal({folded, false});
      }
      if (cut) {
        result_.warnings.push_back(
            {"「" + node.text + "*」は語が多すぎるため、先頭の 1,000 語だけを調べました",
             "\"" + node.text +
                 "*\" stands for too many words; only the first 1,000 were searched"});
      }
      out.by_spelling.push_back(out.every);
      break;
    }
    case QueryNode::Kind::fuzzy: {
      if (folded.empty()) break;
      out = match(context_.expander.expand(folded));
      Corrector* corrector = context_.corrector;
      if (corrector != nullptr) {
        for (const Correction& near : corrector->corrections({folded}, 50)) {
          DocSet set = postings.word(near.text);
          out.every |= set;
          out.word.spellings.push_back({near.text, MatchKind::correction, 0.5F, true});
          out.by_spelling.push_back(std::move(set));
        }
      }
      break;
    }
    default: {
      if (folded.empty()) break;
      out = match(context_.expander.expand(folded), scope.relaxes);
      add_year(folded, &out);
      if (out.every.empty() && out.word.words.empty()) {
        // Romaji: a Latin word that stands nowhere may be a reading.
        if (!is_all_kana(folded)) {
          for (Spelling& s : context_.expander.by_reading(folded, 24)) {
            DocSet set = spelling(out.word, s);
            out.every |= set;
            out.word.spellings.push_back(std::move(s));
            out.by_spelling.push_back(std::move(set));
          }
        }
        // Nothing is excluded that was not named.
        if (out.every.empty() && scope.scored && has_unknown_part(out)) {
          correct(&out);
        }
      }
      break;
    }
  }
  if (node.kind == QueryNode::Kind::word) {
    out.labelled = labelled(out.word);
    for (Leaf& inner : out.inner) inner.labelled = labelled(inner.word);
    for (Leaf& phrase : out.phrases) phrase.labelled = labelled(phrase.word);
  }
  out.kind = node.kind;
  out.column = node.column;
  out.boost = node.boost * scope.boost;
  out.in_title = scope.title;
  out.in_section = !scope.section.empty();
  out.title_or_section = scope.section;
  if (out.in_title) restrict(FieldChoice::title(), &out);
  if (out.in_section) restrict(FieldChoice::section(scope.section), &out);
  Sets sets{out.every, out.some};
  if (scope.scored) result_.leaves.push_back(std::move(out));
  return sets;
}

}  // namespace jirei
