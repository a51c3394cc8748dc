#include "indexer/glass_positions.h"

#include <bit>

#include "indexer/bytes.h"

namespace jirei::glass {
namespace {

/// Bits into bytes, lowest first.
class BitWriter {
 public:
  explicit BitWriter(std::string* out) : out_(out) {}

  /// One of the numbers 0 … `out_of` - 1, those in the middle in a bit less.
  void add(std::uint32_t value, std::uint32_t out_of) {
    auto bits = static_cast<unsigned>(std::bit_width(out_of - 1));
    const std::uint64_t spare = (std::uint64_t{1} << bits) - out_of;
    if (spare != 0) {
      const std::uint64_t middle = (out_of - spare) / 2;
      if (value >= middle + spare) {
        value = static_cast<std::uint32_t>((value - (middle + spare)) |
                                           (std::uint64_t{1} << (bits - 1)));
      } else if (value >= middle) {
        --bits;
      }
    }
    pending_ |= std::uint64_t{value} << count_;
    count_ += bits;
    for (; count_ >= 8; count_ -= 8, pending_ >>= 8U) out_->push_back(static_cast<char>(pending_));
  }

  void finish() {
    if (count_ > 0) out_->push_back(static_cast<char>(pending_));
  }

 private:
  std::string* out_;
  std::uint64_t pending_ = 0;
  unsigned count_ = 0;
};

/// The positions between the first and the last, which are known: the middle one, then both halves.
void add_between(BitWriter* bits, std::span<const std::uint32_t> positions) {
  while (positions.size() > 2) {
    const auto last = static_cast<std::uint32_t>(positions.size() - 1);
    const std::uint32_t middle = last / 2;
    const std::uint32_t lowest = positions.front() + middle;
    bits->add(positions[middle] - lowest, positions.back() - positions.front() - last + 1);
    add_between(bits, positions.first(middle + 1));
    positions = positions.subspan(middle);
  }
}

}  // namespace

void append_positions(std::string* out, std::span<const std::uint32_t> positions) {
  append_varint(out, positions.back());
  if (positions.size() == 1) return;
  BitWriter bits(out);
  bits.add(positions.front(), positions.back());
  bits.add(static_cast<std::uint32_t>(positions.size() - 2), positions.back() - positions.front());
  add_between(&bits, positions);
  bits.finish();
}

}  // namespace jirei::glass
