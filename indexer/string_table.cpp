#include "indexer/string_table.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>

#include "dict/error.h"

namespace jirei {
namespace {

constexpr std::size_t kFewest = 1024;  ///< slots; a power of two

constexpr std::uint64_t kLong = 0xff;  ///< in the lowest byte of a key: a hash

/// Up to eight bytes as a number that sorts like them, zeros behind.
std::uint64_t beginning(std::string_view text) {
  std::uint64_t bytes = 0;
  if (text.size() >= sizeof bytes) {
    std::memcpy(&bytes, text.data(), sizeof bytes);
    return __builtin_bswap64(bytes);
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    bytes |= std::uint64_t{static_cast<unsigned char>(text[i])} << (56 - 8 * i);
  }
  return bytes;
}

/// A short string with its length, or a hash.
std::uint64_t key_of(std::string_view text) {
  if (text.size() < sizeof(std::uint64_t)) return beginning(text) | text.size();
  return XXH3_64bits(text.data(), text.size()) | kLong;
}

std::size_t place_of(std::uint64_t key) {
  constexpr std::uint64_t kSpread = 0x9E3779B97F4A7C15;  // Fibonacci hashing
  return static_cast<std::size_t>((key * kSpread) >> 32U);
}

}  // namespace

StringTable::StringTable() : slots_(kFewest) {}

std::uint32_t StringTable::add(std::string_view text) {
  const std::uint64_t key = key_of(text);
  const bool whole = (key & kLong) != kLong;
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t place = place_of(key) & mask;; place = (place + 1) & mask) {
    Slot& slot = slots_[place];
    if (slot.round == round_) {
      if (slot.key == key && (whole || this->text(slot.number) == text)) return slot.number;
      continue;
    }
    const auto number = static_cast<std::uint32_t>(size());
    if (bytes_.size() + text.size() > UINT32_MAX) {
      throw Error(ErrorCode::limit, {"語が多すぎます", "there are too many terms"});
    }
    slot = {key, number, round_};
    bytes_.append(text);
    ends_.push_back(static_cast<std::uint32_t>(bytes_.size()));
    if (2 * size() > slots_.size()) grow();
    return number;
  }
}

void StringTable::grow() {
  std::vector<Slot> old(slots_.size() * 4);
  old.swap(slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.round != round_) continue;
    std::size_t place = place_of(slot.key) & mask;
    while (slots_[place].round == round_) place = (place + 1) & mask;
    slots_[place] = slot;
  }
}

void StringTable::clear() {
  bytes_.clear();
  ends_.assign(1, 0);
  if (++round_ == 0) {
    std::fill(slots_.begin(), slots_.end(), Slot{});
    round_ = 1;
  }
}

std::vector<std::uint32_t> StringTable::sorted() const {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> keyed;
  keyed.reserve(size());
  for (std::uint32_t i = 0; i < size(); ++i) keyed.emplace_back(beginning(text(i)), i);
  std::sort(keyed.begin(), keyed.end(), [this](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : text(a.second) < text(b.second);
  });
  std::vector<std::uint32_t> order;
  order.reserve(keyed.size());
  for (const auto& [key, number] : keyed) order.push_back(number);
  return order;
}

}  // namespace jirei
