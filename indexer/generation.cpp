#include "indexer/generation.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <thread>

#include "dict/error.h"
#include "dict/report.h"
#include "indexer/manifest.h"
#include "indexer/schema.h"

namespace jirei {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kGenerationPrefix = "gen-";
constexpr std::string_view kBuildingPrefix = "building-";
constexpr std::string_view kTrashPrefix = "trash-";
constexpr std::string_view kNewLink = "current.new";

std::string join(const std::string& folder, std::string_view name) {
  return folder + "/" + std::string(name);
}

std::string numbered(std::string_view prefix, std::uint64_t number) {
  return fmt::format("{}{:06}", prefix, number);
}

/// The number in "gen-000007"; 0 for any other name.
std::uint64_t number_of(std::string_view name) {
  if (!name.starts_with(kGenerationPrefix)) return 0;
  name.remove_prefix(kGenerationPrefix.size());
  std::uint64_t number = 0;
  const auto result = std::from_chars(name.data(), name.data() + name.size(), number);
  return result.ec == std::errc() && result.ptr == name.data() + name.size() ? number : 0;
}

std::string timestamp() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  localtime_r(&now, &parts);
  char buffer[64];
  const std::size_t size = std::strftime(buffer, sizeof buffer, "%Y-%m-%d %H:%M:%S %z", &parts);
  return {buffer, size};
}

/// The generation in service through the link, or 0.
std::uint64_t read_current(const std::string& index_dir) {
  std::error_code error;
  const fs::path target = fs::read_symlink(join(index_dir, schema::kCurrentLink), error);
  return error ? 0 : number_of(target.filename().string());
}

/// A name in the folder that no index has; "" if there is none. A file is no folder: its own name.
std::string foreign_entry(const std::string& index_dir, std::error_code* error) {
  if (fs::exists(index_dir, *error) && !fs::is_directory(index_dir, *error)) return index_dir;
  for (const auto& entry : fs::directory_iterator(index_dir, *error)) {
    std::string name = entry.path().filename().string();
    if (name != schema::kLockFile && name != schema::kCurrentLink && name != kNewLink &&
        !name.starts_with(kGenerationPrefix) && !name.starts_with(kBuildingPrefix) &&
        !name.starts_with(kTrashPrefix)) {
      return name;
    }
  }
  return {};
}

[[noreturn]] void throw_missing(const std::string& index_dir) {
  std::error_code error;
  if (!foreign_entry(index_dir, &error).empty()) {
    throw Error(
        ErrorCode::index_missing,
        {"jirei の索引ではありません: " + index_dir, "this is no index of jirei: " + index_dir},
        {"-i または JIREI_INDEX の場所を確かめるか、`jirei-index build SOURCE…` で"
         "別のフォルダーに作ってください",
         "look at the place that -i or JIREI_INDEX names, or make an index in another "
         "folder with `jirei-index build SOURCE…`"});
  }
  throw Error(
      ErrorCode::index_missing,
      {"索引がありません: " + index_dir, "there is no index: " + index_dir},
      {"`jirei-index build SOURCE…` で作るか、-i または JIREI_INDEX で場所を指定してください",
       "make one with `jirei-index build SOURCE…`, or name its place with -i or JIREI_INDEX"});
}

/// `current` names a generation that is not whole: nothing of ours does that.
[[noreturn]] void throw_half(const std::string& index_dir) {
  throw Error(
      ErrorCode::index_damaged,
      {"索引の現在の世代が欠けています: " + index_dir,
       "the generation in service is not whole: " + index_dir},
      {"`jirei-index rollback` で一つ前の世代に戻すか、`jirei-index build` で作り直してください",
       "go back with `jirei-index rollback`, or make it anew with `jirei-index build`"});
}

[[noreturn]] void throw_locked(const std::string& lock_path) {
  std::string holder = read_whole_file(lock_path);
  while (!holder.empty() && holder.back() == '\n') holder.pop_back();
  if (holder.empty()) holder = "?";
  throw Error(ErrorCode::locked,
              {"この索引はいま別の処理が書き換えています: " + holder,
               "another process is writing this index: " + holder},
              {"終わるのを待つか、--wait=秒数 を付けてください",
               "wait until it has finished, or give --wait=SECONDS"});
}

/// Refuses to make an index in a folder in which other things live.
void check_is_index_or_empty(const std::string& index_dir) {
  std::error_code error;
  const std::string name = foreign_entry(index_dir, &error);
  if (!name.empty()) {
    throw Error(ErrorCode::usage,
                {fmt::format("索引ではないファイルのあるフォルダーです: {} ({})", index_dir, name),
                 fmt::format("the folder holds files that are no index: {} ({})", index_dir, name)},
                {"空のフォルダーか、まだないフォルダーを -i で指定してください",
                 "name an empty or a new folder with -i"});
  }
  if (error) {
    errno = error.value();
    throw_io("開けません", "cannot open", index_dir);
  }
}

