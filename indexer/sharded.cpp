#include "indexer/sharded.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include "dict/error.h"
#include "dict/user_dictionary.h"
#include "indexer/build.h"
#include "indexer/case_store.h"
#include "indexer/check.h"
#include "indexer/files.h"
#include "indexer/full_build.h"
#include "indexer/generation.h"
#include "indexer/info.h"
#include "indexer/schema.h"
#include "indexer/shard_list.h"
#include "indexer/source_reading.h"
#include "indexer/update.h"
#include "indexer/workshop.h"

namespace jirei {
namespace {

namespace fs = std::filesystem;

std::string shard_name(std::size_t number) { return fmt::format("shard-{}", number + 1); }

/// The index folders of the list's shards. Throws Error(usage) naming one that lies elsewhere.
std::vector<std::string> local_folders(const ShardList& list) {
  std::vector<std::string> folders;
  for (const ShardPlace& place : list.shards) {
    if (place.kind != ShardPlace::Kind::local) {
      throw Error(
          ErrorCode::usage,
          {fmt::format(
               "シャード「{}」はこの計算機のフォルダーではないので、ここからは変えられません",
               place.name),
           fmt::format("shard \"{}\" is no folder of this machine, so it cannot be changed "
                       "from here",
                       place.name)},
          {"そのシャードのある計算機で `jirei-index update -i フォルダー` を実行してください",
           "run `jirei-index update -i FOLDER` on the machine where it lies"});
    }
    folders.push_back(place.path);
  }
  return folders;
}

void check_free(const std::string& index) {
  std::error_code error;
  if (!fs::exists(index, error)) return;
  if (fs::is_directory(index, error) && fs::is_empty(index, error)) return;
  throw Error(ErrorCode::usage,
              {"空でないフォルダーにシャードは作れません: " + index,
               "shards cannot be made in a folder that is not empty: " + index},
              {"別のフォルダーを -i で指定してください", "name another folder with -i"});
}

/// Folders of the shards that `build` makes: those of the list that is there, else new ones.
std::vector<std::string> planned_folders(const IndexOptions& options, const std::string& manifest) {
  if (manifest.empty()) {
    check_free(options.index);
    std::vector<std::string> folders;
    for (std::size_t i = 0; i < options.shards; ++i) {
      folders.push_back(options.index + "/" + shard_name(i));
    }
    return folders;
  }
  std::vector<std::string> folders = local_folders(read_shard_list(manifest));
  if (options.shards != 0 && options.shards != folders.size()) {
    throw Error(
        ErrorCode::usage,
        {fmt::format(
             "{} には {} 個のシャードがあります。数を変えるには別のフォルダーに作ってください",
             options.index, folders.size()),
         fmt::format("{} has {} shards; to change their number, build in another folder",
                     options.index, folders.size())},
        {});
  }
  return folders;
}

/// One shard on its way.
struct ShardBuild {
  std::unique_ptr<IndexWriter> writer;
  std::string folder;
  std::unique_ptr<FullBuild> full;
};

class ShardedBuild {
 public:
  ShardedBuild(const IndexOptions& options, const std::vector<std::string>& folders,
               Console* console)
      : options_(options),
        console_(console),
        sources_(plan_sources(options, 1)),
        table_path_(facet_table_path(options, nullptr)),
        table_(FacetTable::from_yaml_file(table_path_)),
        measures_(open_measures()) {
    for (const std::string& folder : folders) {
      ShardBuild shard;
      shard.writer =
          std::make_unique<IndexWriter>(folder, name(options.command), options.wait_seconds);
      shard.folder = shard.writer->begin();
      shards_.push_back(std::move(shard));
    }
    interruption_ = std::make_unique<Interruption>([this] { abandon(); });
    place_dictionaries();
    analyzer_.emplace(analyzer_spec_of(shards_.front().folder));
  }

