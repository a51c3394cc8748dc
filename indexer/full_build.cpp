#include "indexer/full_build.h"

#include <fmt/format.h>
#include <malloc.h>
#include <xapian.h>

#include <algorithm>
#include <future>

#include "dict/error.h"
#include "indexer/facet_table.h"
#include "indexer/files.h"
#include "indexer/frequent_sets_writer.h"
#include "indexer/schema.h"

namespace jirei {
namespace {

std::string join(const std::string& folder, std::string_view name) {
  return folder + "/" + std::string(name);
}

[[noreturn]] void throw_disagreement(const std::string& ja, const std::string& en) {
  throw Error(
      ErrorCode::index_damaged,
      {"索引の中身が食い違っています: " + ja, "parts of the index contradict each other: " + en},
      {"`jirei-index build` で作り直してください", "make it again with `jirei-index build`"});
}

}  // namespace

FullBuild::FullBuild(const std::string& folder, const IndexingTools& tools,
                     const FullBuildOptions& options)
    : folder_(folder),
      tools_(tools),
      jobs_(options.jobs),
      memory_(options.memory),
      store_(join(folder, schema::kCaseStoreFile), tools.table),
      user_synonyms_(options.user_synonyms),
      database_(join(folder, schema::kXapianFolder)) {
  const std::size_t chunk = chunk_bytes_for(options.memory, options.jobs, options.expected_bytes);
  pipeline_ = std::make_unique<IndexPipeline>(
      tools, PipelineOptions{join(folder, "runs"), options.jobs, chunk}, &store_, &database_,
      &lexicon_);
}

FullBuild::~FullBuild() = default;

void FullBuild::add(SourceCase&& item) {
  text_bytes_ += jirei::text_bytes(item.record);
  ++count_;
  pipeline_->add(std::move(item));
}

GlassDatabaseWriter::Metadata FullBuild::metadata() const {
  GlassDatabaseWriter::Metadata out = lexicon_.metadata();
  out.emplace_back(schema::kMetaSchema, std::to_string(schema::kVersion));
  out.emplace_back(schema::kMetaAnalyzer, tools_.analyzer.fingerprint());
  out.emplace_back(schema::kMetaFacetTable, tools_.table.to_json());
  for (int i = 1;; ++i) {
    const std::string dictionary = join(folder_, fmt::format("user-{}.dic", i));
    if (!path_exists(dictionary)) break;
    out.emplace_back(fmt::format("{}{}", schema::kMetaDictionaryPrefix, i),
                     read_whole_file(dictionary));
  }
  if (!user_synonyms_.empty()) out.emplace_back(schema::kMetaSynonyms, user_synonyms_);
  return out;
}

void FullBuild::finish() {
  const IndexPipeline::Runs runs = pipeline_->finish();
  pipeline_.reset();
  ::malloc_trim(0);  // what the chunks took is not needed for what follows
  auto stored = std::async(std::launch::async, [this] { store_.finish(); });
  database_.finish(metadata(), runs.postings, runs.positions);
  stored.get();
  remove_tree(join(folder_, "runs"));
  verify_agreement(folder_, 1000);
  FrequentChoice choice;
  choice.memory = std::min(choice.memory, memory_);
  write_frequent_sets(folder_, tools_.analyzer, jobs_, choice);
}

void verify_agreement(const std::string& folder, std::size_t sample) {
  const Xapian::Database database(join(folder, schema::kXapianFolder));
  const CaseStore store = CaseStore::open(join(folder, schema::kCaseStoreFile));
  const std::uint32_t last = store.last_docid();
  if (database.get_doccount() != store.doc_count()) {
    const auto numbers = fmt::format("{} / {}", database.get_doccount(), store.doc_count());
    throw_disagreement("件数 " + numbers, "number of cases " + numbers);
  }
  const std::uint32_t step =
      sample == 0 ? 1 : std::max(1U, last / static_cast<std::uint32_t>(sample));
  for (std::uint64_t docid = 1; docid <= last; docid += step) {
    const auto id = static_cast<std::uint32_t>(docid);
    if (!store.live(id)) continue;
    const std::string case_id(store.id(id));
    const std::string term = schema::term(schema::kIdPrefix, case_id);
    Xapian::PostingIterator posting = database.postlist_begin(term);
    if (posting == database.postlist_end(term) || *posting != id) {
      throw_disagreement("事例 " + case_id, "case " + case_id);
    }
  }
}

}  // namespace jirei
