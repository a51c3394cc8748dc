#include "indexer/change.h"

#include <fmt/format.h>
#include <xapian.h>

#include <algorithm>

#include "dict/error.h"
#include "dict/user_dictionary.h"
#include "indexer/build.h"
#include "indexer/case_store_writer.h"
#include "indexer/frequent_sets_writer.h"
#include "indexer/schema.h"
#include "indexer/source_reading.h"

namespace jirei {

OldIndex OldIndex::open(const std::string& index_dir) {
  Generation generation = Generation::open(index_dir);
  Manifest manifest = read_manifest(generation.path());
  SourceList sources = read_sources(generation.path());
  CaseStore store = CaseStore::open(generation.file(schema::kCaseStoreFile));
  const Xapian::Database database(generation.file(schema::kXapianFolder));
  FacetTable table =
      FacetTable::from_json(database.get_metadata(std::string(schema::kMetaFacetTable)));
  return {std::move(generation), std::move(manifest), std::move(sources), std::move(store),
          std::move(table)};
}

OldIndex OldIndex::sources_alone(const std::string& index_dir, const std::string& scratch) {
  Generation generation = Generation::open(index_dir);
  Manifest manifest;
  try {
    manifest = read_any_manifest(generation.path());
  } catch (const Error&) {
    // Its sources are enough; the tables are the shipped ones then.
  }
  manifest.analyzer.clear();  // nothing of it counts as made by this program
  manifest.cases = manifest.text_bytes = 0;
  SourceList sources = read_sources(generation.path());
  const std::string empty = scratch + "/empty.bin";
  FacetTable table;
  CaseStoreWriter(empty, table).finish();
  CaseStore store = CaseStore::open(empty);
  remove_tree(empty);  // stays mapped
  remove_tree(segment_path(empty, 1));
  return {std::move(generation), std::move(manifest), std::move(sources), std::move(store),
          std::move(table)};
}

IndexChange::IndexChange(const IndexOptions& options, From from)
    : options_(options),
      writer_(options.index, name(options.command), options.wait_seconds, options.language),
      measures_(open_measures()) {
  folder_ = writer_.begin();
  old_.emplace(from == From::cases ? OldIndex::open(options.index)
                                   : OldIndex::sources_alone(options.index, folder_));
  const Manifest& manifest = old_->manifest;
  copy_user_dictionaries();
  table_path_ = facet_table_path(options, &manifest);
  table_.emplace(FacetTable::from_yaml_file(table_path_));
  analyzer_.emplace(analyzer_spec_of(folder_));
  tools_.emplace(IndexingTools{*analyzer_, *table_, measures_});
  whole_ = manifest.analyzer != analyzer_->fingerprint() ||
           manifest.facet_table != table_->fingerprint() ||
           manifest.measures != measures_.fingerprint() || manifest.program != JIREI_VERSION;
  if (whole_) {
    full_ = std::make_unique<FullBuild>(folder_, *tools_,
                                        FullBuildOptions{options.memory, job_count(options.jobs),
                                                         manifest.text_bytes, kept_synonyms()});
  } else {
    const std::uint64_t average = manifest.text_bytes / std::max<std::uint64_t>(1, manifest.cases);
    delta_ = std::make_unique<DeltaWriter>(
        folder_, old_->generation.path(), old_->store, *tools_,
        DeltaWriter::Options{options.memory, average, may_share(),
                             std::min(options.share_above, CaseStoreUpdate::kSmallSegment)});
  }
}

IndexChange::~IndexChange() = default;

/// Sharing the files of a large database costs the generation before the one in service.
bool IndexChange::may_share() {
  const std::string xapian = old_->generation.file(schema::kXapianFolder);
  return tree_size(xapian) >= options_.share_above && writer_.drop_unread_others();
}

std::string IndexChange::kept_synonyms() const {
  try {
    const Xapian::Database database(old_->generation.file(schema::kXapianFolder));
    return database.get_metadata(std::string(schema::kMetaSynonyms));
  } catch (const Xapian::Error&) {
    return user_synonyms(old_->manifest.user_dictionaries);  // made again from what was named
  }
}

/// A copy that is damaged is made again from the file that was named.
void IndexChange::copy_user_dictionaries() {
  try {
    verify_user_dictionaries(old_->generation.path(), old_->manifest);
  } catch (const Error&) {
    place_user_dictionaries(old_->manifest.user_dictionaries, folder_);
    return;
  }
  for (int i = 1;; ++i) {
    const std::string name = fmt::format("user-{}.dic", i);
    if (!path_exists(old_->generation.file(name))) return;
    copy_file(old_->generation.file(name), folder_ + "/" + name);
  }
}

void IndexChange::put(SourceCase&& item, std::uint32_t replaces) {
  if (full_) {
    full_->add(std::move(item));
  } else {
    delta_->put(std::move(item), replaces);
  }
}

void IndexChange::put_kept(const CaseMerger::Outcome& outcome) {
  for (std::uint32_t docid = 1; docid < outcome.files.size(); ++docid) {
    if (outcome.files[docid] == kNoFile || outcome.replaced(docid)) continue;
    CaseRecord record = old_->store.record(docid, old_->table);
    std::erase_if(record.facets,
                  [this](const FacetValues& facet) { return table_->find(facet.key) == nullptr; });
    full_->add({std::move(record), old_->store.content_hash(docid), outcome.files[docid]});
  }
}

void IndexChange::publish(const CaseMerger::Outcome& outcome, const SourceList& list, bool purge) {
  std::uint64_t text_bytes = 0;
  if (full_) {
    put_kept(outcome);
    full_->finish();
    text_bytes = full_->text_bytes();
  } else {
    for (const std::uint32_t docid : outcome.gone) delta_->drop(docid);
    delta_->finish(outcome.files, purge);
    // What is purged leaves no trace; and an old index gets its file with the first change.
    if (purge) {
      write_frequent_sets(folder_, *analyzer_, job_count(options_.jobs));
    } else {
      keep_frequent_sets(old_->generation.path(), folder_, *analyzer_, job_count(options_.jobs));
    }
    text_bytes = old_->manifest.text_bytes + static_cast<std::uint64_t>(delta_->text_growth());
  }
  Manifest manifest = make_manifest(writer_, *tools_, list);
  manifest.facet_table_path =
      options_.facet_table.empty() ? old_->manifest.facet_table_path : table_path_;
  manifest.user_dictionaries = old_->manifest.user_dictionaries;
  manifest.cases = outcome.kept + outcome.changed + outcome.added;
  manifest.text_bytes = text_bytes;
  if (purge) manifest.previous = 0;
  write_descriptions(folder_, manifest, list);
  writer_.publish(purge);
}

}  // namespace jirei
