#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "searcher/facets.h"
#include "searcher/filter.h"
#include "searcher/nearest.h"
#include "store_fixture.h"

namespace jirei {
namespace {

constexpr const char* kTable = R"(
facets:
  - {key: region, label: 地方, kind: hierarchical, values: [関東, 近畿]}
  - {key: industry, label: 業種, kind: word}
  - key: size
    label: 従業員規模
    kind: ordered
    values:
      - {value: 5名以下, high: 5}
      - {value: 6～20名, low: 6, high: 20}
      - {value: 21～50名, low: 21, high: 50}
      - {value: 51～100名, low: 51, high: 100}
  - {key: stage, label: 段階, kind: ordered, values: [{value: 検知}, {value: 対応}, {value: 復旧}]}
  - {key: year, label: 発生年, kind: number}
)";

class FacetFilterTest : public ::testing::Test {
 protected:
  FacetFilterTest() {
    const std::vector<std::string> sizes = {"5名以下", "6～20名", "21～50名", "301～500名",
                                            "501名以上"};
    const std::vector<std::string> stages = {"検知", "対応", "復旧"};
    std::vector<CaseRecord> records;
    for (std::size_t i = 0; i < 5; ++i) {
      records.push_back({"case-" + std::to_string(i),
                         "題",
                         {{"industry", {i % 2 == 0 ? "製造業" : "ＩＴ サービス"}},
                          {"size", {sizes[i]}},
                          {"stage", {stages[i % 3]}},
                          {"year", {std::to_string(2012 + i)}}},
                         {{"", "本文"}},
                         {}});
      table_.complete(&records.back());
    }
    store_ = std::make_unique<CaseStore>(jirei::testing::make_store(folder_, table_, records));
  }

  std::vector<ResolvedFilter> resolve(const std::vector<std::string>& filters) const {
    Request request;
    for (const std::string& filter : filters) request.filters.push_back(parse_filter(filter));
    return resolve_filters(request, table_, *store_);
  }
  // Numbers of the passing cases.
  std::string passing(const std::vector<std::string>& filters) const {
    std::string numbers;
    filter_set(*store_, resolve(filters)).for_each([&](std::uint32_t docid) {
      numbers += std::to_string(docid - 1);
    });
    return numbers;
  }
  Error error(const std::string& filter) const {
    try {
      resolve({filter});
    } catch (const Error& error) {
      return error;
    }
    return {ErrorCode::internal, {"", "no error"}};
  }

