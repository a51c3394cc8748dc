// Case record + analyzer → everything that an index keeps of it.
#pragma once

#include <xapian.h>

#include <cstdint>
#include <string>
#include <vector>

#include "dict/analyzer.h"
#include "indexer/case_codec.h"
#include "indexer/case_record.h"
#include "indexer/case_terms.h"
#include "indexer/lexicon.h"

namespace jirei {

class FacetTable;
class MeasureTable;

/// What decides how a case is indexed. Shared by the threads; outlives what is made with it.
struct IndexingTools {
  const Analyzer& analyzer;
  const FacetTable& table;
  const MeasureTable& measures;
};

/// A case on its way from a reader to the index.
struct SourceCase {
  CaseRecord record;
  std::uint64_t content_hash = 0;  ///< content_hash() of the record as it was read
  std::uint32_t file = 0;          ///< number of its file in the list of sources
};

/// Hash of everything that a record says: equal hashes, nothing to do.
std::uint64_t content_hash(const CaseRecord& record);

/// Bytes of the title and the texts.
std::uint64_t text_bytes(const CaseRecord& record);

struct IndexedCase {
  Xapian::Document document;
  EncodedCase stored;
};

/// Turns records into documents. One a thread.
class CaseIndexer {
 public:
  explicit CaseIndexer(const IndexingTools& tools);

  /// Readings found on the way are counted into `lexicon`.
  IndexedCase index(SourceCase&& item, Lexicon* lexicon);
  /// The same with the document as terms(), which stay until the next call.
  EncodedCase encode(SourceCase&& item, Lexicon* lexicon);
  const CaseTerms& terms() const { return terms_; }
  /// Takes the readings of a case that goes away out of `lexicon`.
  void discount(const CaseRecord& record, Lexicon* lexicon);
  /// Adds the facets that follow from the text and from other facets, as `cat` prints them.
  void derive_facets(CaseRecord* record);

 private:
  std::vector<AnalyzedText> analyze(const CaseRecord& record);
  void set_derived(CaseRecord* record, const std::vector<AnalyzedText>& fields) const;
  void add_facets(const CaseRecord& record, EncodedCase* stored);

  const FacetTable& table_;
  const MeasureTable& measures_;
  Analyzer::Session session_;
  CaseTerms terms_;
};

}  // namespace jirei
