// The way down through the facets: what was chosen, in which order, and the way back.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "indexer/facet_table.h"
#include "searcher/answer.h"

namespace jirei {

/// A filter that holds one value or one range. Facets are named by their key.
using Choice = FacetFilter;

class Trail {
 public:
  Trail() = default;
  /// The filters of the command line: several values of one filter become several choices. Names
  /// and values are brought into the table's spelling; what the table does not know stays as typed.
  Trail(const std::vector<FacetFilter>& filters, const FacetTable& table);

  const std::vector<Choice>& choices() const { return choices_; }

  /// Space: chooses a value, takes the choice (or an exclusion, or a range over the value) back. A
  /// value is one of an answer's: spans of a number facet (2010..2014) are ranges.
  void toggle(const FacetDef& facet, std::string_view value, bool covered_by_range);
  /// The same for exclusion.
  void exclude(const FacetDef& facet, std::string_view value);
  /// Undoes the last step. False when there is none: everything chosen is gone, too.
  bool back();

  bool selected(const FacetDef& facet, std::string_view value) const;
  bool excluded(const FacetDef& facet, std::string_view value) const;

 private:
  bool take_out(const Choice& choice);
  bool holds(const Choice& choice) const;

  std::vector<Choice> choices_;
  std::vector<std::vector<Choice>> before_;  ///< what was chosen before each step
};

/// 業種=製造業, ケース≠内部不正, 発生年=2013..2016, under the facet's label.
std::string choice_text(const Choice& choice, const FacetTable& table);

/// The choices of a trail as -f options: those of one facet in one option.
std::string filter_options(const std::vector<Choice>& choices, const FacetTable& table);

}  // namespace jirei
