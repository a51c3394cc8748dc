// Places that are kept are those that a search finds, and the second look with them, and with the
// bounds that spare it most of the work, lifts the same cases as one that looks at everything.
#include "searcher/kept_places.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "dict/unicode.h"
#include "engine_fixture.h"
#include "indexer/signature.h"
#include "random.h"
#include "searcher/proximity.h"

namespace jirei {
namespace {

using testing::Random;

constexpr std::u32string_view kLetters = U"ああいうえpc感染。\n";

std::string random_text(Random* random, std::size_t letters) {
  std::string text;
  for (std::size_t i = 0; i < letters; ++i) {
    append_utf8(&text, kLetters[random->below(kLetters.size())]);
  }
  return text;
}

TEST(PlacesOfString, AreThoseOfASearch) {
  Random random(5);
  for (int round = 0; round < 60; ++round) {
    const std::string text = random_text(&random, 1500 + random.below(3000));
    const std::string string = random_text(&random, 1 + random.below(3));
    const std::string next = random.below(2) == 0 ? "" : "あpc";
    PlacesOfString places(string, next);
    ASSERT_EQ(places.find(7, 1), nullptr);
    if (!places.keeps(text)) continue;
    std::vector<std::uint32_t> expected;
    for (std::size_t at = text.find(string); at != std::string::npos;
         at = text.find(string, at + 1)) {
      if (next.empty() || one_of_follows(text, at + string.size(), next)) {
        expected.push_back(static_cast<std::uint32_t>(at));
      }
    }
    const Places* const found = places.search(7, 1, text, true);
    EXPECT_EQ(places.find(7, 1), found);
    EXPECT_EQ(places.find(7, 2), nullptr);
    EXPECT_EQ(found->all, expected.size() <= Places::kMost);
    if (expected.size() > Places::kMost) expected.resize(Places::kMost);
    EXPECT_EQ(found->offsets, expected) << string;
  }
}

TEST(PlacesOfString, OfAShortTextOrNoStringAreNotKept) {
  const std::string text(10000, 'a');
  EXPECT_FALSE(PlacesOfString("").keeps(text));
  EXPECT_TRUE(PlacesOfString("ab").keeps(text));
  EXPECT_FALSE(PlacesOfString("ab").keeps("a short text"));
}

TEST(PlacesOfString, WhatIsSaidToBeImpossibleIsNotSearched) {
  PlacesOfString places("感染");
  const std::string text = "感染" + std::string(5000, 'a');
  EXPECT_TRUE(places.search(1, 0, text, false)->offsets.empty());
}

TEST(KeptPlaces, KeepOneStringApartFromTheSameWithAnEnding) {
  KeptPlaces kept;
  const auto plain = kept.of("感");
  EXPECT_EQ(kept.of("感"), plain);
  EXPECT_NE(kept.of("感", "染"), plain);
}

// The measure as its definition says it, occurrence by occurrence.
Proximity plainly(const std::vector<std::string_view>& texts,
                  const std::vector<ProximityWord>& words, std::uint32_t window) {
  double total = 0, covered = 0, single = 0, best = 0, length = 0;
  std::vector<bool> present(words.size());
  for (const std::string_view text : texts) {
    length += static_cast<double>(text.size());
    std::vector<std::pair<std::size_t, std::size_t>> occurrences;
    for (std::size_t w = 0; w < words.size(); ++w) {
      for (const ProximityNeedle& needle : words[w].needles) {
        std::size_t found = 0;
        for (std::size_t at = needle.finder.find(text, 0);
             at != std::string_view::npos && found < 64;
             at = needle.finder.find(text, at + needle.finder.size()), ++found) {
          occurrences.emplace_back(at, w);
          present[w] = true;
        }
      }
    }
    for (const auto& [begin, first] : occurrences) {
      std::vector<bool> seen(words.size());
      for (const auto& [at, w] : occurrences)
        seen[w] = seen[w] || (at >= begin && at <= begin + window);
      double sum = 0;
      for (std::size_t w = 0; w < words.size(); ++w) sum += seen[w] ? words[w].weight : 0;
      best = std::max(best, sum);
    }
  }
  for (std::size_t w = 0; w < words.size(); ++w) {
    total += words[w].weight;
    if (!present[w]) continue;
    covered += words[w].weight;
    single = std::max(single, words[w].weight);
  }
  return {covered / total, (best - single) / total * length / (length + 2000), 0};
}

TEST(ProximityMeter, MeasuresTheSameWithAndWithoutKeptPlaces) {
  const testing::TemporaryFolder folder;
  const FacetTable table;
  Random random(11);
  std::vector<CaseRecord> records;
  for (int i = 0; i < 12; ++i) {
    CaseRecord record;
    record.id = "case-" + std::to_string(i);
    record.title = random_text(&random, 10);
    record.sections.push_back({"", random_text(&random, 10 + random.below(4000))});
    record.sections.push_back({"", random_text(&random, 10 + random.below(40))});
    records.push_back(record);
  }
  const CaseStore store = testing::make_store(folder, table, records);
  KeptPlaces kept;
  for (int round = 0; round < 40; ++round) {
    const auto words_with = [&](KeptPlaces* places, Random draw) {
      std::vector<ProximityWord> words(2 + draw.below(3));
      for (ProximityWord& word : words) {
        word.weight = 0.5 + draw.below(8) / 4.0;
        for (std::uint32_t n = 0; n < 1 + draw.below(2); ++n) {
          const Needle needle{random_text(&draw, 1 + draw.below(3)), draw.below(2) == 0};
          word.needles.push_back({needle, NeedleFinder(needle), triple_keys(needle.text),
                                  places == nullptr ? nullptr : places->of(needle.text)});
        }
      }
      return words;
    };
    const Random seed(static_cast<std::uint32_t>(round));
    const std::uint32_t window = 10 + random.below(200);
    ProximityMeter without(store, words_with(nullptr, seed), Wording({}), window);
    ProximityMeter with(store, words_with(&kept, seed), Wording({}), window);
    for (std::uint32_t docid = 1; docid <= store.last_docid(); ++docid) {
      std::vector<std::string_view> texts;
      store.folded_texts(docid, &texts);
      const Proximity expected = plainly(texts, without.words(), window);
      for (ProximityMeter* meter : {&without, &with, &with}) {
        const Proximity found = meter->of(docid, texts);
        EXPECT_NEAR(found.coverage, expected.coverage, 1e-12);
        EXPECT_NEAR(found.near, expected.near, 1e-12);
        Proximity most;
        static_cast<void>(meter->of(docid, texts, [&](const Proximity& bound) {
          most = bound;
          return true;
        }));
        if (found.near > 0) {
          EXPECT_GE(most.near, found.near - 1e-12);
          EXPECT_EQ(most.coverage, found.coverage);
        }
      }
    }
  }
}

// Long texts of few words, so that many cases have all of them, near or far from each other.
TEST(SecondLook, TheFirstHitsAreThoseOfALookAtEverything) {
  Random random(3);
  const std::vector<std::string> words = {"感染", "紛失", "漏えい", "教育", "バックアップ", "委託"};
  std::string lines;
  for (int i = 0; i < 60; ++i) {
    std::string body;
    const std::size_t sentences = 40 + random.below(200);
    for (std::size_t s = 0; s < sentences; ++s) {
      body += "この日の記録には" + std::to_string(random.below(100)) + "件の";
      if (random.below(8) == 0) body += words[random.below(words.size())];
      if (random.below(20) == 0) body += "と" + words[random.below(words.size())];
      body += "があると書いてある。";
    }
    lines += R"({"id":"c)" + std::to_string(i) + R"(","title":"記録","body":")" + body + "\"}\n";
  }
  const auto index = testing::BuiltIndex::of_lines(lines);
  for (const char* query : {"感染 紛失", "教育 委託 漏えい", "バックアップ 感染", "委託先の教育"}) {
    Request request = testing::request_for(query);
    const Answer all = index->engine().search(request);
    for (const std::uint32_t limit : {1U, 3U, 10U}) {
      request.limit = limit;
      const Answer first = index->engine().search(request);
      ASSERT_EQ(first.hits.size(), limit);
      for (std::size_t i = 0; i < limit; ++i) {
        EXPECT_EQ(first.hits[i].id, all.hits[i].id) << query << " " << i;
        EXPECT_NEAR(first.hits[i].score, all.hits[i].score, 1e-9) << query << " " << i;
      }
    }
  }
}

}  // namespace
}  // namespace jirei
