// add, update and remove against what a build from the same sources gives.
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

/// With the database copied, and shared by links with the generation before.
class RandomUpdateTest : public UpdateTest, public ::testing::WithParamInterface<bool> {};

INSTANTIATE_TEST_SUITE_P(CopiedAndShared, RandomUpdateTest, ::testing::Bool());

TEST_P(RandomUpdateTest, EqualsABuildAfterRandomChanges) {
  if (GetParam()) share_above_ = 0;
  std::mt19937 random(42);
  static const std::vector<std::string> kWords = {
      "ウイルス", "漏えい", "サーバー", "感染した", "バックアップ", "usb メモリ", "社員", "教育"};
  const auto text = [&random] {
    std::string out;
    for (std::size_t i = 0; i < 3 + random() % 5; ++i) out += kWords[random() % kWords.size()];
    return out + "。";
  };
  for (int i = 0; i < 6; ++i) {
    write_case("f" + std::to_string(i) + ".md", "case-" + std::to_string(i), text());
  }
  ASSERT_EQ(build(index_, {sources_}), 0);
  int next = 6;
  for (int round = 0; round < 12; ++round) {
    for (std::size_t changes = 1 + random() % 3; changes > 0; --changes) {
      std::vector<std::string> files;
      for (const auto& entry : fs::directory_iterator(sources_)) {
        files.push_back(entry.path().filename().string());
      }
      const std::string& victim = files[random() % files.size()];
      switch (random() % 4) {
        case 0:
          write_case("f" + std::to_string(next) + ".md", "case-" + std::to_string(next), text());
          ++next;
          break;
        case 1: {
          const std::string id = "case-" + victim.substr(1, victim.find('.') - 1);
          if (victim[0] == 'f') write_case(victim, id, text());
          break;
        }
        case 2:
          if (files.size() > 2) fs::remove(source(victim));
          break;
        default:
          fs::rename(source(victim), source("g" + std::to_string(next++) + victim));
      }
    }
    const std::uint64_t before = current_generation(index_);
    const auto contents_before = contents(index_);
    ASSERT_EQ(update(), 0);
    expect_healthy(index_);
    if (current_generation(index_) != before) {  // the generation before is as it was
      const auto now = contents(index_);
      Console console(Language::en, true);
      ASSERT_EQ(rollback_command(options(IndexCommand::rollback, index_), &console), 0);
      expect_healthy(index_);
      ASSERT_EQ(contents(index_), contents_before);
      ASSERT_EQ(update(), 0) << "from there again";
      ASSERT_EQ(contents(index_), now);
    }
    const std::string fresh = folder_.file("fresh");
    ASSERT_EQ(build(fresh, {sources_}), 0);
    ASSERT_EQ(contents(index_), contents(fresh)) << "round " << round;
    fs::remove_all(fresh);
  }
}

TEST_F(UpdateTest, AddReplacesTheSameIdAndKeepsTheOthers) {
  write_case("a.md", "a", "一つ目");
  write_case("b.md", "b", "二つ目");
  fs::create_directory(folder_.file("more"));
  std::ofstream(folder_.file("more") + "/x.jsonl")
      << R"({"id":"b","title":"新しい","body":"置き換え"})" << '\n'
      << R"({"id":"c","title":"三つ目","body":"追加"})" << '\n';
  ASSERT_EQ(build(index_, {sources_}), 0);
  ASSERT_EQ(add({folder_.file("more")}), 0);
  EXPECT_THAT(ids(index_), ElementsAre("a", "b", "c"));
  expect_healthy(index_);
  const OldIndex opened = OldIndex::open(index_);
  EXPECT_EQ(opened.store.record(opened.store.find("b"), opened.table).title, "新しい");

  // The later source goes on winning, and the earlier case comes back when the later is gone.
  write_case("b.md", "b", "変わった");
  ASSERT_EQ(update(), 0);
  EXPECT_EQ(contents(index_).at("case b").find("変わった"), std::string::npos);
  std::ofstream(folder_.file("more") + "/x.jsonl", std::ios::trunc)
      << R"({"id":"c","title":"三つ目","body":"追加"})" << '\n';
  ASSERT_EQ(update(), 0);
  EXPECT_NE(contents(index_).at("case b").find("変わった"), std::string::npos);
  expect_healthy(index_);
}

TEST_F(UpdateTest, AddWithoutAnIndexMakesOne) {
  write_case("a.md", "a", "一つ目");
  ASSERT_EQ(add({sources_}), 0);
  EXPECT_THAT(ids(index_), ElementsAre("a"));
}

TEST_F(UpdateTest, TwoCasesWithOneIdAreAnErrorThatNamesBothPlaces) {
  write_case("a.md", "a", "一つ目");
  ASSERT_EQ(build(index_, {sources_}), 0);
  write_case("b.md", "a", "同じ id");
  try {
    update();
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::duplicate);
    EXPECT_NE(error.message().en.find("a.md"), std::string::npos);
    EXPECT_NE(error.message().en.find("b.md"), std::string::npos);
  }
  EXPECT_EQ(current_generation(index_), 1U);
  EXPECT_THROW(build(index_, {sources_}), Error);
  EXPECT_EQ(current_generation(index_), 1U);
}

