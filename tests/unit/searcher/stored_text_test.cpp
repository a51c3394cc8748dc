// Texts that a store must give back verbatim, whatever folding takes out of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "store_fixture.h"

namespace jirei {
namespace {

std::string repeated(const std::string& piece, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += piece;
  return out;
}

TEST(StoredText, ComesBackWithAllThatFoldingTookOut) {
  // Each control character is a deletion: more of them at one place than lie between two
  // checkpoints of the stored edits.
  const std::vector<std::string> texts = {
      repeated("\x18", 200) + "感染", "感染" + repeated("\x18", 200),
      "感" + repeated("\u200B", 100) + "染" + repeated("\x01", 100), repeated("\x07", 70)};
  for (const std::string& text : texts) {
    const jirei::testing::TemporaryFolder folder;
    const CaseStore store = jirei::testing::make_store(
        folder, FacetTable(), {CaseRecord{"a", "題", {}, {{"", text}}, {}}});
    EXPECT_EQ(store.field(1, 1).source(), text);
    const FieldView field = store.field(1, 1);
    const auto size = static_cast<std::uint32_t>(field.folded().size());
    for (std::uint32_t begin = 0; begin < size; begin += 3) {
      const std::string piece = field.slice({begin, begin + 3}, {}).text;
      EXPECT_NE(text.find(piece), std::string::npos);
      EXPECT_EQ(piece.size(), 3U);
    }
  }
}

}  // namespace
}  // namespace jirei
