// A collection so large that one answer is worked out on all cores (searcher/retain.h).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine_fixture.h"
#include "indexer/build.h"
#include "indexer/frequent_sets_writer.h"
#include "indexer/schema.h"
#include "random.h"
#include "searcher/engine.h"
#include "searcher/index_view.h"
#include "searcher/kept_terms.h"
#include "searcher/large_scorer.h"
#include "searcher/needle_finder.h"
#include "searcher/postings.h"
#include "searcher/ranking.h"
#include "searcher/retain.h"
#include "store_fixture.h"

namespace jirei {
namespace {

namespace fs = std::filesystem;

// Short texts of few words: nearly all have all pairs of characters of a longer string, and many
// not the string itself.
class LargeCollection : public ::testing::Test {
 protected:
  static constexpr std::uint32_t kCases = kManyCases * 5 / 4;

  struct Made {
    testing::TemporaryFolder folder;
    std::string index() const { return folder.path() + "/index"; }

    Made() {
      constexpr std::string_view kPieces[] = {"情報", "対策", "を", "PC", "R", "。"};
      testing::Random random(5);
      std::ofstream out(folder.path() + "/cases.jsonl");
      for (std::uint32_t i = 0; i < kCases; ++i) {
        out << R"({"id":"c)" << i << R"(","title":"事例","業種":")"
            << (random.below(3) == 0 ? "製造業" : "小売業") << R"(","body":")";
        for (int k = 0; k < 50; ++k) out << kPieces[random.below(random.below(2) == 0 ? 3 : 6)];
        out << "\"}\n";
      }
      out.close();
      IndexOptions options;
      options.command = IndexCommand::build;
      options.index = index();
      options.sources = {folder.path() + "/cases.jsonl"};
      options.jobs = 2;
      options.quiet = true;
      Console console(Language::en, true);
      if (build_command(options, &console) != 0) throw std::runtime_error("no index");
    }
  };
  // Built once a program.
  static const Made& made() {
    static const Made one;
    return one;
  }

  LargeCollection()
      : view_(IndexView::open(made().index())),
        postings_(view_.database(), view_.store(), nullptr, view_.kept()) {}

  // What a loop over all texts finds.
  DocSet looked_for(const Needle& needle) const {
    const NeedleFinder finder(needle);
    DocSet set(view_.store().last_docid());
    std::vector<std::string_view> texts;
    for (std::uint32_t docid = 1; docid <= view_.store().last_docid(); ++docid) {
      view_.store().folded_texts(docid, &texts);
      if (std::any_of(texts.begin(), texts.end(), [&](std::string_view text) {
            return finder.find(text, 0) != std::string_view::npos;
          })) {
        set.set(docid);
      }
    }
    return set;
  }

  // Nothing, or the first case that only one of the sets has.
  std::string difference(const DocSet& found, const DocSet& expected) const {
    std::vector<std::string_view> texts;
    for (std::uint32_t docid = 1; docid <= view_.store().last_docid(); ++docid) {
      if (found.test(docid) == expected.test(docid)) continue;
      view_.store().folded_texts(docid, &texts);
      return (found.test(docid) ? "found in: " : "not found in: ") + std::string(texts.back());
    }
    return "";
  }

