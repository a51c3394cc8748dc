#include "indexer/store_tables.h"

#include <xxhash.h>

#include <algorithm>
#include <numeric>
#include <span>

#include "dict/error.h"
#include "indexer/bytes.h"
#include "indexer/facet_table.h"
#include "indexer/files.h"

namespace jirei {

using case_store::ColumnHead;
using case_store::Header;
using case_store::PartEntry;

namespace {

template <typename T>
std::string_view bytes_of(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

}  // namespace

bool comes_before(const FacetTable& table, const FacetDef& def, std::string_view a,
                  std::string_view b) {
  if (table.less(def, a, b)) return true;
  return !table.less(def, b, a) && a < b;
}

void ColumnTable::sort(const FacetTable& table, const FacetDef& def) {
  std::vector<bool> used(dictionary.size());
  for (const std::uint32_t id : ids) used[id] = true;
  std::vector<std::uint32_t> order;
  for (std::uint32_t id = 0; id < dictionary.size(); ++id) {
    if (used[id]) order.push_back(id);
  }
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return comes_before(table, def, dictionary[a], dictionary[b]);
  });
  std::vector<std::uint32_t> place(dictionary.size());
  std::vector<std::string> sorted;
  sorted.reserve(order.size());
  for (const std::uint32_t id : order) {
    place[id] = static_cast<std::uint32_t>(sorted.size());
    sorted.push_back(std::move(dictionary[id]));
  }
  dictionary = std::move(sorted);
  for (std::uint32_t& id : ids) id = place[id];
  for (std::size_t d = 0; d + 1 < offsets.size(); ++d) {
    std::sort(ids.begin() + offsets[d], ids.begin() + offsets[d + 1]);
  }
}

std::string ColumnTable::encode() const {
  std::vector<std::uint32_t> totals(dictionary.size());
  for (const std::uint32_t id : ids) ++totals[id];
  std::vector<std::uint32_t> ends{0};
  std::string text;
  for (const std::string& value : dictionary) {
    text += value;
    ends.push_back(static_cast<std::uint32_t>(text.size()));
  }
  std::string out;
  append_fixed(&out, ColumnHead{static_cast<std::uint32_t>(dictionary.size()),
                                static_cast<std::uint32_t>(ids.size())});
  out.append(bytes_of(offsets)).append(bytes_of(ids)).append(bytes_of(totals));
  return out.append(bytes_of(ends)).append(text);
}

std::uint32_t ColumnBuilder::id_of(const std::string& value) {
  const auto next = static_cast<std::uint32_t>(column.dictionary.size());
  const auto [found, fresh] = known_.try_emplace(value, next);
  if (fresh) column.dictionary.push_back(value);
  return found->second;
}

void StoreTables::rank_ids() {
  ranks.assign(places.size(), UINT32_MAX);
  for (std::size_t i = 0; i < by_id.size(); ++i) ranks[by_id[i]] = static_cast<std::uint32_t>(i);
}

void StoreTables::write(const std::string& path, std::size_t column_count,
                        const std::function<std::string(std::size_t)>& column) const {
  OutputFile file(path);
  std::vector<PartEntry> parts(case_store::kColumns + column_count);
  file.write(std::string(sizeof(Header) + parts.size() * sizeof(PartEntry) + 8, '\0'));
  const auto write_part = [&](std::size_t number, std::string_view bytes) {
    file.pad_to(case_store::kAlignment);
    parts[number] = {file.position(), bytes.size(), XXH3_64bits(bytes.data(), bytes.size())};
    file.write(bytes);
  };
  write_part(case_store::kSegments, bytes_of(segments));
  write_part(case_store::kPlaces, bytes_of(places));
  write_part(case_store::kById, bytes_of(by_id));
  write_part(case_store::kRanks, bytes_of(ranks));
  write_part(case_store::kHashes, bytes_of(hashes));
  write_part(case_store::kFiles, bytes_of(files));
  for (std::size_t i = 0; i < column_count; ++i) write_part(case_store::kColumns + i, column(i));

  Header header{};
  std::copy_n(case_store::kMagic, sizeof header.magic, header.magic);
  header.format = case_store::kFormat;
  header.part_count = static_cast<std::uint32_t>(parts.size());
  header.file_size = file.position();
  header.doc_count = static_cast<std::uint32_t>(by_id.size());
  header.last_docid = static_cast<std::uint32_t>(places.size() - 1);
  std::string head;
  append_fixed(&head, header);
  head.append(bytes_of(parts));
  append_fixed(&head, static_cast<std::uint64_t>(XXH3_64bits(head.data(), head.size())));
  file.overwrite(0, head);
  file.finish();
}

std::uint64_t place_of(std::size_t segment, std::uint64_t offset) {
  if (segment >= case_store::kMaxSegments || offset >> case_store::kOffsetBits != 0) {
    throw Error(ErrorCode::limit, {"事例の本文が大きすぎます", "the cases are too large"});
  }
  return std::uint64_t{segment} << case_store::kOffsetBits | offset;
}

}  // namespace jirei
