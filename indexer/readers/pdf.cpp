#include "indexer/readers/pdf.h"

namespace jirei {

void read_pdf(const std::string& path, const FacetTable&, CaseSink&) {
  throw Error(ErrorCode::usage, {path + ": まだ読めない種類です", path + ": cannot be read yet"});
}

}  // namespace jirei
