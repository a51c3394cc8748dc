// Page numbers inside the text of a report: which lines they are, and the page of each case.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "indexer/readers/report_layout.h"

namespace jirei {

class ReportPages {
 public:
  /// `edges`: lines on which a page number may stand because a page ends there: those directly
  /// behind a case's block, and the one before the first case. `rest`: first line behind the last
  /// block.
  ReportPages(const std::vector<ReportLine>& lines, const std::unordered_set<std::size_t>& edges,
              std::size_t rest);

  bool is_number(std::size_t line) const { return numbers_.contains(line); }
  /// The page on which a line stands; 0 when the report has no page numbers.
  std::uint32_t page_of(std::size_t line) const;

 private:
  const std::vector<ReportLine>& lines_;
  std::map<std::size_t, std::uint32_t> numbers_;  ///< line → page number
  /// Numbers stand at the foot of their pages if the last case has one behind it, else at the head.
  bool at_foot_ = false;
  bool has_sheets_ = false;  ///< form feeds part the pages
  std::unordered_map<std::uint32_t, std::uint32_t> number_of_sheet_;
};

}  // namespace jirei
