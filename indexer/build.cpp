#include "indexer/build.h"

#include <fmt/format.h>

#include <chrono>
#include <functional>
#include <memory>
#include <ostream>
#include <unordered_map>
#include <unordered_set>

#include "dict/error.h"
#include "dict/measures.h"
#include "dict/user_dictionary.h"
#include "indexer/convert.h"
#include "indexer/full_build.h"
#include "indexer/generation.h"
#include "indexer/merge.h"
#include "indexer/schema.h"
#include "indexer/source_reading.h"
#include "indexer/workshop.h"

namespace jirei {
namespace {

/// Where each id was met, so that the second case of a name can be told from the first.
class IdPlaces {
 public:
  explicit IdPlaces(const std::vector<SourceFile>& files) : files_(files) {}

  /// Throws Error(duplicate) naming both places.
  void add(const CaseRecord& record, std::uint32_t file) {
    const auto [found, fresh] = places_.try_emplace(record.id, Place{file, record.source.line});
    if (!fresh) throw_duplicate(record.id, found->second, {file, record.source.line});
  }

 private:
  struct Place {
    std::uint32_t file;
    std::uint32_t line;
  };

  [[noreturn]] void throw_duplicate(const std::string& id, Place first, Place second) const {
    throw_duplicate_id(id, file_and_line(files_[first.file].path, first.line),
                       file_and_line(files_[second.file].path, second.line));
  }

