// What comes with the matches: facets, order, pages, proposals, explanations.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "engine_fixture.h"
#include "random.h"
#include "searcher/filter.h"

namespace jirei {
namespace {

using testing::BuiltIndex;
using testing::Ids;
using testing::ids_of;
using testing::request_for;

std::vector<std::string> values_of(const CaseRecord& record, const FacetDef& facet) {
  const auto* values = record.facet(facet.key);
  return values == nullptr ? std::vector<std::string>{} : *values;
}

struct Choice {
  const FacetDef* facet;
  bool exclude;
  std::set<std::string> values;

  bool passes(const CaseRecord& record) const {
    const auto held = values_of(record, *facet);
    const bool any = std::any_of(held.begin(), held.end(),
                                 [&](const std::string& v) { return values.contains(v); });
    return any != exclude;
  }
};

// A filter of one or two values that cases have.
Choice random_choice(testing::Random* random, BuiltIndex& index) {
  const auto& facets = index.engine().facet_table().facets();
  for (;;) {
    Choice choice{&facets[random->below(facets.size())], random->below(3) == 0, {}};
    const std::size_t wanted = 1 + random->below(2);
    for (int tries = 0; tries < 10 && choice.values.size() < wanted; ++tries) {
      const auto held =
          values_of(index.records()[random->below(index.records().size())], *choice.facet);
      if (!held.empty()) choice.values.insert(held[random->below(held.size())]);
    }
    if (!choice.values.empty()) return choice;
  }
}

FacetFilter filter_of(const Choice& choice) {
  FacetFilter filter{choice.facet->label, choice.exclude, {}};
  for (const std::string& value : choice.values) filter.items.push_back({value, false, {}, {}});
  return filter;
}

using Counts = std::map<std::string, std::uint32_t>;

Counts brute_force(BuiltIndex& index, const Ids& matched, const std::vector<Choice>& choices,
                   const FacetDef& facet) {
  Counts counts;
  for (const CaseRecord& record : index.records()) {
    if (!matched.contains(record.id)) continue;
    const bool passes = std::all_of(choices.begin(), choices.end(), [&](const Choice& choice) {
      return (choice.facet == &facet && !choice.exclude) || choice.passes(record);
    });
    if (!passes) continue;
    for (const std::string& value : values_of(record, facet)) ++counts[value];
  }
  return counts;
}

TEST(EngineAnswers, FacetCountsEqualBruteForceOverAThousandCombinations) {
  BuiltIndex& index = BuiltIndex::shipped();
  testing::Random random(7);
  const std::vector<std::string> queries{"",
                                         "パソコン",
                                         "バックアップ",
                                         "社長 教育",
                                         "メール -ウイルス",
                                         "鍵 OR 紙",
                                         "業種:製造業",
                                         "紛失",
                                         "退職者",
                                         "USBメモリ",
                                         "感染",
                                         "題名:流出",
                                         "存在しない語句です"};
  std::map<std::string, std::pair<Ids, bool>> matched;  // and whether they are partial
  for (const std::string& query : queries) {
    const Answer answer = index.engine().search(request_for(query));
    const bool partial = answer.total == 0 && answer.partial > 0;
    matched[query] = {ids_of(answer, true), partial};
  }
  for (int round = 0; round < 1000; ++round) {
    const std::string& query = queries[random.below(queries.size())];
    std::vector<Choice> choices;
    for (std::uint32_t n = random.below(4); n > 0; --n) {
      Choice choice = random_choice(&random, index);
      const bool twice = std::any_of(choices.begin(), choices.end(), [&](const Choice& known) {
        return known.facet == choice.facet && known.exclude == choice.exclude;
      });
      if (!twice) choices.push_back(std::move(choice));
    }
    Request request = request_for(query);
    request.all_facets = true;
    request.limit = 1;
    for (const Choice& choice : choices) request.filters.push_back(filter_of(choice));
    const Answer answer = index.engine().search(request);
    if (answer.facets_of_partial) continue;
    std::uint32_t total = 0;
    for (const CaseRecord& record : index.records()) {
      total += matched[query].first.contains(record.id) &&
               std::all_of(choices.begin(), choices.end(),
                           [&](const Choice& choice) { return choice.passes(record); });
    }
    ASSERT_EQ(answer.total, total) << query;
    for (const FacetAnswer& facet : answer.facets) {
      const FacetDef& def = *index.engine().facet_table().find(facet.key);
      Counts counted;
      for (const FacetCount& value : facet.values) {
        if (value.count > 0) counted[value.value] = value.count;
      }
      ASSERT_EQ(counted, brute_force(index, matched[query].first, choices, def))
          << round << ' ' << query << ' ' << def.label;
    }
  }
}

TEST(EngineAnswers, FacetsCountOverThePartialSetWhenNoCaseHasEveryWord) {
  BuiltIndex& index = BuiltIndex::shipped();
  Request request = request_for("バックアップ ｑｚｘｑｚｘ");
  request.on.correction = false;
  request.all_facets = true;
  const Answer answer = index.engine().search(request);
  ASSERT_EQ(answer.total, 0U);
  ASSERT_GT(answer.partial, 0U);
  EXPECT_TRUE(answer.facets_of_partial);
  EXPECT_EQ(answer.facets.empty(), false);
}

// --- Explanations. ---

void expect_sums(const Answer& answer, const std::string& query) {
  for (const Hit& hit : answer.hits) {
    double sum = 0;
    for (const ScorePart& part : hit.explanation) sum += part.score;
    EXPECT_NEAR(sum, hit.score, 1e-6) << query << ' ' << hit.id << " rank " << hit.rank;
  }
}

TEST(EngineAnswers, ThePartsOfAScoreAddUpBehindTheHeadToo) {
  std::string lines;
  for (int n = 100; n < 260; ++n) {
    lines += "{\"id\":\"n" + std::to_string(n) + "\",\"title\":\"件\",\"body\":\"金庫" +
             std::string(static_cast<std::size_t>(n % 7), 'x') + "と名簿。\"}\n";
  }
  const auto index = BuiltIndex::of_lines(lines);
  Request request = request_for("金庫 名簿");
  request.explain = true;
  const Answer answer = index->engine().search(request);
  EXPECT_EQ(answer.hits.size(), 160U);
  expect_sums(answer, request.query);
}

TEST(EngineAnswers, ThePartsOfAScoreAddUp) {
  BuiltIndex& index = BuiltIndex::shipped();
  for (const char* query :
       {"バックアップ", "ランサムウェア バックアップ", "USBメモリの紛失を防ぐには", "ウィルス",
        "(鍵 OR 紙) 社長", "らんさむうぇあ", "\"個人情報\" 漏らした", "バックアップ^3 社長",
        "題名:流出 メール", "パソコンを持ち出して紛失した事例と再発防止策"}) {
    Request request = request_for(query);
    request.explain = true;
    const Answer answer = index.engine().search(request);
    ASSERT_FALSE(answer.hits.empty()) << query;
    for (const Hit& hit : answer.hits) {
      for (const ScorePart& part : hit.explanation) {
        EXPECT_FALSE(part.name.empty());
        if (part.name == "word" || part.name == "gram") {
          EXPECT_GT(part.df, 0U) << query << ' ' << part.term;
          EXPECT_TRUE(part.tf > 0U || part.name == "gram") << query << ' ' << part.term;
          EXPECT_GT(part.weight, 0) << query << ' ' << part.term;
        }
      }
    }
    expect_sums(answer, query);
  }
}

// --- Order and pages. ---

std::vector<std::string> in_order(const Answer& answer) {
  std::vector<std::string> ids;
  for (const Hit& hit : answer.hits) ids.push_back(hit.id);
  return ids;
}

TEST(EngineAnswers, PagesFollowEachOther) {
  BuiltIndex& index = BuiltIndex::shipped();
  for (const char* sort :
       {"relevance", "-relevance", "id", "-id", "発生年", "-従業員規模", "業種"}) {
    for (const char* query : {"", "バックアップ 社長", "パソコン", "業種:製造業"}) {
      Request whole = request_for(query);
      whole.sort = sort;
      const auto all = in_order(index.engine().search(whole));
      std::vector<std::string> joined;
      for (std::uint32_t page = 1; page <= 40; ++page) {
        Request request = whole;
        request.limit = 7;
        request.page = page;
        const auto ids = in_order(index.engine().search(request));
        joined.insert(joined.end(), ids.begin(), ids.end());
      }
      EXPECT_EQ(joined, all) << sort << ' ' << query;
    }
  }
}

TEST(EngineAnswers, TiesGoById) {
  std::string lines;
  for (const int n : {7, 3, 9, 1, 5, 2, 8, 4, 6}) {
    lines += "{\"id\":\"case-" + std::to_string(n) +
             "\",\"title\":\"同じ題\",\"body\":\"鍵をなくした。\"}\n";
  }
  const auto index = BuiltIndex::of_lines(lines);
  const auto ids = in_order(index->engine().search(request_for("鍵 なくした")));
  EXPECT_EQ(ids.size(), 9U);
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
}

TEST(EngineAnswers, AMinusTurnsTheOrderOfRelevanceRound) {
  BuiltIndex& index = BuiltIndex::shipped();
  Request request = request_for("バックアップ 社長");
  auto forward = in_order(index.engine().search(request));
  request.sort = "-relevance";
  std::reverse(forward.begin(), forward.end());
  EXPECT_EQ(in_order(index.engine().search(request)), forward);
}

TEST(EngineAnswers, SortsByFacetWithCasesWithoutItLast) {
  BuiltIndex& index = BuiltIndex::shipped();
  const FacetDef& year = *index.engine().facet_table().find("発生年");
  std::map<std::string, std::string> year_of;
  for (const CaseRecord& record : index.records()) {
    const auto values = values_of(record, year);
    year_of[record.id] = values.empty() ? "9999" : values.front();
  }
  Request request = request_for("");
  request.sort = "発生年";
  std::string previous = "0000";
  for (const std::string& id : in_order(index.engine().search(request))) {
    EXPECT_LE(previous, year_of[id]) << id;
    previous = year_of[id];
  }
  request.sort = "-id";
  auto ids = in_order(index.engine().search(request));
  EXPECT_TRUE(std::is_sorted(ids.rbegin(), ids.rend()));
}

TEST(EngineAnswers, NoHitsAreNeededForCounts) {
  BuiltIndex& index = BuiltIndex::shipped();
  Request request = request_for("バックアップ");
  const std::uint32_t total = index.engine().search(request).total;
  request.limit = 0;
  request.all_facets = true;
  const Answer answer = index.engine().search(request);
  EXPECT_EQ(answer.total, total);
  EXPECT_TRUE(answer.hits.empty());
  EXPECT_FALSE(answer.facets.empty());
}

// --- Proposals. ---

constexpr const char* kSlips =
    "{\"id\":\"a\",\"title\":\"バックアップの話\",\"所在地\":\"東京都\",\"body\":"
    "\"ランサムウェア。\"}\n"
    "{\"id\":\"b\",\"title\":\"鍵の話\",\"所在地\":\"大阪府\",\"body\":\"金庫に鍵をかける。\"}\n";

TEST(EngineAnswers, ASlipIsCorrectedInItsPlace) {
  const auto index = BuiltIndex::of_lines(kSlips);
  const Answer answer = index->engine().search(request_for("(バックアッブ OR 鍵) -\"雨の日\""));
  ASSERT_TRUE(answer.suggestion);
  EXPECT_EQ(answer.suggestion->kind, Suggestion::Kind::corrected);
  EXPECT_EQ(answer.suggestion->query, "(バックアップ OR 鍵) -\"雨の日\"");
  EXPECT_EQ(answer.suggestion->original, "(バックアッブ OR 鍵) -\"雨の日\"");
  EXPECT_EQ(answer.total, 2U);
}

TEST(EngineAnswers, NothingIsCorrectedThatMatchesOrIsExcludedOrMustNotBe) {
  const auto index = BuiltIndex::of_lines(kSlips);
  EXPECT_FALSE(index->engine().search(request_for("バックアップ")).suggestion);
  EXPECT_EQ(index->engine().search(request_for("鍵 -バックアッブ")).total, 1U);
  EXPECT_FALSE(index->engine().search(request_for("鍵 -バックアッブ")).suggestion);
  const Answer compound = index->engine().search(request_for("ランサムウェア暦"));
  EXPECT_FALSE(compound.suggestion);
  EXPECT_EQ(compound.partial, 1U);
  Request request = request_for("バックアッブ");
  request.on.correction = false;
  const Answer answer = index->engine().search(request);
  EXPECT_EQ(answer.total, 0U);
  ASSERT_TRUE(answer.suggestion);
  EXPECT_EQ(answer.suggestion->kind, Suggestion::Kind::did_you_mean);
  EXPECT_EQ(answer.suggestion->query, "バックアップ");
}

TEST(EngineAnswers, ARareWordBesideAFrequentOneIsKeptAndQuestioned) {
  std::string lines =
      "{\"id\":\"slip\",\"title\":\"書き損じ\",\"body\":\"フアイアウオルを置いた。\"}\n";
  lines += "{\"id\":\"typo\",\"title\":\"誤記\",\"body\":\"パスワート\"}\n";
  for (int n = 0; n < 30; ++n) {
    lines += "{\"id\":\"n" + std::to_string(n) + "\",\"title\":\"件" + std::to_string(n) +
             "\",\"body\":\"パスワードを変えた。\"}\n";
  }
  const auto index = BuiltIndex::of_lines(lines);
  const Answer answer = index->engine().search(request_for("パスワート"));
  EXPECT_EQ(ids_of(answer, true), (Ids{"typo"}));
  ASSERT_TRUE(answer.suggestion);
  EXPECT_EQ(answer.suggestion->kind, Suggestion::Kind::did_you_mean);
  EXPECT_EQ(answer.suggestion->query, "パスワード");
}

TEST(EngineAnswers, TheNearestQueryFindsSomething) {
  const auto index = BuiltIndex::of_lines(kSlips);
  const auto nearest = [&](const std::string& query, MatchMode mode) {
    Request request = request_for(query);
    request.mode = mode;
    const Answer answer = index->engine().search(request);
    EXPECT_EQ(answer.total + answer.partial, 0U) << query;
    if (!answer.suggestion) return std::string();
    EXPECT_EQ(answer.suggestion->kind, Suggestion::Kind::nearest);
    EXPECT_GT(index->engine().search(request_for(answer.suggestion->query)).total, 0U);
    return answer.suggestion->query;
  };
  EXPECT_EQ(nearest("鍵 AND ランサムウェア", MatchMode::every_then_some), "鍵");
  EXPECT_EQ(nearest("金庫 ランサムウェア 鍵", MatchMode::all), "金庫 鍵");
  EXPECT_EQ(nearest("鍵 -金庫", MatchMode::every_then_some), "鍵");
  EXPECT_EQ(nearest("\"金庫 話\"", MatchMode::every_then_some), "金庫 話");
  EXPECT_EQ(nearest("題名:金庫", MatchMode::every_then_some), "金庫");
  EXPECT_EQ(nearest("鬱鬱", MatchMode::every_then_some), "");
}

TEST(EngineAnswers, SaysWhatTheFiltersTookAway) {
  const auto index = BuiltIndex::of_lines(kSlips);
  Request request = request_for("鍵");
  request.filters.push_back(parse_filter("所在地=東京都"));
  const Answer answer = index->engine().search(request);
  EXPECT_EQ(answer.total, 0U);
  ASSERT_EQ(answer.warnings.size(), 1U);
  EXPECT_THAT(answer.warnings[0].en, ::testing::HasSubstr("without them there are 1"));
}

TEST(EngineAnswers, WhatAFacetDoesNotKnowIsAWarning) {
  BuiltIndex& index = BuiltIndex::shipped();
  for (const char* query : {"業種:宇宙業", "従業員規模:50名..10名", "業種:製造業..小売業"}) {
    const Answer answer = index.engine().search(request_for(query));
    EXPECT_EQ(answer.total, 0U) << query;
    ASSERT_EQ(answer.warnings.size(), 1U) << query;
    EXPECT_FALSE(answer.warnings[0].ja.empty());
  }
}

// --- Similar cases, completions. ---

TEST(EngineAnswers, SimilarCasesLeaveTheCaseItselfOut) {
  BuiltIndex& index = BuiltIndex::shipped();
  Request request = request_for("");
  request.limit = 5;
  const Answer answer = index.engine().similar("jirei-004", request);
  EXPECT_EQ(answer.hits.size(), 5U);
  for (const Hit& hit : answer.hits) EXPECT_NE(hit.id, "jirei-004");
  for (std::size_t i = 1; i < answer.hits.size(); ++i) {
    EXPECT_GE(answer.hits[i - 1].score, answer.hits[i].score);
  }
  EXPECT_THROW(index.engine().similar("no-such-case", request), Error);
}

TEST(EngineAnswers, CompletesBySpellingAndByReading) {
  BuiltIndex& index = BuiltIndex::shipped();
  const auto texts = [&](const char* prefix) {
    std::vector<std::string> out;
    for (const Completion& completion : index.engine().complete(prefix, 20)) {
      EXPECT_GT(completion.count, 0U);
      out.push_back(completion.text);
    }
    return out;
  };
  EXPECT_THAT(texts("バックア"), ::testing::Contains("バックアップ"));
  EXPECT_THAT(texts("ばっくあ"), ::testing::Contains("バックアップ"));
  EXPECT_THAT(texts("製造"), ::testing::Contains("製造業"));
}

TEST(EngineAnswers, AQuotedLatinWordIsNotReadOutOfALongerOne) {
  Engine& engine = BuiltIndex::shipped().engine();
  EXPECT_EQ(engine.search(request_for("\"pc\"")).total, 0U) << "only PCIDSS holds the letters";
  EXPECT_EQ(engine.search(request_for("\"pcidss\"")).total, 2U);
}

TEST(EngineAnswers, AFuzzyWordKeepsItsNeighboursWhenCorrectionIsOff) {
  Engine& engine = BuiltIndex::shipped().engine();
  Request request = request_for("バクアップ~");
  const std::uint32_t with_correction = engine.search(request).total;
  request.on.correction = false;
  EXPECT_GT(with_correction, 0U);
  EXPECT_EQ(engine.search(request).total, with_correction);
}

}  // namespace
}  // namespace jirei
