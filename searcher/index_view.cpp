#include "searcher/index_view.h"

#include <xapian.h>

#include <chrono>
#include <optional>
#include <utility>

#include "dict/error.h"
#include "indexer/document_cases.h"
#include "indexer/generation.h"
#include "indexer/manifest.h"
#include "indexer/schema.h"
#include "indexer/shard_list.h"
#include "searcher/facet_labels.h"
#include "searcher/kept_terms.h"
#include "searcher/shard_set.h"

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

FacetTable read_facet_table(const Xapian::Database& database, const std::string& path,
                            const std::string& fingerprint) {
  try {
    const std::string json = database.get_metadata(std::string(schema::kMetaFacetTable));
    if (FacetTable::fingerprint_of(json) != fingerprint) {
      throw_damaged(path, "分類の表がマニフェストと違います",
                    "its facet table is not the one that the manifest names");
    }
    return FacetTable::from_json(json);
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
  ShardOptions options;
  // Either a generation with its manifest, or shards.
  std::optional<Generation> generation;
  Manifest manifest;
  std::unique_ptr<ShardSet> shards;
  bool hangs = false;  ///< one of them does not answer
  std::chrono::steady_clock::time_point connected;
  // Opened when first asked for.
  std::optional<CaseStore> store;
  std::optional<Xapian::Database> database;
  std::unique_ptr<KeptTerms> kept;  ///< of the database
  std::optional<FacetTable> facets;
  std::unique_ptr<FacetLabels> labels;  ///< of the store
  std::optional<Analyzer> analyzer;
  std::optional<Analyzer::Session> session;

  Impl(std::string dir, const ShardOptions& shard_options)
      : index_dir(std::move(dir)), options(shard_options) {
    const std::string list = shard_manifest_of(index_dir);
    if (list.empty()) {
      generation.emplace(Generation::open(index_dir));
      manifest = read_manifest(generation->path());
    } else {
      shards = ShardSet::open(read_shard_list(list), options);
      connected = std::chrono::steady_clock::now();
    }
  }

  ~Impl() { let_go(std::move(shards)); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  // A program that hangs would be waited for when its shard is closed: it is left to the end of the
  // process, which closes its pipe.
  void let_go(std::unique_ptr<ShardSet> old) const {
    // Never destroyed, and held on to: what is left there on purpose is no leak.
    static std::vector<ShardSet*>& left = *new std::vector<ShardSet*>;
    if (old && hangs && old->runs_programs()) left.push_back(old.release());
  }

  void reconnect(bool silent, const std::string& known_lost) {
    hangs = hangs || silent;
    auto next =
        shards->open_again(read_shard_list(shard_manifest_of(index_dir)), options, known_lost);
    labels.reset();  // they look into the shards' columns
    let_go(std::exchange(shards, std::move(next)));
    hangs = false;
    connected = std::chrono::steady_clock::now();
  }

  // A shard that was left out may be back.
  bool may_find_missing() const {
    constexpr std::chrono::seconds kPatience(10);
    return !shards->missing().empty() && std::chrono::steady_clock::now() - connected > kPatience;
  }

  const std::string& analyzer_fingerprint() const {
    return shards ? shards->analyzer() : manifest.analyzer;
  }
};

IndexView::IndexView(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
IndexView::~IndexView() = default;
IndexView::IndexView(IndexView&&) noexcept = default;
IndexView& IndexView::operator=(IndexView&&) noexcept = default;

IndexView IndexView::open(const std::string& index_dir, const ShardOptions& options) {
  return IndexView(std::make_unique<Impl>(index_dir, options));
}

const std::string& IndexView::index_dir() const { return impl_->index_dir; }
const std::string& IndexView::generation_dir() const {
  return impl_->shards ? impl_->index_dir : impl_->generation->path();
}

const ShardTerms* IndexView::shards() const {
  return impl_->shards ? &impl_->shards->terms() : nullptr;
}

KeptTerms* IndexView::kept() const {
  if (impl_->shards) return nullptr;
  if (!impl_->kept) {
    impl_->kept = std::make_unique<KeptTerms>(
        database(), store().last_docid(),
        FrequentSets::open_if_sound(impl_->generation->file(schema::kFrequentFile), store()));
  }
  return impl_->kept.get();
}

const FacetLabels& IndexView::labels() const {
  if (!impl_->labels) impl_->labels = std::make_unique<FacetLabels>(store(), facets());
  return *impl_->labels;
}

const std::vector<std::string>& IndexView::missing_shards() const {
  static const std::vector<std::string> none;
  return impl_->shards ? impl_->shards->missing() : none;
}

void IndexView::reconnect(const Xapian::Error& error) {
  if (!impl_->shards) return;
  // Asking a server again that has just kept us waiting would double the wait.
  const bool silent = std::string_view(error.get_type()) == "NetworkTimeoutError";
  const std::string lost = silent ? impl_->shards->shard_of(error) : std::string();
  impl_->reconnect(silent, lost);
}

const CaseStore& IndexView::store() const {
  if (impl_->shards) return impl_->shards->store();
  if (!impl_->store) {
    const std::string path = impl_->generation->file(schema::kCaseStoreFile);
    CaseStore store =
        path_exists(path) ? CaseStore::open(path) : open_case_store(path, database(), facets());
    if (store.doc_count() != impl_->manifest.cases) {
      throw_damaged(path, "事例の数がマニフェストと違います",
                    "its number of cases is not the one that the manifest names");
    }
    impl_->store = std::move(store);
  }
  return *impl_->store;
}

Xapian::Database& IndexView::database() const {
  if (impl_->shards) return impl_->shards->database();
  if (!impl_->database) {
    impl_->database =
        open_database(impl_->generation->file(schema::kXapianFolder), impl_->manifest.cases);
  }
  return *impl_->database;
}

const FacetTable& IndexView::facets() const {
  if (impl_->shards) return impl_->shards->facets();
  if (!impl_->facets) {
    impl_->facets = read_facet_table(database(), impl_->generation->file(schema::kXapianFolder),
                                     impl_->manifest.facet_table);
  }
  return *impl_->facets;
}

const Analyzer& IndexView::analyzer() const {
  if (!impl_->analyzer) {
    if (impl_->shards) {
      impl_->analyzer.emplace(impl_->shards->open_analyzer());
      return *impl_->analyzer;
    }
    Analyzer analyzer(analyzer_spec_of(impl_->generation->path(), impl_->manifest));
    if (analyzer.fingerprint() != impl_->analyzer_fingerprint()) {
      throw_other_dictionary(generation_dir());
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
  const bool stale = impl_->shards ? impl_->shards->stale() || impl_->may_find_missing()
                                   : impl_->generation->stale();
  if (!stale) return false;
  auto next = std::make_unique<Impl>(impl_->index_dir, impl_->options);
  if (!next->shards && next->generation->path() == impl_->generation->path()) return false;
  // The dictionaries take the longest to load and are rarely others.
  if (impl_->analyzer && next->analyzer_fingerprint() == impl_->analyzer_fingerprint()) {
    next->analyzer = std::move(impl_->analyzer);
    next->session = std::move(impl_->session);
  }
  impl_ = std::move(next);
  return true;
}

}  // namespace jirei
