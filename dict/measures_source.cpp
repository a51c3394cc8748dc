// Reads dict/tables/measures.txt (its head describes the syntax).
#include <fmt/format.h>
#include <xxhash.h>

#include <fstream>
#include <iterator>
#include <utility>

#include "dict/error.h"
#include "dict/measures.h"
#include "dict/unicode.h"

namespace jirei {
namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    if (end != 0 && !text.empty()) parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

class MeasureSource {
 public:
  MeasureSource(std::string name, MeasureTable* table) : name_(std::move(name)), table_(table) {}

  void read(std::string_view source) {
    for (;;) {
      const std::size_t end = source.find('\n');
      ++line_;
      line(source.substr(0, end));
      if (end == std::string_view::npos) break;
      source.remove_prefix(end + 1);
    }
    index();
  }

 private:
  [[noreturn]] void fail(const std::string& ja, const std::string& en) const {
    throw Error(ErrorCode::invalid_input, {fmt::format("{}:{}: {}", name_, line_, ja),
                                           fmt::format("{}:{}: {}", name_, line_, en)});
  }

  void line(std::string_view text) {
    if (find_invalid_utf8(text) != std::string_view::npos) {
      fail("UTF-8 ではありません", "not UTF-8");
    }
    text = text.substr(0, text.find('#'));
    while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
    if (text.empty()) return;
    if (text.front() == '@') {
      begin_list(text.substr(1));
    } else if (text.front() == '[') {
      begin_measure(text);
    } else if (list_ != nullptr) {
      for (const std::string_view word : split(text, ' ')) list_->add(folded(word));
    } else if (headings_) {
      for (const std::string_view word : split(text, ' '))
        table_->skipped_headings_.emplace_back(word);
    } else if (!table_->names_.empty()) {
      pattern(text);
    } else {
      fail("[名前] より前に型があります", "a pattern stands before any [name]");
    }
  }

  void begin_list(std::string_view name) {
    headings_ = name == "skip-headings";
    const std::pair<std::string_view, MeasureTable::WordList*> lists[] = {
        {"not-done", &table_->not_done_},
        {"planned", &table_->planned_},
        {"later", &table_->later_},
        {"harmless", &table_->harmless_},
        {"fixed", &table_->fixed_}};
    list_ = nullptr;
    for (const auto& [known, list] : lists) {
      if (known == name) list_ = list;
    }
    if (list_ == nullptr && !headings_) fail("知らない一覧です", "unknown list");
  }

  void begin_measure(std::string_view text) {
    if (text.size() < 3 || text.back() != ']') fail("] がありません", "] is missing");
    list_ = nullptr;
    headings_ = false;
    table_->names_.emplace_back(text.substr(1, text.size() - 2));
  }

  void pattern(std::string_view text) {
    MeasureTable::Pattern pattern;
    pattern.measure = table_->names_.size() - 1;
    pattern.exclusion = text.starts_with("- ");
    if (pattern.exclusion) text.remove_prefix(2);
    bool gap = false;
    for (const std::string_view part : split(text, ' ')) {
      if (part == "…") {
        gap = true;
        continue;
      }
      MeasureTable::Element element;
      element.gap = std::exchange(gap, false);
      for (const std::string_view word : split(part, '/')) element.words.push_back(folded(word));
      if (element.words.empty()) fail("語がありません", "a word is missing");
      pattern.elements.push_back(std::move(element));
    }
    if (gap || pattern.elements.empty() || pattern.elements.front().gap) {
      fail("… の前後に語が要ります", "… needs words on both sides");
    }
    table_->patterns_.push_back(std::move(pattern));
  }

  std::string folded(std::string_view word) const {
    std::string text(word);
    for (char& c : text) {
      if (c == '_') c = ' ';
    }
    std::string out = normalizer_.fold_text(text);
    if (out.empty()) fail("語に字がありません", "a word has no characters");
    return out;
  }

  void index() {
    for (std::uint32_t i = 0; i < table_->patterns_.size(); ++i) {
      for (const std::string& word : table_->patterns_[i].elements.front().words) {
        std::size_t pos = 0;
        auto& patterns = table_->by_first_[next_code_point(word, &pos)];
        if (patterns.empty() || patterns.back() != i) patterns.push_back(i);
      }
    }
  }

  std::string name_;
  MeasureTable* table_;
  Normalizer normalizer_;
  std::size_t line_ = 0;
  MeasureTable::WordList* list_ = nullptr;
  bool headings_ = false;
};

MeasureTable MeasureTable::parse(std::string_view source, const std::string& name_for_messages) {
  MeasureTable table;
  MeasureSource(name_for_messages, &table).read(source);
  table.fingerprint_ = fmt::format("{:016x}", XXH3_64bits(source.data(), source.size()));
  return table;
}

MeasureTable MeasureTable::open(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw Error(
        ErrorCode::dictionary,
        {path + ": 対策の語彙を開けません", path + ": cannot open the table of measures"},
        {"ビルドし直すか、インストールし直してください。", "Build or install the programs again."});
  }
  const std::string source{std::istreambuf_iterator<char>(file), {}};
  return parse(source, path);
}

}  // namespace jirei
