#include "indexer/xapian_check.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xapian.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "dict/error.h"
#include "dict/system_error.h"
#include "indexer/xapian_error.h"

namespace jirei {
namespace {

const Text kDamaged = {"索引の Xapian データベースが壊れています: ",
                       "the Xapian database of the index is damaged: "};

// Far fewer than are checked on any machine.
constexpr std::uintmax_t kBytesASecond = std::uintmax_t{1} << 20U;

/// What the child says: '=' and the number of errors; '!' (damage) or '?' and both texts, the
/// English one behind a zero.
std::string verdict(const std::string& folder) {
  try {
    return '=' + std::to_string(Xapian::Database::check(folder, 0, nullptr));
  } catch (const Xapian::Error& error) {
    const Error ours = to_error(error);
    return (ours.code() == ErrorCode::index_damaged ? '!' : '?') + ours.message().ja + '\0' +
           ours.message().en;
  } catch (const std::exception& error) {
    return std::string("!") + kDamaged.ja + error.what() + '\0' + kDamaged.en + error.what();
  }
}

void tell(int pipe, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(pipe, text.data(), text.size());
    if (written < 0 && errno != EINTR) return;
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string hear(int pipe) {
  std::string out;
  std::array<char, 4096> piece;
  for (;;) {
    const ssize_t read = ::read(pipe, piece.data(), piece.size());
    if (read == 0 || (read < 0 && errno != EINTR)) return out;
    if (read > 0) out.append(piece.data(), static_cast<std::size_t>(read));
  }
}

// A damaged tree may send Xapian round in circles, and nobody may hear any more.
void bound_child(const std::string& folder) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::uintmax_t bytes = 0;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    bytes += entry.is_regular_file(ignored) ? entry.file_size(ignored) : 0;
  }
  const rlim_t seconds = 120 + bytes / kBytesASecond;
  const rlimit most{seconds, seconds};
  ::setrlimit(RLIMIT_CPU, &most);
}

[[noreturn]] void no_process() {
  const Text reason = system_error_text(errno);
  throw Error(ErrorCode::io, {"検査のためのプロセスを作れません: " + reason.ja,
                              "cannot make a process for the check: " + reason.en});
}

}  // namespace

std::size_t xapian_errors(const std::string& folder) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) no_process();
  const pid_t child = ::fork();
  if (child == 0) {
    bound_child(folder);
    tell(ends[1], verdict(folder));
    ::_exit(0);
  }
  const int failure = errno;
  ::close(ends[1]);
  const std::string heard = child > 0 ? hear(ends[0]) : std::string();
  ::close(ends[0]);
  errno = failure;
  if (child < 0) no_process();
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  const bool ended = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  if (!ended || heard.empty()) {
    throw Error(ErrorCode::index_damaged, {kDamaged.ja + "Xapian の検査が途中で終わりました",
                                           kDamaged.en + "Xapian's check did not come to its end"});
  }
  const std::string_view said = std::string_view(heard).substr(1);
  if (heard.front() == '=') {
    std::size_t errors = 0;
    std::from_chars(said.data(), said.data() + said.size(), errors);
    return errors;
  }
  const std::size_t cut = said.find('\0');
  throw Error(heard.front() == '!' ? ErrorCode::index_damaged : ErrorCode::io,
              {std::string(said.substr(0, cut)), std::string(said.substr(cut + 1))});
}

}  // namespace jirei
