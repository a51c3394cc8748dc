// Ctrl-C, SIGTERM and the end of the terminal while an index is being written: what was begun is
// removed, and the user is told what state is left.
#pragma once

#include <csignal>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "indexer/files.h"

namespace jirei {

/// While this lives, a signal runs `clean_up` in a thread of its own and then ends the process by
/// that signal. Threads must be started after it. Where SIGINT is blocked already somebody else
/// waits for it, and this does nothing.
class Interruption {
 public:
  explicit Interruption(std::function<void()> clean_up);
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  /// Held while something happens that must not be cut in two. A thread that asks for it after the
  /// signal waits for the end of the process.
  [[nodiscard]] std::unique_lock<std::mutex> hold() { return std::unique_lock(mutex_); }

 private:
  void wait_for_signal();

  std::function<void()> clean_up_;
  std::mutex mutex_;
  sigset_t before_{};
  FileDescriptor signals_, stop_;
  std::thread thread_;
};

}  // namespace jirei
