// Distinct strings and their numbers, in the order in which they were met: one growing buffer and
// open addressing, so that meeting a string again costs no allocation. A string of up to seven
// bytes (two kanji and a prefix) lies in its slot and is recognized by that alone: most terms do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jirei {

class StringTable {
 public:
  StringTable();

  /// Number of the string, from 0. Throws Error(limit) beyond 4 GiB.
  std::uint32_t add(std::string_view text);
  std::size_t size() const { return ends_.size() - 1; }
  /// Valid until the next add().
  std::string_view text(std::uint32_t number) const {
    return std::string_view(bytes_).substr(ends_[number], ends_[number + 1] - ends_[number]);
  }
  /// Forgets the strings, keeps the memory.
  void clear();
  /// All numbers in the order of the strings' bytes.
  std::vector<std::uint32_t> sorted() const;

 private:
  struct Slot {
    std::uint64_t key = 0;  ///< the string itself, or a hash of it
    std::uint32_t number = 0;
    std::uint32_t round = 0;  ///< in which the slot was filled; older ones are free
  };
  void grow();

  std::string bytes_;
  std::vector<std::uint32_t> ends_{0};
  std::vector<Slot> slots_;
  std::uint32_t round_ = 1;
};

}  // namespace jirei
