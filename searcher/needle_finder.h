// Finds a needle in folded text, by itself or as a whole run of Latin letters and digits.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "dict/text_search.h"

namespace jirei {

/// A string with how it must stand: anywhere, or (whole) not inside a longer run of Latin letters
/// and digits (pc, but not in pcr), or (begins) at least not behind a part of one.
struct Needle {
  std::string text;  ///< folded
  bool whole = false;
  bool begins = false;
};

/// True when text[begin, …) does not continue a Latin run.
bool begins_freely(std::string_view text, std::size_t begin);
/// True when text[begin, end) neither continues nor is continued by a Latin run.
bool stands_whole(std::string_view text, std::size_t begin, std::size_t end);

/// True when a needle counts wherever its text stands: its ends are such that it cannot continue a
/// Latin run, or it need not stand freely.
bool stands_anywhere(const Needle& needle);

class NeedleFinder {
 public:
  explicit NeedleFinder(const Needle& needle)
      : finder_(needle.text),
        size_(needle.text.size()),
        whole_(needle.whole),
        begins_(needle.begins) {}

  /// Byte offset of the next occurrence at or after `from`, or npos.
  std::size_t find(std::string_view text, std::size_t from) const;
  std::size_t size() const { return size_; }  ///< bytes

 private:
  Finder finder_;
  std::size_t size_;
  bool whole_;
  bool begins_;
};

}  // namespace jirei
