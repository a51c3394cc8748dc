#include "indexer/pipeline.h"

#include <fmt/format.h>
#include <xapian.h>

#include <algorithm>

#include "indexer/files.h"

namespace jirei {
namespace {

constexpr int kShardFlags =
    Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS | Xapian::DB_NO_SYNC | Xapian::DB_DANGEROUS;

/// What a case takes of a shard's room: short texts repeat fewer words, so that they take up to
/// three times as much memory a byte.
std::size_t weight(const CaseRecord& record) {
  constexpr std::size_t kShort = 6000;
  const std::size_t bytes = static_cast<std::size_t>(text_bytes(record)) + 200;
  return bytes + 2 * std::min(bytes, kShort);
}

void compact_group(const std::vector<std::string>& shards, const std::string& target) {
  Xapian::Database all;
  for (const std::string& shard : shards) all.add_database(Xapian::Database(shard));
  all.compact(target);
}

}  // namespace

std::size_t chunk_bytes_for(std::size_t memory, unsigned jobs, std::uint64_t expected_text) {
  // Small shards keep Xapian's trees of terms in the processor's cache (1 MiB of text takes a tenth
  // less time than 10 MiB), but cut postings into more pieces: at 1.5 MiB the posting lists of a
  // large collection take 70 % more room than at 12 MiB, at 8 MiB hardly any.
  constexpr std::size_t kSmallest = std::size_t{256} << 10U;
  constexpr std::size_t kLargest = std::size_t{8} << 20U;
  const std::size_t largest = std::clamp(memory / (std::size_t{16} * jobs), kSmallest, kLargest);
  if (expected_text == 0) return largest;
  const std::uint64_t even = expected_text / (std::uint64_t{3} * jobs);
  return static_cast<std::size_t>(std::clamp<std::uint64_t>(even, kSmallest, largest));
}

IndexPipeline::IndexPipeline(const IndexingTools& tools, PipelineOptions options,
                             CaseStoreWriter* store, Lexicon* lexicon)
    : tools_(tools), options_(std::move(options)), store_(store), lexicon_(lexicon) {
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

std::string IndexPipeline::shard_path(std::size_t number) const {
  return fmt::format("{}/shard-{:06}", options_.folder, number);
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
  queue_.push_back(std::exchange(filling_, Chunk{}));
  changed_.notify_all();
}

std::vector<std::string> IndexPipeline::finish() {
  if (!filling_.cases.empty()) submit();
  stop();
  if (error_) std::rethrow_exception(error_);
  std::vector<std::string> shards;
  for (std::size_t i = 0; i < chunks_; ++i) shards.push_back(shard_path(i));
  return shards;
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
  std::vector<EncodedCase> stored;
  stored.reserve(chunk.cases.size());
  Lexicon lexicon;
  {
    Xapian::WritableDatabase shard(shard_path(chunk.number), kShardFlags);
    for (SourceCase& item : chunk.cases) {
      IndexedCase indexed = indexer->index(std::move(item), &lexicon);
      item = SourceCase{};
      shard.add_document(indexed.document);
      stored.push_back(std::move(indexed.stored));
    }
    shard.commit();
    shard.close();
  }
  append_in_turn(chunk.number, stored, lexicon);
}

void IndexPipeline::append_in_turn(std::size_t number, const std::vector<EncodedCase>& cases,
                                   const Lexicon& lexicon) {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this, number] { return error_ || turn_ == number; });
    if (error_) return;
  }
  for (const EncodedCase& item : cases) store_->add(item);
  lexicon_->merge(lexicon);
  {
    const std::scoped_lock lock(mutex_);
    ++turn_;
  }
  changed_.notify_all();
}

void compact_shards(const std::vector<std::string>& shards, const std::string& target,
                    std::size_t fan_in) {
  std::vector<std::string> level = shards;
  for (int round = 0; level.size() > fan_in; ++round) {
    std::vector<std::string> next;
    for (std::size_t i = 0; i < level.size(); i += fan_in) {
      const std::size_t end = std::min(level.size(), i + fan_in);
      const std::vector<std::string> group(level.begin() + static_cast<std::ptrdiff_t>(i),
                                           level.begin() + static_cast<std::ptrdiff_t>(end));
      next.push_back(fmt::format("{}.merge-{}-{}", target, round, i));
      compact_group(group, next.back());
      for (const std::string& shard : group) remove_tree(shard);
    }
    level = std::move(next);
  }
  compact_group(level, target);
  for (const std::string& shard : level) remove_tree(shard);
}

}  // namespace jirei
