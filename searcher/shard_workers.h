// A thread a remote shard, so that all of them can be asked at the same time.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace jirei {

/// Runs one piece of work for several shards. Xapian's objects have no locks: whatever belongs to a
/// shard is touched by one thread at a time, because the caller waits until all are done.
class ShardWorkers {
 public:
  /// `remote[s]`: shard s is worth a thread; the others are worked for by the caller itself.
  explicit ShardWorkers(std::vector<bool> remote);
  ~ShardWorkers();
  ShardWorkers(const ShardWorkers&) = delete;
  ShardWorkers& operator=(const ShardWorkers&) = delete;

  std::size_t count() const { return remote_.size(); }
  /// Calls work(s) for every shard and waits. Rethrows what the first of them threw.
  void for_each(const std::function<void(std::size_t shard)>& work);
  /// The same for those shards that `wanted` accepts.
  void for_each(const std::function<bool(std::size_t shard)>& wanted,
                const std::function<void(std::size_t shard)>& work);

 private:
  struct Worker {
    std::thread thread;
    bool asked = false;
  };
  void serve(std::size_t shard);
  void run(std::size_t shard);

  std::vector<bool> remote_;
  std::deque<Worker> workers_;  ///< by shard; without a thread until it is first needed
  std::vector<std::exception_ptr> failures_;
  const std::function<void(std::size_t)>* work_ = nullptr;
  std::size_t left_ = 0;
  bool closing_ = false;
  std::mutex mutex_;
  std::condition_variable asked_, done_;
};

}  // namespace jirei
