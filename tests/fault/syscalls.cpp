// One system call that goes wrong, put before the C library by LD_PRELOAD: the call number
// $JIREI_SYSCALL_AT of the kind $JIREI_SYSCALL (a letter of the list below) fails with the errno
// $JIREI_SYSCALL_ERROR (a number), once, or with $JIREI_SYSCALL_ON set from then on. The error
// "short" makes a read or write move one byte only. $JIREI_SYSCALL_LOG names a file that gets the
// letter of every call, so that a test knows how many there are:
//   o open  r read  w write  s stat  m mmap  f fsync  l lock  d read a folder  n rename
//   u remove  k make a folder or link  t truncate  c close  y read a link  p copy inside the kernel
// What goes to standard error is left alone, or no failure could be told.
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

constexpr int kShort = -1;

struct Plan {
  char kind = 0;
  long at = 0;
  int error = 0;
  bool on = false;  ///< from then on
  int log = -1;
};

template <typename F>
F real(const char* name) {
  return reinterpret_cast<F>(::dlsym(RTLD_NEXT, name));
}

const char* setting(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

const Plan& plan() {
  static const Plan kPlan = [] {
    Plan out;
    out.kind = setting("JIREI_SYSCALL")[0];
    out.at = std::atol(setting("JIREI_SYSCALL_AT"));
    const char* error = setting("JIREI_SYSCALL_ERROR");
    out.error = std::strcmp(error, "short") == 0 ? kShort : std::atoi(error);
    out.on = *setting("JIREI_SYSCALL_ON") != '\0';
    if (const char* log = setting("JIREI_SYSCALL_LOG"); *log != '\0') {
      out.log = real<int (*)(const char*, int, ...)>("open")(
          log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_APPEND, 0600);
    }
    return out;
  }();
  return kPlan;
}

std::atomic<long> counter{0};

/// Counts a call. 0: it may go on; else the errno it fails with, or kShort.
int fate(char kind) {
  const Plan& current = plan();
  if (current.log >= 0) {
    static const auto kWrite = real<ssize_t (*)(int, const void*, size_t)>("write");
    static_cast<void>(kWrite(current.log, &kind, 1) == 1);
  }
  if (kind != current.kind) return 0;
  const long number = ++counter;
  const bool now = current.on ? number >= current.at : number == current.at;
  return now && current.at > 0 ? current.error : 0;
}

/// True: the call fails, errno is set.
bool fails(char kind) {
  const int error = fate(kind);
  if (error <= 0) return false;
  errno = error;
  return true;
}

/// The size a transfer may have; false: it fails.
bool may_move(char kind, size_t* size) {
  const int error = fate(kind);
  if (error > 0) {
    errno = error;
    return false;
  }
  if (error == kShort && *size > 1) *size = 1;
  return true;
}

template <typename R, typename... A>
R pass(char kind, R failure, const char* name, A... arguments) {
  return fails(kind) ? failure : real<R (*)(A...)>(name)(arguments...);
}

bool own_channel(int fd) { return fd == 2 || fd == plan().log; }

mode_t mode_of(int flags, va_list arguments) {
  const bool creates = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
  return creates ? va_arg(arguments, mode_t) : 0;
}

int open_named(const char* name, const char* path, int flags, va_list arguments) {
  const mode_t mode = mode_of(flags, arguments);
  return fails('o') ? -1 : real<int (*)(const char*, int, ...)>(name)(path, flags, mode);
}

int openat_named(const char* name, int folder, const char* path, int flags, va_list arguments) {
  const mode_t mode = mode_of(flags, arguments);
  return fails('o') ? -1
                    : real<int (*)(int, const char*, int, ...)>(name)(folder, path, flags, mode);
}

ssize_t read_some(int fd, void* data, size_t size) {
  static const auto next = real<ssize_t (*)(int, void*, size_t)>("read");
  return may_move('r', &size) ? next(fd, data, size) : -1;
}

ssize_t pread_some(int fd, void* data, size_t size, off64_t offset) {
  static const auto next = real<ssize_t (*)(int, void*, size_t, off64_t)>("pread64");
  return may_move('r', &size) ? next(fd, data, size, offset) : -1;
}

ssize_t pwrite_some(int fd, const void* data, size_t size, off64_t offset) {
  static const auto next = real<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
  return may_move('w', &size) ? next(fd, data, size, offset) : -1;
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const int fd = open_named("open", path, flags, arguments);
  va_end(arguments);
  return fd;
}
int open64(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const int fd = open_named("open64", path, flags, arguments);
  va_end(arguments);
  return fd;
}
int openat(int folder, const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const int fd = openat_named("openat", folder, path, flags, arguments);
  va_end(arguments);
  return fd;
}
int openat64(int folder, const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const int fd = openat_named("openat64", folder, path, flags, arguments);
  va_end(arguments);
  return fd;
}
// What fortified code calls where no mode is given.
int __open_2(const char* path, int flags) { return pass('o', -1, "__open_2", path, flags); }
int __open64_2(const char* path, int flags) { return pass('o', -1, "__open64_2", path, flags); }
FILE* fopen(const char* path, const char* mode) {
  return pass<FILE*>('o', nullptr, "fopen", path, mode);
}
FILE* fopen64(const char* path, const char* mode) {
  return pass<FILE*>('o', nullptr, "fopen64", path, mode);
}
DIR* opendir(const char* path) { return pass<DIR*>('o', nullptr, "opendir", path); }
DIR* fdopendir(int fd) { return pass<DIR*>('o', nullptr, "fdopendir", fd); }
dirent* readdir(DIR* folder) { return pass<dirent*>('d', nullptr, "readdir", folder); }
dirent64* readdir64(DIR* folder) { return pass<dirent64*>('d', nullptr, "readdir64", folder); }

ssize_t read(int fd, void* data, size_t size) { return read_some(fd, data, size); }
ssize_t __read_chk(int fd, void* data, size_t size, size_t) { return read_some(fd, data, size); }
ssize_t pread(int fd, void* data, size_t size, off_t at) { return pread_some(fd, data, size, at); }
ssize_t pread64(int fd, void* data, size_t size, off64_t at) {
  return pread_some(fd, data, size, at);
}
ssize_t __pread_chk(int fd, void* data, size_t size, off_t at, size_t) {
  return pread_some(fd, data, size, at);
}
ssize_t __pread64_chk(int fd, void* data, size_t size, off64_t at, size_t) {
  return pread_some(fd, data, size, at);
}
ssize_t write(int fd, const void* data, size_t size) {
  static const auto next = real<ssize_t (*)(int, const void*, size_t)>("write");
  if (own_channel(fd)) return next(fd, data, size);
  return may_move('w', &size) ? next(fd, data, size) : -1;
}
ssize_t writev(int fd, const iovec* pieces, int count) {
  static const auto next = real<ssize_t (*)(int, const iovec*, int)>("writev");
  if (own_channel(fd)) return next(fd, pieces, count);
  size_t size = 2;
  if (!may_move('w', &size)) return -1;
  if (size == 2 || count == 0) return next(fd, pieces, count);
  const iovec first{pieces[0].iov_base, pieces[0].iov_len > 0 ? size_t{1} : size_t{0}};
  return next(fd, &first, 1);
}
ssize_t pwrite(int fd, const void* data, size_t size, off_t at) {
  return pwrite_some(fd, data, size, at);
}
ssize_t pwrite64(int fd, const void* data, size_t size, off64_t at) {
  return pwrite_some(fd, data, size, at);
}
ssize_t copy_file_range(int from, off64_t* from_at, int to, off64_t* to_at, size_t size,
                        unsigned flags) {
  static const auto next =
      real<ssize_t (*)(int, off64_t*, int, off64_t*, size_t, unsigned)>("copy_file_range");
  return may_move('p', &size) ? next(from, from_at, to, to_at, size, flags) : -1;
}

int stat(const char* path, struct stat* out) { return pass('s', -1, "stat", path, out); }
int stat64(const char* path, struct stat64* out) { return pass('s', -1, "stat64", path, out); }
int lstat(const char* path, struct stat* out) { return pass('s', -1, "lstat", path, out); }
int lstat64(const char* path, struct stat64* out) { return pass('s', -1, "lstat64", path, out); }
int fstat(int fd, struct stat* out) { return pass('s', -1, "fstat", fd, out); }
int fstat64(int fd, struct stat64* out) { return pass('s', -1, "fstat64", fd, out); }
int fstatat(int folder, const char* path, struct stat* out, int flags) {
  return pass('s', -1, "fstatat", folder, path, out, flags);
}
int fstatat64(int folder, const char* path, struct stat64* out, int flags) {
  return pass('s', -1, "fstatat64", folder, path, out, flags);
}

void* mmap(void* where, size_t size, int protection, int flags, int fd, off_t at) {
  if (fd < 0)
    return real<void* (*)(void*, size_t, int, int, int, off_t)>("mmap")(where, size, protection,
                                                                        flags, fd, at);
  return pass('m', MAP_FAILED, "mmap", where, size, protection, flags, fd, at);
}
void* mmap64(void* where, size_t size, int protection, int flags, int fd, off64_t at) {
  if (fd < 0)
    return real<void* (*)(void*, size_t, int, int, int, off64_t)>("mmap64")(where, size, protection,
                                                                            flags, fd, at);
  return pass('m', MAP_FAILED, "mmap64", where, size, protection, flags, fd, at);
}

int fsync(int fd) { return pass('f', -1, "fsync", fd); }
int fdatasync(int fd) { return pass('f', -1, "fdatasync", fd); }
int flock(int fd, int operation) { return pass('l', -1, "flock", fd, operation); }
int close(int fd) {
  static const auto next = real<int (*)(int)>("close");
  const int error = fd == plan().log ? 0 : fate('c');
  const int result = next(fd);  // Linux closes it whatever it says
  if (error <= 0) return result;
  errno = error;
  return -1;
}
ssize_t readlink(const char* path, char* data, size_t size) {
  return pass<ssize_t>('y', -1, "readlink", path, data, size);
}
int rename(const char* from, const char* to) { return pass('n', -1, "rename", from, to); }
int unlink(const char* path) { return pass('u', -1, "unlink", path); }
int unlinkat(int folder, const char* path, int flags) {
  return pass('u', -1, "unlinkat", folder, path, flags);
}
int rmdir(const char* path) { return pass('u', -1, "rmdir", path); }
int remove(const char* path) { return pass('u', -1, "remove", path); }
int mkdir(const char* path, mode_t mode) { return pass('k', -1, "mkdir", path, mode); }
int symlink(const char* target, const char* path) { return pass('k', -1, "symlink", target, path); }
int link(const char* from, const char* to) { return pass('k', -1, "link", from, to); }
int ftruncate(int fd, off_t size) { return pass('t', -1, "ftruncate", fd, size); }
int ftruncate64(int fd, off64_t size) { return pass('t', -1, "ftruncate64", fd, size); }

}  // extern "C"
