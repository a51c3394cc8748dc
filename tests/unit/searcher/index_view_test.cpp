#include "searcher/index_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <xapian.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "indexer/build.h"
#include "searcher/complete.h"
#include "searcher/engine.h"
#include "store_fixture.h"

namespace jirei {
namespace {

namespace fs = std::filesystem;

class IndexViewTest : public ::testing::Test {
 protected:
  void build(const std::string& json_lines) {
    const std::string source = folder_.path() + "/cases.jsonl";
    std::ofstream(source) << json_lines;
    IndexOptions options;
    options.command = IndexCommand::build;
    options.index = index();
    options.sources = {source};
    options.jobs = 1;
    options.quiet = true;
    Console console(Language::en, true);
    ASSERT_EQ(build_command(options, &console), 0);
  }
  std::string index() const { return folder_.path() + "/index"; }
  std::string generation() const {
    return index() + "/" + fs::read_symlink(index() + "/current").string();
  }
  static ErrorCode code_of(const std::function<void()>& act) {
    try {
      act();
    } catch (const Error& error) {
      EXPECT_FALSE(error.message().ja.empty());
      EXPECT_FALSE(error.message().en.empty());
      EXPECT_FALSE(error.hint().ja.empty());
      EXPECT_FALSE(error.hint().en.empty());
      return error.code();
    }
    ADD_FAILURE() << "no error";
    return ErrorCode::internal;
  }
  // Replaces a part of the manifest.
  void edit_manifest(const std::string& from, const std::string& to) const {
    const std::string path = generation() + "/manifest.json";
    std::ifstream in(path);
    std::string text((std::istreambuf_iterator<char>(in)), {});
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << text;
    std::ofstream(path, std::ios::trunc) << text.replace(at, from.size(), to);
  }

