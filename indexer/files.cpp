#include "indexer/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "dict/error.h"
#include "dict/system_error.h"

namespace jirei {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBufferBytes = std::size_t{1} << 20U;

Text hint_for(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
      return {"空き容量を増やしてから、もう一度実行してください。元の索引はそのままです",
              "free some space and run it again; the old index is untouched"};
    case EACCES:
    case EPERM:
    case EROFS:
      return {"書き込める場所を -i で指定するか、権限を直してください",
              "name a writable place with -i, or mend the permissions"};
    default:
      return {};
  }
}

void write_all(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t done = ::write(fd, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) throw_io("書き込めません", "cannot write", path);
    bytes.remove_prefix(static_cast<std::size_t>(done));
  }
}

[[noreturn]] void throw_filesystem(const fs::filesystem_error& error) {
  errno = error.code().value();
  throw_io("扱えません", "cannot process", error.path1().string());
}

FileDescriptor open_or_throw(const std::string& path, int flags) {
  FileDescriptor fd(::open(path.c_str(), flags | O_CLOEXEC, 0600));
  if (!fd) throw_io("開けません", "cannot open", path);
  return fd;
}

}  // namespace

void throw_io(const char* verb_ja, const char* verb_en, const std::string& path) {
  const int error = errno;
  const Text reason = system_error_text(error);
  throw Error(ErrorCode::io,
              {fmt::format("{}: {} ({})", verb_ja, path, reason.ja),
               fmt::format("{} {}: {}", verb_en, path, reason.en)},
              hint_for(error));
}

void FileDescriptor::reset() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

OutputFile::OutputFile(const std::string& path)
    : path_(path), fd_(open_or_throw(path, O_WRONLY | O_CREAT | O_TRUNC)) {
  buffer_.reserve(kBufferBytes);
}

void OutputFile::write(std::string_view bytes) {
  position_ += bytes.size();
  if (buffer_.size() + bytes.size() > kBufferBytes) flush();
  if (bytes.size() >= kBufferBytes) {
    write_all(fd_.get(), bytes, path_);
  } else {
    buffer_.append(bytes);
  }
}

void OutputFile::pad_to(std::size_t alignment) {
  static constexpr char kZeros[64] = {};
  const std::size_t over = position_ % alignment;
  if (over != 0) write({kZeros, alignment - over});
}

void OutputFile::overwrite(std::uint64_t offset, std::string_view bytes) {
  flush();
  while (!bytes.empty()) {
    const ssize_t done =
        ::pwrite(fd_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) throw_io("書き込めません", "cannot write", path_);
    offset += static_cast<std::uint64_t>(done);
    bytes.remove_prefix(static_cast<std::size_t>(done));
  }
}

void OutputFile::flush() {
  write_all(fd_.get(), buffer_, path_);
  buffer_.clear();
  begin_write_back();
}

// The system would begin late, and the fsync at the end would wait for all of it. Only advice: what
// goes wrong shows there.
void OutputFile::begin_write_back() {
  constexpr std::uint64_t kStep = std::uint64_t{8} << 20U;
  const std::uint64_t written = position_ - position_ % kStep;
  if (written <= handed_over_) return;
  static_cast<void>(::sync_file_range(fd_.get(), static_cast<off_t>(handed_over_),
                                      static_cast<off_t>(written - handed_over_),
                                      SYNC_FILE_RANGE_WRITE));
  handed_over_ = written;
}

void OutputFile::finish() {
  flush();
  if (::fsync(fd_.get()) != 0) throw_io("書き込めません", "cannot write", path_);
  fd_.reset();
}

MappedFile::MappedFile(const std::string& path, bool keep_open) {
  FileDescriptor fd = open_or_throw(path, O_RDONLY);
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) throw_io("読めません", "cannot read", path);
  if (info.st_size == 0) return;
  const auto size = static_cast<std::size_t>(info.st_size);
  void* data = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, fd.get(), 0);
  if (data == MAP_FAILED) throw_io("読めません", "cannot read", path);
  bytes_ = {static_cast<const char*>(data), size};
  if (keep_open) fd_ = std::move(fd);
}

