// Searching beside the screen: one thread that owns the engine, so that typing never waits for it.
//
// Only the newest question counts. A question that comes while another is being answered replaces
// what waits and tells the search at work to give up (Request::cancelled).
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "indexer/facet_table.h"
#include "searcher/run.h"

namespace jirei {

/// An answer, a case, a failure, or the news that the index has changed.
struct Report {
  enum class Kind { answer, shown_case, failed, case_failed, index_changed } kind = Kind::answer;
  std::uint64_t question = 0;
  std::uint32_t page = 1;
  Answer answer;
  std::optional<ShownCase> shown;
  Text reason;
  std::shared_ptr<const FacetTable> table;
};

class Worker {
 public:
  /// `wake` is called from the worker's thread whenever there is something to take; it must not
  /// call back. Between questions the index is looked at every `watch` to see whether it changed.
  Worker(std::unique_ptr<Answerer> answerer, std::function<void()> wake,
         std::chrono::milliseconds watch);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void ask(std::uint64_t question, std::uint32_t page, Request request);
  void ask_case(std::uint64_t question, std::string id, Request request);
  std::vector<Report> take();

 private:
  struct Question {
    std::uint64_t number = 0;
    std::uint32_t page = 1;
    Request request;
  };
  struct CaseQuestion {
    std::uint64_t number = 0;
    std::string id;
    Request request;
  };

  void run();
  void answer(Question question);
  void show(const CaseQuestion& question);
  void look_at_index();
  void report(Report report);

  std::unique_ptr<Answerer> answerer_;
  std::function<void()> wake_;
  std::chrono::milliseconds watch_;
  std::shared_ptr<const FacetTable> table_;

  std::mutex mutex_;
  std::condition_variable asked_;
  bool stop_ = false;
  std::optional<Question> question_;
  std::optional<CaseQuestion> case_question_;
  std::vector<Report> reports_;
  std::atomic<std::uint64_t> newest_{0};
  std::thread thread_;  ///< last: it uses all of the above
};

}  // namespace jirei
