// Bytes and key codes of a terminal → keys. Knows UTF-8 that arrives in pieces, bracketed paste,
// and sequences that the terminal's description does not name (they are swallowed, not typed).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "searcher/screen/key.h"

namespace jirei {

class KeyReader {
 public:
  /// One byte as the terminal sent it.
  void byte(unsigned char c);
  /// A key that the terminal's description names.
  void key(KeyKind kind);
  void paste_begins();
  void paste_ends();
  /// Nothing more has arrived for now: an Esc that stands alone is a key.
  void pause();

  /// The keys since the last call.
  std::vector<Key> take();

 private:
  enum class Expects { anything, after_escape, control_sequence, one_more };

  void text_byte(unsigned char c);
  void control(unsigned char c);

  Expects expects_ = Expects::anything;
  std::size_t missing_ = 0;  ///< bytes of the character at hand
  std::string character_;
  bool pasting_ = false;
  std::string pasted_;
  std::vector<Key> keys_;
};

}  // namespace jirei
