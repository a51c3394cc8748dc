#include "indexer/readers/report_pages.h"

#include <iterator>

namespace jirei {

ReportPages::ReportPages(const std::vector<ReportLine>& lines,
                         const std::unordered_set<std::size_t>& edges, std::size_t rest)
    : lines_(lines) {
  std::uint32_t last = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::uint32_t number = lone_number(lines[i].text);
    if (number == 0) continue;
    const bool first_of_sheet = i > 0 && lines[i - 1].sheet != lines[i].sheet;
    const bool last_of_sheet = i + 1 < lines.size() && lines[i + 1].sheet != lines[i].sheet;
    const bool next_in_line = last != 0 && number == last + 1;
    if (!first_of_sheet && !last_of_sheet && !next_in_line && !edges.contains(i)) continue;
    last = number;
    numbers_.emplace(i, number);
    number_of_sheet_.emplace(lines[i].sheet, number);
  }
  has_sheets_ = !lines.empty() && lines.back().sheet > 1;
  at_foot_ = numbers_.lower_bound(rest) != numbers_.end();
}

std::uint32_t ReportPages::page_of(std::size_t line) const {
  if (has_sheets_) {
    const auto at = number_of_sheet_.find(lines_[line].sheet);
    return at == number_of_sheet_.end() ? lines_[line].sheet : at->second;
  }
  const auto next = numbers_.lower_bound(line);
  if (at_foot_) return next == numbers_.end() ? 0 : next->second;
  if (next != numbers_.begin()) return std::prev(next)->second;
  // The first page seldom shows its number; it is the one before the next.
  return next == numbers_.end() ? 0 : next->second - 1;
}

}  // namespace jirei
