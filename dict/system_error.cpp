#include "dict/system_error.h"

#include <cerrno>
#include <system_error>

namespace jirei {

namespace {

const char* japanese(int number) {
  switch (number) {
    case ENOENT:
      return "ファイルやフォルダがありません";
    case EACCES:
    case EPERM:
      return "権限がありません";
    case EISDIR:
      return "フォルダです";
    case ENOTDIR:
      return "フォルダではありません";
    case EEXIST:
      return "すでにあります";
    case ENOTEMPTY:
      return "フォルダが空ではありません";
    case ENOSPC:
      return "空き容量がありません";
    case EDQUOT:
      return "割り当てられた容量を超えています";
    case EFBIG:
      return "ファイルが大きすぎます";
    case EROFS:
      return "読み取り専用です";
    case EIO:
      return "入出力エラー";
    case EMFILE:
    case ENFILE:
      return "開いているファイルが多すぎます";
    case ENAMETOOLONG:
      return "名前が長すぎます";
    case ELOOP:
      return "シンボリックリンクが多すぎます";
    case EBUSY:
      return "使用中です";
    case ENOMEM:
      return "メモリが足りません";
    case EPIPE:
      return "読み手がいなくなりました";
    case EINVAL:
      return "引数が正しくありません";
    case ENODEV:
    case ENXIO:
      return "装置がありません";
    case EXDEV:
      return "別の装置の上にあります";
    default:
      return nullptr;
  }
}

}  // namespace

Text system_error_text(int number) {
  const std::string english = std::generic_category().message(number);
  const char* known = japanese(number);
  return {known != nullptr ? known : english, english};
}

}  // namespace jirei
