#include "searcher/index_view.h"

#include <xapian.h>

#include <optional>
#include <utility>

#include "dict/error.h"
#include "indexer/generation.h"
#include "indexer/manifest.h"
#include "indexer/schema.h"

namespace jirei {
namespace {

[[noreturn]] void throw_damaged(const std::string& path, const std::string& reason_ja,
                                const std::string& reason_en) {
  throw Error(ErrorCode::index_damaged,
              {"索引が壊れています（" + path + "）: " + reason_ja,
               "the index is damaged (" + path + "): " + reason_en},
              {"`jirei-index check` で調べ、`jirei-index update` で作り直してください",
               "look into it with `jirei-index check`, make it again with `jirei-index update`"});
}

Xapian::Database open_database(const std::string& path, std::uint64_t cases) {
  try {
    Xapian::Database database(path);
    const std::string schema = database.get_metadata(std::string(schema::kMetaSchema));
    if (schema != std::to_string(schema::kVersion)) {
      throw_damaged(path, "形式の版がマニフェストと違います",
                    "its schema is not the one that the manifest names");
    }
    if (database.get_doccount() != cases) {
      throw_damaged(path, "事例の数がマニフェストと違います",
                    "its number of cases is not the one that the manifest names");
    }
    return database;
  } catch (const Xapian::Error& error) {
    throw_damaged(path, error.get_description(), error.get_description());
  }
}

FacetTable read_facet_table(const Xapian::Database& database, const std::string& path) {
  try {
    return FacetTable::from_json(database.get_metadata(std::string(schema::kMetaFacetTable)));
  } catch (const Xapian::Error& error) {
    throw_damaged(path, error.get_description(), error.get_description());
  }
}

[[noreturn]] void throw_other_dictionary(const std::string& generation_dir) {
  throw Error(
      ErrorCode::index_incompatible,
      {"この索引は別の辞書（または別の版のプログラム）で作られています: " + generation_dir,
       "this index was made with another dictionary (or another version of the program): " +
           generation_dir},
      {"`jirei-index update` で作り直してください", "make it again with `jirei-index update`"});
}

}  // namespace

struct IndexView::Impl {
  std::string index_dir;
  Generation generation;
  Manifest manifest;
  // Opened when first asked for.
  std::optional<CaseStore> store;
  std::optional<Xapian::Database> database;
  std::optional<FacetTable> facets;
  std::optional<Analyzer> analyzer;
  std::optional<Analyzer::Session> session;

  explicit Impl(std::string dir)
      : index_dir(std::move(dir)),
        generation(Generation::open(index_dir)),
        manifest(read_manifest(generation.path())) {}
};

IndexView::IndexView(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
IndexView::~IndexView() = default;
IndexView::IndexView(IndexView&&) noexcept = default;
IndexView& IndexView::operator=(IndexView&&) noexcept = default;

IndexView IndexView::open(const std::string& index_dir) {
  return IndexView(std::make_unique<Impl>(index_dir));
}

const std::string& IndexView::index_dir() const { return impl_->index_dir; }
const std::string& IndexView::generation_dir() const { return impl_->generation.path(); }

const CaseStore& IndexView::store() const {
  if (!impl_->store) {
    const std::string path = impl_->generation.file(schema::kCaseStoreFile);
    CaseStore store = CaseStore::open(path);
    if (store.doc_count() != impl_->manifest.cases) {
      throw_damaged(path, "事例の数がマニフェストと違います",
                    "its number of cases is not the one that the manifest names");
    }
    impl_->store = std::move(store);
  }
  return *impl_->store;
}

Xapian::Database& IndexView::database() const {
  if (!impl_->database) {
    impl_->database =
        open_database(impl_->generation.file(schema::kXapianFolder), impl_->manifest.cases);
  }
  return *impl_->database;
}

const FacetTable& IndexView::facets() const {
  if (!impl_->facets) {
    FacetTable table = read_facet_table(database(), impl_->generation.file(schema::kXapianFolder));
    if (table.fingerprint() != impl_->manifest.facet_table) {
      throw_damaged(impl_->generation.file(schema::kXapianFolder),
                    "分類の表がマニフェストと違います",
                    "its facet table is not the one that the manifest names");
    }
    impl_->facets = std::move(table);
  }
  return *impl_->facets;
}

const Analyzer& IndexView::analyzer() const {
  if (!impl_->analyzer) {
    Analyzer analyzer(analyzer_spec_of(impl_->generation.path()));
    if (analyzer.fingerprint() != impl_->manifest.analyzer) {
      throw_other_dictionary(impl_->generation.path());
    }
    impl_->analyzer.emplace(std::move(analyzer));
  }
  return *impl_->analyzer;
}

Analyzer::Session& IndexView::session() const {
  if (!impl_->session) impl_->session.emplace(analyzer());
  return *impl_->session;
}

bool IndexView::refresh() {
  if (!impl_->generation.stale()) return false;
  auto next = std::make_unique<Impl>(impl_->index_dir);
  if (next->generation.path() == impl_->generation.path()) return false;
  // The dictionaries take the longest to load and are rarely others.
  if (impl_->analyzer && next->manifest.analyzer == impl_->manifest.analyzer) {
    next->analyzer = std::move(impl_->analyzer);
    next->session = std::move(impl_->session);
  }
  impl_ = std::move(next);
  return true;
}

}  // namespace jirei
