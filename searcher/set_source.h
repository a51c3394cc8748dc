// A set of cases as a Xapian posting source: every member gets the same weight.
#pragma once

#include <xapian.h>

#include <memory>
#include <utility>

#include "searcher/doc_set.h"

namespace jirei {

class SetSource : public Xapian::PostingSource {
 public:
  SetSource(std::shared_ptr<const DocSet> set, double weight)
      : set_(std::move(set)), weight_(weight) {}

  /// A query that owns its source.
  static Xapian::Query query(std::shared_ptr<const DocSet> set, double weight) {
    return Xapian::Query((new SetSource(std::move(set), weight))->release());
  }

  void init(const Xapian::Database&) override {
    at_ = 0;
    started_ = false;
    count_ = set_->count();
    set_maxweight(weight_);
  }
  Xapian::doccount get_termfreq_min() const override { return count_; }
  Xapian::doccount get_termfreq_est() const override { return count_; }
  Xapian::doccount get_termfreq_max() const override { return count_; }
  double get_weight() const override { return weight_; }
  Xapian::docid get_docid() const override { return at_; }
  bool at_end() const override { return started_ && at_ == 0; }
  void next(double) override {
    at_ = started_ && at_ == 0 ? 0 : set_->next(at_ + 1);
    started_ = true;
  }
  void skip_to(Xapian::docid docid, double) override {
    if (started_ && (at_ == 0 || at_ >= docid)) return;
    at_ = set_->next(docid);
    started_ = true;
  }

 private:
  std::shared_ptr<const DocSet> set_;
  double weight_;
  Xapian::docid at_ = 0;
  bool started_ = false;
  Xapian::doccount count_ = 0;
};

}  // namespace jirei
