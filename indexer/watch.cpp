#include "indexer/watch.h"

#include <poll.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <xapian.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <iostream>

#include "dict/report.h"
#include "indexer/files.h"
#include "indexer/generation.h"
#include "indexer/manifest.h"
#include "indexer/update.h"
#include "indexer/xapian_error.h"

namespace jirei {
namespace {

namespace fs = std::filesystem;

constexpr int kQuietMilliseconds = 300;  ///< editors write a file in several steps
constexpr std::uint32_t kEvents = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO |
                                  IN_CLOSE_WRITE | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF;

/// Watches the folders of the sources. inotify does not look into folders below, so each is added.
class SourceWatch {
 public:
  SourceWatch() : fd_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
    if (!fd_) throw_io("監視できません", "cannot watch", "inotify");
  }

  int fd() const { return fd_.get(); }

  /// Adds what is not watched yet; adding twice does nothing.
  void add(const SourceList& list) {
    for (const Source& source : list.sources) {
      if (source.path.empty()) continue;
      std::error_code error;
      // Of a file its folder is watched: editors replace files by renaming.
      add_folder(fs::is_directory(source.path, error) ? fs::path(source.path)
                                                      : fs::path(source.path).parent_path());
      for (fs::recursive_directory_iterator at(source.path, error), end; !error && at != end;
           at.increment(error)) {
        if (at->is_directory(error)) add_folder(at->path());
      }
    }
  }

  /// Takes the events that are waiting.
  void drain() const {
    char buffer[1 << 14];
    while (::read(fd_.get(), buffer, sizeof buffer) > 0) {
    }
  }

 private:
  void add_folder(const fs::path& folder) const {
    if (::inotify_add_watch(fd_.get(), folder.c_str(), kEvents) < 0 && errno == ENOSPC) {
      throw_io("監視できません (fs.inotify.max_user_watches)",
               "cannot watch (fs.inotify.max_user_watches)", folder.string());
    }
  }

  FileDescriptor fd_;
};

/// SIGINT and SIGTERM as something to wait for.
FileDescriptor block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  return FileDescriptor(::signalfd(-1, &signals, SFD_CLOEXEC));
}

enum class Event { change, stop, quiet };

Event wait_for(const SourceWatch& watch, const FileDescriptor& stop, int milliseconds) {
  pollfd waiting[2] = {{watch.fd(), POLLIN, 0}, {stop.get(), POLLIN, 0}};
  const int ready = ::poll(waiting, 2, milliseconds);
  if (ready < 0 && errno != EINTR) throw_io("監視できません", "cannot watch", "poll");
  if (waiting[1].revents != 0) return Event::stop;
  if (waiting[0].revents == 0) return Event::quiet;
  watch.drain();
  return Event::change;
}

void update_once(const IndexOptions& options, Console* console) {
  try {
    update_command(options, console);
  } catch (const Xapian::Error& error) {
    report(to_error(error), options.language, std::cerr);
  } catch (const std::exception& error) {
    report(error, options.language, std::cerr);
  }
}

}  // namespace

int watch_command(const IndexOptions& options, Console* console) {
  const FileDescriptor stop = block_signals();
  SourceWatch watch;
  const auto add_sources = [&] { watch.add(read_sources(Generation::open(options.index).path())); };
  add_sources();
  console->note({"ソースを見ています (Ctrl-C で終わり)", "watching the sources (Ctrl-C ends)"});
  for (Event event = Event::change; event != Event::stop;) {
    if (event == Event::change) {
      event = wait_for(watch, stop, kQuietMilliseconds);
      if (event != Event::quiet) continue;
      update_once(options, console);
      add_sources();
    }
    event = wait_for(watch, stop, -1);
  }
  return kExitFound;
}

}  // namespace jirei
