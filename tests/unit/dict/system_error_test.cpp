#include "dict/system_error.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace jirei {
namespace {

TEST(SystemError, UsualReasonsAreJapaneseToo) {
  for (const int number : {ENOENT, EACCES, EISDIR, ENOTDIR, EEXIST, ENOSPC, EROFS, EIO, EMFILE}) {
    const Text text = system_error_text(number);
    EXPECT_NE(text.ja, text.en) << text.en;
    EXPECT_FALSE(text.ja.empty());
    EXPECT_EQ(
        text.en.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ /()-"),
        std::string::npos);
  }
  EXPECT_EQ(system_error_text(ENOENT).ja, "ファイルやフォルダがありません");
}

TEST(SystemError, AnUnknownReasonIsGivenInTheLibrarysWords) {
  const Text text = system_error_text(ENOEXEC);
  EXPECT_EQ(text.ja, text.en);
  EXPECT_FALSE(system_error_text(123456).en.empty());
}

}  // namespace
}  // namespace jirei
