// Fields of the query language: facets, ranges, the title, sections.
#include <algorithm>
#include <array>
#include <utility>

#include "dict/error.h"
#include "dict/unicode.h"
#include "indexer/schema.h"
#include "searcher/evaluate.h"
#include "searcher/facets.h"
#include "searcher/filter.h"
#include "searcher/nearest.h"

namespace jirei {
namespace {

using Kind = QueryNode::Kind;

// Text that is analysed again to tell in which section an inflected word stands; beyond it the
// word's stem must do.
constexpr std::size_t kAnalysedBytes = std::size_t{4} << 20U;

std::string first_character(std::string_view text) {
  std::size_t end = 0;
  if (!text.empty()) next_code_point(text, &end);
  return std::string(text.substr(0, end));
}

bool holds_token(Analyzer::Session& session, std::string_view text,
                 const std::vector<std::string>& bases) {
  const AnalyzedText analyzed = session.analyze_folded(std::string(text), false);
  return std::any_of(analyzed.tokens.begin(), analyzed.tokens.end(), [&](const Token& token) {
    return std::find(bases.begin(), bases.end(), token.base) != bases.end();
  });
}

// Dictionary forms under which the word stands in the word tier.
std::vector<std::string> bases_of(const ExpandedWord& word) {
  std::vector<std::string> bases;
  if (!word.base.empty()) bases.push_back(word.base);
  // Typed in its dictionary form, a verb stands in the others too.
  if (word.parts.size() == 1 && word.words.empty()) bases.push_back(word.parts.front().base);
  for (const Spelling& s : word.spellings) {
    if (s.token && s.kind != MatchKind::related) bases.push_back(s.text);
  }
  return bases;
}

std::vector<Needle> needles_of(const Leaf& leaf) {
  std::vector<Needle> needles;
  for (const Spelling& s : leaf.word.spellings) {
    if (s.kind == MatchKind::related) continue;
    needles.push_back(needle_of(s));
    needles.back().begins = leaf.kind == Kind::prefix;
  }
  return needles;
}

}  // namespace

Evaluator::Sets Evaluator::field(const QueryNode& node, const Scope& scope) {
  if (node.children.empty()) return {context_.postings.none(), context_.postings.none()};
  if (const FacetDef* facet = context_.table.find(node.name)) {
    return {facet_group(*facet, node.children.front()), context_.postings.none()};
  }
  Scope below = scope;
  below.relaxes = false;
  const std::string folded = normalizer_.fold_text(node.name);
  below.title = names_title(folded);
  if (!below.title) below.section = folded;
  below.boost *= node.boost;
  Sets sets = this->node(node.children.front(), below);
  sets.some.clear();
  return sets;
}

bool names_title(std::string_view folded) {
  return folded == "title" || folded == "題名" || folded == "タイトル";
}

Evaluator::Sets Evaluator::range(const QueryNode& node) {
  FacetFilter filter{node.name, false, {{{}, true, node.low, node.high}}};
  return {facet_filter(filter), context_.postings.none()};
}

void Evaluator::warn(const Error& error) {
  Text text = error.message();
  if (!error.hint().empty()) {
    text.ja += " " + error.hint().ja;
    text.en += "; " + error.hint().en;
  }
  result_.warnings.push_back(std::move(text));
}

DocSet Evaluator::facet_filter(const FacetFilter& filter) {
  try {
    const std::array<ResolvedFilter, 1> resolved{
        resolve_filter(filter, context_.table, context_.store)};
    return filter_set(context_.store, resolved);
  } catch (const Error& error) {
    warn(error);
    return context_.postings.none();
  }
}

DocSet Evaluator::facet_values(const FacetDef& facet,
                               const std::function<bool(std::string_view)>& accepts) {
  ResolvedFilter resolved;
  resolved.facet = context_.table.index_of(facet);
  for (const std::string_view value : context_.store.column(resolved.facet).dictionary()) {
    resolved.accepts.push_back(accepts(value));
  }
  return filter_set(context_.store, {&resolved, 1});
}

DocSet Evaluator::having_value(const FacetDef& facet, std::string_view value) {
  // What a column is read for, a large collection keeps by value.
  if (context_.postings.keeps_frequent()) {
    return context_.postings.term(schema::facet_term(facet.key, value));
  }
  return facet_values(facet, [&](std::string_view v) { return v == value; });
}

DocSet Evaluator::facet_group(const FacetDef& facet, const QueryNode& node) {
  if (node.children.empty()) return facet_value(facet, node);
  // Values side by side widen, as they do behind -f; AND narrows.
  const bool narrows = node.kind == Kind::all;
  DocSet set = narrows ? DocSet::full(context_.store.last_docid()) : context_.postings.none();
  DocSet excluded = context_.postings.none();
  bool positive = false;
  for (const QueryNode& child : node.children) {
    if (child.kind == Kind::everything) continue;
    if (child.kind == Kind::none && !child.children.empty()) {
      DocSet one = facet_group(facet, child.children.front());
      if (node.kind == Kind::any) {
        DocSet complement = DocSet::full(context_.store.last_docid());
        set |= complement.and_not(one);
        positive = true;
      } else {
        excluded |= one;
      }
      continue;
    }
    const DocSet one = facet_group(facet, child);
    narrows ? set &= one : set |= one;
    positive = true;
  }
  if (!positive) set = DocSet::full(context_.store.last_docid());
  set.and_not(excluded);
  return set;
}

DocSet Evaluator::facet_value(const FacetDef& facet, const QueryNode& node) {
  if (node.kind == Kind::range) return range(node).every;
  const std::string key = facet_key(node.text);
  if (node.kind == Kind::prefix) {
    return facet_values(facet, [&](std::string_view v) { return facet_key(v).starts_with(key); });
  }
  std::optional<Error> unknown;
  try {
    FacetFilter filter{facet.key, false, {{node.text, false, {}, {}}}};
    if (node.kind == Kind::word) filter = parse_filter(facet.key + "=" + node.text);
    const std::array<ResolvedFilter, 1> resolved{
        resolve_filter(filter, context_.table, context_.store)};
    return filter_set(context_.store, resolved);
  } catch (const Error& error) {
    unknown = error;
  }
  if (node.kind == Kind::fuzzy) {
    const auto& values = context_.store.column(context_.table.index_of(facet)).dictionary();
    const std::size_t nearest = nearest_name(node.text, values);
    if (nearest < values.size()) {
      return facet_values(facet, [&](std::string_view v) { return v == values[nearest]; });
    }
  }
  // No value: a part of some (ケース:ランサム).
  DocSet set = context_.postings.none();
  if (unknown->code() == ErrorCode::not_found && !key.empty()) {
    set = facet_values(facet, [&](std::string_view value) {
      return facet_key(value).find(key) != std::string::npos;
    });
  }
  if (set.empty()) warn(*unknown);
  return set;
}

DocSet Evaluator::inflected(const FieldChoice& choice, const Leaf& leaf, const DocSet& candidates) {
  const Postings& postings = context_.postings;
  const std::vector<std::string> bases = bases_of(leaf.word);
  DocSet set = postings.none();
  std::vector<std::string> beginnings;
  for (const std::string& base : bases) {
    set |= choice.is_title() ? postings.term(schema::term(schema::kTitlePrefix, base))
                             : postings.word(base);
    beginnings.push_back(first_character(base));
  }
  set &= candidates;
  if (choice.is_title() || set.empty()) return set;
  std::size_t budget = kAnalysedBytes;
  return postings.where(choice, set, [&](std::string_view text) {
    const bool begins =
        std::any_of(beginnings.begin(), beginnings.end(), [&](const std::string& beginning) {
          return text.find(beginning) != std::string_view::npos;
        });
    if (!begins) return false;
    if (context_.session == nullptr || budget < text.size()) {
      return !leaf.word.stem.empty() && text.find(leaf.word.stem) != std::string_view::npos;
    }
    budget -= text.size();
    return holds_token(*context_.session, text, bases);
  });
}

DocSet Evaluator::standing(const FieldChoice& choice, const Leaf& leaf) {
  const Postings& postings = context_.postings;
  DocSet set = postings.in_field(needles_of(leaf), choice, leaf.every);
  if (leaf.kind != Kind::word && leaf.kind != Kind::fuzzy) return set;
  DocSet rest = leaf.every;
  rest.and_not(set);
  if (rest.empty()) return set;
  std::vector<std::vector<Needle>> parts;
  for (const WordPart& part : leaf.word.parts) {
    if (!part.single) parts.push_back(jirei::needles_of(part));
  }
  if (parts.size() > 1 && leaf.word.words.empty()) set |= postings.together(parts, rest, &choice);
  return set |= inflected(choice, leaf, rest);
}

void Evaluator::restrict(const FieldChoice& choice, Leaf* leaf) {
  DocSet set = standing(choice, *leaf);
  if (set.empty() && !leaf->word.words.empty()) {
    set = DocSet::full(context_.store.last_docid());
    for (const ExpandedWord& inner : leaf->word.words) set &= standing(choice, match(inner));
  }
  leaf->every = std::move(set);
  leaf->some.clear();
  for (std::size_t i = 0; i < leaf->by_spelling.size(); ++i) {
    if (leaf->by_spelling[i].empty()) continue;
    leaf->by_spelling[i] = context_.postings.in_field({needle_of(leaf->word.spellings[i])}, choice,
                                                      leaf->by_spelling[i]);
  }
}

}  // namespace jirei
