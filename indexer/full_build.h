// A whole index made of a stream of cases, in a folder of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "indexer/document.h"
#include "indexer/pipeline.h"

namespace jirei {

struct FullBuildOptions {
  std::size_t memory = 0;
  unsigned jobs = 1;
  std::uint64_t expected_bytes = 0;  ///< of the sources; 0 = unknown
  std::string user_synonyms;         ///< user_synonyms() of the lists that were named
};

/// Writes xapian/ and cases.bin into `folder`; the rest of the generation is the caller's.
class FullBuild {
 public:
  FullBuild(const std::string& folder, const IndexingTools& tools, const FullBuildOptions& options);
  ~FullBuild();

  void add(SourceCase&& item);
  std::uint64_t text_bytes() const { return text_bytes_; }
  std::uint32_t count() const { return count_; }
  /// Throws Error(internal) if the parts do not agree.
  void finish();

 private:
  GlassDatabaseWriter::Metadata metadata() const;

  std::string folder_;
  const IndexingTools tools_;
  unsigned jobs_;
  std::size_t memory_;
  CaseStoreWriter store_;
  std::string user_synonyms_;
  GlassDatabaseWriter database_;
  Lexicon lexicon_;
  std::unique_ptr<IndexPipeline> pipeline_;
  std::uint64_t text_bytes_ = 0;
  std::uint32_t count_ = 0;
};

/// Compares the database and the case store of a folder: counts, and for up to `sample` cases
/// (0: all) that the id leads to the same docid in both. Throws Error(index_damaged).
void verify_agreement(const std::string& folder, std::size_t sample);

}  // namespace jirei
