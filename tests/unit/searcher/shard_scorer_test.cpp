// What comes from several databases is, to the last digit that counts, what one database says.
#include "searcher/shard_scorer.h"

#include <gtest/gtest.h>
#include <xapian.h>

#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "indexer/bytes.h"
#include "indexer/schema.h"
#include "store_fixture.h"

namespace jirei {
namespace {

constexpr std::uint32_t kDocuments = 300;

// The same random documents in one database and dealt to three.
class ShardScorerTest : public ::testing::Test {
 protected:
  ShardScorerTest() {
    std::mt19937 random(7);
    const auto below = [&random](unsigned limit) {
      return static_cast<unsigned>(random() % limit);
    };
    std::vector<ShardTerms::Shard> shards;
    std::vector<Xapian::WritableDatabase> parts;
    whole_ = Xapian::WritableDatabase("", Xapian::DB_BACKEND_INMEMORY);
    for (int i = 0; i < 3; ++i) parts.emplace_back("", Xapian::DB_BACKEND_INMEMORY);
    for (std::uint32_t docid = 1; docid <= kDocuments; ++docid) {
      Xapian::Document document;
      for (const char* term : {"a", "b", "c", "d", "e", "f"}) {
        const auto one_in = static_cast<unsigned>(term[0] - 'a' + 1);
        if (below(one_in) == 0) document.add_term(term, 1 + below(9));
      }
      document.add_term("length", below(400));
      whole_.add_document(document);
      // Docid d of the joined databases is document d of the whole.
      parts[(docid - 1) % 3].add_document(document);
    }
    for (auto& part : parts) shards.push_back({part, true});
    terms_ = std::make_unique<ShardTerms>(
        std::move(shards), std::make_shared<ShardWorkers>(std::vector<bool>(3, true)));
  }

  static ScoringPart part(std::vector<std::string> terms, double weight) {
    ScoringPart part;
    part.weight = weight;
    part.terms = std::move(terms);
    return part;
  }

  void expect_same_scores(const std::vector<ScoringPart>& parts) {
    std::vector<Xapian::Query> queries;
    for (const ScoringPart& one : parts) queries.push_back(one.query());
    Xapian::Enquire enquire(whole_);
    enquire.set_query(Xapian::Query(Xapian::Query::OP_OR, queries.begin(), queries.end()));
    enquire.set_weighting_scheme(
        Xapian::BM25Weight(k1_for(weights_, whole_.get_avlength()), 0, 1, weights_.b, 0.5));
    const Xapian::MSet all = enquire.get_mset(0, kDocuments);
    std::vector<double> expected(kDocuments + 1, 0);
    for (auto it = all.begin(); it != all.end(); ++it) expected[*it] = it.get_weight();
    const auto scored = ShardScorer(*terms_, weights_).score(parts, DocSet::full(kDocuments));
    ASSERT_EQ(scored.size(), kDocuments);
    for (const RankedCase& one : scored) {
      EXPECT_NEAR(one.score, expected[one.docid], 1e-12) << "document " << one.docid;
    }
  }

  Xapian::WritableDatabase whole_;
  std::unique_ptr<ShardTerms> terms_;
  Weights weights_;
};

TEST_F(ShardScorerTest, ScoresSingleTermsAsXapianDoes) {
  expect_same_scores({part({"a"}, 1), part({"c"}, 0.5), part({"f"}, 2.25)});
}

TEST_F(ShardScorerTest, ScoresSynonymsAsXapianDoes) {
  expect_same_scores({part({"b", "c"}, 1)});
  expect_same_scores({part({"b", "c", "d", "e", "f"}, 0.3), part({"a", "f"}, 1)});
  expect_same_scores({part({"a", "b", "c", "d"}, 1)});
}

TEST_F(ShardScorerTest, AddsSetsOfCases) {
  ScoringPart set = part({"a"}, 1);
  auto members = std::make_shared<DocSet>(kDocuments);
  members->set(17);
  set.set = members;
  set.set_value = 3.5;
  const auto scored = ShardScorer(*terms_, weights_).score({set}, DocSet::full(kDocuments));
  for (const RankedCase& one : scored) EXPECT_EQ(one.score, one.docid == 17 ? 3.5 : 0.0);
}

TEST_F(ShardScorerTest, SharesAddUpToTheScore) {
  const std::vector<ScoringPart> parts = {part({"a"}, 1), part({"b", "d", "f"}, 0.7)};
  const ShardScorer scorer(*terms_, weights_);
  for (const RankedCase& one : scorer.score(parts, DocSet::full(kDocuments))) {
    double sum = 0;
    for (const ScoringPart& each : parts) sum += scorer.share(each, one.docid).score;
    EXPECT_NEAR(sum, one.score, 1e-12);
  }
}

TEST_F(ShardScorerTest, LengthsComeRightInOneExchange) {
  std::vector<std::uint32_t> docids;
  for (std::uint32_t docid = 1; docid <= kDocuments; ++docid) docids.push_back(docid);
  terms_->prepare_lengths(docids, {"a", "length"});
  for (const std::uint32_t docid : docids) {
    EXPECT_EQ(terms_->length(docid), whole_.get_doclength(docid)) << "document " << docid;
  }
}

TEST_F(ShardScorerTest, FrequenciesAreSumsAskedOneByOneOrTogether) {
  terms_->prepare_frequencies({"a", "b", "nowhere"});
  for (const char* term : {"a", "b", "c", "nowhere"}) {
    EXPECT_EQ(terms_->frequency(term), whole_.get_termfreq(term)) << term;
  }
}

TEST_F(ShardScorerTest, PostingListsAreThoseOfTheWhole) {
  const auto list = terms_->postings("c");
  auto expected = whole_.postlist_begin("c");
  for (const Posting& posting : *list) {
    ASSERT_EQ(posting.docid, *expected);
    EXPECT_EQ(posting.wdf, expected.get_wdf());
    ++expected;
  }
  EXPECT_EQ(expected, whole_.postlist_end("c"));
  EXPECT_TRUE(terms_->postings("nowhere")->empty());
}

TEST(ShardTermsReadings, AreMergedByHowOftenTheyOccur) {
  const testing::TemporaryFolder folder;  // databases in memory do not list their metadata
  int databases = 0;
  const auto with = [&](const std::vector<std::pair<std::string, unsigned>>& surfaces) {
    Xapian::WritableDatabase database(folder.path() + "/" + std::to_string(++databases),
                                      Xapian::DB_CREATE | Xapian::DB_NO_SYNC);
    std::string joined, counts;
    for (const auto& [surface, count] : surfaces) {
      if (!joined.empty()) joined += '\0';
      joined += surface;
      append_varint(&counts, count);
    }
    database.set_metadata("rかんせん", joined);
    database.set_metadata("cかんせん", counts);
    database.commit();
    return database;
  };
  const ShardTerms terms({{with({{"感染", 5}, {"汗腺", 3}}), true}, {with({{"汗腺", 4}}), true}},
                         std::make_shared<ShardWorkers>(std::vector<bool>(2, true)));
  EXPECT_EQ(terms.surfaces("かんせん"), (std::vector<std::string>{"汗腺", "感染"}));
  EXPECT_EQ(terms.readings_beginning("かん", 10), std::vector<std::string>{"かんせん"});
  EXPECT_TRUE(terms.readings_beginning("た", 10).empty());
}

}  // namespace
}  // namespace jirei
