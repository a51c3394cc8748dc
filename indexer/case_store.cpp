#include "indexer/case_store.h"

#include <algorithm>
#include <mutex>
#include <optional>

#include "indexer/bytes.h"
#include "indexer/case_codec.h"
#include "indexer/facet_table.h"
#include "indexer/store_file.h"

namespace jirei {

std::span<const std::uint32_t> FacetColumn::values(std::uint32_t docid) const {
  if (std::size_t{docid} + 1 >= offsets_.size()) return {};
  const std::uint32_t begin = offsets_[docid];
  const std::uint32_t end = offsets_[docid + 1];
  if (begin > end || end > ids_.size()) throw_damaged_store("the offsets of a facet are wrong");
  const auto values = ids_.subspan(begin, end - begin);
  for (const std::uint32_t id : values) {
    if (id >= dictionary_.size()) throw_damaged_store("a facet value is unknown");
  }
  return values;
}

void FacetColumn::check() const {
  // Without an early end, so that compilers make vector code of it.
  bool falls = false;
  for (std::size_t i = 0; i + 1 < offsets_.size(); ++i) falls |= offsets_[i] > offsets_[i + 1];
  if (falls || offsets_.back() != ids_.size()) {
    throw_damaged_store("the offsets of a facet are wrong");
  }
  std::uint32_t largest = 0;
  for (const std::uint32_t id : ids_) largest = std::max(largest, id);
  if (!ids_.empty() && largest >= dictionary_.size())
    throw_damaged_store("a facet value is unknown");
}

std::span<const std::uint32_t> FacetColumn::totals() const { return totals_; }

struct CaseStore::Impl {
  explicit Impl(const std::string& path)
      : file(std::in_place, path), columns(file->column_count()) {}
  explicit Impl(std::unique_ptr<CaseSource> from) : source(std::move(from)) {}

  std::string_view body(std::uint32_t docid) const {
    return source ? source->body(docid) : file->body(docid);
  }

