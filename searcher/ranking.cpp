#include "searcher/ranking.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "dict/ngrams.h"
#include "dict/unicode.h"
#include "indexer/schema.h"
#include "searcher/bm25.h"
#include "searcher/kept_scorer.h"
#include "searcher/large_scorer.h"
#include "searcher/set_source.h"
#include "searcher/shard_scorer.h"
#include "searcher/shard_terms.h"

namespace jirei {
namespace {

bool two_hiragana(std::string_view gram) {
  std::size_t pos = 0;
  const bool first = is_hiragana(next_code_point(gram, &pos));
  return first && pos < gram.size() && is_hiragana(next_code_point(gram, &pos));
}

// The word as most cases spell it: 情報漏洩 → 情報漏えい, so that its grams find their like.
std::string usual_text(const ExpandedWord& word) {
  std::string text;
  std::string_view rest = word.text;
  for (const WordPart& part : word.parts) {
    const std::size_t at = rest.find(part.text);
    if (at == std::string_view::npos) break;
    text += rest.substr(0, at);
    text += part.usual.empty() ? part.text : part.usual;
    rest.remove_prefix(at + part.text.size());
  }
  text += rest;
  return text;
}

// Summands of a score.
constexpr std::size_t kMaxParts = 256;

}  // namespace

/// Collects the summands of one query.
class Ranker::Builder {
 public:
  Builder(const Ranker& ranker, const ComponentSwitches& on, std::vector<ScoringPart>* out)
      : ranker_(ranker), on_(on), out_(out) {}

  void add(const Leaf& leaf) {
    boost_ = leaf.boost;
    const std::size_t before = out_->size();
    add_tokens(leaf);
    add_sets(leaf);
    for (const Leaf& inner : leaf.inner) add_sets(inner, true);
    for (const Leaf& phrase : leaf.phrases) add_sets(phrase, true);
    add_label(leaf, ranker_.weights_.facet);
    for (const Leaf& inner : leaf.inner) add_label(inner, ranker_.weights_.part_facet);
    for (const Leaf& phrase : leaf.phrases) add_label(phrase, ranker_.weights_.part_facet);
    if (on_.grams) add_grams(leaf);
    if (out_->size() == before && !leaf.every.empty()) {
      add_set("literal", leaf.word.text, leaf.every, ranker_.weights_.word);
    }
  }

 private:
  std::uint32_t frequency(const std::string& term) const {
    if (ranker_.kept_ != nullptr) return ranker_.kept_->frequency(term);
    return ranker_.shards_ != nullptr ? ranker_.shards_->frequency(term)
                                      : ranker_.database_.get_termfreq(term);
  }

  // One token in all its spellings: one virtual term with one document frequency.
  void add_term(const char* tier, char prefix, const WordPart& part,
                const std::vector<Spelling>& spellings, double weight) {
    std::vector<std::string> terms;
    std::uint32_t seen = 0;
    const auto add = [&](std::string_view base) {
      std::string term = schema::term(prefix, base);
      const std::uint32_t count = frequency(term);
      if (count == 0 || std::find(terms.begin(), terms.end(), term) != terms.end()) return;
      seen += count;
      terms.push_back(std::move(term));
    };
    add(part.base);
    if (part.text != part.base && !part.inflected) add(part.text);
    if (on_.variants) {
      for (const Spelling& s : spellings) {
        if (s.kind == MatchKind::variant && s.token) add(s.text);
      }
    }
    for (const Spelling& s : spellings) {
      if (s.derived) add(s.text);
    }
    if (!terms.empty()) push(tier, part.base, weight, seen, std::move(terms));
  }

