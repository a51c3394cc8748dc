#include "searcher/wording.h"

#include <algorithm>
#include <cmath>

namespace jirei {
namespace {

// Words of a query that are looked for; a pasted page is judged by its first ones.
constexpr std::size_t kMaxPlaces = 64;
// Bytes that a piece reaches on either side of a word: what is as long is found beyond doubt.
constexpr std::size_t kMaxReach = 600;

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

bool ends_run(std::string_view text, std::size_t at) {
  return at >= text.size() || !continues(text[at]);
}

double length_value(std::uint32_t characters) {
  if (characters < 2) return 0;
  const double more = characters - 1.0;
  return more * std::sqrt(more);
}

}  // namespace

Wording::Wording(const std::vector<Leaf>& leaves) {
  for (const Leaf& leaf : leaves) {
    if (leaf.kind == QueryNode::Kind::literal || leaf.word.parts.empty()) continue;
    if (places_.size() >= kMaxPlaces) break;
    Text text;
    text.folded = leaf.word.text;
    text.first = places_.size();
    std::uint32_t count = 0;
    for (const char c : text.folded) {
      text.characters.push_back(count);
      if (!continues(c)) ++count;
    }
    text.characters.push_back(count);
    // A byte in the middle counts with its character.
    std::size_t from = 0;
    for (const WordPart& part : leaf.word.parts) {
      const std::size_t at = text.folded.find(part.text, from);
      if (at == std::string::npos || places_.size() >= kMaxPlaces) break;
      from = at + part.text.size();
      places_.push_back({static_cast<std::uint32_t>(texts_.size()), static_cast<std::uint32_t>(at),
                         static_cast<std::uint32_t>(from)});
    }
    text.last = places_.size();
    // The rest of a pasted page is not looked for.
    const bool full = places_.size() >= kMaxPlaces;
    const std::size_t end = full ? places_.back().end : text.folded.size();
    texts_.push_back(std::move(text));
    most_ += value(texts_.back(), 0, static_cast<std::uint32_t>(end));
  }
}

double Wording::value(const Text& text, std::uint32_t begin, std::uint32_t end) const {
  double value = length_value(text.characters[end] - text.characters[begin]);
  for (std::size_t i = text.first; i < text.last; ++i) {
    const Place& place = places_[i];
    if (place.begin < begin || place.end > end) continue;
    value -= length_value(text.characters[place.end] - text.characters[place.begin]);
  }
  return std::max(0.0, value);
}

Wording::Finder::Finder(const Wording& wording)
    : wording_(wording), longest_(wording.places_.size()) {}

void Wording::Finder::add(std::size_t place, std::string_view text, std::size_t at) {
  const Place& word = wording_.places_[place];
  const std::string_view query = wording_.texts_[word.text].folded;
  std::size_t begin = word.begin;
  const std::size_t first = word.begin - std::min<std::size_t>(word.begin, kMaxReach);
  for (std::size_t i = at; begin > first && i > 0 && query[begin - 1] == text[i - 1]; --i) --begin;
  while (begin < word.begin && continues(query[begin])) ++begin;
  std::size_t end = word.end;
  const std::size_t last = std::min<std::size_t>(query.size(), word.end + kMaxReach);
  for (std::size_t i = at + (word.end - word.begin);
       end < last && i < text.size() && query[end] == text[i]; ++i) {
    ++end;
  }
  while (end > word.end && !ends_run(query, end)) --end;
  Piece& longest = longest_[place];
  if (end - begin <= longest.end - longest.begin) return;
  longest = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

double Wording::Finder::share() const {
  if (wording_.most_ <= 0) return 0;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < longest_.size(); ++i) {
    if (longest_[i].end > longest_[i].begin) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
    return longest_[a].end - longest_[a].begin > longest_[b].end - longest_[b].begin;
  });
  double sum = 0;
  std::vector<std::size_t> taken;
  for (const std::size_t i : order) {
    const std::uint32_t text = wording_.places_[i].text;
    const bool free = std::none_of(taken.begin(), taken.end(), [&](std::size_t k) {
      return wording_.places_[k].text == text && longest_[k].begin < longest_[i].end &&
             longest_[i].begin < longest_[k].end;
    });
    if (!free) continue;
    taken.push_back(i);
    sum += wording_.value(wording_.texts_[text], longest_[i].begin, longest_[i].end);
  }
  return std::min(1.0, sum / wording_.most_);
}

}  // namespace jirei
