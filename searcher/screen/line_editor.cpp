#include "searcher/screen/line_editor.h"

#include "dict/unicode.h"
#include "searcher/text_width.h"

namespace jirei {

namespace {

std::string one_line(std::string_view text) {
  const std::string valid = replace_invalid_utf8(text);
  std::string line;
  for (std::size_t pos = 0; pos < valid.size();) {
    const char32_t c = next_code_point(valid, &pos);
    if (c == U'\r' && pos < valid.size() && valid[pos] == '\n') continue;
    if (c == U'\n' || c == U'\r' || c == U'\t') {
      line += ' ';
    } else if (c >= 0x20 && (c < 0x7F || c >= 0xA0)) {
      append_utf8(&line, c);
    }
  }
  return line;
}

}  // namespace

void LineEditor::insert(std::string_view text) {
  std::string line = one_line(text);
  const std::size_t room = kMostBytes - text_.size();
  if (line.size() > room) {
    std::size_t fits = 0;
    for (std::size_t pos = 0; pos < line.size() && pos <= room;) {
      fits = pos;
      next_cluster(line, &pos, false);
    }
    line.resize(fits);
  }
  text_.insert(cursor_, line);
  cursor_ += line.size();
  settle();
}

void LineEditor::set(std::string_view text) {
  text_.clear();
  cursor_ = 0;
  insert(text);
}

std::size_t LineEditor::cluster_before(std::size_t pos) const {
  std::size_t before = 0;
  for (std::size_t at = 0; at < pos;) {
    before = at;
    next_cluster(text_, &at, false);
  }
  return before;
}

std::size_t LineEditor::cluster_after(std::size_t pos) const {
  if (pos < text_.size()) next_cluster(text_, &pos, false);
  return pos;
}

void LineEditor::settle() {
  std::size_t at = 0;
  while (at < cursor_) next_cluster(text_, &at, false);
  cursor_ = at;
}

void LineEditor::left() { cursor_ = cluster_before(cursor_); }
void LineEditor::right() { cursor_ = cluster_after(cursor_); }

void LineEditor::erase_before() {
  const std::size_t begin = cluster_before(cursor_);
  text_.erase(begin, cursor_ - begin);
  cursor_ = begin;
  settle();
}

void LineEditor::erase_after() {
  text_.erase(cursor_, cluster_after(cursor_) - cursor_);
  settle();
}

void LineEditor::erase_word_before() {
  std::size_t begin = cursor_;
  bool in_word = false;
  while (begin > 0) {
    std::size_t before = cluster_before(begin);
    std::size_t pos = before;
    const bool space = is_space(next_code_point(text_, &pos));
    if (space && in_word) break;
    in_word = in_word || !space;
    begin = before;
  }
  text_.erase(begin, cursor_ - begin);
  cursor_ = begin;
  settle();
}

void LineEditor::erase_to_start() {
  text_.erase(0, cursor_);
  cursor_ = 0;
}

void LineEditor::erase_to_end() { text_.resize(cursor_); }

}  // namespace jirei