  void add_tokens(const Leaf& leaf) {
    const ExpandedWord& word = leaf.word;
    for (const WordPart& part : word.parts) {
      const double share = part.weight * (part.fragment ? ranker_.weights_.fragment : 1.0);
      const auto& spellings = word.parts.size() == 1 ? word.spellings : part.spellings;
      add_term("word", schema::kWordPrefix, part, spellings, ranker_.weights_.word * share);
      if (on_.title) {
        add_term("title", schema::kTitlePrefix, part, spellings, ranker_.weights_.title * share);
      }
      if (on_.synonyms) {
        if (word.parts.size() > 1) {
          add_term_set("synonym", part.text, part.spellings, MatchKind::synonym,
                       ranker_.weights_.part_synonym);
        }
        add_term_set("related", part.text, spellings, MatchKind::related, ranker_.weights_.related);
      }
    }
  }

  // All spellings of one kind that are tokens, as one virtual term.
  void add_term_set(const char* tier, const std::string& text,
                    const std::vector<Spelling>& spellings, MatchKind kind, double weight) {
    std::vector<std::string> terms;
    std::uint32_t seen = 0;
    float best = 0;
    for (const Spelling& s : spellings) {
      if (s.kind != kind || !s.token || s.derived) continue;
      std::string term = schema::term(schema::kWordPrefix, s.text);
      const std::uint32_t count = frequency(term);
      if (count == 0) continue;
      seen += count;
      best = std::max(best, s.weight);
      terms.push_back(std::move(term));
    }
    if (!terms.empty()) push(tier, text, weight * best, seen, std::move(terms));
  }

  // The word is the name of a facet's value.
  void add_label(const Leaf& leaf, double weight) {
    if (leaf.labelled.last_docid() == 0 || leaf.labelled.empty()) return;
    add_set("facet", leaf.word.text, leaf.labelled, weight);
  }

  // Spellings that are no single token, readings and synonyms: sets with one weight each kind. What
  // is a token of a word `inside` a sentence is scored with the sentence's parts.
  void add_sets(const Leaf& leaf, bool inside = false) {
    const ExpandedWord& word = leaf.word;
    struct Tier {
      MatchKind kind;
      const char* name;
      double weight;
      bool on;
    };
    const Weights& w = ranker_.weights_;
    const Tier tiers[] = {{MatchKind::variant, "variant", w.variant, on_.variants},
                          {MatchKind::synonym, "synonym", w.synonym, on_.synonyms},
                          {MatchKind::related, "related", w.related_phrase, on_.synonyms},
                          {MatchKind::reading, "reading", w.reading, on_.readings},
                          {MatchKind::correction, "correction", w.reading, true}};
    for (const Tier& tier : tiers) {
      if (!tier.on) continue;
      DocSet set(leaf.every.last_docid());
      std::string names;
      float best = 0;
      for (std::size_t i = 0; i < word.spellings.size() && i < leaf.by_spelling.size(); ++i) {
        const Spelling& s = word.spellings[i];
        if (s.kind != tier.kind || leaf.by_spelling[i].empty()) continue;
        // Variants that are tokens of a simple word are in its word term already.
        if (s.kind == MatchKind::variant && s.token && word.parts.size() == 1) continue;
        if (inside && s.token && word.parts.size() == 1) continue;
        set |= leaf.by_spelling[i];
        best = std::max(best, s.weight);
        if (!names.empty()) names += ' ';
        names += s.text;
      }
      if (!set.empty()) add_set(tier.name, names, set, tier.weight * best);
    }
    if (on_.compounds && word.parts.size() > 1 && !leaf.every.empty() && !word.sentence) {
      add_set("compound", word.text, leaf.every, w.compound);
    }
  }

  void add_set(const char* tier, const std::string& text, const DocSet& set, double weight) {
    const std::uint32_t count = set.count();
    const double documents = store().doc_count();
    // The weight that BM25 gives a term of this frequency once in a case of average length.
    const double idf = std::log(std::max(1.1, (documents - count + 0.5) / (count + 0.5)));
    const double value = std::max(0.05, idf) * weight * boost_;
    out_->push_back(
        {tier, text, weight * boost_, count, {}, std::make_shared<const DocSet>(set), value});
  }

