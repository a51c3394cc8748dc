#include "searcher/pager.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

namespace jirei {

namespace {

std::vector<std::string> split_words(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != 0) {
      if (c == quote) {
        quote = 0;
      } else if (c == '\\' && quote == '"' && i + 1 < line.size()) {
        word += line[++i];
      } else {
        word += c;
      }
    } else if (c == '\'' || c == '"') {
      quote = c;
      in_word = true;
    } else if (c == ' ' || c == '\t') {
      if (in_word) words.push_back(std::move(word));
      word.clear();
      in_word = false;
    } else {
      if (c == '\\' && i + 1 < line.size()) ++i;
      word += line[i];
      in_word = true;
    }
  }
  if (in_word) words.push_back(std::move(word));
  return words;
}

std::vector<std::string> pager_environment() {
  std::vector<std::string> variables;
  bool less = false, lv = false, charset = false;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view variable(*entry);
    less = less || variable.substr(0, 5) == "LESS=";
    lv = lv || variable.substr(0, 3) == "LV=";
    charset = charset || variable.starts_with("LESSCHARSET=");
    variables.emplace_back(variable);
  }
  if (!less) variables.emplace_back("LESS=FRX");
  if (!lv) variables.emplace_back("LV=-c");
  // What is printed is UTF-8 even where the locale is not there (a bare system has C alone), and
  // less would show every Japanese byte as <E3>.
  if (!charset) variables.emplace_back("LESSCHARSET=utf-8");
  return variables;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> out;
  out.reserve(strings.size() + 1);
  for (std::string& text : strings) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

}  // namespace

std::vector<std::string> pager_command(const std::string& configured,
                                       const Environment& environment) {
  std::string line = configured;
  if (line.empty()) {
    const char* pager = environment("PAGER");
    line = pager != nullptr && *pager != '\0' ? pager : "less";
  }
  std::vector<std::string> words = split_words(line);
  if (words.size() == 1 && words[0] == "cat") words.clear();
  return words;
}

Pager::Pager(const std::vector<std::string>& command) {
  std::array<int, 2> ends{};
  if (command.empty() || ::pipe2(ends.data(), O_CLOEXEC) != 0) return;
  std::vector<std::string> words = command;
  std::vector<std::string> variables = pager_environment();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
  // This program ignores SIGPIPE; its children are to start as they would from a shell.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  pid_t process = 0;
  const int error = posix_spawnp(&process, words[0].c_str(), &actions, &attributes,
                                 pointers(words).data(), pointers(variables).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[0]);
  if (error != 0) {
    ::close(ends[1]);
    return;
  }
  process_ = process;
  fd_ = ends[1];
}

Pager::~Pager() { close(); }

void Pager::close() {
  if (process_ <= 0) return;
  ::close(fd_);
  fd_ = STDOUT_FILENO;
  // Ctrl-C in the pager is the pager's business.
  struct sigaction ignore {
  }, before{};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGINT, &ignore, &before);
  while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
  sigaction(SIGINT, &before, nullptr);
  process_ = 0;
}

}  // namespace jirei
