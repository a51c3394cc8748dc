// What an update keeps when sources or the index itself are broken or out of reach.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "dict/error.h"
#include "tests/unit/indexer/update_support.h"

namespace jirei {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;

TEST_F(UpdateTest, ACaseThatHasBecomeUnreadableKeepsItsLastGoodVersion) {
  write_case("a.md", "a", "一つ目");
  write_case("b.md", "b", "二つ目");
  ASSERT_EQ(build(index_, {sources_}), 0);
  const std::string good = contents(index_).at("case b");
  write("b.md", "---\nid: [broken\n---\n\x80");
  EXPECT_EQ(update(), 2);
  EXPECT_EQ(contents(index_).at("case b"), good);
  EXPECT_EQ(update(), 2) << "it is reported every time";
  write_case("b.md", "b", "直した");
  EXPECT_EQ(update(), 0);
  EXPECT_NE(contents(index_).at("case b"), good);
  expect_healthy(index_);
}

TEST_F(UpdateTest, ABrokenLineKeepsItsCaseWhileOthersFollow) {
  write("x.jsonl", R"({"id":"a","title":"一","body":"い"})"
                   "\n"
                   R"({"id":"b","title":"二","body":"ろ"})"
                   "\n");
  ASSERT_EQ(build(index_, {sources_}), 0);
  write("x.jsonl", R"({"id":"a","title":"一","body":"変わった"})"
                   "\n"
                   R"({"id":"b","title":"二","bo)"
                   "\n");
  EXPECT_EQ(update(), 2);
  EXPECT_THAT(ids(index_), ElementsAre("a", "b"));
  EXPECT_NE(contents(index_).at("case a").find("変わった"), std::string::npos);
}

TEST_F(UpdateTest, ALineThatNoLongerSaysWhoseItIsKeepsTheCasesOfItsFile) {
  write("cases.jsonl",
        "{\"id\":\"a\",\"title\":\"あ\"}\n{\"id\":\"b\",\"title\":\"い\"}\n"
        "{\"id\":\"c\",\"title\":\"う\"}\n");
  build(index_, {sources_});
  write("cases.jsonl", "{\"id\":\"a\",\"title\":\"え\"}\n{\"id\n{\"id\":\"c\",\"title\":\"う\"}\n");
  EXPECT_EQ(update(), 2);
  EXPECT_THAT(ids(index_), ElementsAre("a", "b", "c"));
  expect_healthy(index_);
}

TEST_F(UpdateTest, ASourceThatCannotBeReachedKeepsItsCases) {
  write_case("a.md", "a", "一つ目");
  fs::create_directory(folder_.file("more"));
  std::ofstream(folder_.file("more") + "/x.jsonl")
      << R"({"id":"c","title":"三","body":"は"})" << '\n';
  ASSERT_EQ(build(index_, {sources_, folder_.file("more")}), 0);
  fs::rename(folder_.file("more"), folder_.file("away"));
  write_case("b.md", "b", "二つ目");
  EXPECT_EQ(update(), 2);
  EXPECT_THAT(ids(index_), ElementsAre("a", "b", "c"));
  fs::rename(folder_.file("away"), folder_.file("more"));
  EXPECT_EQ(update(), 0);
  EXPECT_THAT(ids(index_), ElementsAre("a", "b", "c"));
  expect_healthy(index_);
}

TEST_F(UpdateTest, ADamagedIndexIsMadeAgainFromItsSources) {
  write_case("a.md", "a", "一つ目");
  write_case("b.md", "b", "二つ目");
  write_case("c.md", "c", "三つ目");
  ASSERT_EQ(build(index_, {sources_}), 0);
  ASSERT_EQ(remove({"c"}), 0);
  const auto good = contents(index_);
  for (const char* name : {"cases.bin", "manifest.json", "xapian/postlist.glass", "xapian/iamglass",
                           "xapian/docdata.glass"}) {
    for (const bool missing : {false, true}) {
      const std::string path = generation_path(index_, current_generation(index_)) + "/" + name;
      if (missing && std::string(name) == "manifest.json") continue;  // then it is no generation
      if (missing) {
        fs::remove(path);
      } else {
        fs::resize_file(path, 10);
      }
      write_case("a.md", "a", "一つ目");  // something to look at again
      EXPECT_EQ(update(), 0) << name;
      if (std::string(name) == "xapian/docdata.glass") {  // not looked into: check finds it
        IndexOptions with = options(IndexCommand::update, index_);
        with.rebuild = true;
        Console console(Language::en, true);
        EXPECT_EQ(update_command(with, &console), 0);
      }
      EXPECT_EQ(contents(index_), good) << name;
      expect_healthy(index_);
    }
  }
}

