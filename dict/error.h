// The one error type of jirei: what went wrong, where, why, and how to mend it.
//
// Thrown by value anywhere below main(); printed in one place (dict/report.h) and turned into the
// exit status there. Texts are carried in both languages, so that no layer needs to know the
// locale.
#pragma once

#include <exception>
#include <string>
#include <utility>

namespace jirei {

/// A message in the two languages the programs speak. Both are always given.
struct Text {
  std::string ja;
  std::string en;

  bool empty() const { return ja.empty() && en.empty(); }
};

enum class Language { ja, en };

inline const std::string& pick(const Text& text, Language language) {
  return language == Language::ja ? text.ja : text.en;
}

enum class ErrorCode {
  usage,               ///< the command line or the query options are wrong
  not_found,           ///< a source, case, facet or value that does not exist
  unreadable,          ///< exists but cannot be read (permission, I/O)
  invalid_input,       ///< content that breaks its format (UTF-8, YAML, JSON, CSV, ...)
  duplicate,           ///< two cases with one id
  index_missing,       ///< no index where one was expected
  index_incompatible,  ///< schema or dictionary fingerprints differ
  index_damaged,       ///< the index contradicts itself
  locked,              ///< another writer is at work
  io,                  ///< writing failed (disk full, read-only, ...)
  limit,               ///< a documented limit was exceeded
  dictionary,          ///< a dictionary or table is missing or broken
  internal,            ///< a bug of ours
};

class Error : public std::exception {
 public:
  Error(ErrorCode code, Text message, Text hint = {})
      : code_(code), message_(std::move(message)), hint_(std::move(hint)) {}

  ErrorCode code() const { return code_; }
  const Text& message() const { return message_; }
  const Text& hint() const { return hint_; }
  const char* what() const noexcept override { return message_.en.c_str(); }

 private:
  ErrorCode code_;
  Text message_;
  Text hint_;
};

}  // namespace jirei
