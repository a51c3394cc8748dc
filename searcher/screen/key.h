// What a person does at the keyboard, as the screen's model sees it.
#pragma once

#include <string>

namespace jirei {

enum class KeyKind {
  text,     ///< typed characters (an input method may commit several at once)
  paste,    ///< pasted text: never a command
  control,  ///< Ctrl and the letter in `text`
  enter,
  escape,
  tab,
  back_tab,
  up,
  down,
  left,
  right,
  home,
  end,
  page_up,
  page_down,
  backspace,
  remove,  ///< Del
  help,    ///< F1
};

struct Key {
  KeyKind kind = KeyKind::text;
  std::string text;  ///< UTF-8; of control: the small letter
  friend bool operator==(const Key&, const Key&) = default;
};

}  // namespace jirei
