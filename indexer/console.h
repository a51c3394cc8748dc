// What jirei-index says while it works: problems, notes and, on a terminal, how far it is.
#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <set>
#include <string>

#include "dict/error.h"
#include "indexer/readers/reader.h"

namespace jirei {

/// Everything goes to standard error. Not thread-safe: used by the thread that reads.
class Console {
 public:
  Console(Language language, bool quiet);

  Language language() const { return language_; }

  /// A case that could not be read. Always printed, and counted.
  void problem(const ReadProblem& problem);
  /// From now on a problem that was told is passed over: shards read the same sources in turn.
  void tell_problems_once() { tells_once_ = true; }
  std::size_t problems() const { return problems_; }
  void warning(const Text& text);
  void note(const Text& text);

  /// Begins a stretch of work of so many bytes (0: unknown).
  void start(const Text& label, std::uint64_t total_bytes);
  /// Repaints the line at most ten times a second.
  void progress(std::uint64_t done_bytes, std::uint64_t cases);
  /// Says what is being done now, on a terminal, until something else is printed.
  void stage(const Text& label);
  /// Takes the progress line away.
  void clear();

  /// Asks yes or no on the terminal; false when there is none.
  bool confirm(const Text& question);

 private:
  using Clock = std::chrono::steady_clock;

  Language language_;
  bool quiet_;
  bool terminal_;
  bool painted_ = false;
  std::size_t problems_ = 0;
  bool tells_once_ = false;
  std::set<std::string> told_;
  Text label_;
  std::uint64_t total_ = 0;
  Clock::time_point begun_;
  Clock::time_point last_paint_;
};

}  // namespace jirei
