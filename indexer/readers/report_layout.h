// What the lines of a report are: page numbers, marked lines, headings, the block of a case.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/facet_table.h"

namespace jirei {

struct ReportLine {
  std::string_view text;     ///< without white space at its ends
  std::uint32_t number = 0;  ///< from 1
  std::uint32_t sheet = 0;   ///< pages by form feeds, from 1
  bool broken = false;       ///< was not valid UTF-8
};

/// The text cut into lines; empty ones are left out.
std::vector<ReportLine> split_report(std::string_view text);

/// What stands behind the mark of a heading or bullet ("? 事故の要因", "• …"), or nullopt.
std::optional<std::string_view> after_mark(std::string_view line);

/// A line of nothing but a number of at most four digits (a page number, if it stands where one
/// may stand), or 0.
std::uint32_t lone_number(std::string_view line);

/// The line of icons that marks the kinds of measures of a case.
bool is_icon_line(std::string_view line);

bool ends_sentence(std::string_view text);

/// The block of facts that closes a case.
struct CaseBlock {
  struct Field {
    const FacetDef* facet;
    std::uint32_t line;
    std::vector<std::string_view> values;
  };

  std::size_t begin = 0, end = 0;  ///< lines [begin, end)
  std::uint32_t number = 0;        ///< of 事例 N
  std::vector<Field> fields;
  std::vector<std::string_view> title_parts;
};

/// The block that begins at line `at`, or nullopt: 「事例 N」 directly followed by a line that
/// begins with the name of a facet. A lone line of prose that begins so is no block.
std::optional<CaseBlock> read_block(const std::vector<ReportLine>& lines, std::size_t at,
                                    const FacetTable& table);

}  // namespace jirei
