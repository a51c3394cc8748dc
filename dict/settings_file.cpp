#include "dict/settings_file.h"

#include <charconv>
#include <set>

#include "dict/unicode.h"

namespace jirei {
namespace {

constexpr std::size_t kMaxDepth = 16;  ///< lists in lists

constexpr std::string_view kBareKey =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::vector<FileSetting> read() {
    std::vector<FileSetting> settings;
    std::set<std::string> seen;
    for (skip_lines(); !done(); skip_lines()) {
      FileSetting setting;
      setting.line = line_;
      setting.name = key();
      skip_blanks();
      if (!take('=')) fail("「名前 = 値」の形ではありません", "this is not \"name = value\"");
      skip_blanks();
      name_ = setting.name;
      setting.value = value(0);
      end_line();
      if (!seen.insert(setting.name).second) {
        fail("「" + setting.name + "」が二度あります", "\"" + setting.name + "\" is given twice");
      }
      settings.push_back(std::move(setting));
    }
    return settings;
  }

 private:
  bool done() const { return at_ == text_.size(); }
  char here() const { return done() ? '\0' : text_[at_]; }
  bool looking_at(std::string_view word) const { return text_.substr(at_).starts_with(word); }

  char next() {
    const char c = text_[at_++];
    if (c == '\n') ++line_;
    return c;
  }
  bool take(char c) {
    if (done() || here() != c) return false;
    next();
    return true;
  }

  [[noreturn]] void fail(const std::string& ja, const std::string& en) const {
    throw SettingsError{line_, {ja, en}};
  }
  [[noreturn]] void no_value() const {
    fail("「" + name_ + "」の値は文字列、整数、真偽値、またはその並びにしてください。",
         "the value of \"" + name_ +
             "\" must be a string, an integer, a boolean or a list of these.");
  }

  void skip_blanks() {
    while (!done() && (here() == ' ' || here() == '\t')) next();
  }
  void skip_comment() {
    if (here() != '#') return;
    while (!done() && here() != '\n') next();
  }
  /// Blanks, comments and line ends.
  void skip_lines() {
    for (;;) {
      skip_blanks();
      skip_comment();
      if (looking_at("\r\n")) next();
      if (!take('\n')) return;
    }
  }
  void end_line() {
    skip_blanks();
    skip_comment();
    if (looking_at("\r\n")) next();
    if (!done() && here() != '\n') {
      fail("値の後に余分なものがあります", "something stands behind the value");
    }
  }

  std::string key() {
    if (here() == '[') {
      name_ = text_.substr(at_, text_.substr(at_).find_first_of("\r\n"));
      no_value();
    }
    if (here() == '"' || here() == '\'') return quoted(next());
    const std::size_t end = text_.find_first_not_of(kBareKey, at_);
    std::string name(text_.substr(at_, end - at_));
    if (name.empty()) fail("「名前 = 値」の形ではありません", "this is not \"name = value\"");
    at_ += name.size();
    return name;
  }

  std::string value(std::size_t depth) {
    const char c = here();
    if (looking_at("\"\"\"") || looking_at("'''")) return block();
    if (c == '"' || c == '\'') return quoted(next());
    if (c == '[') return list(depth);
    const std::size_t end = text_.find_first_of(" \t\r\n,]#", at_);
    const std::string_view word = text_.substr(at_, end - at_);
    at_ += word.size();
    if (word == "true" || word == "false") return std::string(word);
    return integer(word);
  }

  std::string list(std::size_t depth) {
    if (depth == kMaxDepth) {
      fail("並びの入れ子が深すぎます", "lists are nested too deeply");
    }
    next();
    std::string joined;
    bool first = true;
    for (skip_lines(); !take(']'); skip_lines()) {
      if (done()) fail("[ が閉じられていません", "a [ is never closed");
      if (!first) joined += ',';
      first = false;
      joined += value(depth + 1);
      skip_lines();
      if (!done() && !take(',') && here() != ']') {
        fail("並びの値はコンマで区切ってください", "put commas between the values of a list");
      }
    }
    return joined;
  }

