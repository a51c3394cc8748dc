// What is kept between questions is what Xapian says, and is scored as Xapian scores it.
#include "searcher/kept_terms.h"

#include <gtest/gtest.h>
#include <xapian.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "random.h"
#include "searcher/bm25.h"
#include "searcher/kept_map.h"
#include "searcher/kept_scorer.h"

namespace jirei {
namespace {

TEST(KeptMap, ForgetsWhatWasNotAskedForTheLongest) {
  KeptMap<int> map(3);
  map.keep("a", 1, 1);
  map.keep("b", 2, 1);
  map.keep("c", 3, 1);
  ASSERT_NE(map.find("a"), nullptr);
  map.keep("d", 4, 1);
  EXPECT_EQ(map.find("b"), nullptr);
  ASSERT_NE(map.find("a"), nullptr);
  EXPECT_EQ(*map.find("a"), 1);
  EXPECT_EQ(map.used(), 3U);
}

TEST(KeptMap, CountsTheCostOfWhatItHolds) {
  KeptMap<int> map(10);
  map.keep("a", 1, 4);
  map.keep("a", 2, 6);
  EXPECT_EQ(map.used(), 6U);
  EXPECT_EQ(*map.find("a"), 2);
  EXPECT_EQ(*map.keep("too large", 3, 50), 3);  // good until the next
  EXPECT_EQ(map.size(), 1U);
  map.keep("b", 4, 1);
  EXPECT_EQ(map.size(), 1U);
  EXPECT_EQ(map.used(), 1U);
}

constexpr const char* kTerms[] = {"a", "b", "c", "d", "e", "f", "g"};

// Random documents, some of them gone again, with frequent and rare terms.
class KeptTermsTest : public ::testing::TestWithParam<std::uint32_t> {
 protected:
  KeptTermsTest() : random_(GetParam()), database_("", Xapian::DB_BACKEND_INMEMORY) {
    documents_ = 1 + random_.below(600);
    for (std::uint32_t docid = 1; docid <= documents_; ++docid) {
      Xapian::Document document;
      for (std::uint32_t i = 0; i < std::size(kTerms); ++i) {
        if (random_.below(1 + i * i) == 0) document.add_term(kTerms[i], 1 + random_.below(9));
      }
      document.add_term("length", 1 + random_.below(400));
      document.add_boolean_term("everywhere");
      database_.add_document(document);
    }
    for (std::uint32_t docid = 3; docid <= documents_; docid += 17) {
      database_.delete_document(docid);
    }
    terms_ = std::make_unique<KeptTerms>(database_, documents_);
  }

  ScoringPart random_part() {
    ScoringPart part;
    part.weight = 0.1 + random_.below(20) / 10.0;
    if (random_.below(4) == 0) {
      auto set = std::make_shared<DocSet>(documents_);
      for (std::uint32_t d = 1; d <= documents_; d += 1 + random_.below(9)) set->set(d);
      part.set = set;
      part.set_value = part.weight;
      return part;
    }
    for (const char* term : kTerms) {
      if (part.terms.empty() || random_.below(3) == 0) part.terms.emplace_back(term);
    }
    std::rotate(part.terms.begin(), part.terms.begin() + random_.below(part.terms.size()),
                part.terms.end());
    part.terms.resize(1 + random_.below(part.terms.size()));
    return part;
  }

  testing::Random random_;
  std::uint32_t documents_ = 0;
  Xapian::WritableDatabase database_;
  std::unique_ptr<KeptTerms> terms_;
  Weights weights_;
};

TEST_P(KeptTermsTest, SaysWhatTheDatabaseSaysEachTimeItIsAsked) {
  for (int round = 0; round < 2; ++round) {
    for (const char* term : {"a", "c", "g", "length", "everywhere", "nowhere"}) {
      EXPECT_EQ(terms_->frequency(term), database_.get_termfreq(term)) << term;
      const auto list = terms_->postings(term);
      ASSERT_NE(list, nullptr);
      auto expected = database_.postlist_begin(term);
      for (const Posting& posting : *list) {
        ASSERT_NE(expected, database_.postlist_end(term));
        EXPECT_EQ(posting.docid, *expected);
        EXPECT_EQ(posting.wdf, expected.get_wdf());
        EXPECT_EQ(terms_->lengths().at(posting.docid), database_.get_doclength(posting.docid));
        ++expected;
      }
      EXPECT_EQ(expected, database_.postlist_end(term)) << term;
    }
  }
}

TEST_P(KeptTermsTest, ScoresAsXapianDoes) {
  for (int round = 0; round < 20; ++round) {
    std::vector<ScoringPart> parts;
    std::vector<Xapian::Query> queries;
    const std::uint32_t count = 1 + random_.below(5);
    for (std::uint32_t i = 0; i < count; ++i) {
      parts.push_back(random_part());
      queries.push_back(parts.back().query());
    }
    Xapian::Enquire enquire(database_);
    enquire.set_query(
        Xapian::Query(Xapian::Query::OP_AND_MAYBE, Xapian::Query("everywhere"),
                      Xapian::Query(Xapian::Query::OP_OR, queries.begin(), queries.end())));
    enquire.set_weighting_scheme(
        Xapian::BM25Weight(k1_for(weights_, database_.get_avlength()), 0, 1, weights_.b, 0.5));
    const Xapian::MSet all = enquire.get_mset(0, documents_);
    const std::vector<double> scores = scores_by_docid(parts, weights_, terms_.get());
    ASSERT_EQ(scores.size(), documents_ + 1);
    for (auto it = all.begin(); it != all.end(); ++it) {
      EXPECT_NEAR(scores[*it], it.get_weight(), 1e-12) << "document " << *it;
    }
  }
}

TEST_P(KeptTermsTest, TheHighestAreThoseOfAWholeSortWithAllThatTie) {
  std::vector<double> scores(documents_ + 1);
  for (double& score : scores) score = random_.below(40) / 8.0;
  DocSet within(documents_);
  for (std::uint32_t d = 1; d <= documents_; ++d) {
    if (random_.below(3) != 0) within.set(d);
  }
  for (const std::size_t count : {std::size_t{1}, std::size_t{10}, std::size_t{100}}) {
    std::vector<double> expected;
    within.for_each([&](std::uint32_t docid) { expected.push_back(scores[docid]); });
    std::sort(expected.rbegin(), expected.rend());
    const double least = expected.empty() ? 0 : expected[std::min(count, expected.size()) - 1];
    std::erase_if(expected, [least](double score) { return score < least; });
    std::vector<double> found;
    for (const RankedCase& one : highest(scores, within, count)) {
      EXPECT_TRUE(within.test(one.docid));
      EXPECT_EQ(one.score, scores[one.docid]);
      found.push_back(one.score);
    }
    std::sort(found.rbegin(), found.rend());
    EXPECT_EQ(found, expected) << count;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, KeptTermsTest, ::testing::Values(1U, 2U, 3U, 4U, 5U, 6U));

}  // namespace
}  // namespace jirei
