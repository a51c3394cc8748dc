// Where a case came from, in words.
#pragma once

#include <string>

#include "dict/error.h"
#include "indexer/case_record.h"

namespace jirei {

/// `report.txt 4 ページ 事例 4` / `report.txt, page 4, 事例 4`; for sources without pages the line
/// when it is not the first. Empty for an unknown source.
std::string citation(const SourceRef& source, Language language);

}  // namespace jirei
