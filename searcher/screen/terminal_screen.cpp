#include "searcher/screen/terminal_screen.h"

#define NCURSES_NOMACROS 1
#include <curses.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "dict/system_error.h"
#include "searcher/screen/key_reader.h"
#include "searcher/screen/terminfo.h"

namespace jirei {

namespace {

constexpr const char* kPasteOn = "\x1b[?2004h";
constexpr const char* kPasteOff = "\x1b[?2004l";
constexpr int kPasteBegins = KEY_MAX + 1, kPasteEnds = KEY_MAX + 2;

void write_all(const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t written = ::write(STDOUT_FILENO, data, size);
    if (written < 0) {
      if (errno == EINTR) continue;
      if (errno != EAGAIN) return;
      pollfd ready{STDOUT_FILENO, POLLOUT, 0};
      ::poll(&ready, 1, 1000);
      continue;
    }
    data += written;
    size -= static_cast<std::size_t>(written);
  }
}

// Signal handlers can reach nothing but statics. They are set while one TerminalScreen lives.
struct Rescue {
  std::array<char, 512> restore{};  ///< what puts the terminal back, written as it is
  std::size_t size = 0;
  termios before{};
  volatile sig_atomic_t armed = 0;
  volatile sig_atomic_t wake_fd = -1;
  volatile sig_atomic_t resized = 0, interrupted = 0, suspended = 0;
};
Rescue rescue;  // NOLINT

extern "C" void die_tidily(int signal) {
  if (rescue.armed != 0) {
    rescue.armed = 0;
    const ssize_t written = ::write(STDOUT_FILENO, rescue.restore.data(), rescue.size);
    static_cast<void>(written);
    ::tcsetattr(STDIN_FILENO, TCSANOW, &rescue.before);
  }
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

extern "C" void note_signal(int signal) {
  const int error = errno;
  if (signal == SIGWINCH) rescue.resized = 1;
  if (signal == SIGINT) rescue.interrupted = 1;
  if (signal == SIGTSTP) rescue.suspended = 1;
  const char byte = 0;
  const ssize_t written = ::write(static_cast<int>(rescue.wake_fd), &byte, 1);
  static_cast<void>(written);
  errno = error;
}

constexpr std::array kDeadly{SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};
constexpr int kOnce = static_cast<int>(SA_RESETHAND);
constexpr std::array kNoted{SIGWINCH, SIGINT, SIGTSTP};

struct sigaction action_of(void (*handler)(int), int flags) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  return action;
}

struct NamedKey {
  int code;
  KeyKind kind;
};
constexpr std::array kKeys{
    NamedKey{KEY_UP, KeyKind::up},         NamedKey{KEY_DOWN, KeyKind::down},
    NamedKey{KEY_LEFT, KeyKind::left},     NamedKey{KEY_RIGHT, KeyKind::right},
    NamedKey{KEY_HOME, KeyKind::home},     NamedKey{KEY_END, KeyKind::end},
    NamedKey{KEY_PPAGE, KeyKind::page_up}, NamedKey{KEY_NPAGE, KeyKind::page_down},
    NamedKey{KEY_BTAB, KeyKind::back_tab}, NamedKey{KEY_BACKSPACE, KeyKind::backspace},
    NamedKey{KEY_DC, KeyKind::remove},     NamedKey{KEY_ENTER, KeyKind::enter},
    NamedKey{KEY_F(1), KeyKind::help},
};

std::string base64(std::string_view text) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bits = bits << 8 | (i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0u);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += i + k > text.size() ? '=' : kLetters[bits >> (18 - 6 * k) & 63];
    }
  }
  return out;
}

}  // namespace

