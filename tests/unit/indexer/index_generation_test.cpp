// Generations: switching, locking, readers, leftovers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>

#include "dict/error.h"
#include "indexer/files.h"
#include "indexer/generation.h"
#include "indexer/manifest.h"
#include "tests/unit/indexer/index_support.h"

namespace jirei {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class GenerationTest : public ::testing::Test {
 protected:
  /// Publishes a generation that holds nothing but a manifest.
  void publish() {
    IndexWriter writer(index_, "build", 0);
    write_durable(writer.begin() + "/manifest.json", "{}");
    writer.publish();
  }

  ErrorCode code_of(const std::function<void()>& action) {
    try {
      action();
    } catch (const Error& error) {
      message_ = error.message().en;
      return error.code();
    }
    return ErrorCode::internal;
  }

  TemporaryFolder folder_;
  std::string index_ = folder_.file("index");
  std::string message_;
};

TEST_F(GenerationTest, AMissingIndexIsNamed) {
  EXPECT_EQ(code_of([this] { Generation::open(index_); }), ErrorCode::index_missing);
  EXPECT_THAT(message_, HasSubstr(index_));
  EXPECT_EQ(current_generation(index_), 0U);
}

TEST_F(GenerationTest, KeepsTheGenerationBeforeAndDropsOlderOnes) {
  publish();
  publish();
  publish();
  EXPECT_THAT(list_generations(index_), ElementsAre(2, 3));
  EXPECT_EQ(current_generation(index_), 3U);
  EXPECT_EQ(Generation::open(index_).number(), 3U);
}

TEST_F(GenerationTest, KeepsAGenerationWhileItIsRead) {
  publish();
  std::optional<Generation> reader = Generation::open(index_);
  publish();
  publish();
  EXPECT_THAT(list_generations(index_), ElementsAre(1, 2, 3));
  EXPECT_TRUE(reader->stale());
  EXPECT_TRUE(path_exists(reader->file("manifest.json")));
  reader.reset();
  publish();
  EXPECT_THAT(list_generations(index_), ElementsAre(3, 4));
}

TEST_F(GenerationTest, ASecondWriterIsToldWhoHoldsTheLockAndSinceWhen) {
  IndexWriter first(index_, "update", 0);
  EXPECT_EQ(code_of([this] { IndexWriter second(index_, "build", 0.1); }), ErrorCode::locked);
  EXPECT_THAT(message_, HasSubstr("jirei-index update (pid "));
  EXPECT_THAT(message_, HasSubstr("20"));  // the year
}

TEST_F(GenerationTest, ReadersNeverWaitForAWriter) {
  publish();
  IndexWriter writer(index_, "build", 0);
  EXPECT_EQ(Generation::open(index_).number(), 1U);
}

TEST_F(GenerationTest, LeftoversOfADeadBuildAreCleaned) {
  publish();
  make_private_folder(index_ + "/building-000002");
  write_durable(index_ + "/building-000002/half", "x");
  make_private_folder(index_ + "/trash-000001");
  fs::create_symlink("gen-000009", index_ + "/current.new");
  publish();
  EXPECT_THAT(list_generations(index_), ElementsAre(1, 2));
  EXPECT_FALSE(path_exists(index_ + "/building-000002"));
  EXPECT_FALSE(path_exists(index_ + "/trash-000001"));
  EXPECT_FALSE(path_exists(index_ + "/current.new"));
}

TEST_F(GenerationTest, ABuildThatFailsLeavesNothingAndTheOldInService) {
  publish();
  {
    IndexWriter writer(index_, "build", 0);
    write_durable(writer.begin() + "/manifest.json", "{}");
  }
  EXPECT_THAT(list_generations(index_), ElementsAre(1));
  EXPECT_FALSE(path_exists(index_ + "/building-000002"));
}

TEST_F(GenerationTest, AGenerationThatWasNotSwitchedToIsNotInService) {
  publish();
  fs::create_directory(index_ + "/gen-000005");  // killed between the two renames
  EXPECT_EQ(Generation::open(index_).number(), 1U);
  publish();
  EXPECT_EQ(current_generation(index_), 6U);
  EXPECT_THAT(list_generations(index_), ElementsAre(1, 6));
}

TEST_F(GenerationTest, AFolderWithOtherThingsInItIsNotTakenForAnIndex) {
  fs::create_directory(index_);
  write_durable(index_ + "/letter.txt", "dear");
  EXPECT_EQ(code_of([this] { IndexWriter writer(index_, "build", 0); }), ErrorCode::usage);
  EXPECT_TRUE(path_exists(index_ + "/letter.txt"));
}

TEST_F(GenerationTest, TheFolderIsPrivate) {
  publish();
  const auto permissions = fs::status(index_).permissions();
  EXPECT_EQ(permissions & (fs::perms::group_all | fs::perms::others_all), fs::perms::none);
}

TEST_F(GenerationTest, PurgingDropsEveryOtherGenerationEvenIfItIsRead) {
  publish();
  const Generation reader = Generation::open(index_);
  publish();
  IndexWriter writer(index_, "remove", 0);
  write_durable(writer.begin() + "/manifest.json", "{}");
  writer.publish(true);
  EXPECT_THAT(list_generations(index_), ElementsAre(3));
}

TEST_F(GenerationTest, APurgeThatWasStoppedBeforeItsLastStepIsFinishedByTheNextWriter) {
  publish();
  const auto publish_with = [this](std::uint64_t previous) {
    IndexWriter writer(index_, "build", 0);
    Manifest manifest;
    manifest.previous = previous;
    write_durable(writer.begin() + "/manifest.json", to_json(manifest));
    writer.publish();
  };
  publish_with(1);
  { const IndexWriter writer(index_, "update", 0); }
  EXPECT_THAT(list_generations(index_), ElementsAre(1, 2)) << "the one before is kept";
  publish_with(0);
  EXPECT_THAT(list_generations(index_), ElementsAre(2, 3)) << "as a purge leaves it when killed";
  { const IndexWriter writer(index_, "update", 0); }
  EXPECT_THAT(list_generations(index_), ElementsAre(3));
}

TEST(Manifest, ComesBackAsWrittenAlsoWithPathsThatAreNotUtf8) {
  const TemporaryFolder folder;
  SourceList list;
  list.sources.push_back({"caf\xe9/data", "/caf\xe9/data", "cp932", 3});
  list.files.push_back(
      {"/caf\xe9/data/日本.md", 0, 3, 12, 1'700'000'000'123'456'789, ~0ULL, true, false});
  list.removed = {"a", "事例"};
  list.shadowed = {{"x", 0}};
  write_durable(folder.file("sources.json"), to_json(list));
  const SourceList read = read_sources(folder.path());
  EXPECT_EQ(read.sources, list.sources);
  EXPECT_EQ(read.files, list.files);
  EXPECT_EQ(read.removed, list.removed);
  EXPECT_EQ(read.shadowed, list.shadowed);
}

TEST(Manifest, AnotherSchemaIsIncompatibleAndSaysWhich) {
  const TemporaryFolder folder;
  Manifest manifest;
  manifest.schema = 99;
  write_durable(folder.file("manifest.json"), to_json(manifest));
  try {
    read_manifest(folder.path());
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::index_incompatible);
    EXPECT_THAT(error.message().en, HasSubstr("99"));
    EXPECT_FALSE(error.hint().empty());
  }
}

}  // namespace
}  // namespace jirei