  jirei::testing::TemporaryFolder folder_;
};

constexpr const char* kTwoCases =
    "{\"id\":\"a\",\"title\":\"ランサムウェアの感染\",\"所在地\":\"東京都\",\"業種\":\"製造業\","
    "\"body\":\"パソコンがランサムウェアに感染した。バックアップがあった。\"}\n"
    "{\"id\":\"b\",\"title\":\"紛失\",\"所在地\":\"大阪府\",\"業種\":\"小売業\","
    "\"body\":\"パソコンを紛失した。\"}\n";

TEST_F(IndexViewTest, OpensWhatIsInService) {
  build(kTwoCases);
  const IndexView view = IndexView::open(index());
  EXPECT_EQ(view.store().doc_count(), 2U);
  EXPECT_EQ(view.store().id(view.store().find("a")), "a");
  EXPECT_NE(view.facets().find("業種"), nullptr);
  EXPECT_EQ(view.database().get_doccount(), 2U);
  EXPECT_FALSE(view.analyzer().fingerprint().empty());
  EXPECT_FALSE(view.session().analyze_folded("感染した", false).tokens.empty());
}

TEST_F(IndexViewTest, RefreshFollowsTheSwitchAndKeepsTheOldUntilThen) {
  build(kTwoCases);
  IndexView view = IndexView::open(index());
  view.session();
  EXPECT_FALSE(view.refresh());
  build("{\"id\":\"c\",\"title\":\"新\",\"body\":\"新しい事例。\"}\n");
  EXPECT_EQ(view.store().doc_count(), 2U);
  EXPECT_EQ(view.database().get_doccount(), 2U);
  EXPECT_TRUE(view.refresh());
  EXPECT_EQ(view.store().doc_count(), 1U);
  EXPECT_EQ(view.database().get_doccount(), 1U);
  EXPECT_FALSE(view.session().analyze_folded("感染した", false).tokens.empty());
  EXPECT_FALSE(view.refresh());
}

TEST_F(IndexViewTest, WhatIsKeptGoesWithItsGeneration) {
  build(kTwoCases);
  Engine engine = Engine::open(index());
  Request request;
  request.query = "パソコン 感染";
  const Answer before = engine.search(request);
  EXPECT_EQ(before.total, 1U);
  EXPECT_EQ(before.partial, 1U);
  build("{\"id\":\"c\",\"title\":\"感染\",\"body\":\"別のパソコンに感染した。\"}\n" +
        std::string(kTwoCases));
  EXPECT_EQ(engine.search(request).total, 1U);  // still the old one
  ASSERT_TRUE(engine.refresh());
  const Answer after = engine.search(request);
  EXPECT_EQ(after.total, 2U);
  const Answer fresh = Engine::open(index()).search(request);
  ASSERT_EQ(after.hits.size(), fresh.hits.size());
  for (std::size_t i = 0; i < fresh.hits.size(); ++i) {
    EXPECT_EQ(after.hits[i].id, fresh.hits[i].id);
    EXPECT_EQ(after.hits[i].score, fresh.hits[i].score);
  }
}

TEST_F(IndexViewTest, ASecondQuestionIsAnsweredAsTheFirst) {
  build(kTwoCases);
  Engine engine = Engine::open(index());
  for (const char* query :
       {"パソコン 感染", "らんさむうぇあ", "紛失した", "\"パソコンを\"", "損"}) {
    Request request;
    request.query = query;
    const Answer first = engine.search(request);
    const Answer second = engine.search(request);
    EXPECT_EQ(first.total, second.total) << query;
    ASSERT_EQ(first.hits.size(), second.hits.size()) << query;
    for (std::size_t i = 0; i < first.hits.size(); ++i) {
      EXPECT_EQ(first.hits[i].id, second.hits[i].id) << query;
      EXPECT_EQ(first.hits[i].score, second.hits[i].score) << query;
    }
  }
}

TEST_F(IndexViewTest, SaysThatThereIsNoIndex) {
  EXPECT_EQ(code_of([&] { IndexView::open(index()); }), ErrorCode::index_missing);
  fs::create_directory(index());
  EXPECT_EQ(code_of([&] { IndexView::open(index()); }), ErrorCode::index_missing);
}

TEST_F(IndexViewTest, SaysThatTheDictionaryIsAnother) {
  build(kTwoCases);
  const std::string fingerprint = IndexView::open(index()).analyzer().fingerprint();
  edit_manifest(fingerprint, "another");
  const IndexView view = IndexView::open(index());
  EXPECT_EQ(view.store().doc_count(), 2U);  // reading needs no dictionary
  EXPECT_EQ(code_of([&] { view.analyzer(); }), ErrorCode::index_incompatible);
}

TEST_F(IndexViewTest, SaysThatThePartsDoNotBelongTogether) {
  build(kTwoCases);
  edit_manifest("\"cases\": 2", "\"cases\": 3");
  const IndexView view = IndexView::open(index());
  EXPECT_EQ(code_of([&] { view.store(); }), ErrorCode::index_damaged);
  EXPECT_EQ(code_of([&] { view.database(); }), ErrorCode::index_damaged);
}

TEST_F(IndexViewTest, SaysThatTheDatabaseIsGone) {
  build(kTwoCases);
  fs::remove_all(generation() + "/xapian");
  const IndexView view = IndexView::open(index());
  EXPECT_EQ(view.store().doc_count(), 2U);
  EXPECT_EQ(code_of([&] { view.database(); }), ErrorCode::index_damaged);
}

TEST_F(IndexViewTest, CompletesBySpellingAndByReading) {
  build(kTwoCases);
  const IndexView view = IndexView::open(index());
  const auto completions = [&](std::string_view prefix) {
    std::vector<std::string> texts;
    for (const Completion& one : complete_prefix(view, prefix, 10)) {
      texts.push_back(one.text + "/" + std::to_string(one.count) + "/" + one.facet);
    }
    return texts;
  };
  EXPECT_EQ(completions("パソ"), std::vector<std::string>{"パソコン/2/"});
  EXPECT_EQ(completions("ぱそ"), std::vector<std::string>{"パソコン/2/"});
  EXPECT_EQ(completions("paso"), std::vector<std::string>{"パソコン/2/"});
  EXPECT_THAT(completions("東京"), ::testing::Contains("東京都/1/所在地"));
  EXPECT_THAT(completions("とうきょう"), ::testing::Contains("東京都/1/所在地"));
  EXPECT_THAT(completions("せいぞう"), ::testing::Contains("製造業/1/業種"));
  EXPECT_THAT(completions("かんせ"), ::testing::Contains("感染/1/"));
  EXPECT_TRUE(completions("").empty());
  EXPECT_TRUE(completions("存在しない").empty());
  EXPECT_EQ(complete_prefix(view, "か", 1).size(), 1U);
}

}  // namespace
}  // namespace jirei
