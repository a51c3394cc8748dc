#include "indexer/facet_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <utility>
#include <vector>

#include "reading.h"

namespace jirei {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string canonical(const char* facet, const char* typed) {
  const FacetDef* def = shipped_table().find(facet);
  return shipped_table().canonical(*def, typed).value_or("(none)");
}

TEST(FacetTable, IsFoundByKeyAndLabelHoweverTheyAreTyped) {
  const FacetTable& table = shipped_table();
  ASSERT_NE(table.find("industry"), nullptr);
  EXPECT_EQ(table.find("業種"), table.find("industry"));
  EXPECT_EQ(table.find("ＩＮＤＵＳＴＲＹ"), table.find("industry"));
  EXPECT_EQ(table.find(" 業 種 "), table.find("industry"));
  EXPECT_EQ(table.find("業腫"), nullptr);
}

TEST(FacetTable, ShippedTableHasAllPrefecturesUnderTheirRegions) {
  const FacetDef* prefecture = shipped_table().find("所在地");
  ASSERT_NE(prefecture, nullptr);
  ASSERT_EQ(prefecture->values.size(), 47U);
  EXPECT_EQ(prefecture->parent, "region");
  const auto parent = [&](std::string_view value) {
    for (std::size_t i = 0; i < prefecture->values.size(); ++i) {
      if (prefecture->values[i] == value) return prefecture->parent_of_value[i];
    }
    return std::string("(none)");
  };
  EXPECT_EQ(parent("三重県"), "近畿");
  EXPECT_EQ(parent("新潟県"), "中部");
  EXPECT_EQ(parent("沖縄県"), "九州・沖縄");
  EXPECT_EQ(parent("北海道"), "北海道");
  EXPECT_EQ(
      std::count(prefecture->parent_of_value.begin(), prefecture->parent_of_value.end(), "関東"),
      7);
}

TEST(FacetTable, ValuesCompareWithoutSpacesWidthsDashesAndTildes) {
  for (const char* typed :
       {"21～50名", "21~50名", "21〜50 名", "２１－５０名", "21-50名", " 21 – 50 名"}) {
    EXPECT_EQ(canonical("従業員規模", typed), "21～50名") << typed;
  }
  EXPECT_EQ(canonical("従業員規模", "５ 名以下"), "5名以下");
  EXPECT_EQ(canonical("所在地", "東京"), "東京都");
  EXPECT_EQ(canonical("地方", "九州"), "九州・沖縄");
  EXPECT_EQ(canonical("地方", "東北地方"), "東北");
  EXPECT_EQ(canonical("ケース", "ウィルス感染"), "ウイルス感染");
}

TEST(FacetTable, UnlistedValuesAreTidied) {
  EXPECT_EQ(canonical("業種", " 情報　通信業 "), "情報通信業");
  EXPECT_EQ(canonical("ケース", "ＤＤｏＳ 攻撃"), "DDoS攻撃");
  EXPECT_EQ(canonical("業種", "IT  Service"), "IT Service");
}

TEST(FacetTable, NumbersAreReadFromYearsAndEras) {
  for (const char* typed : {"2015", "２０１５", "2015年", "2015 年", "2015年度", "2015 年頃",
                            "平成27年", "平成 27 年", "H27", "h27", "Ｈ２７年"}) {
    EXPECT_EQ(canonical("発生年", typed), "2015") << typed;
  }
  EXPECT_EQ(canonical("発生年", "令和元年"), "2019");
  EXPECT_EQ(canonical("発生年", "R2"), "2020");
  EXPECT_EQ(canonical("発生年", "平成元年"), "1989");
  EXPECT_EQ(canonical("発生年", "昭和60年"), "1985");
  for (const char* typed :
       {"", "数年前", "発生年不明", "2013-2015", "20l3", "平成", "年", "99999999999999999999"}) {
    EXPECT_EQ(canonical("発生年", typed), "(none)") << typed;
  }
}

TEST(FacetTable, CompleteDerivesOrdersAndDropsDuplicates) {
  CaseRecord record;
  record.facets = {{"case_type", {"内部不正", "ウイルス感染", "内部不正"}},
                   {"size", {"51～100名", "5名以下"}},
                   {"prefecture", {"東京都", "三重県"}},
                   {"region", {"四国"}}};
  shipped_table().complete(&record);
  ASSERT_EQ(record.facets.size(), 4U);
  EXPECT_EQ(record.facets[0].key, "region");
  EXPECT_THAT(record.facets[0].values, ElementsAre("関東", "近畿"));
  EXPECT_THAT(record.facets[1].values, ElementsAre("東京都", "三重県"));
  EXPECT_THAT(record.facets[2].values, ElementsAre("5名以下", "51～100名"));
  EXPECT_THAT(record.facets[3].values, ElementsAre("ウイルス感染", "内部不正"));
}

TEST(FacetTable, StatedParentStaysWhereNothingFollowsFromBelow) {
  CaseRecord record;
  record.facets = {{"region", {"四国"}}};
  shipped_table().complete(&record);
  ASSERT_EQ(record.facets.size(), 1U);
  EXPECT_THAT(record.facets[0].values, ElementsAre("四国"));
}

TEST(FacetTable, NumbersSortAsNumbersAndUnlistedValuesLast) {
  const FacetTable& table = shipped_table();
  const FacetDef& year = *table.find("year");
  EXPECT_TRUE(table.less(year, "999", "2013"));
  const FacetDef& size = *table.find("size");
  EXPECT_TRUE(table.less(size, "6～20名", "21～50名"));
  EXPECT_TRUE(table.less(size, "101～300名", "1000名"));
}

TEST(FacetTable, JsonRoundTripIsExact) {
  const FacetTable& table = shipped_table();
  const std::string json = table.to_json();
  const FacetTable back = FacetTable::from_json(json);
  EXPECT_EQ(back.to_json(), json);
  EXPECT_EQ(back.fingerprint(), table.fingerprint());
  EXPECT_EQ(back.canonical(*back.find("所在地"), "京都"), "京都府");
  EXPECT_EQ(back.find("従業員規模")->bounds.front().high, 5);
  EXPECT_FALSE(back.find("従業員規模")->bounds.front().low);
}

TEST(FacetTable, DamagedJsonIsAnError) {
  for (const char* json : {"", "{", "[]", "{}", "3", "{\"facets\":[{}]}", "{\"facets\":3}",
                           "{\"facets\":[3]}", "{\"facets\":[[]]}", "{\"facets\":{}}"}) {
    EXPECT_THROW(FacetTable::from_json(json), Error) << json;
  }
}

/// What to_json() writes, with one piece of it put otherwise.
std::string altered(std::string json, const std::string& from, const std::string& to) {
  const std::size_t at = json.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return json.replace(at, from.size(), to);
}

TEST(FacetTable, JsonOfWrongKindsIsAnError) {
  const std::string good =
      R"({"facets":[{"key":"size","label":"規模","kind":"ordered","multiple":false,)"
      R"("values":["小","大"],"parent":"","parent_of_value":[],"bounds":[[null,5],[6,null]],)"
      R"("derived":"","aliases":[["中","大"]]}]})";
  ASSERT_EQ(FacetTable::from_json(good).to_json(), good);
  const std::pair<const char*, const char*> changes[] = {
      {R"("key":"size")", R"("key":3)"},
      {R"("key":"size",)", ""},
      {R"("kind":"ordered")", R"("kind":"other")"},
      {R"("multiple":false)", R"("multiple":"no")"},
      {R"(["小","大"])", R"("小")"},
      {R"(["小","大"])", R"(["小",2])"},
      {R"(["小","大"])", R"([["小"],"大"])"},
      {R"(["小","大"])", R"({"小":"大"})"},
      {R"([null,5])", R"([null])"},
      {R"([null,5])", R"([1,2,3])"},
      {R"([null,5])", R"(["1","2"])"},
      {R"([null,5])", R"([1.5,2.5])"},
      {R"([null,5])", "5"},
      {R"(["中","大"])", R"(["中"])"},
      {R"(["中","大"])", R"(["中",null])"},
      {R"(["中","大"])", R"("中")"},
      {R"("parent":"")", R"("parent":"region")"},  // no parents of its values
      {"]}]}", "]}]"},
  };
  for (const auto& [from, to] : changes) {
    EXPECT_THROW(FacetTable::from_json(altered(good, from, to)), Error) << from << " → " << to;
  }
}

TEST(FacetTable, JsonOfALaterVersionIsReadWithoutWhatIsNewInIt) {
  const std::string json = shipped_table().to_json();
  const std::string later = altered(
      altered(json, R"({"facets":[)", R"({"made":[1,{"facets":[2]}],"by":{"x":null},"facets":[)"),
      R"({"key":)", R"({"icon":"x","colors":[["a",1],{"values":["b"]},[]],"weight":1.5,"key":)");
  EXPECT_EQ(FacetTable::from_json(later).to_json(), json);
}

TEST(FacetTable, CopiesUsedByManyThreadsAtOnceFindTheSame) {
  for (int round = 0; round < 50; ++round) {
    const FacetTable table = FacetTable::from_json(shipped_table().to_json());
    std::vector<std::thread> threads;
    threads.reserve(4);
    std::atomic<int> found = 0;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([copy = table, &found] {
        const FacetDef* place = copy.find("所在地");
        if (place && copy.canonical(*place, "京都") == "京都府") ++found;
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(found, 4);
  }
}

void expect_yaml_error(const char* yaml, const char* where) {
  try {
    FacetTable::from_yaml(yaml, "t.yaml");
    FAIL() << yaml;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_input);
    EXPECT_THAT(error.message().en, HasSubstr(where)) << yaml;
    EXPECT_FALSE(error.message().ja.empty());
    EXPECT_FALSE(error.hint().ja.empty());
  }
}

TEST(FacetTable, MistakesInTheTableAreNamedWithTheirLine) {
  expect_yaml_error("facets: [", "t.yaml:");
  expect_yaml_error("other: 1", "facets:");
  expect_yaml_error("facets:\n- {label: 色}\n", "t.yaml:2: key is missing");
  expect_yaml_error("facets:\n- {key: 色, label: 色}\n", "t.yaml:2");
  expect_yaml_error("facets:\n- {key: a, label: 色}\n- {key: b, label: 色}\n",
                    "t.yaml:3: two facets");
  expect_yaml_error("facets:\n- {key: a, label: A, kind: colour}\n", "kind is one of");
  expect_yaml_error("facets:\n- {key: a, label: A, kinds: word}\n", "unknown field: kinds");
  expect_yaml_error("facets:\n- {key: id, label: A}\n", "reserved");
  expect_yaml_error("facets:\n- {key: a, label: A, values: [x, ' X ']}\n", "twice");
  expect_yaml_error("facets:\n- {key: a, label: A, parent: b, values: {x: [y]}}\n",
                    "no such parent");
  expect_yaml_error("facets:\n- key: a\n  label: A\n  values: [{value: x, low: 5, high: 2}]\n",
                    "low is above high");
  expect_yaml_error("facets:\n- {key: a, label: A, values: [x], aliases: {y: z}}\n", "not among");
  expect_yaml_error("facets: \xFF", "invalid UTF-8");
}

TEST(FacetTable, EscapesOfYamlComeAsUtf8) {
  const FacetTable table = FacetTable::from_yaml(
      "facets:\n- {key: a, label: \"色\\_と\\N形\", values: [\"\\xe9t\\u00e9\"]}\n", "t.yaml");
  EXPECT_EQ(table.facets()[0].label, "色\u00A0と\u0085形");
  EXPECT_THAT(table.facets()[0].values, ElementsAre("\u00E9t\u00E9"));
  EXPECT_EQ(FacetTable::from_json(table.to_json()).fingerprint(), table.fingerprint());
}

TEST(FacetTable, YamlBombsAreRefusedQuickly) {
  std::string bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n";
  for (char c = 'b'; c <= 'z'; ++c) {
    const std::string before(1, static_cast<char>(c - 1));
    bomb += std::string(1, c) + ": &" + c + " [";
    for (int i = 0; i < 10; ++i) bomb += (i == 0 ? "*" : ",*") + before;
    bomb += "]\n";
  }
  EXPECT_THROW(FacetTable::from_yaml(bomb + "facets: *z\n", "t.yaml"), Error);
  EXPECT_THROW(FacetTable::from_yaml(std::string(100'000, '['), "t.yaml"), Error);
}

}  // namespace
}  // namespace jirei
