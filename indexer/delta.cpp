#include "indexer/delta.h"

#include <algorithm>
#include <cstdlib>

#include "indexer/facet_table.h"
#include "indexer/files.h"
#include "indexer/full_build.h"
#include "indexer/schema.h"

namespace jirei {
namespace {

constexpr std::uint64_t kMemoryPerByte = 32;  ///< what Xapian holds of a byte of text until flushed

/// Xapian remembers the lowest and the highest value that a slot ever had. Where a case that is
/// gone had it, the slot is emptied, which makes it forget, and filled again.
void forget_bounds(Xapian::WritableDatabase* database, Xapian::valueno slot) {
  std::vector<std::pair<Xapian::docid, std::string>> values;
  for (auto at = database->valuestream_begin(slot); at != database->valuestream_end(slot); ++at) {
    values.emplace_back(at.get_docid(), *at);
  }
  if (values.empty()) return;
  const auto [lowest, highest] =
      std::minmax_element(values.begin(), values.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; });
  if (lowest->second == database->get_value_lower_bound(slot) &&
      highest->second == database->get_value_upper_bound(slot)) {
    return;
  }
  for (const bool fill : {false, true}) {
    for (const auto& [docid, value] : values) {
      Xapian::Document document = database->get_document(docid);
      fill ? document.add_value(slot, value) : document.remove_value(slot);
      database->replace_document(docid, document);
    }
  }
}

}  // namespace

DeltaWriter::DeltaWriter(std::string folder, std::string old_path, const CaseStore& old,
                         const IndexingTools& tools, const Options& options)
    : folder_(std::move(folder)),
      old_path_(std::move(old_path)),
      old_(old),
      table_(tools.table),
      options_(options),
      indexer_(tools),
      store_(old_path_ + "/" + std::string(schema::kCaseStoreFile), file(schema::kCaseStoreFile),
             tools.table, options.small_segment),
      last_docid_(old.last_docid()) {
  for (std::uint32_t docid = last_docid_; docid > 0; --docid) {
    if (!old.live(docid)) free_.push_back(docid);
  }
}

DeltaWriter::~DeltaWriter() = default;

std::string DeltaWriter::file(std::string_view name) const {
  return folder_ + "/" + std::string(name);
}

Xapian::WritableDatabase& DeltaWriter::database() {
  if (database_ == nullptr) {
    const std::string name(schema::kXapianFolder);
    const std::string source = old_path_ + "/" + name;
    if (!options_.share || !link_folder(source, file(name))) copy_folder(source, file(name));
    // Inside a transaction Xapian writes to its tables every so many documents, but makes no
    // revision before the end. The number can only be told through the environment.
    const std::uint64_t documents =
        options_.memory / (kMemoryPerByte * std::max<std::uint64_t>(1000, options_.case_bytes));
    ::setenv("XAPIAN_FLUSH_THRESHOLD", std::to_string(documents + 1).c_str(), 1);
    database_ = std::make_unique<Xapian::WritableDatabase>(
        file(name), Xapian::DB_OPEN | Xapian::DB_BACKEND_GLASS);
    database_->begin_transaction();
  }
  return *database_;
}

std::uint32_t DeltaWriter::next_docid() {
  if (free_.empty()) return ++last_docid_;
  const std::uint32_t docid = free_.back();
  free_.pop_back();
  return docid;
}

void DeltaWriter::discount(std::uint32_t docid) {
  const CaseRecord record = old_.record(docid, table_);
  text_growth_ -= static_cast<std::int64_t>(text_bytes(record));
  indexer_.discount(record, &lexicon_);
}

void DeltaWriter::put(SourceCase&& item, std::uint32_t replaces) {
  Xapian::WritableDatabase& target = database();
  if (replaces != 0) discount(replaces);
  const std::uint32_t docid = replaces != 0 ? replaces : next_docid();
  const std::uint64_t bytes = text_bytes(item.record);
  text_growth_ += static_cast<std::int64_t>(bytes);
  const IndexedCase indexed = indexer_.index(std::move(item), &lexicon_);
  target.replace_document(docid, indexed.document);
  store_.put(docid, indexed.stored);
}

void DeltaWriter::drop(std::uint32_t docid) {
  discount(docid);
  database().delete_document(docid);
  store_.drop(docid);
}

void DeltaWriter::finish(const std::vector<std::uint32_t>& files, bool purge) {
  Xapian::WritableDatabase& target = database();
  lexicon_.write(&target);
  if (purge) {
    for (std::uint32_t facet = 0; facet < table_.facets().size(); ++facet) {
      forget_bounds(&target, schema::kSlotFacets + facet);
    }
    forget_bounds(&target, schema::kSlotId);
  }
  target.commit_transaction();
  target.close();
  database_.reset();
  if (purge) {
    const std::string name = file(schema::kXapianFolder);
    rename_path(name, name + ".loose");
    Xapian::Database(name + ".loose").compact(name, Xapian::DBCOMPACT_NO_RENUMBER);
    remove_tree(name + ".loose");
  }
  store_.finish(files, purge);
  verify_agreement(folder_, 1000);
}

}  // namespace jirei