  jirei::testing::TemporaryFolder folder_;
  FacetTable table_ = FacetTable::from_yaml(kTable, "table.yaml");
  std::unique_ptr<CaseStore> store_;
};

TEST_F(FacetFilterTest, ValuesWidenFacetsNarrowAndExclusionsRemove) {
  EXPECT_EQ(passing({}), "01234");
  EXPECT_EQ(passing({"業種=製造業"}), "024");
  EXPECT_EQ(passing({"業種=製造業,ＩＴサービス"}), "01234");
  EXPECT_EQ(passing({"業種=製造業", "industry=ITサービス"}), "01234");
  EXPECT_EQ(passing({"業種=製造業", "発生年=2012,2013"}), "0");
  EXPECT_EQ(passing({"業種!=製造業"}), "13");
  EXPECT_EQ(passing({"発生年!=2012", "発生年!=2014", "業種=製造業"}), "4");
  EXPECT_EQ(resolve({"発生年!=2012", "発生年!=2014", "発生年=2013"}).size(), 2U);
}

TEST_F(FacetFilterTest, SpellingsOfAValueAreAlike) {
  EXPECT_EQ(passing({"業種=it サービス"}), "13");
  EXPECT_EQ(passing({"従業員規模=21~50 名"}), "2");
  EXPECT_EQ(passing({"発生年=平成27年"}), "3");
}

TEST_F(FacetFilterTest, RangesOfNumbers) {
  EXPECT_EQ(passing({"発生年=2013..2015"}), "123");
  EXPECT_EQ(passing({"発生年=..2013"}), "01");
  EXPECT_EQ(passing({"発生年=2015.."}), "34");
  EXPECT_EQ(passing({"発生年=平成26年..2015年"}), "23");
  EXPECT_EQ(passing({"発生年=1990..1999"}), "");
  EXPECT_EQ(passing({"発生年!=2013..2015"}), "04");
}

TEST_F(FacetFilterTest, RangesOfOrderedValuesTakeNumbersOrValues) {
  EXPECT_EQ(passing({"従業員規模=..50名"}), "012");
  EXPECT_EQ(passing({"従業員規模=6..50"}), "12");
  EXPECT_EQ(passing({"従業員規模=21～50名.."}), "234");
  EXPECT_EQ(passing({"従業員規模=..6～20名"}), "01");
  EXPECT_EQ(passing({"従業員規模=301名.."}), "34");
  EXPECT_EQ(passing({"従業員規模=30..40"}), "2");  // no value lies inside, one overlaps
  EXPECT_EQ(passing({"段階=対応.."}), "124");
  EXPECT_EQ(passing({"段階=検知..対応"}), "0134");
}

TEST_F(FacetFilterTest, AValueOfTheTableIsKnownEvenWithoutCases) {
  EXPECT_EQ(passing({"従業員規模=51～100名"}), "");
  EXPECT_EQ(resolve({"従業員規模=51～100名"})[0].absent, std::vector<std::string>{"51～100名"});
  EXPECT_EQ(passing({"地方=関東"}), "");
  EXPECT_EQ(passing({"発生年=1950"}), "");
  EXPECT_EQ(passing({"地方!=関東"}), "01234");
}

TEST_F(FacetFilterTest, UnknownNamesAreErrorsThatNameTheKnownAndTheNearest) {
  const Error facet = error("業主=製造業");
  EXPECT_EQ(facet.code(), ErrorCode::not_found);
  EXPECT_NE(facet.message().ja.find("業主"), std::string::npos);
  EXPECT_NE(facet.hint().ja.find("もしかして: 業種"), std::string::npos);
  EXPECT_NE(facet.hint().en.find("発生年 (year)"), std::string::npos);
  const Error value = error("業種=製造");
  EXPECT_EQ(value.code(), ErrorCode::not_found);
  EXPECT_NE(value.hint().en.find("did you mean 製造業?"), std::string::npos);
  EXPECT_NE(value.hint().ja.find("ＩＴ サービス"), std::string::npos);
  EXPECT_EQ(error("発生年=数年前").code(), ErrorCode::not_found);
  EXPECT_EQ(error("従業員規模=..大勢").code(), ErrorCode::not_found);
  EXPECT_EQ(error("業種=あ..い").code(), ErrorCode::usage);
  EXPECT_EQ(error("発生年=2016..2013").code(), ErrorCode::usage);
}

TEST(NearestName, IsOneThatContainsItOrDiffersLittle) {
  const std::vector<std::string_view> names = {"ランサムウェア", "ウイルス感染", "不正アクセス"};
  EXPECT_EQ(nearest_name("ランサムウエア", names), 0U);
  EXPECT_EQ(nearest_name("ウィルス感染", names), 1U);
  EXPECT_EQ(nearest_name("アクセス", names), 2U);
  EXPECT_EQ(nearest_name("火災", names), names.size());
  EXPECT_EQ(nearest_name("", names), names.size());
}

TEST_F(FacetFilterTest, WordsBesideANumberSayOnWhichSideOfItAValueLies) {
  const jirei::testing::TemporaryFolder folder;
  std::vector<CaseRecord> records;
  for (const char* size : {"300名未満", "300名以下", "300名以上", "300名超"}) {
    records.push_back({size, "題", {{"size", {size}}}, {}, {}});
  }
  const CaseStore store = jirei::testing::make_store(folder, table_, records);
  const auto within = [&](const std::string& filter) {
    std::string ids;
    const ResolvedFilter resolved = resolve_filter(parse_filter(filter), table_, store);
    filter_set(store, std::vector{resolved}).for_each([&](std::uint32_t docid) {
      ids += std::string(store.id(docid)) + " ";
    });
    return ids;
  };
  EXPECT_EQ(within("従業員規模=..299名"), "300名未満 ");
  EXPECT_EQ(within("従業員規模=..300名"), "300名未満 300名以下 ");
  EXPECT_EQ(within("従業員規模=301名.."), "300名超 ");
  EXPECT_EQ(within("従業員規模=300名.."), "300名以上 300名超 ");
}

}  // namespace
}  // namespace jirei
