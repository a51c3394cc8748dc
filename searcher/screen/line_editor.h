// One line of text with a cursor, edited by what readers call a character.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace jirei {

/// The text is always valid UTF-8 without control characters; the cursor never stands inside a
/// cluster (text_width.h).
class LineEditor {
 public:
  const std::string& text() const { return text_; }
  std::size_t cursor() const { return cursor_; }  ///< byte offset

  /// Puts the text before the cursor. Line ends and tabs become spaces, other controls vanish,
  /// invalid UTF-8 becomes U+FFFD. What would make the line longer than `kMostBytes` is left out.
  void insert(std::string_view text);
  void set(std::string_view text);

  void left();
  void right();
  void home() { cursor_ = 0; }
  void end() { cursor_ = text_.size(); }
  void erase_before();       ///< Backspace
  void erase_after();        ///< Del
  void erase_word_before();  ///< Ctrl-W: spaces, and what stands before them up to a space
  void erase_to_start();     ///< Ctrl-U
  void erase_to_end();       ///< Ctrl-K

  static constexpr std::size_t kMostBytes = 65'536;  ///< as long as a query may be

 private:
  std::size_t cluster_before(std::size_t pos) const;
  std::size_t cluster_after(std::size_t pos) const;
  void settle();  ///< what was typed may have joined the cluster before the cursor

  std::string text_;
  std::size_t cursor_ = 0;
};

}  // namespace jirei
