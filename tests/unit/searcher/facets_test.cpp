#include "searcher/facets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <map>
#include <set>

#include "dict/error.h"
#include "indexer/files.h"
#include "random.h"
#include "searcher/facet_tally.h"
#include "searcher/retain.h"
#include "store_fixture.h"

namespace jirei {
namespace {

constexpr const char* kTable = R"(
facets:
  - {key: region, label: 地方, kind: hierarchical, derived: parent, values: [北, 南, 西]}
  - key: place
    label: 所在地
    kind: hierarchical
    parent: region
    values: {北: [北一, 北二], 南: [南一, 南二, 南三], 西: [西一]}
  - {key: industry, label: 業種, kind: word}
  - key: size
    label: 規模
    kind: ordered
    values: [{value: 小, high: 10}, {value: 中, low: 11, high: 100}, {value: 大, low: 101}]
  - {key: year, label: 発生年, kind: number}
  - {key: kind, label: ケース, kind: word, multiple: true}
)";

struct Collection {
  jirei::testing::TemporaryFolder folder;
  FacetTable table = FacetTable::from_yaml(kTable, "table.yaml");
  std::vector<CaseRecord> records;  // record i has docid i + 1; an empty id is a gap
  std::unique_ptr<CaseStore> store;

  explicit Collection(std::vector<CaseRecord> all) : records(std::move(all)) {
    for (CaseRecord& record : records) table.complete(&record);
    store = std::make_unique<CaseStore>(jirei::testing::make_store(folder, table, records));
  }

  std::size_t facet(const char* key) const { return table.index_of(*table.find(key)); }