  const std::vector<SourceFile>& files_;
  std::unordered_map<std::string, Place> places_;
};

std::uint64_t named_bytes(const SourceList& list) { return total_bytes(list.files); }

}  // namespace

void throw_nothing_read(std::size_t problems) {
  if (problems > 0) {
    throw Error(ErrorCode::invalid_input,
                {"読めた事例が一つもありません。索引は元のままです",
                 "not one case could be read; the index is as it was"},
                {"上に出た理由を直して、もう一度実行してください",
                 "mend what is reported above and run it again"});
  }
  throw Error(ErrorCode::not_found,
              {"ソースに事例がありません。索引は元のままです",
               "the sources hold no cases; the index is as it was"},
              {"読めるのは .md .jsonl .csv .txt .pdf のファイルです",
               "files that can be read end in .md .jsonl .csv .txt .pdf"});
}

void read_sources_in_order(SourceList* list, const FacetTable& table, Console* console,
                           const std::function<void(CaseRecord&&, std::uint32_t)>& on_case) {
  IdPlaces places(list->files);
  console->start({"索引を作成中", "indexing"}, named_bytes(*list));
  std::uint64_t done_bytes = 0;
  std::uint64_t file_bytes = 0;
  std::uint64_t cases = 0;
  for (std::uint32_t number = 0; number < list->files.size(); ++number) {
    SourceFile& file = list->files[number];
    file_bytes = 0;
    const std::uint64_t expected = file.size;
    file = read_source_file(
        list->sources[file.source], file, table,
        [&](CaseRecord&& record) {
          file_bytes += text_bytes(record);
          places.add(record, number);
          on_case(std::move(record), number);
          console->progress(done_bytes + std::min(file_bytes, expected), ++cases);
        },
        [&](ReadProblem&& problem) { console->problem(problem); });
    done_bytes += expected;
  }
  console->clear();
}

SourceList plan_sources(const IndexOptions& options, std::uint32_t round) {
  SourceList list;
  std::unordered_set<std::string> seen;
  for (const std::string& given : options.sources) {
    list.sources.push_back(make_source(given, options.encoding, round));
    const auto number = static_cast<std::uint32_t>(list.sources.size() - 1);
    for (const std::string& path : files_of(list.sources.back())) {
      if (!seen.insert(path).second) continue;
      list.files.push_back(file_state(path, number));
      list.files.back().round = round;
    }
  }
  return list;
}

Manifest make_manifest(const IndexWriter& writer, const IndexingTools& tools,
                       const SourceList& sources) {
  Manifest manifest;
  manifest.schema = schema::kVersion;
  manifest.generation = writer.next();
  manifest.previous = writer.current();
  manifest.program = JIREI_VERSION;
  manifest.built = utc_now();
  manifest.analyzer = tools.analyzer.fingerprint();
  manifest.facet_table = tools.table.fingerprint();
  manifest.measures = tools.measures.fingerprint();
  for (const Source& source : sources.sources) manifest.sources.push_back(source.given);
  return manifest;
}

void write_descriptions(const std::string& folder, const Manifest& manifest,
                        const SourceList& sources) {
  const std::string sources_path = folder + "/" + std::string(schema::kSourcesFile);
  write_durable(sources_path, to_json(sources));
  Manifest complete = manifest;
  complete.sources_hash = file_digest(sources_path);
  for (const std::string& path : user_dictionary_files(folder)) {
    complete.user_dictionary_hashes.push_back(file_digest(path));
  }
  write_durable(folder + "/" + std::string(schema::kManifestFile), to_json(complete));
}

void check_strict(const IndexOptions& options, const Console& console) {
  if (!options.strict || console.problems() == 0) return;
  throw Error(ErrorCode::invalid_input,
              {fmt::format("読めない事例が {} 件あります (--strict)。索引は元のままです",
                           console.problems()),
               fmt::format("{} cases could not be read (--strict); the index is as it was",
                           console.problems())},
              {"上に出た理由を直すか、--strict を外してください",
               "mend what is reported above, or leave out --strict"});
}

int build_command(const IndexOptions& options, Console* console) {
  const auto begun = std::chrono::steady_clock::now();
  SourceList sources = plan_sources(options, 1);
  const std::string table_path = facet_table_path(options, nullptr);
  const FacetTable table = FacetTable::from_yaml_file(table_path);
  IndexWriter writer(options.index, name(options.command), options.wait_seconds, options.language);
  const std::string folder = writer.begin();
  const auto dictionaries = place_user_dictionaries(options.user_dictionaries, folder);
  const Analyzer analyzer(analyzer_spec_of(folder));

  const MeasureTable measures = open_measures();
  const IndexingTools tools{analyzer, table, measures};
  FullBuild full(folder, tools,
                 {options.memory, job_count(options.jobs), named_bytes(sources),
                  user_synonyms(options.user_dictionaries)});
  read_sources_in_order(&sources, table, console, [&](CaseRecord&& record, std::uint32_t file) {
    const std::uint64_t hash = content_hash(record);
    full.add({std::move(record), hash, file});
  });
  check_strict(options, *console);
  if (full.count() == 0) throw_nothing_read(console->problems());
  console->stage({"一つにまとめています", "merging"});
  full.finish();

  Manifest manifest = make_manifest(writer, tools, sources);
  manifest.facet_table_path = options.facet_table.empty() ? "" : table_path;
  manifest.user_dictionaries = dictionaries;
  manifest.cases = full.count();
  manifest.text_bytes = full.text_bytes();
  write_descriptions(folder, manifest, sources);
  writer.publish();

  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  console->note(
      {fmt::format("{} 件を索引にしました ({:.1f} 秒): {}", full.count(), seconds, options.index),
       fmt::format("{} cases indexed in {:.1f} s: {}", full.count(), seconds, options.index)});
  return console->problems() == 0 ? 0 : 2;
}

namespace {

/// Reads the sources without an index. `on_case` also gets what derives facets from texts.
int read_only(const IndexOptions& options, Console* console,
              const std::function<void(CaseRecord&&, const FacetTable&, CaseIndexer*)>& on_case,
              const std::function<void()>& finish) {
  const SourceList sources = plan_sources(options, 1);
  const FacetTable table = FacetTable::from_yaml_file(facet_table_path(options, nullptr));
  const Analyzer analyzer(default_analyzer_spec());
  const MeasureTable measures = open_measures();
  CaseIndexer indexer({analyzer, table, measures});
  for (const SourceFile& file : sources.files) {
    read_source_file(
        sources.sources[file.source], file, table,
        [&](CaseRecord&& record) { on_case(std::move(record), table, &indexer); },
        [&](ReadProblem&& problem) { console->problem(problem); });
  }
  check_strict(options, *console);
  finish();
  return console->problems() == 0 ? 0 : 2;
}

}  // namespace

int cat_command(const IndexOptions& options, Console* console, std::ostream& out) {
  return read_only(
      options, console,
      [&out](CaseRecord&& record, const FacetTable& table, CaseIndexer* indexer) {
        indexer->derive_facets(&record);
        out << to_json(record, table) << '\n';
      },
      [&out] { out.flush(); });
}

int convert_command(const IndexOptions& options, Console* console) {
  std::unique_ptr<CaseWriter> writer;
  std::size_t count = 0;
  return read_only(
      options, console,
      [&](CaseRecord&& record, const FacetTable& table, CaseIndexer* indexer) {
        if (!writer) {
          writer = make_case_writer(options.convert_to, options.output, table,
                                    [indexer](CaseRecord* r) { indexer->derive_facets(r); });
        }
        writer->write(record);
        ++count;
      },
      [&] {
        if (!writer) throw_nothing_read(console->problems());
        writer->finish();
        console->note({fmt::format("{} 件を書き出しました: {}", count, options.output),
                       fmt::format("{} cases written: {}", count, options.output)});
      });
}

}  // namespace jirei
