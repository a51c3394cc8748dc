#include "indexer/readers/csv.h"

namespace jirei {

void read_csv(const std::string& path, const FacetTable&, const ReadOptions&, CaseSink&) {
  throw Error(ErrorCode::usage, {path + ": まだ読めない種類です", path + ": cannot be read yet"});
}

}  // namespace jirei
