#include "searcher/shard_workers.h"

#include <algorithm>
#include <utility>

namespace jirei {

ShardWorkers::ShardWorkers(std::vector<bool> remote)
    : remote_(std::move(remote)), workers_(remote_.size()), failures_(remote_.size()) {}

ShardWorkers::~ShardWorkers() {
  {
    const std::scoped_lock lock(mutex_);
    closing_ = true;
  }
  asked_.notify_all();
  for (Worker& worker : workers_) {
    if (worker.thread.joinable()) worker.thread.join();
  }
}

void ShardWorkers::run(std::size_t shard) {
  try {
    (*work_)(shard);
  } catch (...) {
    failures_[shard] = std::current_exception();
  }
}

void ShardWorkers::serve(std::size_t shard) {
  std::unique_lock lock(mutex_);
  for (;;) {
    asked_.wait(lock, [&] { return closing_ || workers_[shard].asked; });
    if (closing_) return;
    workers_[shard].asked = false;
    lock.unlock();
    run(shard);
    lock.lock();
    if (--left_ == 0) done_.notify_one();
  }
}

void ShardWorkers::for_each(const std::function<void(std::size_t)>& work) {
  for_each([](std::size_t) { return true; }, work);
}

void ShardWorkers::for_each(const std::function<bool(std::size_t)>& wanted,
                            const std::function<void(std::size_t)>& work) {
  std::vector<std::size_t> here, there;
  for (std::size_t shard = 0; shard < remote_.size(); ++shard) {
    if (wanted(shard)) (remote_[shard] ? there : here).push_back(shard);
  }
  // The caller does nothing but wait: it can as well ask one of them itself.
  if (!there.empty()) {
    here.push_back(there.back());
    there.pop_back();
  }
  std::fill(failures_.begin(), failures_.end(), nullptr);
  {
    const std::scoped_lock lock(mutex_);
    work_ = &work;
    left_ = there.size();
    for (const std::size_t shard : there) {
      Worker& worker = workers_[shard];
      worker.asked = true;
      if (!worker.thread.joinable()) worker.thread = std::thread([this, shard] { serve(shard); });
    }
  }
  if (!there.empty()) asked_.notify_all();
  for (auto shard = here.rbegin(); shard != here.rend(); ++shard) run(*shard);
  std::unique_lock lock(mutex_);
  done_.wait(lock, [this] { return left_ == 0; });
  for (const std::exception_ptr& failure : failures_) {
    if (failure) std::rethrow_exception(failure);
  }
}

}  // namespace jirei
