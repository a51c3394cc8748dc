#include "indexer/readers/report.h"

namespace jirei {

void read_report(const std::string& path, const FacetTable&, CaseSink&) {
  throw Error(ErrorCode::usage, {path + ": まだ読めない種類です", path + ": cannot be read yet"});
}

}  // namespace jirei
