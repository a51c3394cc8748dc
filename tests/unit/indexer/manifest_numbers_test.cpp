// Numbers in the descriptions of an index that no number of ours can hold.
#include <gtest/gtest.h>

#include <fstream>

#include "dict/error.h"
#include "indexer/manifest.h"
#include "indexer/schema.h"
#include "tests/unit/indexer/index_support.h"

namespace jirei {
namespace {

TEST(ManifestNumbers, FractionsAreDamage) {
  for (const char* number : {"1.7954e38", "-1e400", "0.5", "1e2"}) {
    const TemporaryFolder folder;
    std::ofstream(folder.file(std::string(schema::kSourcesFile)))
        << R"({"sources":[{"given":"c","path":"/c","encoding":"","round":1}],"files":[["/c",0,1,)"
        << number << R"(,5,6,true,true]],"removed":[],"shadowed":[]})";
    try {
      read_sources(folder.path());
      ADD_FAILURE() << number << " was read";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::index_damaged) << number;
    }
  }
}

}  // namespace
}  // namespace jirei
