#include "searcher/doc_set.h"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

#include "random.h"
#include "searcher/retain.h"

namespace jirei {
namespace {

std::set<std::uint32_t> members(const DocSet& set) {
  std::set<std::uint32_t> result;
  set.for_each([&](std::uint32_t docid) { result.insert(docid); });
  return result;
}

TEST(DocSet, FullHoldsEveryDocidAndNoOther) {
  for (const std::uint32_t last : {0U, 1U, 62U, 63U, 64U, 65U, 127U, 128U, 1000U}) {
    const DocSet set = DocSet::full(last);
    EXPECT_EQ(set.count(), last);
    EXPECT_FALSE(set.test(0));
    EXPECT_EQ(set.test(last), last > 0);
    EXPECT_FALSE(set.test(last + 1));
    EXPECT_EQ(set.next(0), last > 0 ? 1U : 0U);
    EXPECT_EQ(set.next(last + 1), 0U);
  }
}

TEST(DocSet, DocidsOutsideAreNeverMembers) {
  DocSet set(10);
  set.set(0);
  set.set(11);
  set.set(4000000000U);
  EXPECT_TRUE(set.empty());
  set.reset(11);
  EXPECT_EQ(set.count(), 0U);
}

TEST(DocSet, OperationsEqualThoseOfOrdinarySets) {
  jirei::testing::Random random(7);
  for (int round = 0; round < 200; ++round) {
    const std::uint32_t last = 1 + random() % 300;
    DocSet a(last);
    DocSet b(last);
    std::set<std::uint32_t> plain_a;
    std::set<std::uint32_t> plain_b;
    for (std::uint32_t i = 0; i < last; ++i) {
      const std::uint32_t x = 1 + random() % last;
      const std::uint32_t y = 1 + random() % last;
      a.set(x);
      plain_a.insert(x);
      if (i % 3 == 0) {
        b.set(y);
        plain_b.insert(y);
      }
    }
    std::set<std::uint32_t> both;
    std::set<std::uint32_t> either = plain_a;
    std::set<std::uint32_t> only_a;
    either.insert(plain_b.begin(), plain_b.end());
    for (const std::uint32_t d : plain_a) (plain_b.contains(d) ? both : only_a).insert(d);

    EXPECT_EQ(members(a), plain_a);
    EXPECT_EQ(a.count(), plain_a.size());
    EXPECT_EQ(members(a & b), both);
    EXPECT_EQ(members(a | b), either);
    EXPECT_EQ(members(DocSet(a).and_not(b)), only_a);
    EXPECT_EQ(a.count_common(b), both.size());
    EXPECT_EQ(a.intersects(b), !both.empty());
    EXPECT_TRUE((a | b).contains(a));
    EXPECT_EQ(a.contains(b), both.size() == plain_b.size());

    std::vector<std::uint32_t> walked;
    for (std::uint32_t d = a.next(1); d != 0; d = a.next(d + 1)) walked.push_back(d);
    EXPECT_EQ(walked, a.to_vector());

    DocSet even = a;
    even.retain([](std::uint32_t docid) { return docid % 2 == 0; });
    std::set<std::uint32_t> plain_even;
    for (const std::uint32_t d : plain_a) {
      if (d % 2 == 0) plain_even.insert(d);
    }
    EXPECT_EQ(members(even), plain_even);
  }
}

TEST(DocSet, ThreadsKeepWhatOneLoopKeeps) {
  jirei::testing::Random random(11);
  for (const std::uint32_t last : {1U, 63U, 5000U, 3 * kManyCases + 17}) {
    DocSet set(last);
    for (std::uint32_t i = 0; i < last; ++i) set.set(1 + random() % last);
    DocSet expected = set;
    const auto wanted = [](std::uint32_t docid) { return docid * 2654435761U % 7 < 3; };
    expected.retain(wanted);
    retain_on_all_cores(&set, [&] { return wanted; });
    EXPECT_EQ(set, expected);
  }
}

TEST(DocSet, WhatAThreadThrowsArrives) {
  DocSet set = DocSet::full(4 * kManyCases);
  const auto refuse = [] {
    return [](std::uint32_t docid) {
      if (docid == 3 * kManyCases) throw std::runtime_error("a damaged case");
      return true;
    };
  };
  EXPECT_THROW(retain_on_all_cores(&set, refuse), std::runtime_error);
}

}  // namespace
}  // namespace jirei
