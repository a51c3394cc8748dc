#include "indexer/case_store_writer.h"

#include <xxhash.h>

#include <algorithm>
#include <memory>
#include <numeric>

#include "dict/error.h"
#include "indexer/case_store_format.h"
#include "indexer/facet_table.h"

namespace jirei {

using case_store::ColumnHead;
using case_store::Header;

namespace {

template <typename T>
std::string_view bytes_of(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

}  // namespace

/// Values of one facet: ids in order of appearance until finish() sorts the dictionary.
struct CaseStoreWriter::Column {
  std::vector<std::uint32_t> offsets{0};
  std::vector<std::uint32_t> ids;
  std::vector<std::string> dictionary;
  std::unordered_map<std::string, std::uint32_t> known;

  void add(std::string value) {
    const auto next = static_cast<std::uint32_t>(dictionary.size());
    const auto [found, fresh] = known.try_emplace(std::move(value), next);
    if (fresh) dictionary.push_back(found->first);
    ids.push_back(found->second);
  }
  void close_document() { offsets.push_back(static_cast<std::uint32_t>(ids.size())); }

  std::string encode(const FacetTable& table, const FacetDef& def);
};

std::string CaseStoreWriter::Column::encode(const FacetTable& table, const FacetDef& def) {
  std::vector<std::uint32_t> order(dictionary.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (table.less(def, dictionary[a], dictionary[b])) return true;
    return !table.less(def, dictionary[b], dictionary[a]) && dictionary[a] < dictionary[b];
  });
  std::vector<std::uint32_t> place(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) place[order[i]] = static_cast<std::uint32_t>(i);

  std::vector<std::uint32_t> totals(order.size());
  for (std::uint32_t& id : ids) ++totals[id = place[id]];
  for (std::size_t d = 0; d + 1 < offsets.size(); ++d) {
    std::sort(ids.begin() + offsets[d], ids.begin() + offsets[d + 1]);
  }
  std::vector<std::uint32_t> ends{0};
  std::string text;
  for (const std::uint32_t value : order) {
    text += dictionary[value];
    ends.push_back(static_cast<std::uint32_t>(text.size()));
  }
  std::string out;
  append_fixed(&out, ColumnHead{static_cast<std::uint32_t>(order.size()),
                                static_cast<std::uint32_t>(ids.size())});
  out.append(bytes_of(offsets)).append(bytes_of(ids)).append(bytes_of(totals));
  return out.append(bytes_of(ends)).append(text);
}

struct CaseStoreWriter::Hash {
  Hash() : state(XXH3_createState(), &XXH3_freeState) { XXH3_64bits_reset(state.get()); }
  void update(std::string_view bytes) {
    XXH3_64bits_update(state.get(), bytes.data(), bytes.size());
  }
  std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state;
};

CaseStoreWriter::CaseStoreWriter(const std::string& path, const FacetTable& table)
    : table_(table),
      file_(path),
      parts_(3 * (case_store::kColumns + table.facets().size())),
      body_hash_(std::make_unique<Hash>()),
      columns_(table.facets().size()),
      hashes_{0},
      files_{UINT32_MAX} {
  const std::string head(sizeof(Header) + parts_.size() * 8 + 8, '\0');
  file_.write(head);
  parts_[0] = file_.position();
  offsets_.push_back(0);
  offsets_.push_back(0);  // docid 0 has an empty body
  for (Column& column : columns_) column.close_document();
}

CaseStoreWriter::~CaseStoreWriter() = default;

void CaseStoreWriter::add_body(std::string_view id, std::string_view body, std::uint64_t hash,
                               std::uint32_t file) {
  const auto docid = static_cast<std::uint32_t>(offsets_.size() - 1);
  if (docid == UINT32_MAX) {
    throw Error(ErrorCode::limit, {"事例が多すぎます", "there are too many cases"});
  }
  file_.write(body);
  body_hash_->update(body);
  ids_.emplace_back(id, docid);
  offsets_.push_back(offsets_.back() + body.size());
  hashes_.push_back(hash);
  files_.push_back(file);
}

void CaseStoreWriter::close_document() {
  for (Column& column : columns_) column.close_document();
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
  offsets_.push_back(offsets_.back());
  hashes_.push_back(0);
  files_.push_back(UINT32_MAX);
  close_document();
}

void CaseStoreWriter::write_part(std::uint32_t part, std::string_view bytes) {
  const std::size_t entry = std::size_t{3} * part;
  file_.pad_to(case_store::kAlignment);
  parts_[entry] = file_.position();
  parts_[entry + 1] = bytes.size();
  parts_[entry + 2] = XXH3_64bits(bytes.data(), bytes.size());
  file_.write(bytes);
}

void CaseStoreWriter::write_id_tables() {
  std::sort(ids_.begin(), ids_.end());
  std::vector<std::uint32_t> by_id;
  by_id.reserve(ids_.size());
  std::vector<std::uint32_t> ranks(offsets_.size() - 1, UINT32_MAX);
  for (const auto& [id, docid] : ids_) {
    ranks[docid] = static_cast<std::uint32_t>(by_id.size());
    by_id.push_back(docid);
  }
  write_part(case_store::kById, bytes_of(by_id));
  write_part(case_store::kRanks, bytes_of(ranks));
}

void CaseStoreWriter::finish() {
  parts_[1] = offsets_.back();
  parts_[2] = XXH3_64bits_digest(body_hash_->state.get());
  write_part(case_store::kOffsets, bytes_of(offsets_));
  write_id_tables();
  write_part(case_store::kHashes, bytes_of(hashes_));
  write_part(case_store::kFiles, bytes_of(files_));
  for (std::uint32_t i = 0; i < columns_.size(); ++i) {
    write_part(case_store::kColumns + i, columns_[i].encode(table_, table_.facets()[i]));
  }
  Header header{};
  std::copy_n(case_store::kMagic, sizeof header.magic, header.magic);
  header.format = case_store::kFormat;
  header.part_count = static_cast<std::uint32_t>(parts_.size() / 3);
  header.file_size = file_.position();
  header.doc_count = static_cast<std::uint32_t>(ids_.size());
  header.last_docid = static_cast<std::uint32_t>(offsets_.size() - 2);
  std::string head;
  append_fixed(&head, header);
  head.append(bytes_of(parts_));
  append_fixed(&head, static_cast<std::uint64_t>(XXH3_64bits(head.data(), head.size())));
  file_.overwrite(0, head);
  file_.finish();
}

}  // namespace jirei
