// Little pieces of the binary formats: variable-length integers and bounds-checked reading.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace jirei {

static_assert(std::endian::native == std::endian::little, "files are little-endian and mapped");

/// LEB128: seven bits a byte, lowest first.
inline void append_varint(std::string* out, std::uint64_t value) {
  while (value >= 0x80) {
    *out += static_cast<char>(value | 0x80U);
    value >>= 7U;
  }
  *out += static_cast<char>(value);
}

template <typename T>
void append_fixed(std::string* out, T value) {
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  out->append(bytes, sizeof(T));
}

inline void append_sized(std::string* out, std::string_view bytes) {
  append_varint(out, bytes.size());
  out->append(bytes);
}

/// Throws Error(index_damaged) naming cases.bin and the command that mends it.
[[noreturn]] void throw_damaged_store(const char* what);

/// Reads forward through bytes that may be damaged: never outside them.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  bool at_end() const { return pos_ == bytes_.size(); }
  std::size_t position() const { return pos_; }
  std::string_view rest() const { return bytes_.substr(pos_); }

  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && pos_ < bytes_.size(); shift += 7) {
      const auto byte = static_cast<unsigned char>(bytes_[pos_++]);
      value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
      if (byte < 0x80) return value;
    }
    throw_damaged_store("a number is cut off");
  }

  std::uint32_t varint32() {
    const std::uint64_t value = varint();
    if (value > UINT32_MAX) throw_damaged_store("a number is too large");
    return static_cast<std::uint32_t>(value);
  }

  template <typename T>
  T fixed() {
    T value;
    std::memcpy(&value, take(sizeof(T)).data(), sizeof(T));
    return value;
  }

  std::string_view take(std::uint64_t size) {
    if (size > bytes_.size() - pos_) throw_damaged_store("a piece is cut off");
    const auto piece = bytes_.substr(pos_, static_cast<std::size_t>(size));
    pos_ += piece.size();
    return piece;
  }

  std::string_view sized() { return take(varint()); }

 private:
  std::string_view bytes_;
  std::size_t pos_ = 0;
};

}  // namespace jirei