std::size_t MappedFile::read(std::uint64_t offset, char* to, std::size_t size) const {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t n = ::pread(fd_.get(), to + done, size - done, static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  return done;
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

void MappedFile::let_go() const {
  if (!bytes_.empty()) ::madvise(const_cast<char*>(bytes_.data()), bytes_.size(), MADV_DONTNEED);
}

std::string read_whole_file(const std::string& path) {
  const FileDescriptor fd = open_or_throw(path, O_RDONLY);
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) throw_io("読めません", "cannot read", path);
  // One byte more than it says it has, so that a single read shows the end as well. What has no
  // size (a pipe, /proc) grows in steps.
  constexpr std::size_t kStep = std::size_t{1} << 16U;
  std::string out(status.st_size > 0 ? static_cast<std::size_t>(status.st_size) + 1 : kStep, '\0');
  std::size_t size = 0;
  for (;;) {
    if (size == out.size()) out.resize(std::max(2 * size, kStep));
    const ssize_t got = ::read(fd.get(), out.data() + size, out.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw_io("読めません", "cannot read", path);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  out.resize(size);
  return out;
}

void write_durable(const std::string& path, std::string_view bytes) {
  OutputFile file(path);
  file.write(bytes);
  file.finish();
}

void fsync_path(const std::string& path) {
  const FileDescriptor fd = open_or_throw(path, O_RDONLY);
  if (::fsync(fd.get()) != 0) throw_io("書き込めません", "cannot write", path);
}

void fsync_tree(const std::string& folder) try {
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() || entry.is_directory()) fsync_path(entry.path().string());
  }
  fsync_path(folder);
} catch (const fs::filesystem_error& error) {
  throw_filesystem(error);
}

void copy_file(const std::string& from, const std::string& to) {
  const FileDescriptor source = open_or_throw(from, O_RDONLY);
  const FileDescriptor target = open_or_throw(to, O_WRONLY | O_CREAT | O_EXCL);
  for (;;) {
    const ssize_t done =
        ::copy_file_range(source.get(), nullptr, target.get(), nullptr, std::size_t{1} << 30U, 0);
    if (done == 0) return;
    if (done > 0 || errno == EINTR) continue;
    if (errno != EXDEV && errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP) {
      throw_io("書き込めません", "cannot write", to);
    }
    break;  // not possible inside the kernel: copy the rest by hand
  }
  std::string buffer(kBufferBytes, '\0');
  for (;;) {
    const ssize_t got = ::read(source.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw_io("読めません", "cannot read", from);
    if (got == 0) return;
    write_all(target.get(), {buffer.data(), static_cast<std::size_t>(got)}, to);
  }
}

void link_or_copy(const std::string& from, const std::string& to) {
  if (::link(from.c_str(), to.c_str()) != 0) copy_file(from, to);
}

void copy_folder(const std::string& from, const std::string& to) try {
  make_private_folder(to);
  for (const auto& entry : fs::directory_iterator(from)) {
    if (!entry.is_regular_file()) continue;
    copy_file(entry.path().string(), (fs::path(to) / entry.path().filename()).string());
  }
} catch (const fs::filesystem_error& error) {
  throw_filesystem(error);
}

bool link_folder(const std::string& from, const std::string& to) try {
  make_private_folder(to);
  for (const auto& entry : fs::directory_iterator(from)) {
    if (!entry.is_regular_file()) continue;
    const std::string target = (fs::path(to) / entry.path().filename()).string();
    if (::link(entry.path().c_str(), target.c_str()) != 0) {
      remove_tree(to);
      return false;
    }
  }
  return true;
} catch (const fs::filesystem_error& error) {
  throw_filesystem(error);
}

void make_private_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
    throw_io("フォルダーを作れません", "cannot create the folder", path);
  }
}

void remove_tree(const std::string& path) {
  std::error_code error;
  fs::remove_all(path, error);
  if (error) {
    errno = error.value();
    throw_io("削除できません", "cannot remove", path);
  }
}

void rename_path(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) throw_io("改名できません", "cannot rename to", to);
}

bool path_exists(const std::string& path) {
  std::error_code error;
  return fs::exists(fs::symlink_status(path, error));
}

std::uint64_t tree_size(const std::string& folder) {
  std::error_code error;
  std::uint64_t total = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    if (entry.is_regular_file(error)) total += entry.file_size(error);
  }
  return total;
}

}  // namespace jirei
