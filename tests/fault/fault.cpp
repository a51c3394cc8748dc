// Faults on demand, put before the C library by LD_PRELOAD: every operation that changes the file
// system is counted, and the one with the number $JIREI_FAULT_AT kills the process
// ($JIREI_FAULT_HOW is "kill"; "torn" lets half of a write happen first) or fails from then on
// ("full": ENOSPC, "readonly": EROFS). $JIREI_FAULT_LOG names a file that gets a letter an
// operation, so that a test knows how many there are and of what kind:
//   r rename  f fsync  u unlink, rmdir  w write  m mkdir, symlink, link  t truncate
// $JIREI_FAULT_CLOCK is added to the time of day, in seconds.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace {

struct Plan {
  long at = 0;
  char how = 'k';
  int log = -1;
};

template <typename F>
F real(const char* name) {
  return reinterpret_cast<F>(::dlsym(RTLD_NEXT, name));
}

const Plan& plan() {
  static const Plan kPlan = [] {
    Plan out;
    if (const char* at = std::getenv("JIREI_FAULT_AT")) out.at = std::atol(at);
    if (const char* how = std::getenv("JIREI_FAULT_HOW")) out.how = how[0];
    if (const char* log = std::getenv("JIREI_FAULT_LOG")) {
      out.log = ::open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    }
    return out;
  }();
  return kPlan;
}

std::atomic<long> counter{0};

/// Whether the operation may go on. False: it fails with errno set. Does not return at a kill.
/// `half` does what a torn write leaves behind.
template <typename Half>
bool allowed(char kind, Half&& half) {
  const Plan& current = plan();
  const long number = ++counter;
  if (current.log >= 0) {
    static const auto kWrite = real<ssize_t (*)(int, const void*, size_t)>("write");
    static_cast<void>(kWrite(current.log, &kind, 1) == 1);
  }
  if (current.at == 0 || number < current.at) return true;
  if (current.how == 'f' || current.how == 'r') {
    errno = current.how == 'f' ? ENOSPC : EROFS;
    return kind == 'u';  // making room works on a full disk
  }
  if (number > current.at) return true;
  if (current.how == 't') half();
  ::_exit(137);
}

bool allowed(char kind) {
  return allowed(kind, [] {});
}

long clock_shift() {
  static const long kShift = [] {
    const char* shift = std::getenv("JIREI_FAULT_CLOCK");
    return shift == nullptr ? 0L : std::atol(shift);
  }();
  return kShift;
}

/// Standard output and error are not the file system under test.
bool plain_file(int fd) {
  struct stat info {};
  return fd > 2 && ::fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
}

}  // namespace

extern "C" {

int rename(const char* from, const char* to) {
  static const auto next = real<int (*)(const char*, const char*)>("rename");
  return allowed('r') ? next(from, to) : -1;
}
int fsync(int fd) {
  static const auto next = real<int (*)(int)>("fsync");
  return allowed('f') ? next(fd) : -1;
}
int fdatasync(int fd) {
  static const auto next = real<int (*)(int)>("fdatasync");
  return allowed('f') ? next(fd) : -1;
}
int unlink(const char* path) {
  static const auto next = real<int (*)(const char*)>("unlink");
  return allowed('u') ? next(path) : -1;
}
int unlinkat(int folder, const char* path, int flags) {
  static const auto next = real<int (*)(int, const char*, int)>("unlinkat");
  return allowed('u') ? next(folder, path, flags) : -1;
}
int rmdir(const char* path) {
  static const auto next = real<int (*)(const char*)>("rmdir");
  return allowed('u') ? next(path) : -1;
}
int mkdir(const char* path, mode_t mode) {
  static const auto next = real<int (*)(const char*, mode_t)>("mkdir");
  return allowed('m') ? next(path, mode) : -1;
}
int symlink(const char* target, const char* path) {
  static const auto next = real<int (*)(const char*, const char*)>("symlink");
  return allowed('m') ? next(target, path) : -1;
}
int link(const char* from, const char* to) {
  static const auto next = real<int (*)(const char*, const char*)>("link");
  return allowed('m') ? next(from, to) : -1;
}
int ftruncate(int fd, off_t size) {
  static const auto next = real<int (*)(int, off_t)>("ftruncate");
  return allowed('t') ? next(fd, size) : -1;
}
ssize_t write(int fd, const void* data, size_t size) {
  static const auto next = real<ssize_t (*)(int, const void*, size_t)>("write");
  if (!plain_file(fd) || fd == plan().log) return next(fd, data, size);
  const auto half = [&] { static_cast<void>(next(fd, data, size / 2) >= 0); };
  return allowed('w', half) ? next(fd, data, size) : -1;
}
ssize_t pwrite64(int fd, const void* data, size_t size, off64_t offset) {
  static const auto next = real<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
  const auto half = [&] { static_cast<void>(next(fd, data, size / 2, offset) >= 0); };
  return allowed('w', half) ? next(fd, data, size, offset) : -1;
}
ssize_t pwrite(int fd, const void* data, size_t size, off_t offset) {
  return pwrite64(fd, data, size, offset);
}
ssize_t copy_file_range(int from, off64_t* from_at, int to, off64_t* to_at, size_t size,
                        unsigned flags) {
  static const auto next =
      real<ssize_t (*)(int, off64_t*, int, off64_t*, size_t, unsigned)>("copy_file_range");
  const auto half = [&] {
    static_cast<void>(next(from, from_at, to, to_at, size > 4096 ? 4096 : size / 2, flags) >= 0);
  };
  return allowed('w', half) ? next(from, from_at, to, to_at, size, flags) : -1;
}

int clock_gettime(clockid_t clock, timespec* now) {
  static const auto next = real<int (*)(clockid_t, timespec*)>("clock_gettime");
  const int status = next(clock, now);
  if (status == 0 && clock == CLOCK_REALTIME) now->tv_sec += clock_shift();
  return status;
}
time_t time(time_t* out) {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  if (out != nullptr) *out = now.tv_sec;
  return now.tv_sec;
}

}  // extern "C"