  void add_grams(const Leaf& leaf) {
    if (leaf.kind == QueryNode::Kind::literal) return;
    const std::string text = usual_text(leaf.word);
    if (ranker_.shards_ != nullptr) ask_gram_frequencies(text);
    for_each_gram(text, [&](std::string_view gram, ByteRange) {
      if (code_point_count(gram) < 2 || two_hiragana(gram)) return;
      std::string term = schema::term(schema::kGramPrefix, gram);
      const std::uint32_t count = frequency(term);
      if (count == 0) return;
      push("gram", std::string(gram), ranker_.weights_.gram, count, {std::move(term)});
    });
  }

  void ask_gram_frequencies(std::string_view text) const {
    std::vector<std::string> terms;
    for_each_gram(text, [&](std::string_view gram, ByteRange) {
      if (code_point_count(gram) == 2) terms.push_back(schema::term(schema::kGramPrefix, gram));
    });
    ranker_.shards_->prepare_frequencies(terms);
  }

  void push(const char* tier, const std::string& text, double weight, std::uint32_t count,
            std::vector<std::string> terms) {
    weight *= boost_;
    if (weight <= 0) return;
    // A word that a query repeats counts once.
    if (!seen_.insert(std::string(tier) + '\0' + text).second) return;
    count = std::min(count, store().doc_count());
    out_->push_back({tier, text, weight, count, std::move(terms), nullptr, 0});
  }

  const CaseStore& store() const { return ranker_.store_; }

  const Ranker& ranker_;
  const ComponentSwitches& on_;
  std::vector<ScoringPart>* out_;
  std::unordered_set<std::string> seen_;
  double boost_ = 1.0;
};

Xapian::Query ScoringPart::query() const {
  if (set) return SetSource::query(set, set_value);
  Xapian::Query query = terms.size() == 1
                            ? Xapian::Query(terms.front())
                            : Xapian::Query(Xapian::Query::OP_SYNONYM, terms.begin(), terms.end());
  return weight == 1.0 ? query : Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT, query, weight);
}

std::vector<ScoringPart> Ranker::parts(const std::vector<Leaf>& leaves,
                                       const ComponentSwitches& on) const {
  std::vector<ScoringPart> out;
  Builder builder(*this, on, &out);
  for (const Leaf& leaf : leaves) builder.add(leaf);
  if (out.size() > kMaxParts) {
    // A pasted page: its rarest terms tell the most of it.
    std::stable_sort(out.begin(), out.end(), [](const ScoringPart& a, const ScoringPart& b) {
      return a.frequency < b.frequency;
    });
    out.resize(kMaxParts);
  }
  return out;
}

Xapian::MSet Ranker::run(const Xapian::Query& query, std::size_t count) const {
  Xapian::Enquire enquire(database_);
  enquire.set_query(query);
  enquire.set_weighting_scheme(
      Xapian::BM25Weight(k1_for(weights_, database_.get_avlength()), 0, 1, weights_.b, 0.5));
  return enquire.get_mset(0, static_cast<Xapian::doccount>(count));
}

