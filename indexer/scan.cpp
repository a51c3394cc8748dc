#include "indexer/scan.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <unordered_map>

#include "dict/error.h"
#include "indexer/merge.h"
#include "indexer/source_reading.h"

namespace jirei {
namespace {

using PathMap = std::unordered_map<std::string, std::uint32_t>;

PathMap paths_of(const std::vector<SourceFile>& files) {
  PathMap map;
  for (std::uint32_t i = 0; i < files.size(); ++i) map.emplace(files[i].path, i);
  return map;
}

/// What is known of the content; place and times are the file's own.
void take_content(const SourceFile& old, SourceFile* now) {
  now->hash = old.hash;
  now->settled = old.settled;
  now->times_tell = old.times_tell;
}

/// Whether the file is as it was; brings its times up to date if its content is the same.
bool unchanged(const SourceFile& old, bool rehash, SourceFile* now) {
  if (!old.settled || now->modified == 0) return false;
  const bool same_times = old.size == now->size && old.modified == now->modified;
  if (same_times && old.times_tell && !rehash) {
    take_content(old, now);
    return true;
  }
  if (old.size != now->size) return false;
  try {
    if (hash_file(now->path) != old.hash) return false;
  } catch (const Error&) {
    return false;  // reading it will say why
  }
  take_content(old, now);
  now->times_tell = clearly_past(now->modified);
  return true;
}

class Scanner {
 public:
  Scanner(const SourceList& old, bool rehash, bool everything, Console* console)
      : old_(old),
        old_paths_(paths_of(old.files)),
        rehash_(rehash),
        everything_(everything),
        console_(console) {
    plan_.list.sources = old.sources;
    plan_.list.removed = old.removed;
    plan_.list.shard = old.shard;
    plan_.list.shards = old.shards;
    plan_.old_to_new.assign(old.files.size(), kNoFile);
  }

  ScanPlan run() {
    for (std::uint32_t source = 0; source < old_.sources.size(); ++source) look_at(source);
    return std::move(plan_);
  }

 private:
  void look_at(std::uint32_t number) {
    const Source& source = old_.sources[number];
    if (source.path.empty()) {
      carry_on(number);  // standard input cannot be read twice
      return;
    }
    std::vector<std::string> paths;
    try {
      paths = files_of(source);
    } catch (const Error& error) {
      console_->problem({source.given,
                         0,
                         {"ソースに届きません (" + error.message().ja + ")",
                          "the source cannot be reached (" + error.message().en + ")"},
                         {"このソースの事例はそのまま残しました", "its cases stay as they were"},
                         ""});
      carry_on(number);
      return;
    }
    for (const std::string& path : paths) add(path, number, source.round);
  }

  void add(const std::string& path, std::uint32_t source, std::uint32_t round) {
    const auto [met, fresh] =
        new_paths_.try_emplace(path, static_cast<std::uint32_t>(plan_.list.files.size()));
    if (!fresh) {
      SourceFile& file = plan_.list.files[met->second];
      file.round = std::max(file.round, round);
      return;
    }
    SourceFile file = file_state(path, source);
    file.round = round;
    const auto known = old_paths_.find(path);
    bool read = true;
    if (known != old_paths_.end()) {
      plan_.old_to_new[known->second] = met->second;
      read = everything_ || !unchanged(old_.files[known->second], rehash_, &file);
    }
    plan_.list.files.push_back(std::move(file));
    plan_.reread.push_back(read);
  }

  void carry_on(std::uint32_t source) {
    for (std::uint32_t i = 0; i < old_.files.size(); ++i) {
      const SourceFile& file = old_.files[i];
      if (file.source != source) continue;
      const auto [met, fresh] =
          new_paths_.try_emplace(file.path, static_cast<std::uint32_t>(plan_.list.files.size()));
      if (!fresh) continue;
      plan_.old_to_new[i] = met->second;
      plan_.list.files.push_back(file);
      plan_.reread.push_back(false);
    }
  }

  const SourceList& old_;
  const PathMap old_paths_;
  PathMap new_paths_;
  const bool rehash_, everything_;
  Console* console_;
  ScanPlan plan_;
};

/// The source's number in the list; a source that is named again moves to the new round.
std::uint32_t remember(SourceList* list, const Source& source) {
  for (std::uint32_t i = 0; i < list->sources.size(); ++i) {
    if (list->sources[i].path != source.path) continue;
    list->sources[i] = source;
    return i;
  }
  list->sources.push_back(source);
  return static_cast<std::uint32_t>(list->sources.size() - 1);
}

}  // namespace

ScanPlan scan_remembered(const SourceList& old, bool rehash, bool everything, Console* console) {
  return Scanner(old, rehash, everything, console).run();
}

ScanPlan scan_named(const SourceList& old, const IndexOptions& options, bool everything) {
  ScanPlan plan;
  plan.list.sources = old.sources;
  plan.list.files = old.files;
  plan.list.removed = old.removed;
  plan.list.shard = old.shard;
  plan.list.shards = old.shards;
  plan.old_to_new.resize(old.files.size());
  std::iota(plan.old_to_new.begin(), plan.old_to_new.end(), 0U);
  for (const SourceFile& file : old.files) {
    const bool readable = !old.sources[file.source].path.empty();
    plan.reread.push_back(everything && readable);
  }
  std::uint32_t round = 0;
  for (const Source& source : old.sources) round = std::max(round, source.round);
  ++round;
  PathMap known = paths_of(old.files);
  for (const std::string& given : options.sources) {
    const Source source = make_source(given, options.encoding, round);
    const std::vector<std::string> paths = files_of(source);
    const std::uint32_t number = remember(&plan.list, source);
    for (const std::string& path : paths) {
      const auto [met, fresh] =
          known.try_emplace(path, static_cast<std::uint32_t>(plan.list.files.size()));
      if (fresh) {
        plan.list.files.push_back(file_state(path, number));
        plan.reread.push_back(true);
      }
      plan.list.files[met->second].round = round;
      plan.reread[met->second] = true;
    }
  }
  return plan;
}

std::vector<std::uint32_t> reading_order(const SourceList& list) {
  std::vector<std::uint32_t> order(list.files.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&list](std::uint32_t a, std::uint32_t b) {
    return list.files[a].round > list.files[b].round;
  });
  return order;
}

}  // namespace jirei
