// Generations of an index: built beside, made durable, put in service by one rename, kept while
// somebody reads them.
//
// The layout is in schema.h. Only the holder of the writer's lock changes anything in the folder,
// so whatever is named building-* or trash-* when the lock is taken was left by a dead writer.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "dict/analyzer.h"
#include "dict/error.h"
#include "indexer/files.h"
#include "indexer/interruption.h"
#include "indexer/manifest.h"

namespace jirei {

/// One generation held open by a reader: its files stay while this lives (shared flock on its
/// manifest, released by the kernel when the process ends however it ends).
class Generation {
 public:
  /// The generation in service. Never waits. Throws Error(index_missing / index_damaged).
  static Generation open(const std::string& index_dir);

  const std::string& path() const { return path_; }  ///< DIR/gen-000007
  std::uint64_t number() const { return number_; }
  std::string file(std::string_view name) const;

  /// Whether another generation has been put in service since.
  bool stale() const;

 private:
  std::string index_dir_;
  std::string path_;
  std::uint64_t number_ = 0;
  FileDescriptor lock_;
};

/// The compiled user dictionaries kept in a generation, in their order.
std::vector<std::string> user_dictionary_files(const std::string& generation_path);
/// The analyzer of a generation: the shipped dictionaries and the user dictionaries kept in it.
/// Throws Error(index_damaged) if one of those is not what it was.
AnalyzerSpec analyzer_spec_of(const std::string& generation_path);
/// The same, where its manifest is at hand.
AnalyzerSpec analyzer_spec_of(const std::string& generation_path, const Manifest& manifest);

/// Number of the generation in service; 0 when there is none. Never throws for a missing folder.
std::uint64_t current_generation(const std::string& index_dir);

/// Numbers of the complete generations, ascending.
std::vector<std::uint64_t> list_generations(const std::string& index_dir);

std::string generation_path(const std::string& index_dir, std::uint64_t number);

/// Prints the last words of an interrupted command, over a line of progress.
void say_interrupted(const Text& state, Language language);

/// The one writer of an index. Creates the folder (mode 0700) where it is missing.
class IndexWriter {
 public:
  /// Takes the lock; waits at most `wait_seconds`. Throws Error(locked) that names the holder and
  /// since when, Error(usage) when the folder holds something that is no index. With a language,
  /// Ctrl-C removes what was begun and says in that language what state is left.
  IndexWriter(const std::string& index_dir, const std::string& command, double wait_seconds,
              std::optional<Language> interruptible = std::nullopt);
  /// What was begun and not published is removed.
  ~IndexWriter();
  IndexWriter(const IndexWriter&) = delete;
  IndexWriter& operator=(const IndexWriter&) = delete;

  const std::string& index_dir() const { return index_dir_; }
  /// 0 when there is no generation yet.
  std::uint64_t current() const { return current_; }

  /// Makes an empty folder for the next generation and returns its path.
  std::string begin();
  std::uint64_t next() const { return next_; }
  /// Makes the folder durable, gives it its name and puts it in service; then drops generations
  /// that are neither in service nor the one before, unless somebody reads them; with `alone`, for
  /// a purge, every other one, read or not.
  void publish(bool alone = false);
  /// Puts an older generation back in service.
  void roll_back_to(std::uint64_t number);
  /// Drops every other generation that nobody reads. True if none is left.
  bool drop_unread_others();
  /// Removes what was begun and not published, while other threads may still be writing it: for an
  /// interruption, after which the process ends.
  void abandon() const;

 private:
  void clean_leftovers();
  void clean_up_interrupted(Language language) const;
  std::unique_lock<std::mutex> hold();
  void switch_to(std::uint64_t number);
  void collect(std::uint64_t keep);
  void drop_all_others();
  void finish_purge();
  void drop(std::uint64_t number);
  bool drop_unless_read(std::uint64_t number);

  std::string index_dir_;
  FileDescriptor lock_;
  std::uint64_t current_ = 0;
  std::uint64_t next_ = 0;
  std::string building_;
  bool published_ = false;
  std::unique_ptr<Interruption> interruption_;
};

}  // namespace jirei
