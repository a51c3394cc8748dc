#include "indexer/xapian_error.h"

#include <string_view>

namespace jirei {

Error to_error(const Xapian::Error& error) {
  const std::string_view type = error.get_type();
  const std::string what = error.get_description();
  // Plain DatabaseErrors with a reason of the system are about the disk, the others about blocks
  // that are not what they should be.
  const bool about_blocks = type == "DatabaseError" && error.get_error_string() == nullptr;
  if (about_blocks || type == "DatabaseCorruptError" || type == "DatabaseNotFoundError" ||
      type == "DatabaseOpeningError" || type == "DocNotFoundError" || type == "RangeError" ||
      type == "SerialisationError") {
    return Error(
        ErrorCode::index_damaged,
        {"索引の Xapian データベースが壊れています: " + what,
         "the Xapian database of the index is damaged: " + what},
        {"`jirei-index rollback` で一つ前の世代に戻すか、`jirei-index build` で作り直してください",
         "go back one generation with `jirei-index rollback`, or make it again with "
         "`jirei-index build`"});
  }
  return Error(ErrorCode::io,
               {"索引を読み書きできません: " + what, "cannot read or write the index: " + what},
               {"空き容量と権限を確かめてください", "check free space and permissions"});
}

}  // namespace jirei
