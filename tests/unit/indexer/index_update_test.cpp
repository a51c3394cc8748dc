// add, update and remove against what a build from the same sources gives.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <xapian.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include "dict/error.h"
#include "indexer/build.h"
#include "indexer/case_store.h"
#include "indexer/change.h"
#include "indexer/check.h"
#include "indexer/schema.h"
#include "indexer/update.h"
#include "tests/unit/indexer/index_support.h"

namespace jirei {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class UpdateTest : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directory(sources_); }

  IndexOptions options(IndexCommand command, const std::string& index) const {
    IndexOptions out;
    out.command = command;
    out.index = index;
    out.quiet = out.yes = true;
    out.jobs = 2;
    out.share_above = share_above_;
    return out;
  }
  int build(const std::string& index, const std::vector<std::string>& sources) const {
    IndexOptions with = options(IndexCommand::build, index);
    with.sources = sources;
    Console console(Language::en, true);
    return build_command(with, &console);
  }
  int add(const std::vector<std::string>& sources) const {
    IndexOptions with = options(IndexCommand::add, index_);
    with.sources = sources;
    Console console(Language::en, true);
    return add_command(with, &console);
  }
  int update(bool yes = true) const {
    IndexOptions with = options(IndexCommand::update, index_);
    with.yes = yes;
    Console console(Language::en, true);
    return update_command(with, &console);
  }
  int remove(const std::vector<std::string>& ids, bool purge = false) const {
    IndexOptions with = options(IndexCommand::remove, index_);
    with.ids = ids;
    with.purge = purge;
    Console console(Language::en, true);
    return remove_command(with, &console);
  }

  std::string source(const std::string& name) const { return sources_ + "/" + name; }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(source(name), std::ios::binary | std::ios::trunc) << text;
  }
  void write_case(const std::string& name, const std::string& id, const std::string& text) const {
    write(name, "---\nid: " + id + "\ntitle: " + text + "の題\n業種: 製造業\n---\n\n## 概要\n\n" +
                    text + "\n");
  }

  static std::vector<std::string> ids(const std::string& index) {
    const OldIndex opened = OldIndex::open(index);
    std::set<std::string> out;
    for (std::uint32_t docid = 1; docid <= opened.store.last_docid(); ++docid) {
      if (opened.store.live(docid)) out.emplace(opened.store.id(docid));
    }
    return {out.begin(), out.end()};
  }

  static void expect_healthy(const std::string& index) {
    Console console(Language::en, true);
    const std::string path = generation_path(index, current_generation(index));
    for (const Finding& finding : check_generation(path, true, &console).findings) {
      ADD_FAILURE() << finding.what.en;
    }
  }

  /// Everything that an answer can depend on, by case id in place of docid.
  static std::map<std::string, std::string> contents(const std::string& index) {
    const OldIndex opened = OldIndex::open(index);
    const Xapian::Database database(opened.generation.file(schema::kXapianFolder));
    std::map<std::string, std::string> out;
    for (auto term = database.allterms_begin(); term != database.allterms_end(); ++term) {
      std::map<std::string, Xapian::termcount> postings;
      for (auto p = database.postlist_begin(*term); p != database.postlist_end(*term); ++p) {
        postings[std::string(opened.store.id(*p))] = p.get_wdf();
      }
      std::string& text = out["term " + *term];
      for (const auto& [id, wdf] : postings) text += id + ':' + std::to_string(wdf) + ' ';
    }
    for (auto key = database.metadata_keys_begin(); key != database.metadata_keys_end(); ++key) {
      out["metadata " + *key] = database.get_metadata(*key);
    }
    for (std::uint32_t docid = 1; docid <= opened.store.last_docid(); ++docid) {
      if (!opened.store.live(docid)) continue;
      const std::string id(opened.store.id(docid));
      out["case " + id] = database.get_document(docid).get_data();
      out["rank " + id] = std::to_string(opened.store.id_rank(docid));
      out["length " + id] = std::to_string(database.get_doclength(docid));
    }
    for (std::size_t i = 0; i < opened.store.column_count(); ++i) {
      const FacetColumn& column = opened.store.column(i);
      for (std::size_t v = 0; v < column.dictionary().size(); ++v) {
        out["facet " + std::to_string(i) + ' ' + std::string(column.dictionary()[v])] =
            std::to_string(v) + ' ' + std::to_string(column.totals()[v]);
      }
    }
    return out;
  }

  std::uint64_t share_above_ = IndexOptions().share_above;
  TemporaryFolder folder_;
  std::string sources_ = folder_.file("sources");
  std::string index_ = folder_.file("index");
};

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