  ResolvedFilter filter(const char* key, const std::vector<std::string>& values,
                        bool exclude = false) const {
    ResolvedFilter result;
    result.facet = facet(key);
    result.exclude = exclude;
    const auto& dictionary = store->column(result.facet).dictionary();
    result.accepts.assign(dictionary.size(), false);
    for (const std::string& value : values) {
      const auto place = std::find(dictionary.begin(), dictionary.end(), value);
      if (place == dictionary.end()) {
        result.absent.push_back(value);
      } else {
        result.accepts[static_cast<std::size_t>(place - dictionary.begin())] = true;
      }
    }
    return result;
  }
};

CaseRecord record(const std::string& id, std::vector<FacetValues> facets) {
  return {id, "題名 " + id, std::move(facets), {{"本文", "本文。"}}, {}};
}

std::vector<CaseRecord> random_records(jirei::testing::Random* random, std::size_t count) {
  const std::vector<std::string> places = {"北一", "北二", "南一", "南二", "西一"};
  const std::vector<std::string> industries = {"製造業", "小売業", "医療", "運輸"};
  const std::vector<std::string> sizes = {"小", "中", "大"};
  const std::vector<std::string> kinds = {"漏えい", "感染", "紛失", "詐欺", "停止"};
  const auto one_of = [&](const std::vector<std::string>& list) {
    return list[(*random)() % list.size()];
  };
  std::vector<CaseRecord> records;
  for (std::size_t i = 0; i < count; ++i) {
    if ((*random)() % 10 == 0) {
      records.emplace_back();
      continue;
    }
    std::vector<FacetValues> facets;
    if ((*random)() % 8 != 0) facets.push_back({"place", {one_of(places)}});
    if ((*random)() % 8 != 0) facets.push_back({"industry", {one_of(industries)}});
    if ((*random)() % 8 != 0) facets.push_back({"size", {one_of(sizes)}});
    if ((*random)() % 4 != 0) {
      facets.push_back({"year", {std::to_string(2005 + (*random)() % 15)}});
    }
    std::set<std::string> some;
    for (std::uint32_t n = (*random)() % 4; n > 0; --n) some.insert(one_of(kinds));
    if (!some.empty()) facets.push_back({"kind", {some.begin(), some.end()}});
    records.push_back(
        record("case-" + std::to_string((*random)() % 1000000) + "-" + std::to_string(i),
               std::move(facets)));
  }
  return records;
}

bool has_any(const CaseRecord& item, const std::string& key, const std::set<std::string>& values) {
  const auto* own = item.facet(key);
  return own != nullptr && std::any_of(own->begin(), own->end(), [&](const std::string& value) {
           return values.contains(value);
         });
}

std::map<std::string, std::uint32_t> listed(const FacetAnswer& answer) {
  std::map<std::string, std::uint32_t> counts;
  for (const FacetCount& value : answer.values) counts[value.value] = value.count;
  return counts;
}

std::vector<std::string> names(const FacetAnswer& answer) {
  std::vector<std::string> result;
  for (const FacetCount& value : answer.values) result.push_back(value.value);
  return result;
}

TEST(Facets, CountsEqualABruteForceCountForRandomFilters) {
  jirei::testing::Random random(11);
  for (int collection_round = 0; collection_round < 5; ++collection_round) {
    const Collection all(random_records(&random, 40 + random() % 400));
    const CaseStore& store = *all.store;
    for (int round = 0; round < 60; ++round) {
      DocSet matched = every_case(store);
      if (round % 4 != 0) matched.retain([&](std::uint32_t) { return random() % 3 != 0; });
      // Random choices and exclusions, at most one of each a facet.
      struct Chosen {
        std::string key;
        std::set<std::string> values;
        bool exclude;
      };
      std::vector<Chosen> chosen;
      std::vector<ResolvedFilter> filters;
      for (std::size_t f = 0; f < all.table.facets().size(); ++f) {
        for (const bool exclude : {false, true}) {
          if (random() % 5 != 0) continue;
          const auto& dictionary = store.column(f).dictionary();
          Chosen choice{all.table.facets()[f].key, {}, exclude};
          for (const std::string_view value : dictionary) {
            if (random() % 3 == 0) choice.values.emplace(value);
          }
          filters.push_back(all.filter(choice.key.c_str(),
                                       {choice.values.begin(), choice.values.end()}, exclude));
          chosen.push_back(std::move(choice));
        }
      }
      Request request;
      request.zero_counts = round % 2 == 0;
      const auto answers = count_facets(store, all.table, matched, filters, request);
      ASSERT_EQ(answers.size(), all.table.facets().size());

      DocSet passing(store.last_docid());
      for (const FacetAnswer& answer : answers) {
        std::map<std::string, std::uint32_t> expected;
        std::uint32_t cases = 0;
        for (std::size_t i = 0; i < all.records.size(); ++i) {
          const CaseRecord& item = all.records[i];
          const auto docid = static_cast<std::uint32_t>(i + 1);
          if (item.id.empty() || !matched.test(docid)) continue;
          bool others = true;
          bool every = true;
          for (const Chosen& choice : chosen) {
            const bool passes = has_any(item, choice.key, choice.values) != choice.exclude;
            every = every && passes;
            if (choice.exclude || choice.key != answer.key) others = others && passes;
          }
          if (every) passing.set(docid);
          const auto* values = item.facet(answer.key);
          if (!others || values == nullptr) continue;
          ++cases;
          for (const std::string& value : *values) ++expected[value];
        }
        EXPECT_EQ(answer.cases, cases) << answer.key;
        for (const FacetCount& value : answer.values) {
          EXPECT_EQ(value.count, expected[value.value]) << answer.key << " " << value.value;
          for (const Chosen& choice : chosen) {
            if (choice.key != answer.key || !choice.values.contains(value.value)) continue;
            EXPECT_TRUE(choice.exclude ? value.excluded : value.selected);
          }
          expected.erase(value.value);
        }
        for (const auto& [value, count] : expected) EXPECT_EQ(count, 0U) << value;
      }
      EXPECT_EQ(filter_set(store, filters, matched), passing);
    }
  }
}

TEST(Facets, TotalsOfTheWholeCollectionEqualACount) {
  jirei::testing::Random random(3);
  const Collection all(random_records(&random, 500));
  Request request;
  const DocSet every = every_case(*all.store);
  const auto kept = count_facets(*all.store, all.table, every, {}, request);
  const std::vector<ResolvedFilter> nothing_excluded = {all.filter("kind", {}, true)};
  const auto counted = count_facets(*all.store, all.table, every, nothing_excluded, request);
  ASSERT_EQ(kept.size(), counted.size());
  for (std::size_t f = 0; f < kept.size(); ++f) {
    EXPECT_EQ(listed(kept[f]), listed(counted[f]));
    EXPECT_EQ(kept[f].cases, counted[f].cases);
  }
}

TEST(Facets, AChosenRegionShowsItsPlacesAndStillAllRegions) {
  const Collection all({record("a", {{"place", {"北一"}}}), record("b", {{"place", {"北二"}}}),
                        record("c", {{"place", {"北二"}}}), record("d", {{"place", {"南三"}}})});
  Request request;
  request.zero_counts = true;
  const std::vector<ResolvedFilter> filters = {all.filter("region", {"北"})};
  const auto answers =
      count_facets(*all.store, all.table, every_case(*all.store), filters, request);
  EXPECT_EQ(names(answers[0]), (std::vector<std::string>{"北", "南", "西"}));
  EXPECT_EQ(listed(answers[0])["北"], 3U);
  EXPECT_EQ(listed(answers[0])["南"], 1U);
  EXPECT_TRUE(answers[0].values[0].selected);
  EXPECT_FALSE(answers[0].values[1].selected);
  EXPECT_EQ(names(answers[1]), (std::vector<std::string>{"北一", "北二"}));
  EXPECT_EQ(listed(answers[1])["北二"], 2U);
  EXPECT_EQ(answers[1].parent, "region");
}

TEST(Facets, AChosenValueThatNoCaseHasIsListedAsChosen) {
  const Collection all({record("a", {{"place", {"北一"}}})});
  const std::vector<ResolvedFilter> filters = {all.filter("place", {"西一"})};
  const auto answers =
      count_facets(*all.store, all.table, every_case(*all.store), filters, Request{});
  ASSERT_EQ(names(answers[1]), (std::vector<std::string>{"北一", "西一"}));
  EXPECT_TRUE(answers[1].values[1].selected);
  EXPECT_EQ(answers[1].values[1].count, 0U);
  EXPECT_TRUE(answers[0].values.empty());
}

TEST(Facets, ValuesComeInTheOrderOfTheirKind) {
  const Collection all({record("a", {{"industry", {"乙"}}, {"size", {"大"}}, {"year", {"998"}}}),
                        record("b", {{"industry", {"丙"}}, {"size", {"小"}}, {"year", {"2010"}}}),
                        record("c", {{"industry", {"丙"}}, {"size", {"小"}}, {"year", {"2009"}}}),
                        record("d", {{"industry", {"甲"}}})});
  const auto answers = count_facets(*all.store, all.table, every_case(*all.store), {}, Request{});
  EXPECT_EQ(names(answers[2]), (std::vector<std::string>{"丙", "乙", "甲"}));
  EXPECT_EQ(names(answers[3]), (std::vector<std::string>{"小", "大"}));
  EXPECT_EQ(names(answers[4]), (std::vector<std::string>{"998", "2009", "2010"}));
}

TEST(Facets, BucketsHoldWholeSpansAndCountACaseOnce) {
  const Collection all({record("a", {{"year", {"2009"}}}), record("b", {{"year", {"2010"}}}),
                        record("c", {{"year", {"2014"}}}), record("d", {{"year", {"2015"}}}),
                        record("e", {})});
  Request request;
  request.all_facets = false;
  request.facets = {{"発生年", "", 5}};
  const std::vector<ResolvedFilter> filters = {all.filter("year", {"2010", "2014"})};
  const auto answers =
      count_facets(*all.store, all.table, every_case(*all.store), filters, request);
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(names(answers[0]),
            (std::vector<std::string>{"2005..2009", "2010..2014", "2015..2019"}));
  EXPECT_EQ(listed(answers[0])["2010..2014"], 2U);
  EXPECT_TRUE(answers[0].values[1].selected);
  EXPECT_FALSE(answers[0].values[0].selected);
  EXPECT_EQ(answers[0].cases, 4U);
  request.facets = {{"業種", "", 5}};
  EXPECT_THROW(count_facets(*all.store, all.table, every_case(*all.store), {}, request), Error);
}

TEST(Facets, ValuesAreSearchedByAWordInAnySpelling) {
  const Collection all({record("a", {{"kind", {"ウイルス感染", "USBメモリ紛失"}}}),
                        record("b", {{"kind", {"停止"}}})});
  Request request;
  request.all_facets = false;
  request.facets = {{"kind", "ｕｓｂ メモリ", 0}};
  const auto answers = count_facets(*all.store, all.table, every_case(*all.store), {}, request);
  EXPECT_EQ(names(answers[0]), (std::vector<std::string>{"USBメモリ紛失"}));
}

TEST(Facets, PivotCountsEqualABruteForceCount) {
  jirei::testing::Random random(23);
  const Collection all(random_records(&random, 300));
  DocSet set = every_case(*all.store);
  set.retain([&](std::uint32_t) { return random() % 2 == 0; });
  const PivotAnswer pivot = count_pivot(*all.store, all.table, set, "規模", "kind");
  EXPECT_EQ(pivot.rows, (std::vector<std::string>{"小", "中", "大"}));
  std::uint32_t total = 0;
  std::map<std::string, std::uint32_t> row_totals;
  std::map<std::pair<std::string, std::string>, std::uint32_t> cells;
  for (std::size_t i = 0; i < all.records.size(); ++i) {
    if (!set.test(static_cast<std::uint32_t>(i + 1))) continue;
    const auto* rows = all.records[i].facet("size");
    const auto* columns = all.records[i].facet("kind");
    if (rows == nullptr || columns == nullptr) continue;
    ++total;
    for (const auto& row : *rows) {
      ++row_totals[row];
      for (const auto& column : *columns) ++cells[{row, column}];
    }
  }
  EXPECT_EQ(pivot.total, total);
  for (std::size_t r = 0; r < pivot.rows.size(); ++r) {
    EXPECT_EQ(pivot.row_totals[r], row_totals[pivot.rows[r]]);
    for (std::size_t c = 0; c < pivot.columns.size(); ++c) {
      EXPECT_EQ(pivot.counts[r][c], (cells[{pivot.rows[r], pivot.columns[c]}]));
    }
  }
}

TEST(Facets, SortingPutsMissingValuesLastAndBreaksTiesById) {
  const Collection all({record("d", {{"year", {"2010"}}}), record("c", {}),
                        record("b", {{"year", {"2010"}}}), record("a", {{"year", {"998"}}}),
                        record("", {}), record("e", {})});
  const auto ids = [&](const std::vector<std::uint32_t>& docids) {
    std::string joined;
    for (const std::uint32_t docid : docids) joined += all.store->id(docid);
    return joined;
  };
  const DocSet every = every_case(*all.store);
  const std::size_t year = all.facet("year");
  EXPECT_EQ(ids(order_by_facet(*all.store, all.table, every, year, false)), "abdce");
  EXPECT_EQ(ids(order_by_facet(*all.store, all.table, every, year, true)), "bdace");
  EXPECT_EQ(ids(order_by_id(*all.store, every, false)), "abcde");
  EXPECT_EQ(ids(order_by_id(*all.store, every, true)), "edcba");
}

TEST(Facets, DamagedColumnsLeadNowhere) {
  jirei::testing::Random random(31);
  const Collection all(random_records(&random, 60));
  const std::string path = all.folder.path() + "/cases.bin";
  const std::string bytes = read_whole_file(path);
  int refused = 0, miscounted = 0;
  for (int round = 0; round < 300; ++round) {
    std::string damaged = bytes;
    for (int i = 0; i < 4; ++i) {
      damaged[1024 + random.below(bytes.size() - 1024)] = static_cast<char>(random());
    }
    std::filesystem::remove(path);
    write_durable(path, damaged);
    try {
      const CaseStore store = CaseStore::open(path);
      for (std::size_t i = 0; i < store.column_count(); ++i) {
        const FacetColumn& column = store.column(i);
        bool sound = true;
        for (const std::uint32_t members : {60U, 20U}) {
          try {
            const Tally counted = tally(column, DocSet::full(members));
            EXPECT_LE(counted.cases, 60U);
            for (const std::uint32_t count : counted.counts) EXPECT_LE(count, 60U);
          } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::index_damaged);
            ++miscounted;
          }
        }
        for (std::uint32_t docid = 1; docid <= 60; ++docid) {
          try {
            for (const std::uint32_t id : column.values(docid)) {
              ASSERT_LT(id, column.dictionary().size());
            }
          } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::index_damaged);
            sound = false;
          }
        }
        if (sound) continue;
        ++refused;
        EXPECT_THROW(column.check(), Error);
      }
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::index_damaged);
    }
  }
  EXPECT_GT(refused, 0);
  EXPECT_GT(miscounted, 0);
}

