#include "indexer/info.h"

#include <fmt/format.h>
#include <xapian.h>

#include <nlohmann/json.hpp>
#include <ostream>

#include "dict/report.h"
#include "indexer/case_store.h"
#include "indexer/facet_table.h"
#include "indexer/generation.h"
#include "indexer/manifest.h"
#include "indexer/schema.h"

namespace jirei {
namespace {

using Json = nlohmann::ordered_json;

std::string human_size(std::uint64_t bytes) {
  double size = static_cast<double>(bytes);
  for (const char* unit : {"B", "KiB", "MiB"}) {
    if (size < 1024) return fmt::format("{:.1f} {}", size, unit);
    size /= 1024;
  }
  return fmt::format("{:.1f} GiB", size);
}

Json facets_json(const FacetTable& table, const CaseStore& store) {
  Json out = Json::array();
  for (std::size_t i = 0; i < table.facets().size(); ++i) {
    const FacetColumn& column = store.column(i);
    Json values = Json::array();
    for (std::size_t v = 0; v < column.dictionary().size(); ++v) {
      values.push_back({{"value", column.dictionary()[v]}, {"count", column.totals()[v]}});
    }
    out.push_back({{"key", table.facets()[i].key},
                   {"label", table.facets()[i].label},
                   {"values", std::move(values)}});
  }
  return out;
}

struct Row {
  Text label;
  std::string value;
};

/// One row a line; labels are padded by display width (a CJK character takes two columns).
void print_rows(const std::vector<Row>& rows, Language language, std::ostream& out) {
  for (const Row& row : rows) {
    out << fmt::format("{:<20}{}\n", pick(row.label, language), visible_controls(row.value));
  }
}

}  // namespace

int info_command(const IndexOptions& options, std::ostream& out) {
  const Generation generation = Generation::open(options.index);
  const Manifest manifest = read_manifest(generation.path());
  const SourceList sources = read_sources(generation.path());
  const Xapian::Database database(generation.file(schema::kXapianFolder));
  const CaseStore store = CaseStore::open(generation.file(schema::kCaseStoreFile));
  const FacetTable table =
      FacetTable::from_json(database.get_metadata(std::string(schema::kMetaFacetTable)));
  std::uint64_t terms = 0;
  for (auto term = database.allterms_begin(); term != database.allterms_end(); ++term) ++terms;
  const std::uint64_t size = tree_size(generation.path());
  const std::uint64_t xapian_size = tree_size(generation.file(schema::kXapianFolder));

  if (options.json) {
    Json json = {{"version", 1},
                 {"index", options.index},
                 {"generation", manifest.generation},
                 {"cases", store.doc_count()},
                 {"terms", terms},
                 {"text_bytes", manifest.text_bytes},
                 {"size_bytes", size},
                 {"xapian_bytes", xapian_size},
                 {"schema", manifest.schema},
                 {"analyzer", manifest.analyzer},
                 {"facet_table", manifest.facet_table},
                 {"program", manifest.program},
                 {"built", manifest.built},
                 {"sources", manifest.sources},
                 {"files", sources.files.size()},
                 {"removed", sources.removed},
                 {"facets", facets_json(table, store)}};
    out << json.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
    return kExitFound;
  }
  std::vector<Row> rows = {
      {{"場所", "index"}, options.index},
      {{"世代", "generation"}, fmt::format("{} ({})", manifest.generation, manifest.built)},
      {{"事例", "cases"}, std::to_string(store.doc_count())},
      {{"語", "terms"}, std::to_string(terms)},
      {{"本文", "text"}, human_size(manifest.text_bytes)},
      {{"大きさ", "size"}, human_size(size) + " (Xapian " + human_size(xapian_size) + ")"},
      {{"形式", "schema"}, std::to_string(manifest.schema)},
      {{"辞書", "dictionary"}, manifest.analyzer},
      {{"ファセット表", "facet table"}, manifest.facet_table},
      {{"プログラム", "program"}, manifest.program}};
  for (const std::string& source : manifest.sources) rows.push_back({{"ソース", "source"}, source});
  for (const std::string& id : sources.removed) rows.push_back({{"外した事例", "removed"}, id});
  for (std::size_t i = 0; i < table.facets().size(); ++i) {
    const FacetDef& def = table.facets()[i];
    rows.push_back(
        {{"ファセット", "facet"},
         fmt::format("{} ({}): {}", def.label, def.key, store.column(i).dictionary().size())});
  }
  print_rows(rows, options.language, out);
  return kExitFound;
}

}  // namespace jirei