  std::uint64_t run() {
    const auto count = static_cast<std::uint32_t>(shards_.size());
    const IndexingTools tools{*analyzer_, table_, measures_};
    // All shards grow at the same time and share what one index would take.
    const unsigned jobs = std::max(1U, job_count(options_.jobs) / count);
    for (ShardBuild& shard : shards_) {
      shard.full = std::make_unique<FullBuild>(
          shard.folder, tools,
          FullBuildOptions{options_.memory / count, jobs, total_bytes(sources_.files) / count,
                           user_synonyms(options_.user_dictionaries)});
    }
    read_sources_in_order(&sources_, table_, console_,
                          [&](CaseRecord&& record, std::uint32_t file) {
                            FullBuild& full = *shards_[shard_of(record.id, count)].full;
                            const std::uint64_t hash = content_hash(record);
                            full.add({std::move(record), hash, file});
                          });
    check_strict(options_, *console_);
    std::uint64_t cases = 0;
    for (const ShardBuild& shard : shards_) cases += shard.full->count();
    if (cases == 0) throw_nothing_read(console_->problems());
    console_->stage({"一つにまとめています", "merging"});
    for (std::uint32_t i = 0; i < count; ++i) finish(i, tools);
    const auto held = interruption_->hold();
    for (ShardBuild& shard : shards_) shard.writer->publish();
    published_ = true;
    return cases;
  }

 private:
  void abandon() const {
    for (const ShardBuild& shard : shards_) shard.writer->abandon();
    say_interrupted(
        published_ ? Text{"中断しました。新しいシャードはもう使われています: " + options_.index,
                          "interrupted; the new shards are already in service: " + options_.index}
                   : Text{"中断しました。シャードは元のままです: " + options_.index,
                          "interrupted; the shards are as they were: " + options_.index},
        options_.language);
  }

  // The compiled dictionary must be the same for all, byte by byte.
  void place_dictionaries() {
    const std::string& first = shards_.front().folder;
    dictionaries_ = place_user_dictionaries(options_.user_dictionaries, first);
    for (std::size_t i = 1; i < shards_.size(); ++i) {
      for (const std::string& path : user_dictionary_files(first)) {
        copy_file(path, shards_[i].folder + path.substr(first.size()));
      }
    }
  }

  void finish(std::uint32_t number, const IndexingTools& tools) {
    ShardBuild& shard = shards_[number];
    shard.full->finish();
    SourceList sources = sources_;
    sources.shard = number;
    sources.shards = static_cast<std::uint32_t>(shards_.size());
    Manifest manifest = make_manifest(*shard.writer, tools, sources);
    manifest.facet_table_path = options_.facet_table.empty() ? "" : table_path_;
    manifest.user_dictionaries = dictionaries_;
    manifest.cases = shard.full->count();
    manifest.text_bytes = shard.full->text_bytes();
    write_descriptions(shard.folder, manifest, sources);
  }