  IndexView view_;
  Postings postings_;
};

TEST_F(LargeCollection, HoldsStringsWhereALoopFindsThem) {
  std::uint32_t most = 0;
  for (const Needle& needle : {Needle{"情報対策"}, Needle{"対策を"}, Needle{"を情報"},
                               Needle{"対策情報"}, Needle{"を対策情報"}, Needle{"情報情報を"},
                               Needle{"pc", true}, Needle{"pc", false, true}, Needle{"を。情報"}}) {
    const DocSet found = postings_.literal(needle);
    EXPECT_EQ(difference(found, looked_for(needle)), "")
        << needle.text << needle.whole << needle.begins;
    EXPECT_LT(found.count(), kCases) << needle.text;
    most = std::max(most, found.count());
  }
  EXPECT_GE(most, kManyCases);  // else one thread would have done
}

TEST_F(LargeCollection, HoldsPartsTogetherWhereSmallOnesDo) {
  const std::uint32_t last = view_.store().last_docid();
  DocSet odd(last), even(last);
  for (std::uint32_t docid = 1; docid <= last; ++docid) (docid % 2 == 0 ? even : odd).set(docid);
  ASSERT_LT(odd.count(), kManyCases);
  ASSERT_LT(even.count(), kManyCases);
  const std::vector<std::vector<std::vector<Needle>>> questions{
      {{Needle{"情報情報情報"}}, {Needle{"対策対策"}}},
      {{Needle{"情報を情報"}}, {Needle{"pc", true}, Needle{"pcr", true}}, {Needle{"対策"}}}};
  for (const auto& parts : questions) {
    const DocSet found = postings_.together(parts, DocSet::full(last));
    EXPECT_GT(found.count(), 0U);
    EXPECT_LT(found.count(), kCases);
    DocSet halves = postings_.together(parts, odd);
    halves |= postings_.together(parts, even);
    EXPECT_EQ(difference(found, halves), "");
  }
}

TEST_F(LargeCollection, IsAnsweredAsItIsCounted) {
  Engine engine = Engine::open(made().index());
  Request request = testing::request_for("\"対策を\"");
  request.all_facets = true;
  const Answer answer = engine.search(request);
  const DocSet expected = looked_for({"対策を"});
  EXPECT_EQ(answer.total, expected.count());
  std::uint32_t makers = 0;
  expected.for_each([&](std::uint32_t docid) {
    for (const FacetValues& facet : view_.store().record(docid, view_.facets()).facets) {
      if (std::count(facet.values.begin(), facet.values.end(), "製造業") != 0) ++makers;
    }
  });
  for (const FacetAnswer& facet : answer.facets) {
    for (const FacetCount& value : facet.values) {
      if (value.value == "製造業") {
        EXPECT_EQ(value.count, makers);
        makers = 0;
      }
    }
  }
  EXPECT_EQ(makers, 0U) << "not listed";
}

// On all cores, group by group, with cases left out early that cannot be among the best.
TEST_F(LargeCollection, IsScoredByCountsKeptBesideItAsXapianScoresIt) {
  const std::string generation = fs::canonical(made().index() + "/current").string();
  FrequentChoice choice;
  choice.least_cases = 1;
  write_frequent_sets(generation, Analyzer(default_analyzer_spec()), 2, choice);
  const IndexView view = IndexView::open(made().index());
  const std::uint32_t last = view.store().last_docid();
  ASSERT_GT(last, 2 * TermCounts::kGroup * 64);
  const auto within = std::make_shared<DocSet>(DocSet::full(last));
  ASSERT_GE(within->count(), kManyCases);
  const auto third = std::make_shared<DocSet>(last);
  for (std::uint32_t docid = 3; docid <= last; docid += 3) third->set(docid);
  const auto part = [](std::vector<std::string> terms, double weight) {
    ScoringPart made;
    made.terms = std::move(terms);
    made.weight = weight;
    return made;
  };
  ScoringPart set;
  set.set = third;
  set.set_value = 0.7;
  const std::vector<std::vector<ScoringPart>> questions{
      {part({"W情報"}, 1)},
      {part({"Wpc"}, 2), part({"W対策"}, 0.5), part({"G情報"}, 0.25)},
      {part({"Wpc", "Wpcr"}, 1), set, part({"W情報", "W対策"}, 1)}};
  const Ranker xapian(view.database(), view.store(), Weights{});
  for (const auto& parts : questions) {
    const std::vector<RankedCase> expected = xapian.top(parts, within, last);
    for (const std::size_t count : {std::size_t{1}, std::size_t{5}, std::size_t{300}}) {
      const auto found =
          highest_of_many(parts, Weights{}, view.database(), view.kept(), *within, count);
      ASSERT_TRUE(found);
      std::map<std::uint32_t, double> scores;
      for (const RankedCase& one : *found) scores.emplace(one.docid, one.score);
      ASSERT_EQ(scores.size(), found->size());
      std::size_t missing = 0, best = 0;
      for (const RankedCase& one : expected) {
        // All that reach the last of the best, ties with it included.
        if (one.score < expected[count - 1].score - 1e-9) break;
        ++best;
        const auto at = scores.find(one.docid);
        missing += at == scores.end() || std::abs(at->second - one.score) > 1e-9 ? 1 : 0;
      }
      EXPECT_EQ(missing, 0U) << count;
      EXPECT_GE(best, count);
    }
  }
  fs::remove(generation + "/" + std::string(schema::kFrequentFile));
}

TEST_F(LargeCollection, IsRankedByCountsKeptBesideItAsWithoutThem) {
  const auto answers = [](const char* query) {
    Request request = testing::request_for(query);
    request.limit = 50;
    std::string out;
    for (const Hit& hit : Engine::open(made().index()).search(request).hits) {
      out += hit.id + " " + std::to_string(hit.score) + "\n";
    }
    return out;
  };
  const std::vector<const char*> queries{"情報 対策", "PC", "情報 OR R", "\"対策を\" 情報対策"};
  std::vector<std::string> without;
  without.reserve(queries.size());
  for (const char* query : queries) without.push_back(answers(query));
  const std::string generation = fs::canonical(made().index() + "/current").string();
  FrequentChoice choice;
  choice.least_cases = 1;
  write_frequent_sets(generation, Analyzer(default_analyzer_spec()), 2, choice);
  ASSERT_NE(IndexView::open(made().index()).kept()->frequent(), nullptr);
  for (std::size_t i = 0; i < queries.size(); ++i) EXPECT_EQ(answers(queries[i]), without[i]);
  fs::remove(generation + "/" + std::string(schema::kFrequentFile));
}

}  // namespace
}  // namespace jirei
