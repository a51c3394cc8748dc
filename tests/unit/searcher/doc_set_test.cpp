#include "searcher/doc_set.h"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

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

// Few members of a large collection are a list, many are words; both do the same.
TEST(DocSet, ListsAndWordsDoTheSame) {
  jirei::testing::Random random(23);
  const auto made = [&](std::uint32_t last) {
    std::set<std::uint32_t> plain;
    DocSet set(last);
    const std::uint32_t many = random.below(4) == 0 ? last / 32 : 1 + random.below(300);
    for (std::uint32_t i = 0; i < many; ++i) {
      const std::uint32_t docid = 1 + random.below(last);
      plain.insert(docid);
      set.set(docid);
    }
    for (std::uint32_t i = 0; i < 20; ++i) {
      const std::uint32_t docid = 1 + random.below(last);
      plain.erase(docid);
      set.reset(docid);
    }
    if (random.below(3) == 0) set.spread();
    if (random.below(3) == 0) set.compact();
    EXPECT_EQ(set.bytes(), set.words().size_bytes() + set.list().size_bytes());
    return std::pair(set, plain);
  };
  int lists = 0;
  int words = 0;
  for (int round = 0; round < 60; ++round) {
    const std::uint32_t last = 65536 + random.below(3000);
    const auto [a, plain_a] = made(last);
    auto [b, plain_b] = made(last);
    ++(a.listed() ? lists : words);
    // Some members of a as well.
    for (const std::uint32_t docid : plain_a) {
      if (random.below(5) != 0) continue;
      b.set(docid);
      plain_b.insert(docid);
    }
    std::set<std::uint32_t> both, only_a;
    std::set<std::uint32_t> either = plain_a;
    either.insert(plain_b.begin(), plain_b.end());
    for (const std::uint32_t d : plain_a) (plain_b.contains(d) ? both : only_a).insert(d);
    EXPECT_EQ(members(a), plain_a);
    EXPECT_EQ(a.count(), plain_a.size());
    EXPECT_EQ(a.empty(), plain_a.empty());
    EXPECT_EQ(members(a & b), both);
    EXPECT_EQ(members(a | b), either);
    EXPECT_EQ(members(DocSet(a).and_not(b)), only_a);
    std::vector<std::uint64_t> room;
    EXPECT_EQ(DocSet::of_words(last, b.words(&room)), b);
    EXPECT_EQ(members(DocSet(a).keep_words(b.words(&room))), both);
    EXPECT_EQ(a.count_common(b), both.size());
    EXPECT_EQ(a.intersects(b), !both.empty());
    EXPECT_TRUE((a | b).contains(a));
    EXPECT_EQ(a.contains(b), both.size() == plain_b.size());
    EXPECT_TRUE(a.contains(a & b));
    EXPECT_EQ(DocSet::of_list(last, a.to_vector()), a);
    EXPECT_EQ(DocSet(a).spread(), a);
    EXPECT_EQ(DocSet(a).compact(), a);
    EXPECT_EQ(a == b, plain_a == plain_b);
    std::vector<std::uint32_t> walked;
    for (std::uint32_t d = a.next(1); d != 0; d = a.next(d + 1)) walked.push_back(d);
    EXPECT_EQ(walked, std::vector<std::uint32_t>(plain_a.begin(), plain_a.end()));
    EXPECT_EQ(walked, a.to_vector());
    for (int i = 0; i < 50; ++i) {
      const std::uint32_t docid = random.below(last + 100);
      EXPECT_EQ(a.test(docid), plain_a.contains(docid));
    }
    DocSet kept = a;
    DocSet by_threads = a;
    const auto wanted = [](std::uint32_t docid) { return docid * 2654435761U % 7 < 3; };
    kept.retain(wanted);
    retain_on_all_cores(
        &by_threads, [&] { return wanted; }, 1);
    EXPECT_EQ(kept, by_threads);
    std::erase_if(either, [&wanted, &plain = plain_a](std::uint32_t d) {
      return !wanted(d) || !plain.contains(d);
    });
    EXPECT_EQ(members(kept), either);
    DocSet none = a;
    none.clear();
    EXPECT_TRUE(none.empty());
    EXPECT_EQ(none, DocSet(last));
  }
  EXPECT_GT(lists, 10);
  EXPECT_GT(words, 10);
}

TEST(DocSet, ThreadsKeepWhatOneLoopKeeps) {
  jirei::testing::Random random(11);
  for (const std::uint32_t last : {1U, 63U, 5000U, 3 * kManyCases + 17, 20 * kManyCases}) {
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