  const IndexOptions& options_;
  Console* console_;
  SourceList sources_;
  std::string table_path_;
  FacetTable table_;
  MeasureTable measures_;
  std::vector<std::string> dictionaries_;
  std::optional<Analyzer> analyzer_;
  std::vector<ShardBuild> shards_;  ///< whose workers use all of the above to their end
  bool published_ = false;
  std::unique_ptr<Interruption> interruption_;  ///< the first to go
};

void write_shard_manifest(const std::string& index, std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.push_back(shard_name(i));
  const std::string path = index + "/" + std::string(kShardManifest);
  write_durable(path + ".new", shard_manifest_json(names));
  rename_path(path + ".new", path);
  fsync_path(index);
}

int build(const IndexOptions& options, const std::string& manifest, Console* console) {
  const auto begun = std::chrono::steady_clock::now();
  const std::vector<std::string> folders = planned_folders(options, manifest);
  const std::uint64_t cases = ShardedBuild(options, folders, console).run();
  if (manifest.empty()) write_shard_manifest(options.index, folders.size());
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  console->note({fmt::format("{} 件を {} 個のシャードの索引にしました ({:.1f} 秒): {}", cases,
                             folders.size(), seconds, options.index),
                 fmt::format("{} cases indexed in {} shards in {:.1f} s: {}", cases, folders.size(),
                             seconds, options.index)});
  return console->problems() == 0 ? 0 : 2;
}

/// The same command for one shard after the other, the worst status of all.
int each_shard(const IndexOptions& options, const std::vector<std::string>& folders,
               Console* console, int (*command)(const IndexOptions&, Console*)) {
  int status = 0;
  console->tell_problems_once();
  for (const std::string& folder : folders) {
    IndexOptions one = options;
    one.index = folder;
    console->note(
        {fs::path(folder).filename().string() + ":", fs::path(folder).filename().string() + ":"});
    status = std::max(status, command(one, console));
  }
  return status;
}

int remove(const IndexOptions& options, const std::vector<std::string>& folders, Console* console) {
  const auto count = static_cast<std::uint32_t>(folders.size());
  std::vector<std::vector<std::string>> ids(count);
  for (const std::string& id : options.ids) ids[shard_of(id, count)].push_back(id);
  // Nothing is taken out of any shard before all ids are known.
  std::string unknown;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (ids[i].empty()) continue;
    const Generation generation = Generation::open(folders[i]);
    const CaseStore store = CaseStore::open(generation.file(schema::kCaseStoreFile));
    for (const std::string& id : ids[i]) {
      if (!options.purge && store.find(id) == 0) unknown += (unknown.empty() ? "" : ", ") + id;
    }
  }
  if (!unknown.empty()) {
    throw Error(ErrorCode::not_found,
                {"索引にない事例です: " + unknown + "。索引は元のままです",
                 "no such case in the index: " + unknown + "; the index is as it was"},
                {"id は `jirei-search --format ids` で一覧できます",
                 "`jirei-search --format ids` lists the ids"});
  }
  int status = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (ids[i].empty()) continue;
    IndexOptions one = options;
    one.index = folders[i];
    one.ids = ids[i];
    status = std::max(status, remove_command(one, console));
  }
  return status;
}

int check(const IndexOptions& options, const std::vector<std::string>& folders, Console* console,
          std::ostream& out) {
  int status = 0;
  for (const std::string& folder : folders) {
    IndexOptions one = options;
    one.index = folder;
    out << fs::path(folder).filename().string() << ":\n";
    status = std::max(status, check_command(one, console, out));
  }
  return status;
}

int info(const IndexOptions& options, const std::vector<std::string>& folders, std::ostream& out) {
  std::string separator;
  if (options.json) out << "{\"version\":1,\"shards\":[";
  for (const std::string& folder : folders) {
    IndexOptions one = options;
    one.index = folder;
    std::ostringstream text;
    info_command(one, text);
    std::string said = text.str();
    if (options.json) said.pop_back();  // the line's end
    out << separator << said;
    separator = options.json ? "," : "\n";
  }
  if (options.json) out << "]}\n";
  return 0;
}

[[noreturn]] void throw_one_by_one(const char* command) {
  throw Error(ErrorCode::usage,
              {fmt::format("{} はシャードごとに行います", command),
               fmt::format("{} is done shard by shard", command)},
              {fmt::format("`jirei-index {} -i フォルダー/shard-1` のようにしてください", command),
               fmt::format("use `jirei-index {} -i FOLDER/shard-1` and so on", command)});
}

}  // namespace

std::optional<int> sharded_command(const IndexOptions& options, Console* console,
                                   std::ostream& out) {
  if (options.command == IndexCommand::cat || options.command == IndexCommand::convert) {
    return std::nullopt;
  }
  const std::string manifest = shard_manifest_of(options.index);
  if (options.command == IndexCommand::build && (options.shards != 0 || !manifest.empty())) {
    return build(options, manifest, console);
  }
  if (manifest.empty()) return std::nullopt;
  const std::vector<std::string> folders = local_folders(read_shard_list(manifest));
  switch (options.command) {
    case IndexCommand::add:
      return each_shard(options, folders, console, add_command);
    case IndexCommand::update:
      if (options.watch) throw_one_by_one("update --watch");
      return each_shard(options, folders, console, update_command);
    case IndexCommand::remove:
      return remove(options, folders, console);
    case IndexCommand::check:
      return check(options, folders, console, out);
    case IndexCommand::info:
      return info(options, folders, out);
    default:
      throw_one_by_one(name(options.command));
  }
}

}  // namespace jirei