TEST_F(UpdateTest, ADamagedIndexIsKeptWhenASourceCannotBeReached) {
  write_case("a.md", "a", "一つ目");
  ASSERT_EQ(build(index_, {sources_}), 0);
  fs::resize_file(generation_path(index_, 1) + "/cases.bin", 10);
  fs::rename(sources_, folder_.file("away"));
  EXPECT_THROW(update(), Error);
  EXPECT_EQ(current_generation(index_), 1U);
}

TEST_F(UpdateTest, ANewFacetTableMakesEverythingAgainAlsoWhatCannotBeReadAnyMore) {
  write_case("a.md", "a", "一つ目");
  write_case("b.md", "b", "二つ目");
  fs::create_directory(folder_.file("more"));
  std::ofstream(folder_.file("more") + "/x.jsonl")
      << R"({"id":"c","title":"三","body":"は","業種":"小売業","発生年":2015})" << '\n';
  ASSERT_EQ(build(index_, {sources_, folder_.file("more")}), 0);
  const std::string table = folder_.file("facets.yaml");
  std::ofstream(table) << "facets:\n  - {key: trade, label: 業種, kind: word}\n"
                          "  - {key: year, label: 発生年, kind: number}\n";
  fs::rename(folder_.file("more"), folder_.file("away"));
  fs::remove(source("b.md"));
  IndexOptions with = options(IndexCommand::update, index_);
  with.facet_table = table;
  Console console(Language::en, true);
  EXPECT_EQ(update_command(with, &console), 2) << "a source could not be reached";
  EXPECT_THAT(ids(index_), ElementsAre("a", "c"));
  expect_healthy(index_);
  const auto now = contents(index_);
  EXPECT_TRUE(now.contains("term Ftrade=製造業"));
  EXPECT_TRUE(now.contains("term Fyear=2015")) << "also of the case that could not be read";
  EXPECT_FALSE(now.contains("term Findustry=製造業"));

  // The table is remembered, and nothing is made again when nothing changed.
  fs::rename(folder_.file("away"), folder_.file("more"));
  ASSERT_EQ(update(), 0);
  EXPECT_TRUE(contents(index_).contains("term Ftrade=小売業")) << "read under the new table now";
  const std::uint64_t generation = current_generation(index_);
  ASSERT_EQ(update(), 0);
  EXPECT_EQ(current_generation(index_), generation);
  EXPECT_THAT(ids(index_), ElementsAre("a", "c"));
  expect_healthy(index_);
}

TEST_F(UpdateTest, DamagedFilesAreFoundByCheckAndNeverCrash) {
  write_case("a.md", "a", "一つ目");
  write_case("b.md", "b", "二つ目");
  ASSERT_EQ(build(index_, {sources_}), 0);
  const std::string path = generation_path(index_, 1);
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (entry.is_regular_file() && fs::file_size(entry) > 0) files.push_back(entry.path().string());
  }
  std::mt19937 random(5);
  Console console(Language::en, true);
  int cut_found = 0;
  constexpr int kRounds = 60;
  for (int round = 0; round < kRounds; ++round) {
    const std::string& victim = files[random() % files.size()];
    const std::string good = read_whole_file(victim);
    std::string bad = good;
    const bool cut = round % 2 == 0;
    if (cut) {
      bad.resize(bad.size() / 2);
    } else {
      bad[random() % bad.size()] ^= static_cast<char>(1U << (random() % 8));
    }
    std::ofstream(victim, std::ios::binary | std::ios::trunc) << bad;
    const CheckReport report = check_generation(path, true, &console);
    if (cut && !report.findings.empty()) ++cut_found;
    std::ofstream(victim, std::ios::binary | std::ios::trunc) << good;
  }
  EXPECT_EQ(cut_found, kRounds / 2);
  expect_healthy(index_);
}

}  // namespace
}  // namespace jirei
