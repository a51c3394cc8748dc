// What was made once and may be asked for again: a map of bounded size that forgets what was not
// asked for the longest.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace jirei {

/// Not thread-safe.
template <typename Value>
class KeptMap {
 public:
  /// `room`: the sum of costs beyond which the oldest entries go; the unit is the caller's.
  explicit KeptMap(std::size_t room) : room_(room) {}
  KeptMap(const KeptMap&) = delete;  // latest_ points into known_
  KeptMap(KeptMap&&) noexcept = default;
  KeptMap& operator=(KeptMap&&) noexcept = default;
  KeptMap& operator=(const KeptMap&) = delete;

  /// nullptr when nothing is kept for the key. Good until the next keep().
  const Value* find(std::string_view key) {
    const auto known = known_.find(key);
    if (known == known_.end()) return nullptr;
    latest_.splice(latest_.begin(), latest_, known->second.place);
    return &known->second.value;
  }

  /// In place of what the key had. The entry itself stays at least until the next keep().
  const Value* keep(std::string_view key, Value value, std::size_t cost) {
    auto [entry, added] = known_.try_emplace(std::string(key), Entry{});
    if (added) {
      latest_.push_front(&entry->first);
      entry->second.place = latest_.begin();
    } else {
      used_ -= entry->second.cost;
      latest_.splice(latest_.begin(), latest_, entry->second.place);
    }
    entry->second.value = std::move(value);
    entry->second.cost = cost;
    used_ += cost;
    while (used_ > room_ && known_.size() > 1) forget_oldest();
    return &entry->second.value;
  }

  std::size_t used() const { return used_; }
  std::size_t size() const { return known_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const {
      return std::hash<std::string_view>()(key);
    }
  };
  struct Entry {
    Value value{};
    std::size_t cost = 0;
    std::list<const std::string*>::iterator place{};
  };

  void forget_oldest() {
    const auto oldest = known_.find(*latest_.back());
    used_ -= oldest->second.cost;
    latest_.pop_back();
    known_.erase(oldest);
  }

  std::unordered_map<std::string, Entry, Hash, std::equal_to<>> known_;
  std::list<const std::string*> latest_;  ///< keys of known_, the latest first
  std::size_t room_;
  std::size_t used_ = 0;
};

}  // namespace jirei