void require_screen(const Environment& environment) {
  const Text hint{"画面を使わずに探すには: jirei-search 検索語",
                  "To search without a full screen: jirei-search QUERY"};
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO}) {
    if (is_terminal(fd)) continue;
    throw Error(ErrorCode::usage,
                {std::string("-I には端末が要ります（標準") +
                     (fd == STDIN_FILENO ? "入力" : "出力") + "が端末ではありません）。",
                 std::string("-I needs a terminal (standard ") +
                     (fd == STDIN_FILENO ? "input" : "output") + " is none)."},
                hint);
  }
  const char* term = environment("TERM");
  const std::string name = term != nullptr ? term : "";
  if (name.empty() || name == "dumb" || !places_cursor(name)) {
    throw Error(ErrorCode::usage,
                {"この端末（TERM=" + name + "）では全画面にできません。",
                 "this terminal (TERM=" + name + ") cannot show a full screen."},
                hint);
  }
}

struct TerminalScreen::Impl {
  SCREEN* screen = nullptr;
  WINDOW* keys = nullptr;  ///< a pad: reading from it paints nothing
  std::array<int, 2> pipe{-1, -1};
  std::array<struct sigaction, 32> old_actions{};
  bool signals_taken = false;
  Pens pens;
  KeyReader reader;
  std::optional<Grid> shown;
  std::string set_keypad, leave;

  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  /// Also of a screen that was never finished: what was taken over is given back.
  ~Impl() {
    if (screen != nullptr) {
      write_all(kPasteOff, std::strlen(kPasteOff));
      const std::string& show = pens.show_cursor;
      write_all(show.data(), show.size());
      ::delwin(keys);
      ::endwin();
      std::fflush(stdout);
      rescue.armed = 0;
      ::delscreen(screen);
    }
    if (signals_taken) {
      for (const int signal : kDeadly) give_back(signal);
      for (const int signal : kNoted) give_back(signal);
    }
    rescue.wake_fd = -1;
    for (const int fd : pipe) {
      if (fd >= 0) ::close(fd);
    }
  }

  void arm() {
    rescue.size = std::min(leave.size(), rescue.restore.size());
    std::memcpy(rescue.restore.data(), leave.data(), rescue.size);
    rescue.armed = 1;
  }
  void install(const struct sigaction& action, int signal) {
    ::sigaction(signal, &action, &old_actions.at(static_cast<std::size_t>(signal)));
  }
  void give_back(int signal) {
    ::sigaction(signal, &old_actions.at(static_cast<std::size_t>(signal)), nullptr);
  }
};

TerminalScreen::TerminalScreen(bool colors) : impl_(std::make_unique<Impl>()) {
  // Bytes are UTF-8 here, whatever the locale; curses only has to know that they are no controls.
  if (std::setlocale(LC_CTYPE, "C.UTF-8") == nullptr) std::setlocale(LC_CTYPE, "");
  if (::pipe2(impl_->pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    const Text reason = system_error_text(errno);
    throw Error(ErrorCode::io,
                {"パイプを作れません: " + reason.ja, "cannot make a pipe: " + reason.en});
  }
  ::tcgetattr(STDIN_FILENO, &rescue.before);
  rescue.wake_fd = impl_->pipe[1];
  rescue.resized = 0;
  rescue.interrupted = 0;
  rescue.suspended = 0;
  // Before curses, which leaves signals alone that somebody handles.
  impl_->signals_taken = true;
  for (const int signal : kDeadly) impl_->install(action_of(die_tidily, kOnce), signal);
  for (const int signal : kNoted) impl_->install(action_of(note_signal, 0), signal);
  impl_->screen = ::newterm(nullptr, stdout, stdin);
  if (impl_->screen == nullptr) {
    throw Error(ErrorCode::usage, {"端末を全画面にできません。", "the terminal cannot be set up."});
  }
  impl_->leave = kPasteOff + capability("rmkx") + capability("sgr0") + capability("cnorm") +
                 capability("rmcup");
  impl_->arm();
  ::raw();
  ::noecho();
  ::nonl();
  constexpr int kEscapeWaits = 50;  // milliseconds for the rest of a key's sequence
  if (std::getenv("ESCDELAY") == nullptr) ::set_escdelay(kEscapeWaits);
  impl_->keys = ::newpad(1, 1);
  ::keypad(impl_->keys, TRUE);
  ::nodelay(impl_->keys, TRUE);
  ::define_key("\x1b[200~", kPasteBegins);
  ::define_key("\x1b[201~", kPasteEnds);
  impl_->set_keypad = capability("smkx") + kPasteOn;
  impl_->pens = make_pens(colors);
  std::fflush(stdout);
  write_all(impl_->set_keypad.data(), impl_->set_keypad.size());
}

TerminalScreen::~TerminalScreen() = default;

Size TerminalScreen::size() const {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) {
    return {};
  }
  constexpr unsigned short kMost = 1000;  // nobody reads more, and memory is finite
  return {std::min(size.ws_row, kMost), std::min(size.ws_col, kMost)};
}

