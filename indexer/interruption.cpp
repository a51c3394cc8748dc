#include "indexer/interruption.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace jirei {
namespace {

/// Those that are not ignored (nohup ignores SIGHUP).
sigset_t signals_to_wait_for() {
  sigset_t out;
  sigemptyset(&out);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action {};
    if (::sigaction(number, nullptr, &action) == 0 && action.sa_handler != SIG_IGN) {
      sigaddset(&out, number);
    }
  }
  return out;
}

[[noreturn]] void die_of(int number) {
  ::signal(number, SIG_DFL);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, number);
  ::pthread_sigmask(SIG_UNBLOCK, &only, nullptr);
  ::raise(number);
  ::_exit(128 + number);
}

}  // namespace

Interruption::Interruption(std::function<void()> clean_up) : clean_up_(std::move(clean_up)) {
  ::pthread_sigmask(SIG_BLOCK, nullptr, &before_);
  if (sigismember(&before_, SIGINT) == 1) return;
  const sigset_t wanted = signals_to_wait_for();
  ::pthread_sigmask(SIG_BLOCK, &wanted, nullptr);
  signals_ = FileDescriptor(::signalfd(-1, &wanted, SFD_CLOEXEC));
  stop_ = FileDescriptor(::eventfd(0, EFD_CLOEXEC));
  if (signals_ && stop_) {
    thread_ = std::thread([this] { wait_for_signal(); });
  } else {
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
}

Interruption::~Interruption() {
  if (!thread_.joinable()) return;
  ::eventfd_write(stop_.get(), 1);
  thread_.join();  // never returns once a signal has come: the process ends
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void Interruption::wait_for_signal() {
  for (;;) {
    pollfd waiting[2] = {{signals_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}};
    if (::poll(waiting, 2, -1) < 0) continue;
    signalfd_siginfo info{};
    if (waiting[0].revents != 0 && ::read(signals_.get(), &info, sizeof info) == sizeof info) {
      mutex_.lock();  // for good
      clean_up_();
      die_of(static_cast<int>(info.ssi_signo));
    }
    if (waiting[1].revents != 0) return;
  }
}

}  // namespace jirei
