#include "indexer/case_store_writer.h"

#include <algorithm>

#include "dict/error.h"
#include "indexer/facet_table.h"

namespace jirei {

CaseStoreWriter::CaseStoreWriter(const std::string& path, const FacetTable& table)
    : table_(table), path_(path), segment_(path, 1), columns_(table.facets().size()) {
  close_document();  // docid 0
}

CaseStoreWriter::~CaseStoreWriter() = default;

void CaseStoreWriter::add_body(std::string_view id, std::string_view body, std::uint64_t hash,
                               std::uint32_t file) {
  if (tables_.places.size() > UINT32_MAX) {
    throw Error(ErrorCode::limit, {"事例が多すぎます", "there are too many cases"});
  }
  ids_.emplace_back(id, static_cast<std::uint32_t>(tables_.places.size()));
  tables_.places.push_back(place_of(0, segment_.add(body)));
  tables_.hashes.push_back(hash);
  tables_.files.push_back(file);
}

void CaseStoreWriter::close_document() {
  for (ColumnBuilder& builder : columns_) builder.column.close_document();
}

void CaseStoreWriter::add(const EncodedCase& item) {
  add_body(item.id, item.bytes, item.content_hash, item.file);
  for (const auto& [facet, values] : item.facets) {
    for (const std::string& value : values) columns_.at(facet).add(value);
  }
  close_document();
}

void CaseStoreWriter::add_from(const CaseStore& store, std::uint32_t docid, std::uint32_t file) {
  add_body(store.id(docid), store.encoded(docid), store.content_hash(docid), file);
  const std::size_t shared = std::min(columns_.size(), store.column_count());
  for (std::size_t i = 0; i < shared; ++i) {
    const FacetColumn& column = store.column(i);
    for (const std::uint32_t value : column.values(docid)) {
      columns_[i].add(std::string(column.dictionary()[value]));
    }
  }
  close_document();
}

void CaseStoreWriter::skip() {
  tables_.places.push_back(0);
  tables_.hashes.push_back(0);
  tables_.files.push_back(UINT32_MAX);
  close_document();
}

void CaseStoreWriter::finish() {
  tables_.segments.push_back(segment_.finish());
  std::sort(ids_.begin(), ids_.end());
  tables_.by_id.reserve(ids_.size());
  for (const auto& [id, docid] : ids_) tables_.by_id.push_back(docid);
  tables_.rank_ids();
  tables_.write(path_, columns_.size(), [this](std::size_t facet) {
    ColumnTable& column = columns_[facet].column;
    column.sort(table_, table_.facets()[facet]);
    return column.encode();
  });
}

}  // namespace jirei
