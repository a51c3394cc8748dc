#include "searcher/batch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <fstream>
#include <istream>
#include <ostream>

#include "dict/report.h"
#include "dict/system_error.h"
#include "dict/unicode.h"

namespace jirei {

namespace {

class Batch {
 public:
  Batch(const SearchOptions& options, Answerer& answerer, const PrintOptions& print,
        Streams streams)
      : options_(options),
        answerer_(answerer),
        print_(print),
        streams_(streams),
        request_(options.request) {
    filter_query_ = request_.query;
  }

  int run(std::istream& input, const std::string& name) {
    const auto printer = make_printer(options_.format, answerer_.facet_table());
    printer->begin(streams_.out);
    std::string line;
    while (streams_.out.good() && std::getline(input, line)) {
      ++number_;
      if (!line.empty() && line.back() == '\r') line.pop_back();
      if (number_ == 1 && line.rfind("\xEF\xBB\xBF", 0) == 0) line.erase(0, 3);
      if (!line.empty()) answer_line(line, name, *printer);
    }
    printer->end(streams_.out);
    if (options_.stats) print_stats();
    return status_;
  }

 private:
  void answer_line(const std::string& line, const std::string& name, Printer& printer) {
    const BatchLine parsed = parse_batch_line(line, number_);
    print_.query_id = parsed.query_id;
    request_.query = parsed.query;
    Answer answer;
    try {
      if (find_invalid_utf8(line) != std::string::npos) {
        throw Error(ErrorCode::invalid_input,
                    {"検索語が UTF-8 ではありません。", "the query is not valid UTF-8."});
      }
      const auto start = std::chrono::steady_clock::now();
      answer = answerer_.search(request_);
      const std::chrono::duration<double, std::milli> took =
          std::chrono::steady_clock::now() - start;
      latencies_.push_back(took.count());
    } catch (const Error& error) {
      answer = failed(error, name);
    }
    printer.answer(streams_.out, answer, request_, print_);
  }

  Answer failed(const Error& error, const std::string& name) {
    const std::string where = fmt::format("{}:{}: ", name, number_);
    report(
        Error(error.code(), {where + error.message().ja, where + error.message().en}, error.hint()),
        options_.language, streams_.err);
    status_ = kExitError;
    Answer answer;
    answer.query = replace_invalid_utf8(request_.query);
    answer.warnings.push_back(error.message());
    return answer;
  }

  void print_stats() {
    if (options_.stats_last > 0 && latencies_.size() > options_.stats_last) {
      latencies_.erase(latencies_.begin(), latencies_.end() - options_.stats_last);
    }
    std::sort(latencies_.begin(), latencies_.end());
    double sum = 0;
    for (const double ms : latencies_) sum += ms;
    const auto count = static_cast<double>(latencies_.size());
    streams_.err << fmt::format(
        "queries {}  mean {:.3f} ms  p50 {:.3f} ms  p95 {:.3f} ms  p99 {:.3f} ms  max {:.3f} ms\n",
        latencies_.size(), latencies_.empty() ? 0 : sum / count, percentile(latencies_, .5),
        percentile(latencies_, .95), percentile(latencies_, .99),
        latencies_.empty() ? 0 : latencies_.back());
  }

  const SearchOptions& options_;
  Answerer& answerer_;
  PrintOptions print_;
  Streams streams_;
  Request request_;
  std::string filter_query_;
  std::size_t number_ = 0;
  int status_ = kExitFound;
  std::vector<double> latencies_;
};

}  // namespace

BatchLine parse_batch_line(std::string_view line, std::size_t number) {
  const std::size_t tab = line.find('\t');
  if (tab == std::string_view::npos) return {fmt::format("{}", number), std::string(line)};
  return {std::string(line.substr(0, tab)), std::string(line.substr(tab + 1))};
}

double percentile(const std::vector<double>& sorted, double share) {
  if (sorted.empty()) return 0;
  const double rank = std::ceil(share * static_cast<double>(sorted.size()));
  const auto index = static_cast<std::size_t>(std::max(1.0, rank)) - 1;
  return sorted[std::min(index, sorted.size() - 1)];
}

int run_batch(const SearchOptions& options, Answerer& answerer, const PrintOptions& print,
              Streams streams) {
  if (!options.request.query.empty()) {
    throw Error(
        ErrorCode::usage,
        {"--batch と検索語は一緒に使えません。", "--batch cannot be combined with a query."},
        {"検索語はファイルに一行ずつ書いてください。",
         "Write the queries into the file, one a line."});
  }
  Batch batch(options, answerer, print, streams);
  if (options.argument == "-") return batch.run(streams.in, "-");
  std::ifstream file(options.argument, std::ios::binary);
  if (!file || file.peek() == std::ifstream::traits_type::eof()) {
    if (file.eof() && !file.bad() && file.is_open()) return batch.run(file, options.argument);
    const Text reason = system_error_text(errno);
    throw Error(ErrorCode::unreadable,
                {fmt::format("{} を読めません: {}", options.argument, reason.ja),
                 fmt::format("cannot read {}: {}", options.argument, reason.en)});
  }
  return batch.run(file, options.argument);
}

}  // namespace jirei
