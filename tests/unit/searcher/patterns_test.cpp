// What is highlighted for a query.
#include "searcher/patterns.h"

#include <gtest/gtest.h>
#include <xapian.h>

#include "searcher/postings.h"
#include "store_fixture.h"

namespace jirei {
namespace {

WordPart part_of(const std::string& text) {
  WordPart part;
  part.text = part.base = text;
  part.spellings.push_back({text, MatchKind::literal, 1.0F, false});
  return part;
}

TEST(Patterns, AWordThatAQueryRepeatsIsLookedForOnce) {
  const testing::TemporaryFolder folder;
  const FacetTable table;
  CaseRecord record;
  record.id = "a";
  record.sections.push_back({"", "情報の台帳"});
  const CaseStore store = testing::make_store(folder, table, {record});
  const Xapian::WritableDatabase database("", Xapian::DB_BACKEND_INMEMORY);
  const Postings postings(database, store);
  Leaf leaf;
  leaf.every = leaf.some = postings.none();
  for (int i = 0; i < 500; ++i) {
    leaf.word.text += "情報";
    leaf.word.parts.push_back(part_of("情報"));
  }
  leaf.word.parts.push_back(part_of("台帳"));
  const std::vector<MatchPattern> patterns = patterns_for({leaf, leaf}, 1, postings);
  ASSERT_EQ(patterns.size(), 2U);
  EXPECT_EQ(patterns[0].text, "情報");
  EXPECT_EQ(patterns[1].text, "台帳");
}

}  // namespace
}  // namespace jirei
