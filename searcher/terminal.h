// What standard output is, and text that a terminal can be trusted with.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "dict/error.h"

namespace jirei {

/// Environment variables as a function, so that tests can give their own. nullptr: not set.
using Environment = std::function<const char*(const char* name)>;
Environment process_environment();

enum class ColorMode { automatic, always, never };

/// auto: on a terminal, unless NO_COLOR is set and not empty (no-color.org) or TERM is "dumb" or
/// missing. `always` and `never` win over all of these.
bool use_color(ColorMode mode, bool terminal, const Environment& environment);

/// Japanese under a Japanese locale (LC_ALL, LC_MESSAGES, LANG: the first that is set), else
/// English.
Language locale_language(const Environment& environment);

bool is_terminal(int fd);

/// Columns of the terminal behind `fd`; $COLUMNS, else 80, where there is none. At least 20.
std::uint32_t terminal_width(int fd, const Environment& environment);

/// True for characters that could drive a terminal or reorder a line: C0 and C1 controls (but line
/// feed and tab), line and paragraph separators, bidi embeddings, overrides, isolates and marks.
bool is_unprintable(char32_t c);

/// The visible stand-in of one unprintable character: ␛ for ESC, <U+202E> for an override.
std::string visible_form(char32_t c);

/// `text` with every unprintable character replaced by its visible form and invalid UTF-8 by
/// U+FFFD. What comes out cannot move the cursor, change colours, or reorder its surroundings.
std::string printable(std::string_view text);

/// The same on one line: line feeds and tabs become spaces.
std::string printable_line(std::string_view text);

/// `text` as one word of a POSIX shell's command line: quoted where it must be.
std::string shell_word(std::string_view text);

}  // namespace jirei
