// Where a sentence begins and ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace jirei {

/// No sentence is longer than this many bytes; what is, is cut (at a comma or space if there is
/// one near, else between characters). Keeps time and memory of the morphology linear.
inline constexpr std::size_t kMaxSentenceBytes = 4000;

/// ICU's sentence rules (UAX #29): 「…。」 stays together, Ver.1.5 is not broken, and a line feed
/// always ends a sentence. Not thread-safe; made on first use.
class SentenceSplitter {
 public:
  SentenceSplitter();
  ~SentenceSplitter();
  SentenceSplitter(SentenceSplitter&&) noexcept;
  SentenceSplitter& operator=(SentenceSplitter&&) noexcept;

  /// Byte offsets of the sentence ends, ascending; the last is text.size(). None for "".
  std::vector<std::uint32_t> ends(std::string_view text);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// End of the piece of at most kMaxSentenceBytes to cut off at the beginning of a longer `text`.
std::size_t cut_long(std::string_view text);

}  // namespace jirei