TEST_F(UpdateTest, LosingMoreThanAFifthOfTheCasesNeedsConsent) {
  for (int i = 0; i < 10; ++i) {
    write_case(std::to_string(i) + ".md", "case-" + std::to_string(i), "本文");
  }
  ASSERT_EQ(build(index_, {sources_}), 0);
  fs::remove(source("0.md"));
  fs::remove(source("1.md"));
  EXPECT_EQ(update(false), 0) << "a fifth is not more than a fifth";
  fs::remove(source("2.md"));
  fs::remove(source("3.md"));
  EXPECT_THROW(update(false), Error);
  EXPECT_EQ(ids(index_).size(), 8U);
  EXPECT_EQ(update(true), 0);
  EXPECT_EQ(ids(index_).size(), 6U);
}

TEST_F(UpdateTest, WhatWasRemovedStaysOutUntilItIsAddedByName) {
  write_case("a.md", "a", "一つ目");
  write_case("b.md", "b", "二つ目");
  ASSERT_EQ(build(index_, {sources_}), 0);
  ASSERT_EQ(remove({"b"}), 0);
  EXPECT_THAT(ids(index_), ElementsAre("a"));
  write_case("b.md", "b", "変わった");
  ASSERT_EQ(update(), 0);
  EXPECT_THAT(ids(index_), ElementsAre("a"));
  ASSERT_EQ(add({source("b.md")}), 0);
  EXPECT_THAT(ids(index_), ElementsAre("a", "b"));
  ASSERT_EQ(update(), 0);
  EXPECT_THAT(ids(index_), ElementsAre("a", "b"));
  EXPECT_THROW(remove({"a", "nobody"}), Error);
  EXPECT_THAT(ids(index_), ElementsAre("a", "b"));
  expect_healthy(index_);
}

TEST_F(UpdateTest, PurgingLeavesNoByteOfACaseInAnyFile) {
  write_case("a.md", "a", "一つ目");
  write_case("b.md", "bb-secret", "極秘事項アルファ");
  // Its facet value and its id are the highest and the lowest that there are.
  write("c.jsonl", R"({"id":"00-hidden","title":"三","body":"秘密","業種":"龠の機密業"})");
  ASSERT_EQ(build(index_, {sources_}), 0);
  write_case("a.md", "a", "変わった");
  ASSERT_EQ(update(), 0);
  ASSERT_EQ(remove({"bb-secret", "00-hidden"}, true), 0);
  EXPECT_THAT(ids(index_), ElementsAre("a"));
  for (const auto& entry : fs::recursive_directory_iterator(index_)) {
    if (!entry.is_regular_file()) continue;
    const std::string bytes = read_whole_file(entry.path().string());
    for (const char* secret : {"極秘", "アルファ", "bb-secret", "hidden", "機密業"}) {
      EXPECT_EQ(bytes.find(secret), std::string::npos) << entry.path() << " " << secret;
    }
  }
  ASSERT_EQ(update(), 0);
  EXPECT_THAT(ids(index_), ElementsAre("a")) << "also when its source still holds it";
  expect_healthy(index_);
}

TEST_F(UpdateTest, NothingToDoWritesNoGeneration) {
  write_case("a.md", "a", "一つ目");
  ASSERT_EQ(build(index_, {sources_}), 0);
  ASSERT_EQ(update(), 0);
  fs::last_write_time(source("a.md"), fs::file_time_type::clock::now());
  ASSERT_EQ(update(), 0);
  EXPECT_EQ(current_generation(index_), 1U);
}

TEST_F(UpdateTest, AChangeOfTheSameSizeRightAfterTheBuildIsSeen) {
  write_case("a.md", "a", "一つ目");
  ASSERT_EQ(build(index_, {sources_}), 0);
  const auto time = fs::last_write_time(source("a.md"));
  write_case("a.md", "a", "二つ目");
  fs::last_write_time(source("a.md"), time);
  ASSERT_EQ(update(), 0);
  EXPECT_NE(contents(index_).at("case a").find("二つ目"), std::string::npos);
}

TEST_F(UpdateTest, TheResultDoesNotDependOnThreadsOrMemory) {
  std::string lines;
  for (int i = 0; i < 400; ++i) {
    std::string body;
    for (int j = 0; j < 60; ++j) body += "ウイルス対策ソフト" + std::to_string(i * j) + "。";
    lines += R"({"id":"n)" + std::to_string(i) + R"(","title":"題)" + std::to_string(i) +
             R"(","body":")" + body + "\"}\n";
  }
  write("x.jsonl", lines);
  IndexOptions one = options(IndexCommand::build, index_);
  one.sources = {sources_};
  one.jobs = 1;
  Console console(Language::en, true);
  ASSERT_EQ(build_command(one, &console), 0);
  IndexOptions many = one;
  many.index = folder_.file("many");
  many.jobs = 3;
  many.memory = std::size_t{1} << 20U;
  ASSERT_EQ(build_command(many, &console), 0);
  EXPECT_EQ(contents(index_), contents(many.index));
  const OldIndex a = OldIndex::open(index_);
  const OldIndex b = OldIndex::open(many.index);
  for (std::uint32_t docid = 1; docid <= a.store.last_docid(); ++docid) {
    ASSERT_EQ(a.store.id(docid), b.store.id(docid));
    ASSERT_EQ(a.store.id(docid), "n" + std::to_string(docid - 1)) << "docids follow the source";
  }
  expect_healthy(many.index);
}

}  // namespace
}  // namespace jirei
