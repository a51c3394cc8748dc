#include "searcher/stored_search.h"

#include <algorithm>

#include "indexer/case_codec.h"
#include "indexer/signature.h"

namespace jirei {
namespace {

constexpr std::size_t npos = std::string_view::npos;

// Characters that may stand between two neighbouring parts that stand together.
constexpr std::size_t kSlack = 8;

struct Occurrence {
  std::size_t begin, end;
  std::size_t part;
};

// Whether a window of `occurrences` (ascending) holds all parts within `limit` bytes and without
// the end of a sentence inside.
bool window_holds_all(std::string_view text, const std::vector<Occurrence>& occurrences,
                      std::size_t parts, std::size_t limit) {
  std::vector<std::size_t> count(parts, 0);
  std::size_t present = 0;
  std::size_t left = 0;
  for (const Occurrence& right : occurrences) {
    if (count[right.part]++ == 0) ++present;
    while (present == parts) {
      const std::size_t begin = occurrences[left].begin;
      if (right.end <= begin + limit) {
        const std::string_view window = text.substr(begin, right.end - begin);
        if (window.find('\n') == npos && window.find("。") == npos) return true;
      }
      if (--count[occurrences[left].part] == 0) --present;
      ++left;
    }
  }
  return false;
}

}  // namespace

HoldsNeedle::HoldsNeedle(const Needle& needle)
    : finder_(needle), anywhere_(needle.text), triples_(triple_keys(needle.text)) {}

bool HoldsNeedle::in_case(std::string_view encoded, std::vector<std::string_view>* texts) const {
  const bool may_be_signed = !triples_.empty() && encoded.size() >= kSignedBytes;
  if (may_be_signed && !may_hold(decode_signature(decode_head(encoded)), triples_)) return false;
  const std::size_t first = anywhere_.find(encoded);
  if (first == npos) return false;
  decode_folded(decode_head(encoded), texts);
  return std::any_of(texts->begin(), texts->end(), [&](std::string_view text) {
    const auto begin = static_cast<std::size_t>(text.data() - encoded.data());
    if (begin + text.size() < first + finder_.size()) return false;
    return finder_.find(text, first > begin ? first - begin : 0) != npos;
  });
}

StandTogether::StandTogether(const std::vector<std::vector<Needle>>& parts,
                             const std::function<bool(const Needle&)>& nowhere) {
  std::size_t longest_of_pivot = 0;
  for (const auto& part : parts) {
    std::size_t longest = 0;
    auto& finders = finders_.emplace_back();
    auto& anywhere = anywhere_.emplace_back();
    for (const Needle& needle : part) {
      if (needle.text.empty()) continue;
      longest = std::max(longest, needle.text.size());
      if (nowhere && nowhere(needle)) continue;
      finders.emplace_back(needle);
      anywhere.emplace_back(needle.text);
    }
    // Every form of the pivot is looked for in the whole case, those of the others near it.
    const std::size_t fewest = anywhere_[pivot_].size();
    if (finders_.size() == 1 || anywhere.size() < fewest ||
        (anywhere.size() == fewest && longest > longest_of_pivot)) {
      longest_of_pivot = longest;
      pivot_ = finders_.size() - 1;
    }
    limit_ += longest + kSlack * 3;
  }
}

// Whether a form of every other part stands so close to one of the pivot's at [begin, end).
bool StandTogether::possible_at(std::string_view encoded, std::size_t begin,
                                std::size_t end) const {
  const std::size_t from = end > limit_ ? end - limit_ : 0;
  const std::string_view near = encoded.substr(from, begin + limit_ - from);
  for (std::size_t part = 0; part < anywhere_.size(); ++part) {
    if (part == pivot_) continue;
    const bool stands =
        std::any_of(anywhere_[part].begin(), anywhere_[part].end(),
                    [&](const Finder& finder) { return finder.find(near) != npos; });
    if (!stands) return false;
  }
  return true;
}

bool StandTogether::in_case(std::string_view encoded, std::vector<std::string_view>* texts) const {
  texts->clear();
  if (anywhere_.empty()) return false;
  for (const Finder& pivot : anywhere_[pivot_]) {
    const std::size_t size = pivot.needle().size();
    std::size_t searched_to = 0;  // up to here texts have been searched in vain
    for (std::size_t at = pivot.find(encoded); at != npos; at = pivot.find(encoded, at + 1)) {
      if (at < searched_to || !possible_at(encoded, at, at + size)) continue;
      if (texts->empty()) decode_folded(decode_head(encoded), texts);
      for (const std::string_view text : *texts) {
        const auto begin = static_cast<std::size_t>(text.data() - encoded.data());
        if (at < begin || at + size > begin + text.size()) continue;
        if (in_text(text)) return true;
        searched_to = begin + text.size();
      }
    }
  }
  return false;
}

bool StandTogether::in_text(std::string_view text) const {
  std::vector<Occurrence> occurrences;
  for (std::size_t part = 0; part < finders_.size(); ++part) {
    const std::size_t before = occurrences.size();
    for (const NeedleFinder& finder : finders_[part]) {
      for (std::size_t at = finder.find(text, 0); at != npos;
           at = finder.find(text, at + finder.size())) {
        occurrences.push_back({at, at + finder.size(), part});
      }
    }
    if (occurrences.size() == before) return false;
  }
  std::sort(occurrences.begin(), occurrences.end(),
            [](const Occurrence& a, const Occurrence& b) { return a.begin < b.begin; });
  return window_holds_all(text, occurrences, finders_.size(), limit_);
}

}  // namespace jirei
