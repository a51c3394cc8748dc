#include "dict/offset_map.h"

#include <gtest/gtest.h>

#include "tests/unit/dict/random_text.h"

namespace jirei {
namespace {

OffsetMap map_of(std::initializer_list<OffsetMap::Span> spans) {
  OffsetMap map;
  for (const auto& span : spans) map.add(span);
  return map;
}

TEST(OffsetMap, AnEmptyMapIsTheIdentity) {
  EXPECT_TRUE(OffsetMap().identity());
  EXPECT_EQ(OffsetMap().to_source({3, 7}), (ByteRange{3, 7}));
  EXPECT_EQ(OffsetMap().to_target({3, 7}), (ByteRange{3, 7}));
}

TEST(OffsetMap, AChangedSpanIsTakenWhole) {
  // ab㍿cd → ab株式会社cd
  const OffsetMap map = map_of({{{2, 5}, {2, 14}}});
  EXPECT_EQ(map.to_source({2, 14}), (ByteRange{2, 5}));
  EXPECT_EQ(map.to_source({5, 8}), (ByteRange{2, 5}));
  EXPECT_EQ(map.to_source({0, 2}), (ByteRange{0, 2}));
  EXPECT_EQ(map.to_source({1, 3}), (ByteRange{1, 5}));
  EXPECT_EQ(map.to_source({14, 16}), (ByteRange{5, 7}));
  EXPECT_EQ(map.to_source({11, 15}), (ByteRange{2, 6}));
  EXPECT_EQ(map.to_target({3, 4}), (ByteRange{2, 14}));
  EXPECT_EQ(map.to_target({5, 6}), (ByteRange{14, 15}));
}

TEST(OffsetMap, DeletedBytesAtTheEdgesAreLeftOut) {
  // "ab  cd" → "abcd"
  const OffsetMap map = map_of({{{2, 4}, {2, 2}}});
  EXPECT_EQ(map.to_source({0, 2}), (ByteRange{0, 2}));
  EXPECT_EQ(map.to_source({2, 4}), (ByteRange{4, 6}));
  EXPECT_EQ(map.to_source({1, 3}), (ByteRange{1, 5}));
  EXPECT_EQ(map.to_target({2, 4}), (ByteRange{2, 2}));
  EXPECT_EQ(map.to_target({1, 5}), (ByteRange{1, 3}));
}

TEST(OffsetMap, EmptyRangesStayEmpty) {
  const OffsetMap map = map_of({{{2, 5}, {2, 14}}});
  EXPECT_EQ(map.to_source({0, 0}), (ByteRange{0, 0}));
  EXPECT_EQ(map.to_source({8, 8}), (ByteRange{2, 2}));
  EXPECT_EQ(map.to_source({14, 14}), (ByteRange{5, 5}));
}

TEST(OffsetMap, CompositionKeepsSeparateChangesSeparate) {
  // "A㍿ あ" → "a株式会社 あ" → "a株式会社あ"
  const OffsetMap first = map_of({{{0, 1}, {0, 1}}, {{1, 4}, {1, 13}}});
  const OffsetMap second = map_of({{{13, 14}, {13, 13}}});
  const OffsetMap both = first.then(second);
  EXPECT_EQ(both.spans().size(), 3u);
  EXPECT_EQ(both.to_source({1, 13}), (ByteRange{1, 4}));
  EXPECT_EQ(both.to_source({13, 16}), (ByteRange{5, 8}));
  EXPECT_EQ(both.to_source({0, 1}), (ByteRange{0, 1}));
}

TEST(OffsetMap, OverlappingChangesBecomeOne) {
  const OffsetMap first = map_of({{{0, 2}, {0, 4}}});
  const OffsetMap second = map_of({{{3, 6}, {3, 4}}});
  const OffsetMap both = first.then(second);
  ASSERT_EQ(both.spans().size(), 1u);
  EXPECT_EQ(both.spans()[0], (OffsetMap::Span{{0, 4}, {0, 4}}));
}

OffsetMap random_map(test::RandomText* random, std::uint32_t source_size,
                     std::uint32_t* target_size) {
  OffsetMap map;
  std::uint32_t source = 0;
  std::uint32_t target = 0;
  while (true) {
    const std::uint32_t skip = random->below(6);
    const std::uint32_t old_size = random->below(4);
    const std::uint32_t new_size = random->below(4);
    if (source + skip + old_size > source_size) break;
    source += skip;
    target += skip;
    if (old_size + new_size > 0) {
      map.add({{source, source + old_size}, {target, target + new_size}});
    }
    source += old_size;
    target += new_size;
  }
  *target_size = target + (source_size - source);
  return map;
}

TEST(OffsetMap, TheComposedMapCoversWhatTheTwoMapsGiveOneAfterTheOther) {
  test::RandomText random(3);
  for (int i = 0; i < 500; ++i) {
    std::uint32_t middle = 0;
    std::uint32_t final = 0;
    const OffsetMap first = random_map(&random, 40, &middle);
    const OffsetMap second = random_map(&random, middle, &final);
    const OffsetMap both = first.then(second);
    ByteRange previous{0, 0};
    for (std::uint32_t begin = 0; begin < final; ++begin) {
      const ByteRange whole = both.to_source({begin, begin + 1});
      const ByteRange step = second.to_source({begin, begin + 1});
      EXPECT_LE(whole.end, 40u);
      EXPECT_LE(whole.begin, whole.end);
      EXPECT_GE(whole.begin, previous.begin);
      EXPECT_GE(whole.end, previous.end);
      previous = whole;
      if (step.empty()) continue;  // inserted by the second map
      const ByteRange stepwise = first.to_source(step);
      EXPECT_LE(whole.begin, stepwise.begin);
      EXPECT_GE(whole.end, stepwise.end);
    }
    if (final > 0) {
      EXPECT_LE(both.to_target({0, 40}).end, final);
    }
  }
}

}  // namespace
}  // namespace jirei
