#include "searcher/engine.h"

#include <fmt/format.h>
#include <xapian.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>
#include <utility>

#include "dict/readings.h"
#include "dict/resources.h"
#include "dict/synonyms.h"
#include "dict/variants.h"
#include "indexer/schema.h"
#include "indexer/xapian_error.h"
#include "searcher/analysis_table.h"
#include "searcher/complete.h"
#include "searcher/evaluate.h"
#include "searcher/facets.h"
#include "searcher/index_view.h"
#include "searcher/kept_terms.h"
#include "searcher/patterns.h"
#include "searcher/proximity.h"
#include "searcher/query/parser.h"
#include "searcher/ranking.h"
#include "searcher/similar.h"
#include "searcher/snippet.h"
#include "searcher/suggest.h"

namespace jirei {
namespace {

using Clock = std::chrono::steady_clock;
double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

bool given_up(const Request& request) { return request.cancelled && request.cancelled(); }

// The rank of a case on a page, over the cases with every word and then those with some.
struct Window {
  std::size_t begin, end;
};

Window window_of(const Request& request) {
  const std::size_t page = std::max<std::size_t>(request.page, 1);
  const std::size_t begin = (page - 1) * std::size_t{request.limit};
  return {begin, begin + request.limit};
}

// Sections that can be searched by name. In huge collections an even sample of the cases tells.
std::set<std::string, std::less<>> section_headings(const CaseStore& store) {
  constexpr std::uint32_t kLookedAt = 10000;
  const std::uint32_t step = 1 + store.last_docid() / kLookedAt;
  std::set<std::string, std::less<>> written;
  for (std::uint32_t docid = 1; docid <= store.last_docid(); docid += step) {
    if (!store.live(docid)) continue;
    for (std::size_t i = 1; i < store.field_count(docid); ++i) {
      const std::string_view heading = store.field(docid, i).heading();
      if (!written.contains(heading)) written.emplace(heading);
    }
  }
  const Normalizer normalizer;
  std::set<std::string, std::less<>> folded;
  for (const std::string& heading : written) folded.insert(normalizer.fold_text(heading));
  return folded;
}

}  // namespace

/// What one search knows of itself while it is answered.
struct Search {
  QueryNode tree;
  Evaluated matches;
  std::vector<ScoringPart> parts;
  std::vector<ResolvedFilter> filters;
  std::shared_ptr<const DocSet> every, some;  ///< after the filters
  std::string parse;
};

struct Engine::Impl {
  explicit Impl(IndexView opened) : view(std::move(opened)) {}

  IndexView view;
  std::optional<VariantTable> variants;
  std::optional<SynonymTable> synonyms;
  mutable std::optional<std::set<std::string, std::less<>>> headings;  ///< folded; made when asked
  KeptSentences sentences;

  const VariantTable* variant_table(const ComponentSwitches& on) {
    if (!on.variants) return nullptr;
    if (!variants) variants = VariantTable::open(find_resource("variants.bin"));
    return &*variants;
  }
  const SynonymTable* synonym_table(const ComponentSwitches& on) {
    if (!on.synonyms) return nullptr;
    if (!synonyms) {
      synonyms = SynonymTable::open(find_resource("synonyms.bin"));
      std::string own = view.database().get_metadata(std::string(schema::kMetaSynonyms));
      if (!own.empty()) synonyms->add_own(std::move(own));
    }
    return &*synonyms;
  }
  KeptPlaces* places() const { return view.kept() == nullptr ? nullptr : &view.kept()->places(); }
  SessionSource session_source() {
    return {[this]() -> Analyzer::Session& { return view.session(); }, &sentences};
  }

  /// Asks again, from the beginning, what failed because a shard went away, was replaced or lost
  /// its connection.
  template <typename Ask>
  auto attempt(const Ask& ask);
  Answer search(const Request& request);
  Answer similar(std::string_view id, const Request& request);
  ShownCase show(std::string_view id, const Request& request);
  void name_missing(Answer* answer) const;

