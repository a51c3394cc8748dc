// Run lines for evaluation programs: `qid Q0 id rank score jirei`.
//
// Those programs sort by score and break ties in ways of their own, so the printed scores fall
// strictly with the rank: the answer's order is what gets judged. A score that already falls is
// printed as it is. The scores of the cases that match only some words are lowered together, by
// what brings the best of them 1 below the last case with every word; whatever still does not fall
// (another sort order, ties) is set one millionth below its predecessor.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "searcher/printers/printers.h"
#include "searcher/terminal.h"

namespace jirei {

namespace {

constexpr double kStep = 1e-6;

/// How much lower the scores of partial hits are printed than they are; 0 when they are lower
/// already.
double partial_shift(const std::vector<Hit>& hits) {
  double lowest_full = INFINITY, highest_partial = -INFINITY;
  for (const Hit& hit : hits) {
    if (hit.every_word) lowest_full = std::min(lowest_full, hit.score);
    if (!hit.every_word) highest_partial = std::max(highest_partial, hit.score);
  }
  if (!std::isfinite(lowest_full) || !std::isfinite(highest_partial)) return 0;
  return highest_partial < lowest_full ? 0 : highest_partial - lowest_full + 1;
}

/// White space would end a column.
std::string field(std::string_view text) {
  std::string out = printable_line(text);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c == ' '; }, '_');
  return out.empty() ? "_" : out;
}

class TrecPrinter : public Printer {
 public:
  void answer(std::ostream& out, const Answer& answer, const Request&,
              const PrintOptions& options) override {
    const std::string qid = options.query_id.empty() ? "1" : field(options.query_id);
    const double shift = partial_shift(answer.hits);
    double previous = INFINITY;
    for (const Hit& hit : answer.hits) {
      double score = hit.every_word ? hit.score : hit.score - shift;
      score = std::round(score / kStep) * kStep;
      if (score >= previous - kStep / 2) score = previous - kStep;
      previous = score;
      out << fmt::format("{} Q0 {} {} {:.6f} jirei\n", qid, field(hit.id), hit.rank, score);
    }
  }
};

}  // namespace

std::unique_ptr<Printer> printers::make_trec(const FacetTable&) {
  return std::make_unique<TrecPrinter>();
}

}  // namespace jirei
