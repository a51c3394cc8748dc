#include "searcher/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "dict/unicode.h"

namespace jirei {

Environment process_environment() {
  return [](const char* name) -> const char* { return std::getenv(name); };
}

bool use_color(ColorMode mode, bool terminal, const Environment& environment) {
  if (mode == ColorMode::always) return true;
  if (mode == ColorMode::never || !terminal) return false;
  const char* no_color = environment("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
  const char* term = environment("TERM");
  return term != nullptr && *term != '\0' && std::string_view(term) != "dumb";
}

Language locale_language(const Environment& environment) {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = environment(name);
    if (value == nullptr || *value == '\0') continue;
    const std::string_view locale(value);
    const bool japanese = locale.substr(0, 2) == "ja" && (locale.size() == 2 || locale[2] == '_' ||
                                                          locale[2] == '.' || locale[2] == '@');
    return japanese ? Language::ja : Language::en;
  }
  return Language::en;
}

bool is_terminal(int fd) { return isatty(fd) == 1; }

std::uint32_t terminal_width(int fd, const Environment& environment) {
  constexpr std::uint32_t kNarrowest = 20, kDefault = 80;
  winsize size{};
  if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return std::max<std::uint32_t>(kNarrowest, size.ws_col);
  }
  if (const char* columns = environment("COLUMNS")) {
    const std::string_view text(columns);
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size() && value > 0 && value < 10000) {
      return std::max(kNarrowest, value);
    }
  }
  return kDefault;
}

bool is_unprintable(char32_t c) {
  if (c < 0x20) return c != '\n' && c != '\t';
  if (c < 0x7F) return false;
  if (c < 0xA0) return true;
  if (c == 0x061C) return true;
  if (c < 0x200E || c > 0x2069) return false;
  return c <= 0x200F || (c >= 0x2028 && c <= 0x202E) || c >= 0x2066;
}

std::string visible_form(char32_t c) {
  std::string form;
  if (c < 0x20) {
    append_utf8(&form, 0x2400 + c);
  } else if (c == 0x7F) {
    append_utf8(&form, 0x2421);
  } else {
    form = fmt::format("<U+{:04X}>", static_cast<std::uint32_t>(c));
  }
  return form;
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t pos = 0; pos < text.size();) {
    const char32_t c = next_code_point(text, &pos);
    if (is_unprintable(c)) {
      out += visible_form(c);
    } else {
      append_utf8(&out, c);
    }
  }
  return out;
}

std::string printable_line(std::string_view text) {
  std::string line = printable(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return line;
}

std::string shell_word(std::string_view text) {
  const auto plain = [](char c) {
    return static_cast<unsigned char>(c) >= 0x80 || (c >= '0' && c <= '9') ||
           (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("-_=./,:@%+").find(c) != std::string_view::npos;
  };
  if (!text.empty() && std::all_of(text.begin(), text.end(), plain)) return std::string(text);
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'') {
      word += "'\\''";
    } else {
      word += c;
    }
  }
  return word + "'";
}

}  // namespace jirei