  std::unique_ptr<CaseSource> source;  ///< in place of the file
  std::optional<StoreFile> file;
  /// Columns are read when they are first asked for: a command may need none.
  mutable std::mutex columns_mutex;
  mutable std::vector<std::optional<FacetColumn>> columns;
};

CaseStore::CaseStore() = default;
CaseStore::~CaseStore() = default;
CaseStore::CaseStore(CaseStore&&) noexcept = default;
CaseStore& CaseStore::operator=(CaseStore&&) noexcept = default;

CaseStore CaseStore::open(const std::string& path) {
  CaseStore store;
  store.impl_ = std::make_unique<Impl>(path);
  return store;
}

CaseStore CaseStore::over(std::unique_ptr<CaseSource> source) {
  CaseStore store;
  store.impl_ = std::make_unique<Impl>(std::move(source));
  return store;
}

std::uint32_t CaseStore::doc_count() const {
  return impl_->source ? impl_->source->doc_count() : impl_->file->doc_count();
}

std::uint32_t CaseStore::last_docid() const {
  return impl_->source ? impl_->source->last_docid() : impl_->file->last_docid();
}

bool CaseStore::live(std::uint32_t docid) const {
  return impl_->source ? impl_->source->live(docid) : impl_->file->live(docid);
}

std::string_view CaseStore::id(std::uint32_t docid) const {
  return impl_->source ? decode_head(impl_->source->body(docid)).id : impl_->file->id(docid);
}

std::uint32_t CaseStore::find(std::string_view id) const {
  if (impl_->source) return impl_->source->find(id);
  const auto by_id = impl_->file->by_id();
  const auto found = std::lower_bound(
      by_id.begin(), by_id.end(), id,
      [this](std::uint32_t docid, std::string_view wanted) { return this->id(docid) < wanted; });
  return found != by_id.end() && this->id(*found) == id ? *found : 0;
}

SourceRef CaseStore::source(std::uint32_t docid) const {
  const CaseHead head = decode_head(impl_->body(docid));
  return {std::string(head.file), head.line, head.page, std::string(head.label)};
}

std::size_t CaseStore::field_count(std::uint32_t docid) const {
  return decode_head(impl_->body(docid)).field_count;
}

FieldView CaseStore::field(std::uint32_t docid, std::size_t index) const {
  const EncodedField field = decode_field(decode_head(impl_->body(docid)), index);
  FieldView view;
  view.heading_ = field.heading;
  view.folded_ = field.folded;
  view.encoded_sentences_ = field.sentences;
  view.encoded_edits_ = field.edits;
  return view;
}

void CaseStore::folded_texts(std::uint32_t docid, std::vector<std::string_view>* texts) const {
  decode_folded(decode_head(impl_->body(docid)), texts);
}

std::string_view CaseStore::signature(std::uint32_t docid) const {
  return decode_signature(decode_head(impl_->body(docid)));
}

std::size_t CaseStore::column_count() const {
  return impl_->source ? impl_->source->column_count() : impl_->columns.size();
}

void CaseStore::prepare(std::span<const std::uint32_t> docids) const {
  if (impl_->source) impl_->source->prepare(docids);
}

const FacetColumn& CaseStore::column(std::size_t facet_index) const {
  if (impl_->source) return impl_->source->column(facet_index);
  if (facet_index >= impl_->columns.size()) throw_damaged_store("a facet has no column");
  const std::scoped_lock lock(impl_->columns_mutex);
  std::optional<FacetColumn>& slot = impl_->columns[facet_index];
  if (slot) return *slot;
  return slot.emplace(impl_->file->column(facet_index));
}

CaseRecord CaseStore::record(std::uint32_t docid, const FacetTable& table) const {
  CaseRecord record;
  record.id = std::string(id(docid));
  record.source = source(docid);
  const std::size_t fields = field_count(docid);
  if (fields == 0) throw_damaged_store("a case has no title");
  record.title = field(docid, 0).source();
  for (std::size_t i = 1; i < fields; ++i) {
    const FieldView view = field(docid, i);
    record.sections.push_back({std::string(view.heading()), view.source()});
  }
  const std::size_t facets = std::min(table.facets().size(), column_count());
  for (std::size_t i = 0; i < facets; ++i) {
    const FacetColumn& values = column(i);
    FacetValues facet{table.facets()[i].key, {}};
    for (const std::uint32_t value : values.values(docid)) {
      facet.values.emplace_back(values.dictionary()[value]);
    }
    if (!facet.values.empty()) record.facets.push_back(std::move(facet));
  }
  return record;
}

std::uint32_t CaseStore::id_rank(std::uint32_t docid) const {
  if (impl_->source) return impl_->source->id_rank(docid);
  const auto ranks = impl_->file->ranks();
  return docid < ranks.size() ? ranks[docid] : UINT32_MAX;
}

bool CaseStore::id_before(std::uint32_t a, std::uint32_t b) const {
  return impl_->source ? impl_->source->id_before(a, b) : id_rank(a) < id_rank(b);
}

std::vector<NumberedId> CaseStore::sorted_ids() const {
  if (impl_->source) return impl_->source->sorted_ids();
  std::vector<NumberedId> ids;
  ids.reserve(doc_count());
  for (const std::uint32_t docid : impl_->file->by_id()) ids.emplace_back(id(docid), docid);
  return ids;
}

std::uint64_t CaseStore::content_hash(std::uint32_t docid) const {
  if (impl_->source) return 0;
  const auto hashes = impl_->file->hashes();
  return docid < hashes.size() ? hashes[docid] : 0;
}

std::uint32_t CaseStore::file_index(std::uint32_t docid) const {
  if (impl_->source) return UINT32_MAX;
  const auto files = impl_->file->files();
  return docid < files.size() ? files[docid] : UINT32_MAX;
}

std::string_view CaseStore::encoded(std::uint32_t docid) const { return impl_->body(docid); }

std::string_view CaseStore::copy_of_encoded(std::uint32_t docid, std::string* room) const {
  return impl_->source ? impl_->source->body(docid) : impl_->file->copy_of_body(docid, room);
}

std::uint64_t CaseStore::places_hash() const {
  return impl_->file ? impl_->file->places_hash() : 0;
}

std::vector<std::uint64_t> CaseStore::segment_hashes() const {
  std::vector<std::uint64_t> hashes;
  if (!impl_->file) return hashes;
  for (const case_store::SegmentEntry& entry : impl_->file->segments()) {
    hashes.push_back(entry.hash);
  }
  return hashes;
}

std::size_t CaseStore::segment_of(std::uint32_t docid) const {
  if (!impl_->file || !impl_->file->live(docid)) return SIZE_MAX;
  return impl_->file->segment_of(docid);
}

void CaseStore::verify() const {
  if (impl_->file) impl_->file->verify();
}

void CaseStore::let_go() const {
  if (impl_->file) impl_->file->let_go();
}

}  // namespace jirei
