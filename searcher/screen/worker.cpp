#include "searcher/screen/worker.h"

#include <new>
#include <utility>

namespace jirei {

namespace {

/// Any exception as a text for people.
Text reason_of(const std::exception& error) {
  if (const auto* known = dynamic_cast<const Error*>(&error)) return known->message();
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) {
    return {"メモリが足りません。", "out of memory."};
  }
  return {std::string("内部エラー: ") + error.what(),
          std::string("internal error: ") + error.what()};
}

}  // namespace

Worker::Worker(std::unique_ptr<Answerer> answerer, std::function<void()> wake,
               std::chrono::milliseconds watch)
    : answerer_(std::move(answerer)),
      wake_(std::move(wake)),
      watch_(watch),
      table_(std::make_shared<const FacetTable>(answerer_->facet_table())),
      thread_([this] { run(); }) {}

Worker::~Worker() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
    ++newest_;  // whatever is at work gives up
  }
  asked_.notify_one();
  thread_.join();
}

void Worker::ask(std::uint64_t question, std::uint32_t page, Request request) {
  {
    const std::lock_guard lock(mutex_);
    question_ = Question{question, page, std::move(request)};
    newest_ = question;
  }
  asked_.notify_one();
}

void Worker::ask_case(std::uint64_t question, std::string id, Request request) {
  {
    const std::lock_guard lock(mutex_);
    case_question_ = CaseQuestion{question, std::move(id), std::move(request)};
  }
  asked_.notify_one();
}

std::vector<Report> Worker::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(reports_, {});
}

void Worker::report(Report report) {
  report.table = table_;
  {
    const std::lock_guard lock(mutex_);
    reports_.push_back(std::move(report));
  }
  wake_();
}

void Worker::run() {
  while (true) {
    std::optional<Question> question;
    std::optional<CaseQuestion> case_question;
    {
      std::unique_lock lock(mutex_);
      asked_.wait_for(lock, watch_, [this] { return stop_ || question_ || case_question_; });
      if (stop_) return;
      question = std::exchange(question_, std::nullopt);
      case_question = std::exchange(case_question_, std::nullopt);
    }
    if (case_question) show(*case_question);
    if (question) answer(std::move(*question));
    if (!question && !case_question) look_at_index();
  }
}

void Worker::answer(Question question) {
  Report result;
  result.question = question.number;
  result.page = question.page;
  question.request.cancelled = [this, number = question.number] { return newest_ != number; };
  try {
    result.answer = answerer_->search(question.request);
    if (result.answer.cancelled) return;
  } catch (const std::exception& error) {
    result.kind = Report::Kind::failed;
    result.reason = reason_of(error);
  }
  report(std::move(result));
}

void Worker::show(const CaseQuestion& question) {
  Report result;
  result.kind = Report::Kind::shown_case;
  result.question = question.number;
  try {
    result.shown = answerer_->show(question.id, question.request);
  } catch (const std::exception& error) {
    result.kind = Report::Kind::case_failed;
    result.reason = reason_of(error);
  }
  report(std::move(result));
}

void Worker::look_at_index() {
  try {
    if (!answerer_->refresh()) return;
    table_ = std::make_shared<const FacetTable>(answerer_->facet_table());
  } catch (const std::exception&) {
    return;  // the index at hand still answers; the next look may find the new one whole
  }
  Report changed;
  changed.kind = Report::Kind::index_changed;
  report(std::move(changed));
}

}  // namespace jirei