std::vector<RankedCase> Ranker::top(const std::vector<ScoringPart>& parts,
                                    std::shared_ptr<const DocSet> within, std::size_t count) const {
  std::vector<RankedCase> out;
  const std::size_t members = within->count();
  count = std::min(count, members);
  if (count == 0) return out;
  if (shards_ != nullptr) return top_of_shards(parts, *within, count);
  if (kept_ != nullptr) {
    if (scored_ != &parts) {
      scores_ = scores_by_docid(parts, weights_, kept_);
      scored_ = &parts;
    }
    if (!scores_.empty()) return in_order(highest(scores_, *within, count), count);
    if (auto best = highest_of_many(parts, weights_, database_, kept_, *within, count)) {
      return in_order(*std::move(best), count);
    }
  }
  std::vector<Xapian::Query> queries;
  queries.reserve(parts.size());
  for (const ScoringPart& part : parts) queries.push_back(part.query());
  const Xapian::Query filter = SetSource::query(std::move(within), 0.0);
  const Xapian::Query query =
      queries.empty()
          ? filter
          : Xapian::Query(Xapian::Query::OP_AND_MAYBE, filter,
                          Xapian::Query(Xapian::Query::OP_OR, queries.begin(), queries.end()));
  // Equal scores are ordered by case id, so a tie at the end must be seen whole.
  for (std::size_t wanted = std::min(members, count + 16);;
       wanted = std::min(members, wanted * 4)) {
    const Xapian::MSet hits = run(query, wanted);
    out.clear();
    for (auto it = hits.begin(); it != hits.end(); ++it)
      out.push_back({*it, it.get_weight(), false});
    if (out.size() >= members || out.size() < wanted ||
        out[count - 1].score - out.back().score > 1e-9) {
      break;
    }
  }
  return in_order(std::move(out), count);
}

std::vector<RankedCase> Ranker::in_order(std::vector<RankedCase> all, std::size_t count) const {
  std::sort(all.begin(), all.end(), [](const RankedCase& a, const RankedCase& b) {
    return a.score != b.score ? a.score > b.score : a.docid < b.docid;
  });
  std::stable_sort(all.begin(), all.end(), [&](const RankedCase& a, const RankedCase& b) {
    if (std::abs(a.score - b.score) > 1e-9) return a.score > b.score;
    return store_.id_before(a.docid, b.docid);
  });
  if (all.size() > count) all.resize(count);
  return all;
}

std::vector<RankedCase> Ranker::top_of_shards(const std::vector<ScoringPart>& parts,
                                              const DocSet& within, std::size_t count) const {
  std::vector<RankedCase> all = ShardScorer(*shards_, weights_).score(parts, within);
  const auto higher = [](const RankedCase& a, const RankedCase& b) { return a.score > b.score; };
  // All that may tie with the last of the best are put in order with them.
  const auto last = all.begin() + static_cast<std::ptrdiff_t>(count - 1);
  std::nth_element(all.begin(), last, all.end(), higher);
  const double least = last->score - 2e-9;
  std::erase_if(all, [least](const RankedCase& one) { return one.score < least; });
  return in_order(std::move(all), count);
}

std::vector<ScorePart> Ranker::explain_by_shards(const std::vector<ScoringPart>& parts,
                                                 std::uint32_t docid) const {
  const ShardScorer scorer(*shards_, weights_);
  std::vector<ScorePart> out;
  for (const ScoringPart& part : parts) {
    const ShardScorer::Share share = scorer.share(part, docid);
    if (share.score == 0) continue;
    out.push_back(
        {part.name, part.term, share.score, share.occurrences, part.frequency, part.weight});
  }
  return out;
}

std::vector<ScorePart> Ranker::explain(const std::vector<ScoringPart>& parts,
                                       std::uint32_t docid) const {
  if (shards_ != nullptr) return explain_by_shards(parts, docid);
  std::vector<ScorePart> out;
  auto only = std::make_shared<DocSet>(store_.last_docid());
  only->set(docid);
  const Xapian::Query filter = SetSource::query(only, 0.0);
  for (const ScoringPart& part : parts) {
    const Xapian::MSet hit =
        run(Xapian::Query(Xapian::Query::OP_AND_MAYBE, filter, part.query()), 1);
    if (hit.empty() || hit.begin().get_weight() == 0) continue;
    ScorePart explained{part.name, part.term,      hit.begin().get_weight(),
                        0,         part.frequency, part.weight};
    // All spellings of a word count as one term.
    for (const std::string& term : part.terms) {
      auto posting = database_.postlist_begin(term);
      const auto end = database_.postlist_end(term);
      if (posting != end) posting.skip_to(docid);
      if (posting != end && *posting == docid) explained.tf += posting.get_wdf();
    }
    out.push_back(std::move(explained));
  }
  return out;
}

}  // namespace jirei
