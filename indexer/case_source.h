// Where a CaseStore gets its cases when they do not lie in a cases.bin beside the database.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jirei {

class FacetColumn;

/// A case id and its docid.
using NumberedId = std::pair<std::string, std::uint32_t>;

/// What CaseStore (case_store.h) asks. Numbers of cases count from 1, with gaps where !live().
///
/// A body is an encoded case (case_codec.h). Views of it stay good until kKeptBodies other bodies
/// were asked for: sources may be far away and keep only so much.
class CaseSource {
 public:
  static constexpr std::size_t kKeptBodies = 256;

  virtual ~CaseSource() = default;

  virtual std::uint32_t doc_count() const = 0;
  virtual std::uint32_t last_docid() const = 0;
  virtual bool live(std::uint32_t docid) const = 0;
  /// Empty for a case that is not live.
  virtual std::string_view body(std::uint32_t docid) const = 0;
  /// Docid of a case id, or 0.
  virtual std::uint32_t find(std::string_view id) const = 0;
  /// Place in the order of case ids. May have to look at every case once.
  virtual std::uint32_t id_rank(std::uint32_t docid) const = 0;
  /// Whether the id of the first comes before that of the second; for few cases.
  virtual bool id_before(std::uint32_t a, std::uint32_t b) const = 0;
  /// All of them, in the order of ids. May have to look at every case.
  virtual std::vector<NumberedId> sorted_ids() const = 0;
  virtual std::size_t column_count() const = 0;
  virtual const FacetColumn& column(std::size_t facet) const = 0;
  /// These cases will be asked for next; at most kKeptBodies. A source may fetch them together.
  virtual void prepare(std::span<const std::uint32_t> docids) const = 0;
};

}  // namespace jirei
