// The terminal taken over for the full screen, by way of curses: its description, its keys, and its
// state given back whatever happens.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "searcher/screen/key.h"
#include "searcher/screen/painter.h"
#include "searcher/terminal.h"

namespace jirei {

/// Throws Error(usage) where a full screen is not possible: standard input or output is no
/// terminal, or the terminal cannot move its cursor (TERM=dumb, or unknown).
void require_screen(const Environment& environment);

/// At most one at a time. The terminal is given back when it is destroyed, and before the program
/// dies of SIGTERM, SIGHUP, SIGQUIT, or a crash.
class TerminalScreen {
 public:
  /// `colors` false: bold, underlined and reversed alone.
  explicit TerminalScreen(bool colors);
  ~TerminalScreen();
  TerminalScreen(const TerminalScreen&) = delete;
  TerminalScreen& operator=(const TerminalScreen&) = delete;

  Size size() const;
  void show(const Grid& grid);
  /// Forgets what stands on the screen: the next show() paints everything.
  void forget();
  /// Puts a text into the clipboard of terminals that allow it (OSC 52).
  void copy(const std::string& text);
  /// Gives the terminal back and stops the program until it is continued (Ctrl-Z).
  void suspend();

  /// What has happened while waiting. `resized` is also set after a suspension.
  struct Events {
    std::vector<Key> keys;
    bool resized = false;
    bool interrupted = false;  ///< SIGINT
    bool suspended = false;    ///< SIGTSTP came
    bool closed = false;       ///< the terminal is gone
  };
  /// Waits for a key, a signal or wake().
  Events wait();
  /// From any thread: lets wait() return.
  void wake();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace jirei
