#include "indexer/case_store.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <optional>

#include "dict/error.h"
#include "indexer/case_codec.h"
#include "indexer/case_store_format.h"
#include "indexer/facet_table.h"
#include "indexer/files.h"

namespace jirei {

using case_store::ColumnHead;
using case_store::Header;
using case_store::PartEntry;

std::span<const std::uint32_t> FacetColumn::values(std::uint32_t docid) const {
  if (std::size_t{docid} + 1 >= offsets_.size()) return {};
  const std::uint32_t begin = offsets_[docid];
  return ids_.subspan(begin, offsets_[docid + 1] - begin);
}

std::span<const std::uint32_t> FacetColumn::totals() const { return totals_; }

struct CaseStore::Impl {
  MappedFile file;
  Header header{};
  std::vector<PartEntry> sections;
  std::string_view bodies;
  std::span<const std::uint64_t> offsets, hashes;
  std::span<const std::uint32_t> by_id, ranks, files;
  /// Columns are read when they are first asked for: a command may need none.
  mutable std::mutex columns_mutex;
  mutable std::vector<std::optional<FacetColumn>> columns;

  std::string_view part(std::uint32_t index) const {
    return file.bytes().substr(sections[index].offset, sections[index].size);
  }
  std::string_view body(std::uint32_t docid) const;
};

namespace {

template <typename T>
std::span<const T> as_array(std::string_view bytes) {
  return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
}

template <typename T>
std::span<const T> as_array(std::string_view bytes, std::size_t count) {
  if (bytes.size() != count * sizeof(T)) throw_damaged_store("a table has the wrong size");
  return as_array<T>(bytes);
}

[[noreturn]] void throw_incompatible(std::uint32_t found) {
  const std::string number = std::to_string(found);
  throw Error(ErrorCode::index_incompatible,
              {"cases.bin の形式 " + number + " はこの版のプログラムでは読めません",
               "this program cannot read format " + number + " of cases.bin"},
              {"`jirei-index update` で索引を作り直してください",
               "make the index again with `jirei-index update`"});
}

void read_header(std::string_view bytes, Header* header, std::vector<PartEntry>* sections) {
  if (bytes.size() < sizeof(Header)) throw_damaged_store("the header is cut off");
  std::memcpy(header, bytes.data(), sizeof(Header));
  if (std::memcmp(header->magic, case_store::kMagic, sizeof header->magic) != 0) {
    throw_damaged_store("it does not begin as it should");
  }
  if (header->format != case_store::kFormat) throw_incompatible(header->format);
  const std::uint64_t head_size =
      sizeof(Header) + std::uint64_t{header->part_count} * sizeof(PartEntry);
  if (header->part_count < case_store::kColumns || head_size + 8 > bytes.size()) {
    throw_damaged_store("the header is cut off");
  }
  std::uint64_t stored = 0;
  std::memcpy(&stored, bytes.data() + head_size, sizeof stored);
  if (stored != XXH3_64bits(bytes.data(), head_size)) throw_damaged_store("the header is wrong");
  if (header->file_size != bytes.size()) throw_damaged_store("the file has the wrong size");
  sections->resize(header->part_count);
  std::memcpy(sections->data(), bytes.data() + sizeof(Header), head_size - sizeof(Header));
  for (const PartEntry& section : *sections) {
    if (section.offset % case_store::kAlignment != 0 || section.offset > bytes.size() ||
        section.size > bytes.size() - section.offset) {
      throw_damaged_store("a part lies outside the file");
    }
  }
}

/// Makes sure that no number of the column leads outside it: counting loops do not look again.
void check_column(std::span<const std::uint32_t> offsets, std::span<const std::uint32_t> ids,
                  std::size_t value_count) {
  if (!std::is_sorted(offsets.begin(), offsets.end()) || offsets.back() != ids.size()) {
    throw_damaged_store("the offsets of a facet are wrong");
  }
  std::uint32_t largest = 0;
  for (const std::uint32_t id : ids) largest = std::max(largest, id);
  if (!ids.empty() && largest >= value_count) throw_damaged_store("a facet value is unknown");
}

}  // namespace

std::string_view CaseStore::Impl::body(std::uint32_t docid) const {
  if (docid == 0 || docid > header.last_docid) return {};
  const std::uint64_t begin = offsets[docid];
  const std::uint64_t end = offsets[docid + 1];
  if (begin > end || end > bodies.size()) throw_damaged_store("a case lies outside the file");
  return bodies.substr(begin, end - begin);
}

CaseStore::CaseStore() = default;
CaseStore::~CaseStore() = default;
CaseStore::CaseStore(CaseStore&&) noexcept = default;
CaseStore& CaseStore::operator=(CaseStore&&) noexcept = default;

CaseStore CaseStore::open(const std::string& path) {
  if (!path_exists(path)) {
    throw Error(
        ErrorCode::index_damaged,
        {"索引のファイルがありません: " + path, "a file of the index is missing: " + path},
        {"`jirei-index update` で作り直してください", "make it again with `jirei-index update`"});
  }
  CaseStore store;
  store.impl_ = std::make_unique<Impl>();
  Impl& impl = *store.impl_;
  impl.file = MappedFile(path);
  read_header(impl.file.bytes(), &impl.header, &impl.sections);
  const std::size_t docids = std::size_t{impl.header.last_docid} + 1;
  impl.bodies = impl.part(case_store::kBodies);
  impl.offsets = as_array<std::uint64_t>(impl.part(case_store::kOffsets), docids + 1);
  impl.by_id = as_array<std::uint32_t>(impl.part(case_store::kById), impl.header.doc_count);
  impl.ranks = as_array<std::uint32_t>(impl.part(case_store::kRanks), docids);
  impl.hashes = as_array<std::uint64_t>(impl.part(case_store::kHashes), docids);
  impl.files = as_array<std::uint32_t>(impl.part(case_store::kFiles), docids);
  impl.columns.resize(impl.header.part_count - case_store::kColumns);
  return store;
}

std::uint32_t CaseStore::doc_count() const { return impl_->header.doc_count; }
std::uint32_t CaseStore::last_docid() const { return impl_->header.last_docid; }
bool CaseStore::live(std::uint32_t docid) const { return !impl_->body(docid).empty(); }

std::string_view CaseStore::id(std::uint32_t docid) const {
  return ByteReader(impl_->body(docid)).sized();
}

std::uint32_t CaseStore::find(std::string_view id) const {
  const auto found = std::lower_bound(
      impl_->by_id.begin(), impl_->by_id.end(), id,
      [this](std::uint32_t docid, std::string_view wanted) { return this->id(docid) < wanted; });
  return found != impl_->by_id.end() && this->id(*found) == id ? *found : 0;
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

std::size_t CaseStore::column_count() const { return impl_->columns.size(); }

const FacetColumn& CaseStore::column(std::size_t facet_index) const {
  if (facet_index >= impl_->columns.size()) throw_damaged_store("a facet has no column");
  const std::scoped_lock lock(impl_->columns_mutex);
  std::optional<FacetColumn>& slot = impl_->columns[facet_index];
  if (slot) return *slot;
  ByteReader reader(impl_->part(case_store::kColumns + static_cast<std::uint32_t>(facet_index)));
  const auto head = reader.fixed<ColumnHead>();
  const std::uint64_t values = head.value_count;
  FacetColumn column;
  const auto array = [&reader](std::uint64_t count) {
    return as_array<std::uint32_t>(reader.take(count * sizeof(std::uint32_t)));
  };
  column.offsets_ = array(std::uint64_t{impl_->header.last_docid} + 2);
  column.ids_ = array(head.id_count);
  column.totals_ = array(values);
  check_column(column.offsets_, column.ids_, values);
  const auto ends = array(values + 1);
  const std::string_view bytes = reader.rest();
  column.dictionary_.reserve(values);
  for (std::size_t i = 0; i < values; ++i) {
    if (ends[i] > ends[i + 1] || ends[i + 1] > bytes.size()) {
      throw_damaged_store("a facet value lies outside the file");
    }
    column.dictionary_.push_back(bytes.substr(ends[i], ends[i + 1] - ends[i]));
  }
  return slot.emplace(std::move(column));
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
  return docid < impl_->ranks.size() ? impl_->ranks[docid] : UINT32_MAX;
}

std::uint64_t CaseStore::content_hash(std::uint32_t docid) const {
  return docid < impl_->hashes.size() ? impl_->hashes[docid] : 0;
}

std::uint32_t CaseStore::file_index(std::uint32_t docid) const {
  return docid < impl_->files.size() ? impl_->files[docid] : UINT32_MAX;
}

std::string_view CaseStore::encoded(std::uint32_t docid) const { return impl_->body(docid); }

void CaseStore::verify() const {
  std::uint64_t reached =
      sizeof(Header) + impl_->sections.size() * sizeof(PartEntry) + sizeof(std::uint64_t);
  for (std::uint32_t i = 0; i < impl_->sections.size(); ++i) {
    const std::string_view bytes = impl_->part(i);
    if (XXH3_64bits(bytes.data(), bytes.size()) != impl_->sections[i].hash) {
      throw_damaged_store("a checksum is wrong");
    }
    const std::uint64_t begin = impl_->sections[i].offset;
    if (begin < reached ||
        impl_->file.bytes().substr(reached, begin - reached).find_first_not_of('\0') !=
            std::string_view::npos) {
      throw_damaged_store("there is something between its parts");
    }
    reached = begin + bytes.size();
  }
}

}  // namespace jirei