  bool is_field(std::string_view name) const;
  QueryNode parse(const Request& request, std::vector<Text>* warnings) const;
  Evaluated evaluate(const QueryNode& tree, const Request& request);
  std::vector<RankedCase> rank(const Search& search, const Request& request, std::size_t count);
  std::vector<RankedCase> rank_sorted(const Search& search, const Request& request,
                                      std::size_t count);
  Hit hit(const Search& search, const Request& request, const RankedCase& ranked,
          const Postings& postings);
  void prepare(const std::vector<RankedCase>& ranked, std::size_t from) const;
  void fill(const Search& search, const Request& request, Answer* answer);
  void count(const Search& search, const Request& request, Answer* answer);
  void propose(const Search& search, const Request& request, Answer* answer);
  Answer answer(Search search, const Request& request);
};

bool Engine::Impl::is_field(std::string_view name) const {
  if (view.facets().find(name) != nullptr) return true;
  const std::string folded = Normalizer().fold_text(name);
  if (names_title(folded)) return true;
  if (!headings) headings = section_headings(view.store());
  return headings->contains(folded);
}

QueryNode Engine::Impl::parse(const Request& request, std::vector<Text>* warnings) const {
  if (request.query.empty()) return {};
  if (request.exact) {
    QueryNode node;
    node.kind = QueryNode::Kind::literal;
    node.text = request.query;
    return node;
  }
  ParseOptions options;
  options.is_field = [this](std::string_view name) { return is_field(name); };
  options.has_ranges = [this](std::string_view name) {
    const FacetDef* facet = view.facets().find(name);
    return facet != nullptr &&
           (facet->kind == FacetKind::number || facet->kind == FacetKind::ordered);
  };
  ParsedQuery parsed = parse_query(request.query, options);
  for (const QueryWarning& warning : parsed.warnings) warnings->push_back(warning.text);
  return std::move(parsed.tree);
}

Evaluated Engine::Impl::evaluate(const QueryNode& tree, const Request& request) {
  if (tree.kind == QueryNode::Kind::everything) {
    Evaluated all;
    all.every = every_case(view.store());
    all.some = DocSet(view.store().last_docid());
    all.everything = true;
    return all;
  }
  Xapian::Database& database = view.database();
  const Postings postings(database, view.store(), view.shards(), view.kept());
  Corrector corrector(database);
  const ComponentSwitches& on = request.on;
  Expander expander(view.session(), variant_table(on), synonym_table(on), postings,
                    {on.variants, on.synonyms, on.readings});
  Evaluator evaluator({postings, expander, &corrector, view.store(), view.facets(), view.labels(),
                       request.mode, &view.session(), on.correction});
  return evaluator.evaluate(tree);
}

std::vector<RankedCase> Engine::Impl::rank_sorted(const Search& search, const Request& request,
                                                  std::size_t count) {
  const bool reverse = request.sort.starts_with('-');
  const std::string key = request.sort.substr(reverse ? 1 : 0);
  std::vector<RankedCase> out;
  for (const auto& set : {search.every, search.some}) {
    std::vector<std::uint32_t> order =
        key == "id" ? order_by_id(view.store(), *set, reverse)
                    : order_by_facet(view.store(), view.facets(), *set,
                                     facet_index(view.facets(), key), reverse);
    for (const std::uint32_t docid : order) {
      if (out.size() >= count) return out;
      out.push_back({docid, 0, false});
    }
  }
  return out;
}

std::vector<RankedCase> Engine::Impl::rank(const Search& search, const Request& request,
                                           std::size_t count) {
  if (count == 0) return {};
  if (request.sort == "-relevance") {
    Request forward = request;
    forward.sort = "relevance";
    std::vector<RankedCase> all =
        rank(search, forward, std::size_t{search.every->count()} + search.some->count());
    std::reverse(all.begin(), all.end());
    if (all.size() > count) all.resize(count);
    return all;
  }
  if (request.sort != "relevance" && request.sort != "-relevance") {
    return rank_sorted(search, request, count);
  }
  if (search.parts.empty()) {
    Request by_id = request;
    by_id.sort = "id";
    return rank_sorted(search, by_id, count);
  }
  const Ranker ranker(view.database(), view.store(), request.weights, view.shards(), view.kept());
  const Postings postings(view.database(), view.store(), view.shards(), view.kept());
  const SecondLook look(search.matches.leaves, view.store(), postings, request.weights, places());
  const auto best_of = [&](const std::shared_ptr<const DocSet>& set, std::size_t wanted) {
    const std::size_t head = look.useful() ? std::max(wanted, SecondLook::kHead) : wanted;
    std::vector<RankedCase> ranked = ranker.top(search.parts, set, head);
    if (look.useful()) look.apply(&ranked, wanted);
    if (ranked.size() > wanted) ranked.resize(wanted);
    return ranked;
  };
  if (!request.on.tiers) {
    return best_of(std::make_shared<const DocSet>(*search.every | *search.some), count);
  }
  std::vector<RankedCase> out = best_of(search.every, count);
  if (out.size() < count) {
    std::vector<RankedCase> rest = best_of(search.some, count - out.size());
    out.insert(out.end(), rest.begin(), rest.end());
  }
  return out;
}

Hit Engine::Impl::hit(const Search& search, const Request& request, const RankedCase& ranked,
                      const Postings& postings) {
  const CaseStore& store = view.store();
  Hit hit;
  hit.id = std::string(store.id(ranked.docid));
  hit.score = ranked.score;
  hit.every_word = search.every->test(ranked.docid);
  const FieldView title = store.field(ranked.docid, 0);
  hit.title = title.source();
  if (!request.totals && request.snippets == 0) return hit;
  hit.source = store.source(ranked.docid);
  const std::vector<FacetDef>& facets = view.facets().facets();
  for (std::size_t i = 0; i < facets.size(); ++i) {
    const FacetColumn& column = store.column(i);
    FacetValues values{facets[i].key, {}};
    for (const std::uint32_t id : column.values(ranked.docid)) {
      values.values.emplace_back(column.dictionary()[id]);
    }
    if (!values.values.empty()) hit.facets.push_back(std::move(values));
  }
  const std::vector<MatchPattern> patterns =
      patterns_for(search.matches.leaves, ranked.docid, postings);
  hit.title_highlights =
      highlights_of(title, patterns_in_title(patterns), request.exact, session_source());
  SnippetOptions options;
  options.fragments = request.snippets;
  options.width = request.snippet_width;
  options.exact = request.exact;
  options.places = places();
  if (request.snippets > 0) {
    hit.snippets = make_snippets(store, ranked.docid, patterns, options, session_source());
  }
  hit.matched_by = matched_by(search.matches.leaves, ranked.docid);
  return hit;
}

// Cases that lie in shards come several at a time.
void Engine::Impl::prepare(const std::vector<RankedCase>& ranked, std::size_t from) const {
  std::vector<std::uint32_t> docids;
  for (std::size_t i = from; i < ranked.size() && docids.size() < CaseSource::kKeptBodies; ++i) {
    docids.push_back(ranked[i].docid);
  }
  view.store().prepare(docids);
}

void Engine::Impl::fill(const Search& search, const Request& request, Answer* answer) {
  const Window window = window_of(request);
  const std::vector<RankedCase> ranked = rank(search, request, window.end);
  if (view.shards() != nullptr) prepare(ranked, window.begin);
  const Postings postings(view.database(), view.store(), view.shards(), view.kept());
  for (std::size_t i = window.begin; i < ranked.size() && !given_up(request); ++i) {
    Hit one = hit(search, request, ranked[i], postings);
    one.rank = static_cast<std::uint32_t>(i + 1);
    const bool scored = request.sort == "relevance" || request.sort == "-relevance";
    if (request.explain && scored && !search.parts.empty()) {
      const Ranker ranker(view.database(), view.store(), request.weights, view.shards(),
                          view.kept());
      one.explanation = ranker.explain(search.parts, ranked[i].docid);
      const SecondLook look(search.matches.leaves, view.store(), postings, request.weights);
      if (ranked[i].looked_again) {
        for (ScorePart& part : look.explain(ranked[i].docid)) {
          one.explanation.push_back(std::move(part));
        }
      }
    }
    answer->hits.push_back(std::move(one));
  }
}

void Engine::Impl::count(const Search& search, const Request& request, Answer* answer) {
  answer->facets_of_partial = answer->total == 0 && answer->partial > 0;
  const DocSet& counted = answer->facets_of_partial ? search.matches.some : search.matches.every;
  if (request.all_facets || !request.facets.empty()) {
    answer->facets = count_facets(view.store(), view.facets(), counted, search.filters, request);
  }
  if (request.pivot) {
    answer->pivot = count_pivot(view.store(), view.facets(),
                                answer->facets_of_partial ? *search.some : *search.every,
                                request.pivot->first, request.pivot->second);
  }
}

Answer Engine::Impl::answer(Search search, const Request& request) {
  Answer answer;
  answer.query = request.query;
  answer.collection = view.store().doc_count();
  search.filters = resolve_filters(request, view.facets(), view.store());
  if (search.filters.empty()) {
    search.every = std::make_shared<const DocSet>(search.matches.every);
    search.some = std::make_shared<const DocSet>(search.matches.some);
  } else {
    const DocSet passing = filter_set(view.store(), search.filters);
    search.every = std::make_shared<const DocSet>(search.matches.every & passing);
    search.some = std::make_shared<const DocSet>(search.matches.some & passing);
  }
  answer.total = search.every->count();
  answer.partial = search.some->count();
  answer.warnings = search.matches.warnings;
  name_missing(&answer);
  if (!given_up(request)) fill(search, request, &answer);
  if (!given_up(request)) count(search, request, &answer);
  if (request.explain) {
    answer.parse = search.parse;
    for (const ScoringPart& part : search.parts) {
      answer.plan +=
          fmt::format("{} {} ×{:.3g} df={}\n", part.name, part.term, part.weight, part.frequency);
    }
  }
  if (!given_up(request)) propose(search, request, &answer);
  answer.cancelled = given_up(request);
  return answer;
}

void Engine::Impl::propose(const Search& search, const Request& request, Answer* answer) {
  if (search.tree.kind == QueryNode::Kind::everything) return;
  const bool nothing = answer->total == 0 && answer->partial == 0;
  const std::uint32_t unfiltered = search.matches.every.count();
  if (nothing && !search.filters.empty() && unfiltered > 0) {
    const std::string n = std::to_string(unfiltered);
    answer->warnings.push_back(
        {"この絞り込みに合う事例はありません。絞り込みを外すと " + n + " 件あります。",
         "no case passes these filters; without them there are " + n});
  }
  const Postings postings(view.database(), view.store(), view.shards(), view.kept());
  const Corrector corrector(view.database());
  const auto cases = [&](const QueryNode& tree) {
    DocSet set = evaluate(tree, request).every;
    return search.filters.empty() ? set : filter_set(view.store(), search.filters, std::move(set));
  };
  answer->suggestion =
      suggest({search.tree, search.matches, *answer, request, postings, corrector, cases});
}

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

Engine Engine::open(const std::string& index_dir, const ShardOptions& shards) {
  return Engine(std::make_unique<Impl>(IndexView::open(index_dir, shards)));
}

template <typename Ask>
auto Engine::Impl::attempt(const Ask& ask) {
  constexpr int kAttempts = 3;
  for (int left = kAttempts;; --left) {
    try {
      return ask();
    } catch (const Xapian::Error& error) {
      if (view.shards() == nullptr || left == 1) throw to_error(error);
      view.reconnect(error);
      headings.reset();
    }
  }
}

void Engine::Impl::name_missing(Answer* answer) const {
  answer->missing = view.missing_shards();
  if (answer->missing.empty()) return;
  const std::string names = fmt::format("{}", fmt::join(answer->missing, ", "));
  answer->warnings.push_back(
      {"届かないシャードがあります: " + names + "。件数も順位も、残りのシャードだけのものです",
       "shards that cannot be reached: " + names + "; counts and order are of the others alone"});
}

Answer Engine::search(const Request& request) {
  return impl_->attempt([&] { return impl_->search(request); });
}

Answer Engine::similar(std::string_view id, const Request& request) {
  return impl_->attempt([&] { return impl_->similar(id, request); });
}

ShownCase Engine::show(std::string_view id, const Request& request) {
  return impl_->attempt([&] { return impl_->show(id, request); });
}

std::vector<Completion> Engine::complete(std::string_view prefix, std::size_t limit) {
  return impl_->attempt([&] { return complete_prefix(impl_->view, prefix, limit); });
}

Answer Engine::Impl::search(const Request& request) {
  const Clock::time_point start = Clock::now();
  Search search;
  std::vector<Text> warnings;
  search.tree = parse(request, &warnings);
  search.parse = to_string(search.tree);
  search.matches = evaluate(search.tree, request);
  search.matches.warnings.insert(search.matches.warnings.begin(), warnings.begin(), warnings.end());
  if (!search.matches.leaves.empty() && !request.exact && !given_up(request)) {
    const Ranker ranker(view.database(), view.store(), request.weights, view.shards(), view.kept());
    search.parts = ranker.parts(search.matches.leaves, request.on);
  }
  Answer answer = this->answer(std::move(search), request);
  answer.took_ms = milliseconds_since(start);
  return answer;
}

Answer Engine::Impl::similar(std::string_view id, const Request& request) {
  const Clock::time_point start = Clock::now();
  const std::uint32_t docid = view.store().find(id);
  if (docid == 0) throw unknown_case(id);
  Search search;
  SimilarQuery similar = similar_to(view.database(), view.store(), docid, view.shards());
  search.matches = std::move(similar.matches);
  search.parts = std::move(similar.parts);
  Answer answer = this->answer(std::move(search), request);
  answer.took_ms = milliseconds_since(start);
  return answer;
}

ShownCase Engine::Impl::show(std::string_view id, const Request& request) {
  const CaseStore& store = view.store();
  const std::uint32_t docid = store.find(id);
  if (docid == 0) throw unknown_case(id);
  ShownCase shown;
  shown.record = store.record(docid, view.facets());
  std::vector<MatchPattern> patterns;
  if (!request.query.empty()) {
    std::vector<Text> warnings;
    const Evaluated matches = evaluate(parse(request, &warnings), request);
    const Postings postings(view.database(), store, view.shards(), view.kept());
    patterns = patterns_for(matches.leaves, docid, postings);
  }
  for (std::size_t i = 0; i < store.field_count(docid); ++i) {
    std::vector<Highlight> marks;
    if (!patterns.empty()) {
      const FieldView field = store.field(docid, i);
      marks = highlights_of(
          field,
          i == 0 ? patterns_in_title(patterns) : patterns_in_section(patterns, field.heading()),
          request.exact, session_source());
    }
    if (i == 0) {
      shown.title_highlights = std::move(marks);
    } else {
      shown.section_highlights.push_back(std::move(marks));
    }
  }
  return shown;
}

std::string Engine::analyze(std::string_view text) {
  return analysis_table(impl_->view.session(), text);
}

bool Engine::asks_shards() const { return impl_->view.shards() != nullptr; }

const FacetTable& Engine::facet_table() const { return impl_->view.facets(); }
bool Engine::is_field(std::string_view name) const {
  return impl_->attempt([&] { return impl_->is_field(name); });
}

bool Engine::refresh() {
  if (!impl_->view.refresh()) return false;
  impl_->headings.reset();
  impl_->synonyms.reset();
  impl_->sentences = {};
  return true;
}

}  // namespace jirei
