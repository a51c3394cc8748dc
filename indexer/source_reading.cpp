#include "indexer/source_reading.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

#include <cerrno>
#include <filesystem>
#include <iostream>
#include <memory>
#include <system_error>

#include "dict/error.h"
#include "dict/unicode.h"
#include "indexer/files.h"

namespace jirei {
namespace {

namespace fs = std::filesystem;

constexpr const char* kStandardInput = "-";

/// How a case of this file cites it: relative to the folder that was named, else the file's name.
std::string citation_name(const Source& source, const std::string& path) {
  const fs::path file(path);
  std::string name = file.filename().string();
  if (path.size() > source.path.size() && path.starts_with(source.path)) {
    name = file.lexically_relative(source.path).string();
  }
  return replace_invalid_utf8(name);
}

/// Passes on what a reader finds, with citations put right.
class Forwarder : public CaseSink {
 public:
  Forwarder(const std::string& path, std::string citation,
            const std::function<void(CaseRecord&&)>& on_case,
            const std::function<void(ReadProblem&&)>& on_problem)
      : path_(replace_invalid_utf8(path)),
        citation_(std::move(citation)),
        on_case_(on_case),
        on_problem_(on_problem) {}

  void on_case(CaseRecord&& record) override {
    if (record.source.file == path_ || record.source.file.empty()) record.source.file = citation_;
    on_case_(std::move(record));
  }
  void on_problem(ReadProblem&& problem) override {
    ++problems_;
    on_problem_(std::move(problem));
  }
  std::size_t problems() const { return problems_; }

 private:
  std::string path_, citation_;
  const std::function<void(CaseRecord&&)>& on_case_;
  const std::function<void(ReadProblem&&)>& on_problem_;
  std::size_t problems_ = 0;
};

bool same_state(const SourceFile& a, const SourceFile& b) {
  return a.size == b.size && a.modified == b.modified;
}

}  // namespace

Source make_source(const std::string& given, const std::string& encoding, std::uint32_t round) {
  Source source{given, "", encoding, round};
  if (given != kStandardInput) {
    std::error_code error;
    source.path = fs::absolute(given, error).lexically_normal().string();
    while (source.path.size() > 1 && source.path.back() == '/') source.path.pop_back();
  }
  return source;
}

std::vector<std::string> files_of(const Source& source) {
  return expand_source(source.path.empty() ? kStandardInput : source.path);
}

std::uint64_t total_bytes(const std::vector<SourceFile>& files) {
  std::uint64_t total = 0;
  for (const SourceFile& file : files) total += file.size;
  return total;
}

bool clearly_past(std::int64_t modified) {
  constexpr std::int64_t kMargin = 2'000'000'000;
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return modified + kMargin < std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

SourceFile file_state(const std::string& path, std::uint32_t source) {
  SourceFile file;
  file.path = path;
  file.source = source;
  struct stat info {};
  if (path != kStandardInput && ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode)) {
    file.size = static_cast<std::uint64_t>(info.st_size);
    file.modified =
        std::int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + std::int64_t{info.st_mtim.tv_nsec};
  }
  return file;
}

namespace {

/// A source that cannot be read is its own fault, an index that cannot be written is not.
[[noreturn]] void throw_unreadable(const std::string& path) {
  const std::string reason = std::generic_category().message(errno);
  throw Error(ErrorCode::unreadable,
              {path + ": 読めません: " + reason, path + ": cannot read: " + reason});
}

}  // namespace

std::uint64_t hash_file(const std::string& path) {
  const FileDescriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) throw_unreadable(path);
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(),
                                                                       &XXH3_freeState);
  XXH3_64bits_reset(state.get());
  std::string buffer(std::size_t{1} << 18U, '\0');
  for (;;) {
    const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw_unreadable(path);
    if (got == 0) return XXH3_64bits_digest(state.get());
    XXH3_64bits_update(state.get(), buffer.data(), static_cast<std::size_t>(got));
  }
}

SourceFile read_source_file(const Source& source, const SourceFile& file, const FacetTable& table,
                            const std::function<void(CaseRecord&&)>& on_case,
                            const std::function<void(ReadProblem&&)>& on_problem) {
  if (file.path == kStandardInput) {
    Forwarder sink("", kStandardInput, on_case, on_problem);
    read_json_lines(std::cin, kStandardInput, table, sink);
    SourceFile out = file;
    out.settled = out.times_tell = true;
    return out;
  }
  SourceFile out = file_state(file.path, file.source);
  out.round = file.round;
  out.times_tell = clearly_past(out.modified);
  Forwarder sink(file.path, citation_name(source, file.path), on_case, on_problem);
  try {
    if (out.modified != 0) out.hash = hash_file(file.path);
    read_file(file.path, table, {source.encoding}, sink);
  } catch (const Error& error) {
    const bool about_the_file = error.code() == ErrorCode::unreadable ||
                                error.code() == ErrorCode::not_found ||
                                error.code() == ErrorCode::invalid_input;
    if (file.path == source.path || !about_the_file) throw;
    sink.on_problem({file.path, 0, error.message(), error.hint(), ""});
  }
  out.settled = sink.problems() == 0 && out.modified != 0 &&
                same_state(out, file_state(file.path, file.source));
  return out;
}

}  // namespace jirei