  std::string integer(std::string_view word) const {
    std::string digits;
    for (const char c : word) {
      if (c != '_') digits.push_back(c);
    }
    const bool negative = digits.starts_with('-');
    if (negative || digits.starts_with('+')) digits.erase(0, 1);
    int base = 10;
    if (digits.starts_with("0x")) base = 16;
    if (digits.starts_with("0o")) base = 8;
    if (digits.starts_with("0b")) base = 2;
    if (base != 10) digits.erase(0, 2);
    std::uint64_t number = 0;
    const char* end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, number, base);
    if (digits.empty() || read.ec != std::errc() || read.ptr != end) no_value();
    return (negative && number != 0 ? "-" : "") + std::to_string(number);
  }

  /// A string on one line, behind its opening quote.
  std::string quoted(char quote) {
    std::string out;
    while (!done() && here() != '\n' && here() != '\r') {
      const char c = next();
      if (c == quote) return out;
      if (c == '\\' && quote == '"') {
        escape(&out);
      } else {
        out.push_back(plain(c));
      }
    }
    fail("引用符が閉じられていません", "a quote is never closed");
  }

  /// A string over several lines, at its three opening quotes.
  std::string block() {
    const char quote = here();
    const std::string closing(3, quote);
    for (int i = 0; i < 3; ++i) next();
    if (looking_at("\r\n")) next();
    take('\n');
    std::string out;
    while (!done()) {
      if (looking_at(closing)) {
        // Up to two quotes may stand right before the closing ones.
        while (at_ + 3 < text_.size() && text_[at_ + 3] == quote) out.push_back(next());
        for (int i = 0; i < 3; ++i) next();
        return out;
      }
      const char c = next();
      if (c == '\\' && quote == '"') {
        if (!continued()) escape(&out);
      } else if (c == '\n' || c == '\r') {
        out.push_back(c);
      } else {
        out.push_back(plain(c));
      }
    }
    fail("引用符が閉じられていません", "a quote is never closed");
  }

  /// A backslash at a line's end takes away all white space up to the next character.
  bool continued() {
    const std::size_t end = text_.find_first_not_of(" \t\r", at_);
    if (end == std::string_view::npos || text_[end] != '\n') return false;
    while (!done() && std::string_view(" \t\r\n").find(here()) != std::string_view::npos) next();
    return true;
  }

  char plain(char c) const {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t') || byte == 0x7F) {
      fail("文字列に制御文字があります", "a string holds a control character");
    }
    return c;
  }

  void escape(std::string* out) {
    static constexpr std::string_view kNames = "btnfr\"\\";
    static constexpr std::string_view kMeanings = "\b\t\n\f\r\"\\";
    const char c = done() ? '\0' : next();
    if (const std::size_t found = kNames.find(c); c != '\0' && found != std::string_view::npos) {
      out->push_back(kMeanings[found]);
    } else if (c == 'u' || c == 'U') {
      append_code_point(c == 'u' ? 4 : 8, out);
    } else {
      fail("知らない \\ の書き方です", "an unknown escape");
    }
  }

  void append_code_point(std::size_t digits, std::string* out) {
    std::uint32_t c = 0;
    const std::string_view hex = text_.substr(at_, digits);
    const auto read = std::from_chars(hex.data(), hex.data() + hex.size(), c, 16);
    const bool whole =
        hex.size() == digits && read.ec == std::errc() && read.ptr == hex.data() + hex.size();
    if (!whole || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) {
      fail("文字ではない \\u です", "an escape that is no character");
    }
    at_ += digits;
    append_utf8(out, c);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  std::string name_;  ///< of the setting being read
};

}  // namespace

std::vector<FileSetting> parse_settings(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (const std::size_t bad = find_invalid_utf8(text); bad != std::string_view::npos) {
    std::uint32_t line = 1;
    for (const char c : text.substr(0, bad)) line += c == '\n' ? 1 : 0;
    throw SettingsError{line, {"UTF-8 ではありません", "not UTF-8"}};
  }
  return Reader(text).read();
}

}  // namespace jirei
