// The one place where errors and notes are printed, and where the language of messages is chosen.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include "dict/error.h"

namespace jirei {

/// Exit statuses of both programs (README, "exit status").
inline constexpr int kExitFound = 0;
inline constexpr int kExitNothing = 1;
inline constexpr int kExitError = 2;

/// Japanese when the first of LC_ALL, LC_MESSAGES, LANG that is set and not empty begins with
/// "ja"; English otherwise. Nothing but messages depends on it.
Language language_from_environment();

/// Prints "error: …" and, if there is a hint, "hint: …"; returns the exit status, always 2.
int report(const Error& error, Language language, std::ostream& out);

/// The same for any exception: Errors as above, exhausted memory and everything else in words.
int report(const std::exception& error, Language language, std::ostream& out);

/// Prints a text and ends the line. Control characters become visible (\x1b), so that a file name
/// or a case cannot steer the terminal.
void print_text(const Text& text, Language language, std::ostream& out);

/// Prints "warning: …" the same way.
void print_warning(const Text& text, Language language, std::ostream& out);

/// `text` with control characters other than line feed and tab (C0, DEL, C1) written as \xNN.
std::string visible_controls(std::string_view text);

}  // namespace jirei
