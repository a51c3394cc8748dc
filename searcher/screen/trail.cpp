#include "searcher/screen/trail.h"

#include <algorithm>

#include "searcher/printers/facet_names.h"
#include "searcher/terminal.h"

namespace jirei {

namespace {

std::string range_text(const FacetFilter::Item& item) {
  return item.low.value_or("") + ".." + item.high.value_or("");
}

/// A value as it stands in a filter: the separators of filters lose their meaning.
std::string escaped(std::string_view value, bool number) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool range_dots = !number && value.substr(i, 2) == "..";
    if (value[i] == ',' || value[i] == '\\' || range_dots) out += '\\';
    out += value[i];
  }
  return out;
}

bool is_number(const FacetDef* def) { return def != nullptr && def->kind == FacetKind::number; }

Choice choice_of(const FacetDef& facet, std::string_view value, bool exclude) {
  FacetFilter::Item item;
  const std::size_t dots = value.find("..");
  if (is_number(&facet) && dots != std::string_view::npos) {
    item.range = true;
    item.low = value.substr(0, dots);
    item.high = value.substr(dots + 2);
  } else {
    item.value = value;
  }
  return {facet.key, exclude, {std::move(item)}};
}

bool same_choice(const Choice& a, const Choice& b) {
  const FacetFilter::Item &x = a.items.front(), &y = b.items.front();
  return a.facet == b.facet && a.exclude == b.exclude && x.range == y.range && x.value == y.value &&
         x.low == y.low && x.high == y.high;
}

std::string label_of(std::string_view key, const FacetTable& table) {
  const FacetDef* def = facet_of_key(table, key);
  return def != nullptr ? def->label : std::string(key);
}

}  // namespace

Trail::Trail(const std::vector<FacetFilter>& filters, const FacetTable& table) {
  for (const FacetFilter& filter : filters) {
    const FacetDef* def = table.find(filter.facet);
    for (FacetFilter::Item item : filter.items) {
      if (def != nullptr && !item.range) {
        item.value = table.canonical(*def, item.value).value_or(item.value);
      }
      choices_.push_back({def != nullptr ? def->key : filter.facet, filter.exclude, {item}});
    }
  }
}

bool Trail::holds(const Choice& choice) const {
  return std::any_of(choices_.begin(), choices_.end(),
                     [&](const Choice& other) { return same_choice(choice, other); });
}

bool Trail::take_out(const Choice& choice) {
  return std::erase_if(choices_, [&](const Choice& other) { return same_choice(choice, other); }) >
         0;
}

void Trail::toggle(const FacetDef& facet, std::string_view value, bool covered_by_range) {
  before_.push_back(choices_);
  if (take_out(choice_of(facet, value, false)) || take_out(choice_of(facet, value, true))) return;
  if (covered_by_range) {
    const auto ranges = std::erase_if(choices_, [&](const Choice& choice) {
      return choice.facet == facet.key && !choice.exclude && choice.items.front().range;
    });
    if (ranges > 0) return;
  }
  choices_.push_back(choice_of(facet, value, false));
}

void Trail::exclude(const FacetDef& facet, std::string_view value) {
  before_.push_back(choices_);
  if (take_out(choice_of(facet, value, true))) return;
  take_out(choice_of(facet, value, false));
  choices_.push_back(choice_of(facet, value, true));
}

bool Trail::back() {
  if (!before_.empty()) {
    choices_ = std::move(before_.back());
    before_.pop_back();
    return true;
  }
  if (choices_.empty()) return false;
  choices_.pop_back();  // of the command line
  return true;
}

bool Trail::selected(const FacetDef& facet, std::string_view value) const {
  return holds(choice_of(facet, value, false));
}

bool Trail::excluded(const FacetDef& facet, std::string_view value) const {
  return holds(choice_of(facet, value, true));
}

std::string choice_text(const Choice& choice, const FacetTable& table) {
  const FacetFilter::Item& item = choice.items.front();
  return label_of(choice.facet, table) + (choice.exclude ? "!=" : "=") +
         (item.range ? range_text(item) : item.value);
}

std::string filter_options(const std::vector<Choice>& choices, const FacetTable& table) {
  std::vector<const Choice*> done;
  std::string out;
  for (const Choice& first : choices) {
    const auto same = [&](const Choice& other) {
      return other.facet == first.facet && other.exclude == first.exclude;
    };
    if (std::any_of(done.begin(), done.end(), [&](const Choice* other) { return same(*other); })) {
      continue;
    }
    done.push_back(&first);
    const bool number = is_number(facet_of_key(table, first.facet));
    std::string filter = label_of(first.facet, table) + (first.exclude ? "!=" : "=");
    bool comma = false;
    for (const Choice& choice : choices) {
      if (!same(choice)) continue;
      const FacetFilter::Item& item = choice.items.front();
      if (comma) filter += ',';
      comma = true;
      filter += item.range ? escaped(item.low.value_or(""), true) + ".." +
                                 escaped(item.high.value_or(""), true)
                           : escaped(item.value, number);
    }
    out += (out.empty() ? "-f " : " -f ") + shell_word(printable_line(filter));
  }
  return out;
}

}  // namespace jirei
