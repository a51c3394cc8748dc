// Long output on a terminal goes through a pager.
#pragma once

#include <string>
#include <vector>

#include "searcher/terminal.h"

namespace jirei {

/// The pager's words: `configured` (flag, $JIREI_PAGER, config file), else $PAGER, else less.
/// Empty when there is to be none ("" or cat). Quotes and backslashes group words as in a shell,
/// but no shell runs them.
std::vector<std::string> pager_command(const std::string& configured,
                                       const Environment& environment);

/// A running pager that reads what is written to fd(). Closing waits until the reader leaves it.
class Pager {
 public:
  /// Not running when `command` is empty or cannot be started; then fd() is standard output.
  /// LESS=FRX is set for the pager if LESS is not set (short answers stay on the screen).
  explicit Pager(const std::vector<std::string>& command);
  ~Pager();
  Pager(const Pager&) = delete;
  Pager& operator=(const Pager&) = delete;

  bool running() const { return process_ > 0; }
  int fd() const { return fd_; }
  void close();

 private:
  int process_ = 0;
  int fd_ = 1;
};

}  // namespace jirei
