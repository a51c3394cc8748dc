// BM25 as Xapian computes it, for lists that are scored outside of Xapian.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "searcher/weights.h"

namespace jirei {

/// Frequency of several terms taken as one: the estimate of Xapian's OP_SYNONYM, which assumes that
/// they are independent and joins the two rarest first, to the nearest whole number each time.
std::uint32_t synonym_frequency(std::vector<std::uint32_t> frequencies, std::uint32_t documents);

/// k1 of a collection whose cases have `mean` occurrences of terms on average. How often a word
/// stands in a paragraph tells hardly more than that it does; in a long text repetition tells what
/// it is about. So k1 grows with the length, towards Weights::k1.
inline double k1_for(const Weights& weights, double mean) {
  constexpr double kParagraphs = 500;  // occurrences; half of Weights::k1 there
  return weights.k1 * mean / (mean + kParagraphs);
}

/// Xapian::BM25Weight(k1, 0, 1, b, 0.5) over a collection (Robertson and Zaragoza 2009, with
/// Xapian's floor for frequent terms). A term gives a case term_weight() × saturation().
class Bm25 {
 public:
  /// `mean` is the average length of a case.
  Bm25(const Weights& weights, std::uint32_t documents, double mean)
      : documents_(documents),
        length_factor_(mean == 0 ? 0 : 1 / mean),
        k1_(k1_for(weights, mean)),
        b_(weights.b) {}

  double term_weight(std::uint32_t frequency) const {
    const double documents = documents_;
    double odds = (documents - frequency + 0.5) / (frequency + 0.5);
    if (odds < 2) odds = odds * 0.5 + 1;
    return std::log(odds) * (k1_ + 1);
  }

  double saturation(std::uint32_t wdf, std::uint32_t length) const {
    return saturation_at(wdf, norm(length));
  }
  /// What the length of a case has to do with it, the same for all terms.
  double norm(std::uint32_t length) const {
    const double normal = std::max(length * length_factor_, kMinNormalLength);
    return k1_ * (normal * b_ + (1 - b_));
  }
  static double saturation_at(std::uint32_t wdf, double norm) { return wdf / (norm + wdf); }

 private:
  static constexpr double kMinNormalLength = 0.5;

  std::uint32_t documents_;
  double length_factor_;
  double k1_, b_;
};

}  // namespace jirei
