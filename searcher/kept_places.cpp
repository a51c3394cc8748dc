#include "searcher/kept_places.h"

#include <utility>

#include "dict/unicode.h"

namespace jirei {
namespace {

constexpr std::size_t kEntry = 200;
constexpr std::size_t kPlacesEntry = 80;

std::uint64_t key_of(std::uint32_t docid, std::size_t field) {
  return std::uint64_t{docid} << 32U | static_cast<std::uint32_t>(field);
}

}  // namespace

bool one_of_follows(std::string_view text, std::size_t at, std::string_view characters) {
  if (at >= text.size()) return false;
  std::size_t end = at;
  next_code_point(text, &end);
  const std::string_view next = text.substr(at, end - at);
  return characters.find(next) != std::string_view::npos;
}

PlacesOfString::PlacesOfString(std::string_view string, std::string_view next)
    : finder_(string), next_(next), cost_(kEntry + string.size()) {}

const Places* PlacesOfString::find(std::uint32_t docid, std::size_t field) const {
  const auto known = known_.find(key_of(docid, field));
  return known == known_.end() ? nullptr : &known->second;
}

const Places* PlacesOfString::search(std::uint32_t docid, std::size_t field, std::string_view text,
                                     bool possible) {
  Places places;
  const std::size_t size = finder_.needle().size();
  std::size_t at = possible ? finder_.find(text, 0) : std::string_view::npos;
  for (; at != std::string_view::npos && places.offsets.size() < Places::kMost;
       at = finder_.find(text, at + 1)) {
    if (!next_.empty() && !one_of_follows(text, at + size, next_)) continue;
    places.offsets.push_back(static_cast<std::uint32_t>(at));
  }
  places.all = at == std::string_view::npos;
  places.offsets.shrink_to_fit();
  cost_ += kPlacesEntry + places.offsets.size() * sizeof(std::uint32_t);
  return &known_.insert_or_assign(key_of(docid, field), std::move(places)).first->second;
}

std::shared_ptr<PlacesOfString> KeptPlaces::of(std::string_view string, std::string_view next) {
  std::string key(string);
  key += '\0';
  key += next;
  std::shared_ptr<PlacesOfString> places;
  if (const auto* known = known_.find(key)) places = *known;
  // One that a huge question made grow begins again; who holds it keeps it.
  if (!places || places->cost() > kRoom / 4) {
    places = std::make_shared<PlacesOfString>(string, next);
  }
  known_.keep(key, places, places->cost());
  return places;
}

}  // namespace jirei
