// Writing cases out for people and programs to edit, so that reading them gives the same cases.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "indexer/case_record.h"

namespace jirei {

class FacetTable;

/// Adds the facets that follow from the text (対策), as indexing does.
using DeriveFacets = std::function<void(CaseRecord*)>;

/// The case without what reading adds again: values of derived facets that follow from the rest.
/// A derived facet that a case states on its own (地方 without 所在地) stays. The source is
/// cleared.
CaseRecord without_derived(const CaseRecord& record, const FacetTable& table,
                           const DeriveFacets& derive);

/// The whole file of a case: front matter and sections. Takes any text; the reader of Markdown
/// gives it back character by character.
std::string to_markdown(const CaseRecord& record, const FacetTable& table);

/// A file name for a case id: letters and digits of any script, '.', '-', '_' stay (no '.' at the
/// start), every other byte becomes %XX; long names end in a hash. Different ids, different names.
std::string safe_file_name(std::string_view id);

/// Takes cases one by one. Nothing is promised before finish().
class CaseWriter {
 public:
  virtual ~CaseWriter() = default;
  /// Throws Error(duplicate) for an id that was written before, Error(io).
  virtual void write(const CaseRecord& record) = 0;
  virtual void finish() = 0;
};

/// `format` is "markdown" (one file a case below the folder `output`, which is made; files that
/// exist are never overwritten) or "jsonl" (one file, written beside and renamed over `output`).
/// Throws Error(usage) for another format, Error(io). `table` must outlive the writer.
std::unique_ptr<CaseWriter> make_case_writer(std::string_view format, const std::string& output,
                                             const FacetTable& table, DeriveFacets derive);

}  // namespace jirei
