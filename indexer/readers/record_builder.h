// What all readers share: gathering one case, checking it, and saying what is wrong with it.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include "dict/error.h"
#include "indexer/case_record.h"
#include "indexer/facet_table.h"
#include "indexer/readers/reader.h"

namespace jirei {

/// Thrown inside a reader for a case that cannot be taken; becomes a ReadProblem, never leaves.
struct BadCase : std::exception {
  BadCase(std::uint32_t line_, Text reason_, Text hint_ = {})
      : line(line_), reason(std::move(reason_)), hint(std::move(hint_)) {}
  const char* what() const noexcept override { return reason.en.c_str(); }

  std::uint32_t line;
  Text reason;
  Text hint;
};

/// Gathers one case. Every function throws BadCase for what breaks the rules (limits.h, facet
/// table); texts must be valid UTF-8.
class RecordBuilder {
 public:
  RecordBuilder(const FacetTable& table, std::string_view file, std::uint32_t line);

  void set_id(std::string_view id, std::uint32_t line);
  void set_title(std::string_view title) { record_.title = title; }
  void set_page(std::uint32_t page) { record_.source.page = page; }
  void set_case_label(std::string_view label) { record_.source.case_label = label; }
  void add_section(std::string_view heading, std::string_view text);
  /// One value. Empty ones are passed over, and words in a number facet (不明, 数年前) mean
  /// unknown.
  void add_facet(const FacetDef& def, std::string_view value, std::uint32_t line);

  const std::string& id() const { return record_.id; }
  bool has_text() const;

  /// Checks the case, puts line ends into the form that records have, completes the facets.
  CaseRecord finish();

 private:
  const FacetTable& table_;
  CaseRecord record_;
  std::size_t facet_values_ = 0;
};

/// The problem as the sink takes it.
ReadProblem to_problem(const BadCase& bad, std::string_view file, std::string_view case_id);

/// BadCase for invalid UTF-8 at `offset` of `text`, whose first line is `first_line`.
BadCase invalid_utf8_case(std::string_view text, std::size_t offset, std::uint32_t first_line);

/// Hint of every problem with an encoding.
Text encoding_hint();

}  // namespace jirei
