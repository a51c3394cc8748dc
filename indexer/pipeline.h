// Records → an index, on all cores, in a bounded amount of memory and with the same result however
// the threads are scheduled.
//
// The reader numbers the cases and cuts them into chunks. A worker sorts the postings of a chunk
// into a run of its own and, when its turn has come, appends the chunk's cases to the case store
// and to those tables of the database that follow the docids. The runs are merged at the end.
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
#include "indexer/glass_database.h"

namespace jirei {

struct PipelineOptions {
  std::string folder;           ///< where the runs are made
  unsigned jobs = 1;            ///< worker threads
  std::size_t chunk_bytes = 0;  ///< text of a chunk; see chunk_bytes_for()
};

/// Chunk size for a memory bound and an expected amount of text (0: unknown).
std::size_t chunk_bytes_for(std::size_t memory, unsigned jobs, std::uint64_t expected_text);

class IndexPipeline {
 public:
  IndexPipeline(const IndexingTools& tools, PipelineOptions options, CaseStoreWriter* store,
                GlassDatabaseWriter* database, Lexicon* lexicon);
  /// Stops the workers; what they made stays unfinished unless finish() returned.
  ~IndexPipeline();
  IndexPipeline(const IndexPipeline&) = delete;
  IndexPipeline& operator=(const IndexPipeline&) = delete;

  /// Blocks while the workers are behind. Rethrows what a worker threw.
  void add(SourceCase&& item);
  /// Paths in docid order.
  struct Runs {
    std::vector<std::string> postings, positions;
  };
  /// Waits for all.
  Runs finish();

 private:
  struct Chunk {
    std::size_t number = 0;
    std::uint32_t first_docid = 1;
    std::vector<SourceCase> cases;
    std::size_t weight = 0;
  };
  struct Indexed {
    std::vector<EncodedCase> stored;
    std::vector<GlassDocument> documents;
    SlotTable slots;
    Lexicon lexicon;
  };

  void submit();
  void work();
  void index_chunk(Chunk&& chunk, CaseIndexer* indexer);
  void append_in_turn(std::size_t number, const Indexed& indexed);
  std::string run_path(const char* kind, std::size_t number) const;
  void fail(std::exception_ptr error);
  void stop();

  const IndexingTools tools_;
  const PipelineOptions options_;
  CaseStoreWriter* store_;
  GlassDatabaseWriter* database_;
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

}  // namespace jirei
