#include "dict/synonyms.h"

namespace jirei {
namespace {

constexpr float kTagScale = 100;  // the table's tags are hundredths of a weight

}  // namespace

SynonymTable SynonymTable::open(const std::string& path) {
  SynonymTable table;
  table.map_ = StringMap::open(path);
  return table;
}

std::vector<SynonymTable::Synonym> SynonymTable::of(std::string_view folded) const {
  std::vector<Synonym> out;
  for (const StringMap::Entry& entry : map_.find(folded)) {
    out.push_back({entry.text, static_cast<float>(entry.tag) / kTagScale});
  }
  return out;
}

}  // namespace jirei
