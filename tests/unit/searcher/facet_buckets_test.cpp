// Buckets of number facets whose cases may have several values.
#include <gtest/gtest.h>

#include "searcher/facets.h"
#include "store_fixture.h"

namespace jirei {
namespace {

TEST(FacetBuckets, ACaseCountsOnceInABucketThatHoldsSeveralOfItsValues) {
  const FacetTable table = FacetTable::from_yaml(
      "facets:\n  - {key: y, label: 年, kind: number, multiple: true}\n", "t");
  const jirei::testing::TemporaryFolder folder;
  const CaseStore store =
      jirei::testing::make_store(folder, table,
                                 {{"a", "題", {{"y", {"2011", "2013", "2025"}}}, {}, {}},
                                  {"b", "題", {{"y", {"2014"}}}, {}, {}}});
  Request request;
  request.all_facets = false;
  request.facets = {{"年", "", 10}};
  const auto answers = count_facets(store, table, every_case(store), {}, request);
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].cases, 2U);
  ASSERT_EQ(answers[0].values.size(), 2U);
  EXPECT_EQ(answers[0].values[0].count, 2U) << answers[0].values[0].value;
  EXPECT_EQ(answers[0].values[1].count, 1U) << answers[0].values[1].value;
}

}  // namespace
}  // namespace jirei
