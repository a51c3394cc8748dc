// What one entry of the IPADIC means to the analyzer: part of speech, base form, reading, roles.
#pragma once

#include <cstdint>
#include <string_view>

#include "dict/analyzer.h"

namespace jirei {

struct Lexeme {
  PartOfSpeech pos = PartOfSpeech::unknown;
  std::uint8_t flags =
      0;  ///< Token::kIndexed, kContent, kQuestion, for a token with word characters
  bool base_folded = false;  ///< `base` is in folded form as it stands
  std::string_view base;     ///< as the dictionary has it; empty when it is the surface itself
  std::string_view reading;  ///< katakana; empty when the dictionary has none
};

/// Reads an IPADIC feature line. The views point into `feature`.
Lexeme read_lexeme(const char* feature, bool unknown_word);

/// Whether every character is one that folding leaves alone whatever stands beside it: hiragana,
/// katakana, unified kanji, lower-case ASCII letters, digits. (Others may be in folded form too.)
bool plainly_folded(std::string_view text);

}  // namespace jirei