void TerminalScreen::show(const Grid& grid) {
  const std::string bytes = paint(impl_->shown ? &*impl_->shown : nullptr, grid, impl_->pens);
  write_all(bytes.data(), bytes.size());
  impl_->shown = grid;
}

void TerminalScreen::forget() { impl_->shown.reset(); }

void TerminalScreen::copy(const std::string& text) {
  constexpr std::size_t kMost = 50'000;  // terminals refuse more
  if (text.size() > kMost) return;
  const std::string bytes = "\x1b]52;c;" + base64(text) + "\x07";
  write_all(bytes.data(), bytes.size());
}

void TerminalScreen::suspend() {
  write_all(impl_->leave.data(), impl_->leave.size());
  termios ours{};
  ::tcgetattr(STDIN_FILENO, &ours);
  ::tcsetattr(STDIN_FILENO, TCSADRAIN, &rescue.before);
  rescue.armed = 0;
  const struct sigaction stop = action_of(SIG_DFL, 0);
  struct sigaction noted {};
  ::sigaction(SIGTSTP, &stop, &noted);
  ::kill(0, SIGTSTP);
  // Continued.
  ::sigaction(SIGTSTP, &noted, nullptr);
  ::tcsetattr(STDIN_FILENO, TCSADRAIN, &ours);
  impl_->arm();
  const std::string enter = capability("smcup") + impl_->set_keypad;
  write_all(enter.data(), enter.size());
  forget();
}

TerminalScreen::Events TerminalScreen::wait() {
  Events events;
  std::array<pollfd, 2> sources{pollfd{STDIN_FILENO, POLLIN, 0}, pollfd{impl_->pipe[0], POLLIN, 0}};
  ::poll(sources.data(), sources.size(), -1);
  std::array<char, 64> bytes{};
  while (::read(impl_->pipe[0], bytes.data(), bytes.size()) > 0) {
  }
  events.resized = std::exchange(rescue.resized, 0) != 0;
  events.interrupted = std::exchange(rescue.interrupted, 0) != 0;
  events.suspended = std::exchange(rescue.suspended, 0) != 0;
  bool any = false;
  for (int code = ::wgetch(impl_->keys); code != ERR; code = ::wgetch(impl_->keys)) {
    any = true;
    if (code == kPasteBegins) {
      impl_->reader.paste_begins();
    } else if (code == kPasteEnds) {
      impl_->reader.paste_ends();
    } else if (code < 0x100) {
      impl_->reader.byte(static_cast<unsigned char>(code));
    } else {
      const auto known = std::find_if(kKeys.begin(), kKeys.end(),
                                      [&](const NamedKey& key) { return key.code == code; });
      if (known != kKeys.end()) impl_->reader.key(known->kind);
    }
  }
  impl_->reader.pause();
  events.keys = impl_->reader.take();
  events.closed = !any && (sources[0].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
  return events;
}

void TerminalScreen::wake() {
  const char byte = 0;
  const ssize_t written = ::write(impl_->pipe[1], &byte, 1);
  static_cast<void>(written);
}

}  // namespace jirei
