#include "searcher/suggest.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "dict/unicode.h"
#include "searcher/query/lexer.h"

namespace jirei {
namespace {

using Kind = QueryNode::Kind;
using CasesOf = std::function<DocSet(const QueryNode&)>;

// A word of so few cases may be a slip for one of so many times more.
constexpr std::uint32_t kRare = 2;
constexpr std::uint32_t kTimesMore = 10;
constexpr std::size_t kShortest = 3;
constexpr std::size_t kNeighbours = 4;

using Replacements = std::vector<std::pair<std::uint32_t, std::string>>;  // column → word

QueryNode with_words(QueryNode node, const Replacements& words) {
  if (node.kind == Kind::word) {
    for (const auto& [column, text] : words) {
      if (node.column == column) node.text = text;
    }
  }
  for (QueryNode& child : node.children) child = with_words(std::move(child), words);
  return node;
}

// Looks for what can be left out of a query.
class Relaxer {
 public:
  explicit Relaxer(const CasesOf& cases) : cases_(cases) {}

  std::optional<QueryNode> relax(const QueryNode& node) const {
    switch (node.kind) {
      case Kind::phrase:
        return found(words_of(node));
      case Kind::field:
        if (node.children.empty()) return std::nullopt;
        if (auto anywhere = found(node.children.front())) return anywhere;
        return relax(node.children.front());
      case Kind::words:
      case Kind::all:
        return best_together(node);
      case Kind::any:
        for (const QueryNode& child : node.children) {
          if (auto one = relax(child)) return one;
        }
        return std::nullopt;
      default:
        return std::nullopt;
    }
  }

 private:
  std::optional<QueryNode> found(QueryNode node) const {
    if (cases_(node).empty()) return std::nullopt;
    return node;
  }

  static QueryNode words_of(const QueryNode& phrase) {
    QueryNode out;
    out.kind = Kind::words;
    for (QueryToken& token : lex_plain_words(phrase.text)) {
      QueryNode word;
      word.kind = Kind::word;
      word.text = std::move(token.text);
      word.column = phrase.column + token.column;
      out.children.push_back(std::move(word));
    }
    if (out.children.size() == 1) return out.children.front();
    return out;
  }

  // As many of the children as some case has together, the first ones rather than the last.
  std::optional<QueryNode> best_together(const QueryNode& node) const {
    struct Child {
      QueryNode node;
      DocSet cases;
    };
    std::vector<Child> children;
    std::vector<QueryNode> excluded;
    for (const QueryNode& child : node.children) {
      if (child.kind == Kind::everything) continue;
      if (child.kind == Kind::none) {
        excluded.push_back(child);
        continue;
      }
      DocSet set = cases_(child);
      if (!set.empty()) {
        children.push_back({child, std::move(set)});
      } else if (auto relaxed = relax(child)) {
        set = cases_(*relaxed);
        children.push_back({*std::move(relaxed), std::move(set)});
      }
    }
    std::vector<std::size_t> best;
    for (std::size_t start = 0; start < children.size(); ++start) {
      std::vector<std::size_t> kept{start};
      DocSet set = children[start].cases;
      for (std::size_t i = 0; i < children.size(); ++i) {
        if (i == start || !set.intersects(children[i].cases)) continue;
        set &= children[i].cases;
        kept.push_back(i);
      }
      std::sort(kept.begin(), kept.end());
      if (kept.size() > best.size()) best = std::move(kept);
    }
    if (best.empty()) return std::nullopt;
    QueryNode out = node;
    out.children.clear();
    for (const std::size_t i : best) out.children.push_back(std::move(children[i].node));
    QueryNode without = out.children.size() == 1 ? out.children.front() : out;
    if (excluded.empty()) return without;
    out.children.insert(out.children.end(), excluded.begin(), excluded.end());
    if (auto with_exclusions = found(std::move(out))) return with_exclusions;
    return without;
  }

  const CasesOf& cases_;
};

std::optional<std::string> more_frequent_neighbour(const SuggestContext& context,
                                                   const Leaf& leaf) {
  const std::uint32_t count = leaf.every.count();
  if (leaf.kind != Kind::word || leaf.word.sentence || count == 0 || count > kRare ||
      code_point_count(leaf.word.text) < kShortest) {
    return std::nullopt;
  }
  for (const Correction& near :
       context.corrector.corrections(pieces_of(leaf.word), kNeighbours, true)) {
    if (near.frequency < kTimesMore * count || !looks_like_a_slip(leaf.word.text, near.text)) {
      continue;
    }
    if (context.postings.literal({near.text}).count() >= kTimesMore * count) return near.text;
  }
  return std::nullopt;
}

// Slips that were not corrected because the user said so.
Replacements uncorrected(const SuggestContext& context) {
  Replacements out;
  for (const Leaf& leaf : context.matches.leaves) {
    if (leaf.kind != Kind::word || !leaf.every.empty()) continue;
    for (const Correction& near :
         context.corrector.corrections(pieces_of(leaf.word), kNeighbours)) {
      if (context.postings.literal({near.text}).empty()) continue;
      out.emplace_back(leaf.column, near.text);
      break;
    }
  }
  return out;
}

}  // namespace

std::optional<QueryNode> nearest_query(const QueryNode& tree, const CasesOf& cases) {
  return Relaxer(cases).relax(tree);
}

std::optional<Suggestion> suggest(const SuggestContext& context) {
  const auto make = [&](Suggestion::Kind kind, const QueryNode& node) {
    return Suggestion{kind, to_query(node), context.request.query};
  };
  Replacements corrected;
  for (const Leaf& leaf : context.matches.leaves) {
    if (!leaf.corrected_from.empty()) corrected.emplace_back(leaf.column, leaf.word.text);
  }
  if (!corrected.empty()) {
    return make(Suggestion::Kind::corrected, with_words(context.tree, corrected));
  }
  if (context.request.exact || !context.request.totals) return std::nullopt;
  if (context.answer.total == 0 && !context.request.on.correction) {
    const Replacements slips = uncorrected(context);
    const QueryNode mended = with_words(context.tree, slips);
    if (!slips.empty() && !context.cases(mended).empty()) {
      return make(Suggestion::Kind::did_you_mean, mended);
    }
  }
  if (context.answer.total == 0 && context.answer.partial == 0) {
    const auto nearest = nearest_query(context.tree, context.cases);
    if (!nearest || same_tree(*nearest, context.tree)) return std::nullopt;
    return make(Suggestion::Kind::nearest, *nearest);
  }
  for (const Leaf& leaf : context.matches.leaves) {
    if (auto frequent = more_frequent_neighbour(context, leaf)) {
      return make(Suggestion::Kind::did_you_mean,
                  with_words(context.tree, {{leaf.column, *std::move(frequent)}}));
    }
  }
  return std::nullopt;
}

}  // namespace jirei
