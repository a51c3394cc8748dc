// Random numbers that are the same on every machine.
#pragma once

#include <cstdint>
#include <random>

namespace jirei::testing {

class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}
  std::uint32_t operator()() { return static_cast<std::uint32_t>(engine_()); }
  /// 0…limit - 1.
  std::uint32_t below(std::size_t limit) { return (*this)() % static_cast<std::uint32_t>(limit); }

 private:
  std::mt19937 engine_;
};

}  // namespace jirei::testing
