#include "searcher/screen/key_reader.h"

#include <utility>

namespace jirei {

namespace {

constexpr unsigned char kEscape = 0x1B, kDelete = 0x7F;

/// Bytes that follow the first one of a UTF-8 character.
std::size_t followers(unsigned char first) {
  if (first >= 0xF0 && first < 0xF8) return 3;
  if (first >= 0xE0) return first < 0xF0 ? 2 : 0;
  return first >= 0xC2 ? 1 : 0;
}

}  // namespace

void KeyReader::byte(unsigned char c) {
  if (pasting_) {
    pasted_ += static_cast<char>(c);
    return;
  }
  switch (expects_) {
    case Expects::after_escape:
      if (c == '[' || c == 'O') {
        expects_ = c == '[' ? Expects::control_sequence : Expects::one_more;
        return;
      }
      expects_ = Expects::anything;
      keys_.push_back({KeyKind::escape, {}});
      break;
    case Expects::control_sequence:
      if (c >= 0x40 && c <= 0x7E) expects_ = Expects::anything;
      return;
    case Expects::one_more:
      expects_ = Expects::anything;
      return;
    case Expects::anything:
      break;
  }
  if (c == kEscape) {
    expects_ = Expects::after_escape;
  } else if (c < 0x20 || c == kDelete) {
    control(c);
  } else {
    text_byte(c);
  }
}

void KeyReader::text_byte(unsigned char c) {
  const bool continues = (c & 0xC0) == 0x80;
  if (missing_ > 0 && !continues) {  // the character before was never finished
    character_.clear();
    missing_ = 0;
  }
  if (missing_ == 0) {
    if (c >= 0x80 && followers(c) == 0) return;  // no character begins so
    missing_ = followers(c);
    character_ = static_cast<char>(c);
  } else {
    character_ += static_cast<char>(c);
    --missing_;
  }
  if (missing_ == 0) keys_.push_back({KeyKind::text, std::exchange(character_, {})});
}

void KeyReader::control(unsigned char c) {
  switch (c) {
    case '\r':
    case '\n':
      keys_.push_back({KeyKind::enter, {}});
      break;
    case '\t':
      keys_.push_back({KeyKind::tab, {}});
      break;
    case 0x08:
    case kDelete:
      keys_.push_back({KeyKind::backspace, {}});
      break;
    default:
      if (c > 0 && c <= 26) {
        keys_.push_back({KeyKind::control, std::string(1, static_cast<char>('a' + c - 1))});
      }
  }
}

void KeyReader::key(KeyKind kind) {
  if (pasting_) return;
  pause();
  keys_.push_back({kind, {}});
}

void KeyReader::paste_begins() { pasting_ = true; }

void KeyReader::paste_ends() {
  if (pasting_) keys_.push_back({KeyKind::paste, std::exchange(pasted_, {})});
  pasting_ = false;
}

void KeyReader::pause() {
  if (expects_ == Expects::after_escape) keys_.push_back({KeyKind::escape, {}});
  if (expects_ != Expects::control_sequence) expects_ = Expects::anything;
}

std::vector<Key> KeyReader::take() { return std::exchange(keys_, {}); }

}  // namespace jirei
