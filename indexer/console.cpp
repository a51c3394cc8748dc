#include "indexer/console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <iostream>

#include "dict/report.h"

namespace jirei {
namespace {

std::string place(const ReadProblem& problem) {
  return problem.line == 0 ? problem.file : fmt::format("{}:{}", problem.file, problem.line);
}

/// "1:02:03" or "2:03".
std::string clock_time(double seconds) {
  const auto whole = std::llround(seconds);
  if (whole >= 3600) {
    return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  }
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

}  // namespace

Console::Console(Language language, bool quiet)
    : language_(language), quiet_(quiet), terminal_(::isatty(STDERR_FILENO) == 1) {}

void Console::problem(const ReadProblem& problem) {
  const std::string where = place(problem);
  if (tells_once_ && !told_.insert(where + '\0' + problem.reason.en).second) return;
  clear();
  ++problems_;
  print_warning({where + ": " + problem.reason.ja, where + ": " + problem.reason.en}, language_,
                std::cerr);
  if (!problem.hint.empty()) {
    print_text({"  対処: " + problem.hint.ja, "  hint: " + problem.hint.en}, language_, std::cerr);
  }
}

void Console::warning(const Text& text) {
  clear();
  print_warning(text, language_, std::cerr);
}

void Console::note(const Text& text) {
  if (quiet_) return;
  clear();
  print_text(text, language_, std::cerr);
}

void Console::start(const Text& label, std::uint64_t total_bytes) {
  label_ = label;
  total_ = total_bytes;
  begun_ = last_paint_ = Clock::now();
}

void Console::progress(std::uint64_t done_bytes, std::uint64_t cases) {
  if (quiet_ || !terminal_) return;
  const auto now = Clock::now();
  if (now - last_paint_ < std::chrono::milliseconds(100)) return;
  last_paint_ = now;
  const double seconds = std::chrono::duration<double>(now - begun_).count();
  const double rate = static_cast<double>(cases) / seconds;
  std::string line = language_ == Language::ja
                         ? fmt::format("{}: {} 件 ({:.0f} 件/秒)", label_.ja, cases, rate)
                         : fmt::format("{}: {} cases ({:.0f}/s)", label_.en, cases, rate);
  if (total_ > 0 && done_bytes > 0 && done_bytes <= total_) {
    const double share = static_cast<double>(done_bytes) / static_cast<double>(total_);
    line += language_ == Language::ja ? fmt::format(" {:.0f}% 残り {}", share * 100,
                                                    clock_time(seconds * (1 - share) / share))
                                      : fmt::format(" {:.0f}% {} left", share * 100,
                                                    clock_time(seconds * (1 - share) / share));
  }
  std::cerr << "\r\x1b[K" << line << std::flush;
  painted_ = true;
}

void Console::stage(const Text& label) {
  if (quiet_ || !terminal_) return;
  std::cerr << "\r\x1b[K" << pick(label, language_) << "…" << std::flush;
  painted_ = true;
}

void Console::clear() {
  if (painted_) std::cerr << "\r\x1b[K" << std::flush;
  painted_ = false;
}

bool Console::confirm(const Text& question) {
  clear();
  if (!terminal_ || ::isatty(STDIN_FILENO) != 1) return false;
  std::cerr << visible_controls(pick(question, language_)) << " [y/N] " << std::flush;
  std::string answer;
  return std::getline(std::cin, answer) && !answer.empty() &&
         (answer[0] == 'y' || answer[0] == 'Y');
}

}  // namespace jirei
