// One change of an index: from the generation in service to the next, in proportion to the change
// where dictionary and tables are the same, as a whole where they are not.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "indexer/case_store.h"
#include "indexer/delta.h"
#include "indexer/document.h"
#include "indexer/full_build.h"
#include "indexer/generation.h"
#include "indexer/manifest.h"
#include "indexer/merge.h"
#include "indexer/options.h"
#include "indexer/workshop.h"

namespace jirei {

/// The generation that a change starts from.
struct OldIndex {
  Generation generation;
  Manifest manifest;
  SourceList sources;
  CaseStore store;
  FacetTable table;  ///< the one it was built with

  static OldIndex open(const std::string& index_dir);
  /// What can be had of an index that is damaged or of another schema: its sources, no cases. Needs
  /// a scratch folder for an empty case store. Throws what reading the sources throws.
  static OldIndex sources_alone(const std::string& index_dir, const std::string& scratch);
};

class IndexChange {
 public:
  enum class From {
    cases,    ///< the old generation
    sources,  ///< nothing but the sources that it remembers: it is damaged, or must not be trusted
  };
  /// Takes the writer's lock and opens the generation in service. Throws Error(index_missing).
  explicit IndexChange(const IndexOptions& options, From from = From::cases);
  ~IndexChange();

  const OldIndex& old() const { return *old_; }
  const FacetTable& table() const { return *table_; }
  /// Dictionary, tables or program differ from those of the old generation: every case that can be
  /// read again should be.
  bool whole() const { return whole_; }

  void put(SourceCase&& item, std::uint32_t replaces);
  /// Takes out what is gone, writes the generation and puts it in service. `purge`: nothing of what
  /// is gone remains in any generation.
  void publish(const CaseMerger::Outcome& outcome, const SourceList& list, bool purge);

 private:
  void put_kept(const CaseMerger::Outcome& outcome);
  void copy_user_dictionaries();
  /// The synonyms of the user dictionaries, as the index has them.
  std::string kept_synonyms() const;
  bool may_share();

  const IndexOptions& options_;
  IndexWriter writer_;
  std::optional<OldIndex> old_;
  std::string folder_, table_path_;
  std::optional<FacetTable> table_;
  std::optional<Analyzer> analyzer_;
  MeasureTable measures_;
  std::optional<IndexingTools> tools_;
  bool whole_ = false;
  std::unique_ptr<FullBuild> full_;
  std::unique_ptr<DeltaWriter> delta_;
};

}  // namespace jirei