// What hits would be refused for, counts are refused for as well.
TEST(Facets, CasesWithoutSoundValuesAreNotCounted) {
  jirei::testing::Random random(31);
  const Collection all(random_records(&random, 60));
  const std::string path = all.folder.path() + "/cases.bin";
  const std::string bytes = read_whole_file(path);
  const CaseStore sound = CaseStore::open(path);
  int seen = 0;
  for (std::size_t i = 0; i < sound.column_count(); ++i) {
    const auto offsets = sound.column(i).offsets();
    const std::string_view wanted(reinterpret_cast<const char*>(offsets.data()),
                                  offsets.size_bytes());
    if (offsets[30] == 0) continue;
    for (const std::uint32_t wrong : {0U, 0x7fffffffU}) {
      std::string damaged = bytes;
      // Columns of as many values each have the same offsets.
      for (std::size_t at = bytes.find(wanted); at != std::string::npos;
           at = bytes.find(wanted, at + 1)) {
        std::memcpy(damaged.data() + at + 31 * sizeof wrong, &wrong, sizeof wrong);
      }
      ASSERT_NE(damaged, bytes);
      std::filesystem::remove(path);
      write_durable(path, damaged);
      const CaseStore store = CaseStore::open(path);
      EXPECT_THROW(tally(store.column(i), DocSet::full(32).and_not(DocSet::full(29))), Error)
          << i << " " << wrong;
      ++seen;
    }
  }
  EXPECT_GT(seen, 0);
}

