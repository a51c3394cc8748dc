#include "dict/text_search.h"

#include <array>
#include <cstdint>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#if __has_include(<sys/platform/x86.h>) && !defined(__clang__)  // clang's C++ has no _Bool
#include <sys/platform/x86.h>
#endif
#endif

namespace jirei {
namespace {

constexpr std::size_t npos = std::string_view::npos;

// How common a byte is in folded Japanese text (UTF-8): 16 steps a doubling, from one byte in 2^16.
// Counted over 1,145 paragraphs of an encyclopaedia and 68 case studies, 0.8 million bytes.
constexpr std::array<std::uint8_t, 256> kCommon{
    0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   119, 0,   0,   0,   0,   0,   0,   0,   0,
    0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   135, 4,   0,   91,  0,   54,
    0,   0,   105, 105, 0,   0,   46,  118, 51,  38,  116, 123, 112, 97,  98,  99,  98,  94,  95,
    106, 88,  0,   0,   14,  0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,
    0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   23,  0,   23,  0,
    37,  0,   114, 60,  73,  110, 91,  53,  74,  53,  118, 47,  45,  111, 73,  78,  89,  66,  27,
    81,  85,  87,  65,  107, 42,  22,  30,  0,   0,   0,   0,   41,  0,   170, 204, 191, 178, 149,
    145, 135, 130, 148, 143, 140, 161, 159, 141, 119, 142, 134, 127, 141, 139, 134, 139, 140, 147,
    121, 139, 138, 138, 141, 127, 116, 151, 131, 138, 129, 141, 141, 138, 147, 146, 155, 137, 147,
    155, 128, 144, 162, 150, 135, 132, 121, 142, 135, 125, 120, 127, 143, 142, 144, 144, 141, 140,
    139, 132, 0,   0,   4,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   23,  0,
    0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   47,  0,   34,  217,
    155, 184, 173, 166, 158, 153, 0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,
    0,   0,   0,   0,   0,   0,   0,   0,   0,
};

std::uint8_t commonness(char byte) { return kCommon[static_cast<unsigned char>(byte)]; }

/// One in 2^10 bytes and rarer: memchr passes over it in longer strides than we do over two.
constexpr std::uint8_t kRare = 96;

/// Bytes compared in vain before a search gives up its own way, beyond a share of what it passed.
constexpr std::size_t kPatience = 4096;
constexpr std::size_t kPatiencePerByte = 8;

std::size_t offset_in(std::string_view haystack, const void* at) {
  if (at == nullptr) return npos;
  return static_cast<std::size_t>(static_cast<const char*>(at) - haystack.data());
}

/// memmem is linear in the worst case (two-way algorithm).
std::size_t find_linear(std::string_view haystack, std::string_view needle, std::size_t from) {
  return offset_in(haystack, ::memmem(haystack.data() + from, haystack.size() - from, needle.data(),
                                      needle.size()));
}

/// A search under way: where it is, what it has wasted.
struct Search {
  std::string_view haystack, needle;
  std::size_t rarest, second;  ///< offsets in the needle
  std::size_t from;
  std::size_t spent = 0;

  /// Places where the needle may begin.
  std::size_t places() const { return haystack.size() - needle.size() + 1; }

  bool stands_at(std::size_t place) {
    spent += needle.size();
    return std::memcmp(haystack.data() + place, needle.data(), needle.size()) == 0;
  }
  bool impatient(std::size_t place) const {
    return spent > kPatience + kPatiencePerByte * (place - from);
  }
  /// The first of the places `base` + bit that holds the needle.
  std::size_t first_of(std::size_t base, std::uint64_t bits) {
    for (; bits != 0; bits &= bits - 1) {
      const std::size_t place = base + static_cast<std::size_t>(__builtin_ctzll(bits));
      if (stands_at(place)) return place;
    }
    return npos;
  }
  /// For the last places, fewer than a block.
  std::size_t find_plain(std::size_t place) {
    for (; place < places(); ++place) {
      if (haystack[place + rarest] == needle[rarest] && stands_at(place)) return place;
    }
    return npos;
  }
};

std::size_t find_rare_byte(Search* search) {
  const std::string_view text = search->haystack;
  const char byte = search->needle[search->rarest];
  std::size_t place = search->from;
  while (place < search->places()) {
    const char* const begin = text.data() + place + search->rarest;
    const void* const at = std::memchr(begin, byte, search->places() - place);
    if (at == nullptr) return npos;
    place = offset_in(text, at) - search->rarest;
    if (search->stands_at(place)) return place;
    if (search->impatient(place)) return find_linear(text, search->needle, place);
    ++place;
  }
  return npos;
}

#if defined(__x86_64__)
bool has_avx2() {
#if defined(CPU_FEATURE_ACTIVE)
  // What the dynamic linker found out already: asking the processor again traps in virtual
  // machines, some 25 microseconds each of several times.
  return CPU_FEATURE_ACTIVE(AVX2);
#else
  return __builtin_cpu_supports("avx2") != 0;
#endif
}

// Both kernels read blocks that begin at place + offset; the last byte they read is at most at
// places - 1 + needle - 1, which is the last of the haystack.

std::size_t find_sse2(Search* search) {
  constexpr std::size_t kBlock = 16;
  const char* const first = search->haystack.data() + search->rarest;
  const char* const other = search->haystack.data() + search->second;
  const __m128i rarest = _mm_set1_epi8(search->needle[search->rarest]);
  const __m128i second = _mm_set1_epi8(search->needle[search->second]);
  const auto both = [&](std::size_t at) {
    const auto* const a = reinterpret_cast<const __m128i*>(first + at);
    const auto* const b = reinterpret_cast<const __m128i*>(other + at);
    return _mm_and_si128(_mm_cmpeq_epi8(_mm_loadu_si128(a), rarest),
                         _mm_cmpeq_epi8(_mm_loadu_si128(b), second));
  };
  const auto mask = [](__m128i hits) {
    return static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(hits)));
  };
  std::size_t place = search->from;
  for (; place + 2 * kBlock <= search->places(); place += 2 * kBlock) {
    const __m128i low = both(place), high = both(place + kBlock);
    if (_mm_movemask_epi8(_mm_or_si128(low, high)) == 0) continue;
    const std::size_t found = search->first_of(place, mask(low) | mask(high) << kBlock);
    if (found != npos) return found;
    if (search->impatient(place)) return find_linear(search->haystack, search->needle, place);
  }
  return search->find_plain(place);
}

