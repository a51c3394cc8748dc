// --batch: many queries, one answer each, and how long they took.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "searcher/run.h"

namespace jirei {

/// `qid<TAB>query`; without a tab the whole line is the query and its line number the id.
struct BatchLine {
  std::string query_id, query;
};
BatchLine parse_batch_line(std::string_view line, std::size_t number);

/// The value at `share` (0…1) of sorted latencies, by nearest rank; 0 when there are none.
double percentile(const std::vector<double>& sorted, double share);

/// Answers every line in the format of the options. A query that fails is reported on standard
/// error, answered with an empty answer that carries the message, and makes the status 2.
int run_batch(const SearchOptions& options, Answerer& answerer, const PrintOptions& print,
              Streams streams);

}  // namespace jirei