void make_folders(const std::string& index_dir) {
  const fs::path parent = fs::path(index_dir).parent_path();
  std::error_code error;
  if (!parent.empty()) fs::create_directories(parent, error);
  if (error) {
    errno = error.value();
    throw_io("フォルダーを作れません", "cannot create the folder", parent.string());
  }
  make_private_folder(index_dir);
}

}  // namespace

std::string generation_path(const std::string& index_dir, std::uint64_t number) {
  return join(index_dir, numbered(kGenerationPrefix, number));
}

std::uint64_t current_generation(const std::string& index_dir) { return read_current(index_dir); }

std::vector<std::uint64_t> list_generations(const std::string& index_dir) {
  std::vector<std::uint64_t> numbers;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(index_dir, error)) {
    const std::uint64_t number = number_of(entry.path().filename().string());
    if (number != 0) numbers.push_back(number);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

std::string Generation::file(std::string_view name) const { return join(path_, name); }

Generation Generation::open(const std::string& index_dir) {
  // A writer may switch and clean between any two steps: look again until all of them agree.
  for (int attempt = 0; attempt < 100; ++attempt) {
    const std::uint64_t number = read_current(index_dir);
    if (number == 0) break;
    Generation out;
    out.index_dir_ = index_dir;
    out.number_ = number;
    out.path_ = generation_path(index_dir, number);
    const std::string manifest = out.file(schema::kManifestFile);
    out.lock_ = FileDescriptor(::open(manifest.c_str(), O_RDONLY | O_CLOEXEC));
    if (!out.lock_ && errno != ENOENT) throw_io("開けません", "cannot open", manifest);
    struct stat info {};
    if (out.lock_ && ::flock(out.lock_.get(), LOCK_SH | LOCK_NB) == 0 &&
        ::fstat(out.lock_.get(), &info) == 0 && info.st_nlink > 0) {
      return out;
    }
    if (read_current(index_dir) == number && attempt > 10) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  if (read_current(index_dir) != 0) throw_half(index_dir);
  throw_missing(index_dir);
}

bool Generation::stale() const { return read_current(index_dir_) != number_; }

std::vector<std::string> user_dictionary_files(const std::string& generation_path) {
  std::vector<std::string> out;
  for (int i = 1;; ++i) {
    std::string path = fmt::format("{}/user-{}.dic", generation_path, i);
    if (!path_exists(path)) return out;
    out.push_back(std::move(path));
  }
}

AnalyzerSpec analyzer_spec_of(const std::string& generation_path) {
  const bool complete = path_exists(join(generation_path, schema::kManifestFile));
  return analyzer_spec_of(generation_path,
                          complete ? read_any_manifest(generation_path) : Manifest{});
}

AnalyzerSpec analyzer_spec_of(const std::string& generation_path, const Manifest& manifest) {
  verify_user_dictionaries(generation_path, manifest);
  AnalyzerSpec spec = default_analyzer_spec();
  for (std::string& path : user_dictionary_files(generation_path)) {
    spec.user_dictionaries.push_back(std::move(path));
  }
  return spec;
}

void say_interrupted(const Text& state, Language language) {
  std::cerr << (::isatty(STDERR_FILENO) == 1 ? "\r\x1b[K" : "");
  print_text(state, language, std::cerr);
  std::cerr.flush();
}

IndexWriter::IndexWriter(const std::string& index_dir, const std::string& command,
                         double wait_seconds, std::optional<Language> interruptible)
    : index_dir_(index_dir) {
  make_folders(index_dir);
  check_is_index_or_empty(index_dir);
  const std::string path = join(index_dir, schema::kLockFile);
  lock_ = FileDescriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock_) throw_io("書き込めません", "cannot write", path);
  const auto until = std::chrono::steady_clock::now() + std::chrono::duration<double>(wait_seconds);
  while (::flock(lock_.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) throw_io("ロックできません", "cannot lock", path);
    if (std::chrono::steady_clock::now() >= until) throw_locked(path);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  const std::string text =
      fmt::format("jirei-index {} (pid {}, {})\n", command, ::getpid(), timestamp());
  if (::ftruncate(lock_.get(), 0) != 0 || ::pwrite(lock_.get(), text.data(), text.size(), 0) < 0) {
    throw_io("書き込めません", "cannot write", path);
  }
  clean_leftovers();
  current_ = read_current(index_dir);
  const auto numbers = list_generations(index_dir);
  next_ = std::max(current_, numbers.empty() ? 0 : numbers.back()) + 1;
  finish_purge();
  if (interruptible) {
    interruption_ = std::make_unique<Interruption>(
        [this, language = *interruptible] { clean_up_interrupted(language); });
  }
}

void IndexWriter::abandon() const {
  // Workers may still put files into the folder: once more then, and what stays after all is
  // cleaned by the next writer.
  std::error_code error;
  for (int attempt = 0; attempt < 5 && !building_.empty(); ++attempt) {
    fs::remove_all(building_, error);
    if (!error) break;
  }
}

void IndexWriter::clean_up_interrupted(Language language) const {
  abandon();
  Text state = {"中断しました。索引は元のままです: " + index_dir_,
                "interrupted; the index is as it was: " + index_dir_};
  if (published_) {
    state = {"中断しました。新しい索引はもう使われています: " + index_dir_,
             "interrupted; the new index is already in service: " + index_dir_};
  } else if (current_ == 0) {
    state = {"中断しました。索引はまだありません: " + index_dir_,
             "interrupted; there is no index yet: " + index_dir_};
  }
  say_interrupted(state, language);
}

std::unique_lock<std::mutex> IndexWriter::hold() {
  return interruption_ ? interruption_->hold() : std::unique_lock<std::mutex>();
}

IndexWriter::~IndexWriter() {
  {
    const auto held = hold();  // an interrupted process ends here and tells nothing else
  }
  interruption_.reset();
  std::error_code error;  // whatever stays is cleaned by the next writer
  if (!building_.empty()) fs::remove_all(building_, error);
}

/// A generation that replaced none is alone, unless a purge was stopped before its last step.
void IndexWriter::finish_purge() {
  try {
    if (current_ == 0 || read_any_manifest(generation_path(index_dir_, current_)).previous != 0) {
      return;
    }
  } catch (const Error&) {
    return;  // damaged: the one before may be wanted
  }
  for (const std::uint64_t number : list_generations(index_dir_)) {
    if (number < current_) drop(number);
  }
}

void IndexWriter::clean_leftovers() {
  std::vector<std::string> dead;
  for (const auto& entry : fs::directory_iterator(index_dir_)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(kBuildingPrefix) || name.starts_with(kTrashPrefix) || name == kNewLink) {
      dead.push_back(entry.path().string());
    }
  }
  for (const std::string& path : dead) remove_tree(path);
}

std::string IndexWriter::begin() {
  const auto held = hold();
  building_ = join(index_dir_, numbered(kBuildingPrefix, next_));
  remove_tree(building_);
  make_private_folder(building_);
  return building_;
}

void IndexWriter::switch_to(std::uint64_t number) {
  const std::string link = join(index_dir_, kNewLink);
  remove_tree(link);
  if (::symlink(numbered(kGenerationPrefix, number).c_str(), link.c_str()) != 0) {
    throw_io("書き込めません", "cannot write", link);
  }
  rename_path(link, join(index_dir_, schema::kCurrentLink));
  fsync_path(index_dir_);
}

void IndexWriter::publish(bool alone) {
  fsync_tree(building_);
  const auto held = hold();
  rename_path(building_, generation_path(index_dir_, next_));
  building_.clear();
  fsync_path(index_dir_);
  switch_to(next_);
  const std::uint64_t before = current_;
  current_ = next_++;
  published_ = true;
  alone ? drop_all_others() : collect(before);
}

void IndexWriter::roll_back_to(std::uint64_t number) {
  const auto held = hold();
  switch_to(number);
  current_ = number;
}

void IndexWriter::drop(std::uint64_t number) {
  // Renamed first: a half-removed generation must not be taken for a whole one.
  const std::string trash = join(index_dir_, numbered(kTrashPrefix, number));
  rename_path(generation_path(index_dir_, number), trash);
  remove_tree(trash);
}

bool IndexWriter::drop_unless_read(std::uint64_t number) {
  const std::string manifest = join(generation_path(index_dir_, number), schema::kManifestFile);
  const FileDescriptor fd(::open(manifest.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd && ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) return false;
  drop(number);
  return true;
}

void IndexWriter::collect(std::uint64_t keep) {
  for (const std::uint64_t number : list_generations(index_dir_)) {
    if (number != current_ && number != keep) drop_unless_read(number);
  }
}

bool IndexWriter::drop_unread_others() {
  bool alone = true;
  for (const std::uint64_t number : list_generations(index_dir_)) {
    if (number != current_ && !drop_unless_read(number)) alone = false;
  }
  return alone;
}

void IndexWriter::drop_all_others() {
  for (const std::uint64_t number : list_generations(index_dir_)) {
    if (number != current_) drop(number);
  }
  fsync_path(index_dir_);
}

}  // namespace jirei
