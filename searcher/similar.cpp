#include "searcher/similar.h"

#include <algorithm>
#include <cmath>

#include "dict/unicode.h"
#include "indexer/schema.h"
#include "searcher/postings.h"
#include "searcher/shard_terms.h"

namespace jirei {
namespace {

constexpr std::size_t kTerms = 40;
// A term of more than this share of the cases tells nothing about one.
constexpr double kCommonShare = 0.5;

struct Telling {
  std::string base;
  double weight;
  std::uint32_t frequency;
};

// The terms of the word tier that a case has. A list of terms from a shard tells the shard's own
// frequencies: those of all shards are asked for at once.
void ask_for_frequencies(const Xapian::Database& database, std::uint32_t docid,
                         const ShardTerms& shards) {
  std::vector<std::string> terms;
  auto it = database.termlist_begin(docid);
  const auto end = database.termlist_end(docid);
  for (it.skip_to(std::string(1, schema::kWordPrefix)); it != end; ++it) {
    if (!(*it).starts_with(schema::kWordPrefix)) break;
    terms.push_back(*it);
  }
  shards.prepare_frequencies(terms);
}

std::vector<Telling> telling_terms(const Xapian::Database& database, std::uint32_t docid,
                                   const ShardTerms* shards) {
  std::vector<Telling> terms;
  if (shards != nullptr) ask_for_frequencies(database, docid, *shards);
  const double documents = database.get_doccount();
  auto it = database.termlist_begin(docid);
  const auto end = database.termlist_end(docid);
  const std::string prefix(1, schema::kWordPrefix);
  for (it.skip_to(prefix); it != end; ++it) {
    const std::string term = *it;
    if (!term.starts_with(schema::kWordPrefix)) break;
    std::string base = term.substr(1);
    if (code_point_count(base) < 2) continue;
    const std::uint32_t frequency = shards != nullptr ? shards->frequency(term) : it.get_termfreq();
    if (frequency < 2 || frequency > std::max(2.0, documents * kCommonShare)) continue;
    const double tf = it.get_wdf();
    const double weight = tf / (tf + 1.0) * std::log((documents + 1) / (frequency + 0.5));
    terms.push_back({std::move(base), weight, frequency});
  }
  std::sort(terms.begin(), terms.end(), [](const Telling& a, const Telling& b) {
    return a.weight != b.weight ? a.weight > b.weight : a.base < b.base;
  });
  if (terms.size() > kTerms) terms.resize(kTerms);
  return terms;
}

}  // namespace

SimilarQuery similar_to(const Xapian::Database& database, const CaseStore& store,
                        std::uint32_t docid, const ShardTerms* shards) {
  const Postings postings(database, store, shards);
  SimilarQuery out;
  out.matches.every = postings.none();
  out.matches.some = postings.none();
  for (const Telling& telling : telling_terms(database, docid, shards)) {
    Leaf leaf;
    leaf.word.text = telling.base;
    leaf.word.spellings.push_back({telling.base, MatchKind::literal, 1.0F, true});
    leaf.every = postings.word(telling.base);
    leaf.some = postings.none();
    leaf.by_spelling.push_back(leaf.every);
    out.matches.every |= leaf.every;
    out.parts.push_back({"word",
                         telling.base,
                         telling.weight,
                         telling.frequency,
                         {schema::term(schema::kWordPrefix, telling.base)},
                         nullptr,
                         0});
    out.matches.leaves.push_back(std::move(leaf));
  }
  out.matches.every.reset(docid);
  return out;
}

Error unknown_case(std::string_view id) {
  const std::string name(id);
  return {ErrorCode::not_found,
          {"事例「" + name + "」はこの索引にありません", "the index has no case \"" + name + "\""},
          {"ID の一覧は jirei-search --format ids --limit 1000 で見られます",
           "list the ids with: jirei-search --format ids --limit 1000"}};
}

}  // namespace jirei
