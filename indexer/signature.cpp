#include "indexer/signature.h"

#include <cstring>

#include "dict/unicode.h"

namespace jirei {
namespace {

// Both bits of a triple lie in one block, so that a question touches one cache line.
constexpr std::size_t kBlockBytes = 64;
constexpr unsigned kBlockBits = 9;

std::uint64_t key_of(char32_t a, char32_t b, char32_t c) {
  std::uint64_t x = std::uint64_t{a} << 42U ^ std::uint64_t{b} << 21U ^ std::uint64_t{c};
  // The finalizer of MurmurHash3.
  x ^= x >> 33U;
  x *= 0xFF51AFD7ED558CCDULL;
  x ^= x >> 33U;
  x *= 0xC4CEB9FE1A85EC53ULL;
  return x ^ x >> 33U;
}

struct Place {
  std::size_t block;  // its first byte
  unsigned first, second;
};

Place place_of(std::uint64_t key, std::size_t size) {
  constexpr unsigned kMask = (1U << kBlockBits) - 1;
  const std::uint64_t blocks = size / kBlockBytes;
  const auto low = static_cast<unsigned>(key);
  return {static_cast<std::size_t>((key >> 32U) * blocks >> 32U) * kBlockBytes, low & kMask,
          low >> kBlockBits & kMask};
}

template <typename F>
void for_each_triple(std::string_view folded, F&& f) {
  char32_t before = 0;
  char32_t previous = 0;
  for (std::size_t pos = 0; pos < folded.size();) {
    const char32_t c = next_code_point(folded, &pos);
    if (!is_word_char(c)) {
      before = previous = 0;
      continue;
    }
    if (before != 0) f(key_of(before, previous, c));
    before = previous;
    previous = c;
  }
}

}  // namespace

std::vector<std::uint64_t> triple_keys(std::string_view folded) {
  std::vector<std::uint64_t> keys;
  for_each_triple(folded, [&](std::uint64_t key) { keys.push_back(key); });
  return keys;
}

void append_signature(std::string* out, std::span<const std::string_view> folded) {
  std::size_t bytes = 0;
  for (const std::string_view text : folded) bytes += text.size();
  if (bytes < kSignedBytes) return;
  const std::size_t blocks = (bytes / kBytesPerSignedByte + kBlockBytes - 1) / kBlockBytes;
  const std::size_t size = blocks * kBlockBytes;
  std::string signature(size, '\0');
  const auto set = [&](std::size_t block, unsigned bit) {
    char& byte = signature[block + (bit >> 3U)];
    byte = static_cast<char>(static_cast<unsigned char>(byte) | 1U << (bit & 7U));
  };
  for (const std::string_view text : folded) {
    for_each_triple(text, [&](std::uint64_t key) {
      const Place place = place_of(key, size);
      set(place.block, place.first);
      set(place.block, place.second);
    });
  }
  out->append(signature);
}

bool may_hold(std::string_view signature, std::span<const std::uint64_t> keys) {
  if (signature.size() < kBlockBytes) return true;
  const auto holds = [&](std::size_t block, unsigned bit) {
    return (static_cast<unsigned char>(signature[block + (bit >> 3U)]) >> (bit & 7U) & 1U) != 0;
  };
  for (const std::uint64_t key : keys) {
    const Place place = place_of(key, signature.size());
    if (!holds(place.block, place.first) || !holds(place.block, place.second)) return false;
  }
  return true;
}

}  // namespace jirei
