#include "dict/synonyms.h"

#include <algorithm>
#include <utility>

namespace jirei {
namespace {

constexpr float kTagScale = 100;  // the table's tags are hundredths of a weight

}  // namespace

SynonymTable SynonymTable::open(const std::string& path) {
  SynonymTable table;
  table.map_ = StringMap::open(path);
  return table;
}

void SynonymTable::add_own(std::string bytes) {
  own_ = StringMap::from_bytes(std::move(bytes), "user synonyms");
}

std::vector<SynonymTable::Synonym> SynonymTable::of(std::string_view folded) const {
  std::vector<Synonym> out;
  const auto add = [&](const StringMap& map) {
    const std::size_t before = out.size();
    for (const StringMap::Entry& entry : map.find(folded)) {
      const bool known =
          std::any_of(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(before),
                      [&](const Synonym& synonym) { return synonym.text == entry.text; });
      if (!known) out.push_back({entry.text, static_cast<float>(entry.tag) / kTagScale});
    }
  };
  if (own_) add(*own_);
  add(map_);
  return out;
}

bool SynonymTable::knows(std::string_view folded) const {
  return (own_ && !own_->find(folded).empty()) || !map_.find(folded).empty();
}

}  // namespace jirei
