#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "reading.h"

namespace jirei {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Sources, AFolderStandsForItsReadableFilesSortedByName) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.file("b/.git"));
  for (const char* name : {"b/z.md", "a.jsonl", "c.TXT", "b/a.csv", "b/note.doc", ".hidden.md",
                           "b/.git/x.md", "README"}) {
    write_file(folder.file(name), "x");
  }
  EXPECT_THAT(expand_source(folder.path()),
              ElementsAre(folder.file("a.jsonl"), folder.file("b/a.csv"), folder.file("b/z.md"),
                          folder.file("c.TXT")));
  EXPECT_THAT(expand_source(folder.file("a.jsonl")), ElementsAre(folder.file("a.jsonl")));
  EXPECT_THAT(expand_source("-"), ElementsAre("-"));
}

ErrorCode code_of(const std::string& path) {
  try {
    for (const std::string& file : expand_source(path)) {
      Collected found;
      read_file(file, shipped_table(), {}, found);
    }
  } catch (const Error& error) {
    EXPECT_THAT(error.message().ja, HasSubstr(path));
    EXPECT_FALSE(error.hint().ja.empty());
    EXPECT_FALSE(error.hint().en.empty());
    return error.code();
  }
  return ErrorCode::internal;
}

TEST(Sources, WhatCannotBeReadIsNamed) {
  const TemporaryFolder folder;
  EXPECT_EQ(code_of(folder.file("missing.md")), ErrorCode::not_found);
  EXPECT_EQ(code_of(folder.file("missing")), ErrorCode::not_found);
  write_file(folder.file("a.doc"), "x");
  EXPECT_EQ(code_of(folder.file("a.doc")), ErrorCode::usage);
  if (::geteuid() == 0) GTEST_SKIP() << "root reads everything";
  write_file(folder.file("locked.md"), "x");
  std::filesystem::permissions(folder.file("locked.md"), std::filesystem::perms::none);
  EXPECT_EQ(code_of(folder.file("locked.md")), ErrorCode::unreadable);
}

TEST(Sources, AFolderNamedLikeAFileIsUnreadableAsOne) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.file("x.md"));
  for (const char* name : {"x.md", "x.jsonl"}) {
    std::filesystem::create_directory(folder.file(name));
    Collected found;
    EXPECT_THROW(read_file(folder.file(name), shipped_table(), {}, found), Error) << name;
  }
}

}  // namespace
}  // namespace jirei
