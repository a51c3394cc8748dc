// Xapian's check in a process of its own: what it says, and that damage does not end ours.
#include "indexer/xapian_check.h"

#include <gtest/gtest.h>
#include <xapian.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "dict/error.h"
#include "indexer/files.h"
#include "tests/unit/indexer/index_support.h"

namespace jirei {
namespace {

namespace fs = std::filesystem;

class XapianCheckTest : public ::testing::Test {
 protected:
  XapianCheckTest() {
    Xapian::WritableDatabase database(path_, Xapian::DB_CREATE | Xapian::DB_NO_SYNC);
    for (int i = 0; i < 200; ++i) {
      Xapian::Document document;
      document.set_data("case " + std::to_string(i));
      document.add_posting("word", 1);
      document.add_posting("word" + std::to_string(i), 2);
      database.add_document(document);
    }
    database.commit();
  }

  TemporaryFolder folder_;
  std::string path_ = folder_.file("database");
};

TEST_F(XapianCheckTest, AWholeDatabaseHasNoErrors) { EXPECT_EQ(xapian_errors(path_), 0U); }

TEST_F(XapianCheckTest, AMissingOrEmptyDatabaseIsTold) {
  EXPECT_THROW(xapian_errors(path_ + "/nowhere"), Error);
  fs::resize_file(path_ + "/iamglass", 0);
  try {
    xapian_errors(path_);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::index_damaged);
    EXPECT_NE(error.message().ja, error.message().en);
    EXPECT_NE(error.message().en.find("damaged"), std::string::npos) << error.message().en;
  }
}

TEST_F(XapianCheckTest, NoDamagedBlockEndsTheProgram) {
  std::mt19937 random(3);
  int found = 0;
  for (const char* name : {"postlist.glass", "docdata.glass", "termlist.glass", "iamglass"}) {
    const std::string victim = path_ + "/" + name;
    const std::string good = read_whole_file(victim);
    for (int round = 0; round < 25; ++round) {
      std::string bad = good;
      for (int i = 0; i < 4; ++i) bad[random() % bad.size()] = static_cast<char>(random());
      std::ofstream(victim, std::ios::binary | std::ios::trunc) << bad;
      try {
        if (xapian_errors(path_) > 0) ++found;
      } catch (const Error& error) {
        EXPECT_NE(error.message().ja, error.message().en);
        ++found;
      }
    }
    std::ofstream(victim, std::ios::binary | std::ios::trunc) << good;
  }
  EXPECT_GT(found, 20);
  EXPECT_EQ(xapian_errors(path_), 0U);
}

}  // namespace
}  // namespace jirei
