#include "searcher/screen/run_screen.h"

#include <chrono>
#include <cstdio>

#include "dict/report.h"
#include "searcher/screen/terminal_screen.h"
#include "searcher/screen/update.h"
#include "searcher/screen/view.h"
#include "searcher/screen/worker.h"
#include "searcher/terminal.h"

namespace jirei {

namespace {

constexpr std::chrono::milliseconds kWatchIndex{1500};

class Session {
 public:
  Session(ScreenSettings settings, std::unique_ptr<Answerer> answerer, bool colors)
      : state_(make_state(std::move(settings),
                          std::make_shared<const FacetTable>(answerer->facet_table()), {})),
        terminal_(colors),
        worker_(
            std::move(answerer), [this] { terminal_.wake(); }, kWatchIndex) {
    resize(&state_, terminal_.size());
  }

  void run() {
    while (!leave_) {
      ask();
      terminal_.show(view(state_));
      handle(terminal_.wait());
    }
  }

  const std::string& copied() const { return copied_; }

 private:
  /// Hands what the state lacks to the worker, each question once.
  void ask() {
    const std::uint32_t page = wanted_page(state_);
    if (page > 0 && (state_.asked != asked_question_ || page != asked_page_)) {
      asked_question_ = state_.asked;
      asked_page_ = page;
      worker_.ask(state_.asked, page, request_of(state_, page));
    }
    if (wants_case(state_) && state_.reading.asked != asked_case_) {
      asked_case_ = state_.reading.asked;
      worker_.ask_case(state_.reading.asked, state_.reading.id, request_of(state_, 1));
    }
  }

  void handle(const TerminalScreen::Events& events) {
    leave_ = events.interrupted || events.closed;
    bool suspend = events.suspended;
    if (events.resized) {
      terminal_.forget();
      resize(&state_, terminal_.size());
    }
    for (const Key& key : events.keys) {
      suspend = handle(key) || suspend;
      if (leave_) return;
    }
    if (suspend) {
      terminal_.suspend();
      resize(&state_, terminal_.size());
    }
    for (Report& report : worker_.take()) {
      take(std::move(report));
      for (const Key& key : keys_to_repeat(&state_)) handle(key);
    }
  }

  /// True if the program is to be suspended.
  bool handle(const Key& key) {
    Outcome outcome = press(&state_, key);
    if (outcome.redraw) terminal_.forget();
    if (!outcome.copy.empty()) copy(std::move(outcome.copy));
    leave_ = leave_ || outcome.leave;
    return outcome.suspend;
  }

  void copy(std::string text) {
    terminal_.copy(text);
    copied_ = std::move(text);
  }

  void take(Report report) {
    switch (report.kind) {
      case Report::Kind::answer:
        return accept(&state_, report.question, report.page, std::move(report.answer),
                      report.table);
      case Report::Kind::shown_case:
        return accept_case(&state_, report.question, std::move(*report.shown));
      case Report::Kind::failed:
        return fail(&state_, report.question, report.reason);
      case Report::Kind::case_failed:
        return fail_case(&state_, report.question, report.reason);
      case Report::Kind::index_changed:
        return ask_again(&state_);
    }
  }

  ScreenState state_;
  TerminalScreen terminal_;
  Worker worker_;  ///< behind the terminal that it wakes
  std::uint64_t asked_question_ = 0, asked_case_ = 0;
  std::uint32_t asked_page_ = 0;
  bool leave_ = false;
  std::string copied_;
};

}  // namespace

int run_screen(const SearchOptions& options, std::unique_ptr<Answerer> answerer,
               const Environment& environment) {
  ScreenSettings settings;
  settings.language = options.language;
  settings.ambiguous_wide = options.ambiguous_wide;
  settings.request = options.request;
  settings.options = options.other_options;
  std::string copied;
  {
    Session session(std::move(settings), std::move(answerer),
                    use_color(options.color, true, environment));
    session.run();
    copied = session.copied();
  }
  if (!copied.empty()) {
    copied += '\n';
    std::fwrite(copied.data(), 1, copied.size(), stdout);
    std::fflush(stdout);
  }
  return kExitFound;
}

}  // namespace jirei
