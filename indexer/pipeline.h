// Records → shards, on all cores, in a bounded amount of memory and with the same result however
// the threads are scheduled.
//
// The reader cuts the cases into chunks. A worker makes a small Xapian database of its own of each
// chunk (everything in one flush) and, when its turn has come, appends the chunk's cases to the
// case store. So docids follow the order of the sources, and compacting the shards in order gives
// the same docids in Xapian.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "indexer/case_store_writer.h"
#include "indexer/document.h"

namespace jirei {

struct PipelineOptions {
  std::string folder;           ///< where the shards are made
  unsigned jobs = 1;            ///< worker threads
  std::size_t chunk_bytes = 0;  ///< text of a chunk; memory is about 16 * jobs * chunk_bytes
};

/// Chunk size for a memory bound and an expected amount of text (0: unknown).
std::size_t chunk_bytes_for(std::size_t memory, unsigned jobs, std::uint64_t expected_text);

class IndexPipeline {
 public:
  IndexPipeline(const IndexingTools& tools, PipelineOptions options, CaseStoreWriter* store,
                Lexicon* lexicon);
  /// Stops the workers; what they made stays unfinished unless finish() returned.
  ~IndexPipeline();
  IndexPipeline(const IndexPipeline&) = delete;
  IndexPipeline& operator=(const IndexPipeline&) = delete;

  /// Blocks while the workers are behind. Rethrows what a worker threw.
  void add(SourceCase&& item);
  /// Waits for all. Returns the shards in docid order.
  std::vector<std::string> finish();

 private:
  struct Chunk {
    std::size_t number = 0;
    std::vector<SourceCase> cases;
    std::size_t weight = 0;
  };

  void submit();
  void work();
  void index_chunk(Chunk&& chunk, CaseIndexer* indexer);
  void append_in_turn(std::size_t number, const std::vector<EncodedCase>& cases,
                      const Lexicon& lexicon);
  std::string shard_path(std::size_t number) const;
  void fail(std::exception_ptr error);
  void stop();

  const IndexingTools tools_;
  const PipelineOptions options_;
  CaseStoreWriter* store_;
  Lexicon* lexicon_;
  Chunk filling_;
  std::size_t chunks_ = 0;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Chunk> queue_;
  std::size_t turn_ = 0;  ///< number of the chunk that may append now
  bool closed_ = false;
  std::exception_ptr error_;
  std::vector<std::thread> workers_;
};

/// Compacts the shards (in order) into one database at `target` and removes them; at most `fan_in`
/// at a time, since each takes five open files.
void compact_shards(const std::vector<std::string>& shards, const std::string& target,
                    std::size_t fan_in = 128);

}  // namespace jirei