__attribute__((target("avx2"))) std::size_t find_avx2(Search* search) {
  constexpr std::size_t kBlock = 32;
  const char* const first = search->haystack.data() + search->rarest;
  const char* const other = search->haystack.data() + search->second;
  const __m256i rarest = _mm256_set1_epi8(search->needle[search->rarest]);
  const __m256i second = _mm256_set1_epi8(search->needle[search->second]);
  std::size_t place = search->from;
  for (; place + 2 * kBlock <= search->places(); place += 2 * kBlock) {
    // No lambdas here: they would not inherit the target.
    const auto* const a = reinterpret_cast<const __m256i*>(first + place);
    const auto* const b = reinterpret_cast<const __m256i*>(other + place);
    const __m256i low = _mm256_and_si256(_mm256_cmpeq_epi8(_mm256_loadu_si256(a), rarest),
                                         _mm256_cmpeq_epi8(_mm256_loadu_si256(b), second));
    const __m256i high = _mm256_and_si256(_mm256_cmpeq_epi8(_mm256_loadu_si256(a + 1), rarest),
                                          _mm256_cmpeq_epi8(_mm256_loadu_si256(b + 1), second));
    const auto low_bits = static_cast<std::uint32_t>(_mm256_movemask_epi8(low));
    const auto high_bits = static_cast<std::uint32_t>(_mm256_movemask_epi8(high));
    const std::uint64_t bits = low_bits | static_cast<std::uint64_t>(high_bits) << kBlock;
    if (bits == 0) continue;
    const std::size_t found = search->first_of(place, bits);
    if (found != npos) return found;
    if (search->impatient(place)) return find_linear(search->haystack, search->needle, place);
  }
  Search rest = *search;
  rest.from = place;
  return find_sse2(&rest);
}
#endif

}  // namespace

Finder::Finder(std::string_view needle) : needle_(needle) {
  for (std::size_t i = 1; i < needle_.size(); ++i) {
    if (commonness(needle_[i]) < commonness(needle_[rarest_])) rarest_ = i;
  }
  second_ = rarest_ == 0 && needle_.size() > 1 ? 1 : 0;
  for (std::size_t i = 0; i < needle_.size(); ++i) {
    if (i != rarest_ && commonness(needle_[i]) < commonness(needle_[second_])) second_ = i;
  }
  rare_ = !needle_.empty() && commonness(needle_[rarest_]) < kRare;
}

std::size_t Finder::find(std::string_view haystack, std::size_t from) const {
  if (from > haystack.size() || haystack.size() - from < needle_.size()) return npos;
  if (needle_.empty()) return from;
  Search search{haystack, needle_, rarest_, second_, from};
  if (rare_ || needle_.size() == 1) return find_rare_byte(&search);
#if defined(__x86_64__)
  static const bool avx2 = has_avx2();
  return avx2 ? find_avx2(&search) : find_sse2(&search);
#else
  return find_linear(haystack, needle_, from);
#endif
}

std::vector<std::size_t> Finder::find_all(std::string_view haystack) const {
  std::vector<std::size_t> found;
  if (needle_.empty()) return found;
  for (std::size_t at = find(haystack); at != npos; at = find(haystack, at + needle_.size())) {
    found.push_back(at);
  }
  return found;
}

}  // namespace jirei
