// Sorted runs of posting lists in temporary files: what one chunk of cases adds to the index, to be
// merged with the runs of the others.
//
//   run   := entry*, ascending by key
//   entry := key: sized, documents, total, first docid, last docid: varint, items: sized
//   items := item of the first document, (gap: varint, item)*; gap = docid - docid before - 1
//   item  := a count as varint (postings, lengths), or something sized (values, position lists)
// A key is a term, escaped as glass does, or begins as glass_format.h says.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/files.h"

namespace jirei {

struct RunEntry {
  std::string key;
  std::uint64_t documents = 0;
  std::uint64_t total = 0;  ///< of the counts
  std::uint32_t first = 0;  ///< docids
  std::uint32_t last = 0;
  std::string items;

  /// A new key, without documents.
  void begin(std::string_view new_key);
  /// Where the item of the next document goes; docids ascend.
  std::string* next(std::uint32_t docid);
  /// Appends what another run has of the same key.
  void append(const RunEntry& later);
};

/// Writes a run; not made durable, since it does not outlive the build.
class RunWriter {
 public:
  explicit RunWriter(const std::string& path);
  void add(const RunEntry& entry);
  void finish();

 private:
  std::string path_;
  FileDescriptor fd_;
  std::string buffer_;
};

/// Reads a run from its beginning. Opens the file for each piece anew: there may be more runs than
/// files that a process may have open.
class RunReader {
 public:
  explicit RunReader(const std::string& path);
  /// False at the end.
  bool next(RunEntry* entry);

 private:
  bool fill(std::size_t wanted);
  std::uint64_t varint();
  void take(std::string* out);

  std::string path_;
  std::uint64_t read_ = 0;  ///< bytes of the file
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

/// All entries of several runs, each key once. The runs' docids ascend from run to run.
class RunMerger {
 public:
  explicit RunMerger(const std::vector<std::string>& paths);
  bool next(RunEntry* entry);

 private:
  struct Source {
    RunReader reader;
    std::size_t number;
    RunEntry entry;
  };
  /// Orders a heap: on top the smallest key, of the earliest run that has it.
  static bool later(const std::unique_ptr<Source>& a, const std::unique_ptr<Source>& b);

  std::vector<std::unique_ptr<Source>> heap_;
};

/// Merges runs, `fan_in` at a time, until no more than so many are left; removes what it has read.
std::vector<std::string> merge_runs(std::vector<std::string> runs, std::size_t fan_in);

}  // namespace jirei