TEST(Facets, LargeCollectionsAreCountedAsSmallOnes) {
  jirei::testing::Random random(31);
  const Collection all(random_records(&random, 3 * kManyCases / 2));
  Request request;
  request.all_facets = true;
  for (const std::uint32_t one_in : {1U, 2U, 7U}) {
    DocSet matched(all.store->last_docid());
    for (std::uint32_t docid = 1; docid <= all.store->last_docid(); ++docid) {
      if (all.store->live(docid) && random.below(one_in) == 0) matched.set(docid);
    }
    const auto answers = count_facets(*all.store, all.table, matched, {}, request);
    ASSERT_EQ(answers.size(), all.table.facets().size());
    for (std::size_t f = 0; f < answers.size(); ++f) {
      const FacetColumn& column = all.store->column(f);
      std::map<std::string, std::uint32_t> expected;
      std::uint32_t cases = 0;
      matched.for_each([&](std::uint32_t docid) {
        const auto values = column.values(docid);
        if (!values.empty()) ++cases;
        for (const std::uint32_t id : values) ++expected[std::string(column.dictionary()[id])];
      });
      EXPECT_EQ(answers[f].cases, cases);
      EXPECT_EQ(answers[f].values.size(), expected.size());
      for (const FacetCount& value : answers[f].values) {
        EXPECT_EQ(value.count, expected[value.value]) << value.value;
      }
    }
  }
}

}  // namespace
}  // namespace jirei
