#include "indexer/pipeline.h"

#include <fmt/format.h>

#include <algorithm>

#include "indexer/files.h"

namespace jirei {
namespace {

/// What a case takes of a chunk's room: its text, and as much again where it is short, since short
/// texts repeat fewer words. Facets, headings and the rest of a record count as well.
std::size_t weight(const CaseRecord& record) {
  constexpr std::size_t kBesidesText = 200;
  constexpr std::size_t kShort = 3000;
  const std::size_t bytes = static_cast<std::size_t>(text_bytes(record)) + kBesidesText;
  return bytes + std::min(bytes, kShort);
}

}  // namespace

std::size_t chunk_bytes_for(std::size_t memory, unsigned jobs, std::uint64_t expected_text) {
  // A chunk takes about twelve times its text while it is worked on, and twice while it waits;
  // some 100 MiB are taken whatever the chunks.
  constexpr std::size_t kSmallest = std::size_t{256} << 10U;
  constexpr std::size_t kLargest = std::size_t{32} << 20U;
  const std::size_t chunks = std::size_t{12} * jobs + 6;
  const std::size_t largest = std::clamp(memory / chunks, kSmallest, kLargest);
  if (expected_text == 0) return largest;
  const std::uint64_t even = expected_text / (std::uint64_t{4} * jobs);
  return static_cast<std::size_t>(std::clamp<std::uint64_t>(even, kSmallest, largest));
}

IndexPipeline::IndexPipeline(const IndexingTools& tools, PipelineOptions options,
                             CaseStoreWriter* store, GlassDatabaseWriter* database,
                             Lexicon* lexicon)
    : tools_(tools),
      options_(std::move(options)),
      store_(store),
      database_(database),
      lexicon_(lexicon) {
  make_private_folder(options_.folder);
  for (unsigned i = 0; i < std::max(1U, options_.jobs); ++i) {
    workers_.emplace_back([this] { work(); });
  }
}

IndexPipeline::~IndexPipeline() {
  fail(nullptr);
  stop();
}

void IndexPipeline::stop() {
  {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
  for (std::thread& worker : workers_) worker.join();
  workers_.clear();
}

void IndexPipeline::fail(std::exception_ptr error) {
  const std::scoped_lock lock(mutex_);
  if (!error_) error_ = std::move(error);
  queue_.clear();
  closed_ = true;
  changed_.notify_all();
}

std::string IndexPipeline::run_path(const char* kind, std::size_t number) const {
  return fmt::format("{}/{}-{:06}", options_.folder, kind, number);
}

void IndexPipeline::add(SourceCase&& item) {
  filling_.weight += weight(item.record);
  filling_.cases.push_back(std::move(item));
  if (filling_.weight >= options_.chunk_bytes) submit();
}

void IndexPipeline::submit() {
  filling_.number = chunks_++;
  std::unique_lock lock(mutex_);
  // One chunk may wait while the workers are busy; the next is filled meanwhile.
  changed_.wait(lock, [this] { return error_ || queue_.empty(); });
  if (error_) std::rethrow_exception(error_);
  Chunk next;
  next.first_docid = filling_.first_docid + static_cast<std::uint32_t>(filling_.cases.size());
  queue_.push_back(std::exchange(filling_, std::move(next)));
  changed_.notify_all();
}

IndexPipeline::Runs IndexPipeline::finish() {
  if (!filling_.cases.empty()) submit();
  stop();
  if (error_) std::rethrow_exception(error_);
  Runs runs;
  for (std::size_t i = 0; i < chunks_; ++i) {
    runs.postings.push_back(run_path("postings", i));
    runs.positions.push_back(run_path("positions", i));
  }
  return runs;
}

void IndexPipeline::work() try {
  CaseIndexer indexer(tools_);
  for (;;) {
    Chunk chunk;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return closed_ || !queue_.empty(); });
      if (queue_.empty()) return;
      chunk = std::move(queue_.front());
      queue_.pop_front();
    }
    changed_.notify_all();
    index_chunk(std::move(chunk), &indexer);
  }
} catch (...) {
  fail(std::current_exception());
}

void IndexPipeline::index_chunk(Chunk&& chunk, CaseIndexer* indexer) {
  Indexed indexed;
  indexed.stored.reserve(chunk.cases.size());
  indexed.documents.reserve(chunk.cases.size());
  {
    ChunkPostings postings(chunk.first_docid);
    Deflater deflater;
    for (SourceCase& item : chunk.cases) {
      indexed.stored.push_back(indexer->encode(std::move(item), &indexed.lexicon));
      item = SourceCase{};
      postings.add(indexer->terms());
      indexed.documents.push_back(encode_document(indexer->terms(), &deflater));
    }
    postings.write(run_path("postings", chunk.number), run_path("positions", chunk.number));
    indexed.slots = postings.slots();
  }
  append_in_turn(chunk.number, indexed);
}

void IndexPipeline::append_in_turn(std::size_t number, const Indexed& indexed) {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this, number] { return error_ || turn_ == number; });
    if (error_) return;
  }
  for (const EncodedCase& item : indexed.stored) store_->add(item);
  for (const GlassDocument& document : indexed.documents) database_->add(document);
  database_->add_slots(indexed.slots);
  lexicon_->merge(indexed.lexicon);
  {
    const std::scoped_lock lock(mutex_);
    ++turn_;
  }
  changed_.notify_all();
}

}  // namespace jirei
