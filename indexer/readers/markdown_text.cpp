#include "indexer/readers/markdown_text.h"

#include <charconv>
#include <cstdint>

#include "dict/unicode.h"

namespace jirei {
namespace {

bool is_punctuation(char c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
         (c >= '{' && c <= '~');
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::string_view trim_ascii(std::string_view line) {
  while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
  while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
  return line;
}

/// Number of `#` of an ATX heading, 0 for any other line. `content` gets its text.
std::size_t heading_level(std::string_view line, std::string_view* content) {
  std::size_t level = 0;
  while (level < line.size() && line[level] == '#') ++level;
  if (level == 0 || level > 6) return 0;
  if (level < line.size() && !is_blank(line[level])) return 0;
  std::string_view text = trim_ascii(line.substr(level));
  std::string_view shorter = text;  // closing hashes: "## heading ##"
  while (!shorter.empty() && shorter.back() == '#') shorter.remove_suffix(1);
  if (shorter.empty() || (shorter.size() < text.size() && is_blank(shorter.back()))) {
    text = trim_ascii(shorter);
  }
  *content = text;
  return level;
}

bool is_bullet(std::string_view line) {
  return line.size() > 1 && (line[0] == '-' || line[0] == '*' || line[0] == '+') &&
         is_blank(line[1]);
}

bool is_numbered(std::string_view line) {
  std::size_t digits = 0;
  while (digits < line.size() && line[digits] >= '0' && line[digits] <= '9') ++digits;
  return digits > 0 && digits < 10 && digits + 1 < line.size() &&
         (line[digits] == '.' || line[digits] == ')') && is_blank(line[digits + 1]);
}

bool is_rule(std::string_view line) {
  if (line.empty() || (line[0] != '-' && line[0] != '*' && line[0] != '_')) return false;
  std::size_t marks = 0;
  for (const char c : line) {
    if (c == line[0]) {
      ++marks;
    } else if (!is_blank(c)) {
      return false;
    }
  }
  return marks >= 3;
}

/// Signs that Japanese writers begin the items of a list with.
bool begins_japanese_item(std::string_view line) {
  for (const std::string_view mark :
       {"・", "●", "○", "■", "□", "◆", "◇", "◎", "•", "※", "\u3000"}) {
    if (line.starts_with(mark)) return true;
  }
  return false;
}

bool is_fence(std::string_view line) { return line.starts_with("```") || line.starts_with("~~~"); }

/// Whether an odd number of backslashes ends the line: the last one is no escaped one.
bool ends_with_break(std::string_view line) {
  std::size_t count = 0;
  while (count < line.size() && line[line.size() - 1 - count] == '\\') ++count;
  return count % 2 == 1;
}

class BodyParser {
 public:
  BodyParser(std::string_view body, bool wants_title)
      : style_(learn_join_style(body)), wants_title_(wants_title) {}

  void line(std::string_view raw) {
    if (in_fence_) {
      fence_line(raw);
      return;
    }
    const std::string_view text = trim_ascii(raw);
    std::string_view content;
    if (text.empty() || is_rule(text)) {
      open_ = false;
    } else if (const std::size_t level = heading_level(text, &content)) {
      heading(level, content);
    } else if (is_fence(text)) {
      in_fence_ = true;
      fence_ = text.substr(0, 3);
      open_ = false;
    } else if (text == "<br>") {
      lines_.emplace_back();
      open_ = false;
    } else {
      text_line(raw, text);
    }
  }

  MarkdownBody finish() {
    flush();
    return std::move(body_);
  }

 private:
  void fence_line(std::string_view raw) {
    if (trim_ascii(raw) == fence_) {
      in_fence_ = false;
    } else {
      lines_.emplace_back(raw);
    }
  }

  void heading(std::size_t level, std::string_view content) {
    open_ = false;
    const bool first = body_.sections.empty() && !in_section_ && lines_.empty();
    if (level == 1 && wants_title_ && first && body_.title.empty()) {
      body_.title = unescape_markdown(content);
    } else if (level <= 2) {
      flush();
      in_section_ = true;
      heading_ = unescape_markdown(content);
    } else {
      lines_.push_back(unescape_markdown(content));
    }
  }

  void text_line(std::string_view raw, std::string_view text) {
    const bool bullet = is_bullet(text);
    if (bullet) text = trim_ascii(text.substr(2));
    const bool row = text.starts_with('|');
    const bool breaks = ends_with_break(text);
    const bool spaces = raw.size() > 2 && raw.ends_with("  ");
    if (breaks) text.remove_suffix(1);
    const std::string content = unescape_markdown(text);
    if (!open_ || bullet || row || is_numbered(text) || begins_japanese_item(text)) {
      lines_.push_back(content);
    } else {
      join_line(&lines_.back(), content, style_);
    }
    open_ = !row && !breaks && !spaces;
  }

  void flush() {
    if (in_section_ || !lines_.empty()) {
      std::string text;
      for (std::size_t i = 0; i < lines_.size(); ++i) {
        if (i > 0) text.push_back('\n');
        text.append(lines_[i]);
      }
      body_.sections.push_back(Section{heading_, std::move(text)});
    }
    lines_.clear();
    heading_.clear();
    open_ = false;
  }

  JoinStyle style_;
  bool wants_title_;
  MarkdownBody body_;
  bool in_section_ = false;
  std::string heading_;
  std::vector<std::string> lines_;
  bool open_ = false;  ///< whether the next line belongs to the paragraph at hand
  bool in_fence_ = false;
  std::string_view fence_;
};

void append_reference(std::string* out, char c) {
  out->append("&#").append(std::to_string(static_cast<unsigned char>(c))).push_back(';');
}

std::string escape_inside(std::string_view text, bool hashes) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool edge = i == 0 || i + 1 == text.size();
    if (c == '\\' || (c == '&' && i + 1 < text.size() && text[i + 1] == '#') ||
        (hashes && c == '#')) {
      out.push_back('\\');
      out.push_back(c);
    } else if ((is_blank(c) && edge) || (static_cast<unsigned char>(c) < 0x20 && c != '\t') ||
               c == '\x7F') {
      append_reference(&out, c);
    } else {
      out.push_back(c);
    }
  }
  return out;
}

/// Reads "&#123;" or "&#x7B;" at the start of `text`. Returns its length, or 0.
std::size_t read_reference(std::string_view text, char32_t* c) {
  if (!text.starts_with("&#")) return 0;
  std::size_t at = 2;
  int base = 10;
  if (at < text.size() && (text[at] == 'x' || text[at] == 'X')) {
    base = 16;
    ++at;
  }
  std::uint32_t value = 0;
  const auto result = std::from_chars(text.data() + at, text.data() + text.size(), value, base);
  if (result.ec != std::errc() || result.ptr == text.data() + text.size() || *result.ptr != ';') {
    return 0;
  }
  if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return 0;
  *c = value;
  return static_cast<std::size_t>(result.ptr - text.data()) + 1;
}

}  // namespace

MarkdownBody parse_markdown(std::string_view body, bool wants_title) {
  BodyParser parser(body, wants_title);
  while (!body.empty()) {
    const std::size_t end = body.find('\n');
    std::string_view line = body.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    parser.line(line);
    if (end == std::string_view::npos) break;
    body.remove_prefix(end + 1);
  }
  return parser.finish();
}

std::string escape_markdown_line(std::string_view line) {
  if (line.empty()) return "<br>";
  const std::string text = escape_inside(line, false);
  const bool special = std::string_view("#-*+|`~_<>").find(text.front()) != std::string_view::npos;
  return special ? "\\" + text : text;
}

std::string escape_markdown_heading(std::string_view heading) {
  return escape_inside(heading, true);
}

std::string unescape_markdown(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    char32_t c = 0;
    if (text[i] == '\\' && i + 1 < text.size() && is_punctuation(text[i + 1])) {
      out.push_back(text[i + 1]);
      i += 2;
    } else if (const std::size_t length = read_reference(text.substr(i), &c)) {
      append_utf8(&out, c);
      i += length;
    } else {
      out.push_back(text[i]);
      ++i;
    }
  }
  return out;
}

}  // namespace jirei
