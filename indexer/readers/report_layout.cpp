#include "indexer/readers/report_layout.h"

#include <algorithm>
#include <array>

#include "dict/unicode.h"
#include "indexer/readers/line_joiner.h"

namespace jirei {
namespace {

constexpr std::string_view kCaseWord = "事例";

/// A value under its name on lines of its own is a short word, never prose.
constexpr std::size_t kLongestLooseValue = 40;

bool is_mark(char32_t c) {
  static constexpr std::u32string_view kMarks = U"?？•●○■□◆◇◎▪▫◦‣➢➤✓✔・\uFFFD";
  const bool symbol_font = c >= 0xF000 && c <= 0xF0FF;  // bullets of Wingdings and the like
  return symbol_font || kMarks.find(c) != std::u32string_view::npos;
}

/// Digits at the start of `text`, half- or full-width; moves past them. nullopt: none or too many.
std::optional<std::uint32_t> take_number(std::string_view* text) {
  std::uint32_t value = 0;
  std::size_t digits = 0;
  std::size_t pos = 0;
  while (pos < text->size()) {
    std::size_t next = pos;
    const char32_t c = next_code_point(*text, &next);
    const bool narrow = c >= U'0' && c <= U'9';
    const bool wide = c >= U'\uFF10' && c <= U'\uFF19';
    if (!narrow && !wide) break;
    if (++digits > 6) return std::nullopt;
    value = value * 10 + static_cast<std::uint32_t>(c - (narrow ? U'0' : U'\uFF10'));
    pos = next;
  }
  text->remove_prefix(pos);
  if (digits == 0) return std::nullopt;
  return value;
}

std::optional<std::uint32_t> case_number(std::string_view line) {
  if (!line.starts_with(kCaseWord)) return std::nullopt;
  line = trim_line(line.substr(kCaseWord.size()));
  const auto number = take_number(&line);
  return line.empty() ? number : std::nullopt;
}

/// Length of white space or a colon at the start of `text`; 0 for neither.
std::size_t gap(std::string_view text) {
  const std::string_view trimmed = trim_line(text);
  const std::size_t spaces =
      trimmed.empty() ? text.size() : static_cast<std::size_t>(trimmed.data() - text.data());
  for (const std::string_view colon : {"：", ":"}) {
    if (trimmed.starts_with(colon)) return spaces + colon.size();
  }
  return spaces;
}

/// A line that begins with the name of a facet, standing alone or before its value.
struct Named {
  const FacetDef* facet;
  std::string_view rest;
};

std::optional<Named> facet_line(std::string_view line, const FacetTable& table) {
  for (const FacetDef& def : table.facets()) {
    if (!line.starts_with(def.label)) continue;
    const std::string_view rest = line.substr(def.label.size());
    const std::size_t length = gap(rest);
    if (rest.empty() || length > 0) return Named{&def, trim_line(rest.substr(length))};
  }
  return std::nullopt;
}

/// The first word and what follows it.
std::pair<std::string_view, std::string_view> split_word(std::string_view text) {
  const std::size_t end = std::min(text.find(' '), text.find("\u3000"));
  if (end == std::string_view::npos) return {text, {}};
  return {text.substr(0, end), trim_line(text.substr(end))};
}

class BlockReader {
 public:
  BlockReader(const std::vector<ReportLine>& lines, const FacetTable& table)
      : lines_(lines), table_(table) {}

  CaseBlock read(std::size_t at, std::uint32_t number) {
    block_.begin = at;
    block_.number = number;
    std::size_t i = at + 1;
    while (i < lines_.size() && take(lines_[i])) ++i;
    block_.end = i;
    return std::move(block_);
  }

 private:
  bool given(const FacetDef& facet) const {
    return std::any_of(block_.fields.begin(), block_.fields.end(),
                       [&](const CaseBlock::Field& field) { return field.facet == &facet; });
  }

  /// False when the line no longer belongs to the block.
  bool take(const ReportLine& line) {
    if (lone_number(line.text) != 0 || case_number(line.text)) return false;
    if (const auto named = facet_line(line.text, table_); named && !given(*named->facet)) {
      start_field(*named, line.number);
      return true;
    }
    if (in_title()) {
      title_line(line);
      return true;
    }
    return loose_value(line.text);
  }

  /// The title stands between the first fact and the second one.
  bool in_title() const { return block_.fields.size() == 1; }

  void start_field(const Named& named, std::uint32_t line) {
    const bool first = block_.fields.empty();
    block_.fields.push_back({named.facet, line, {}});
    if (first) {
      const auto [value, title] = split_word(named.rest);
      add_value(value);
      if (!title.empty()) block_.title_parts.push_back(title);
    } else {
      add_value(named.rest);
    }
  }

  void add_value(std::string_view value) {
    if (!value.empty()) block_.fields.back().values.push_back(value);
  }

  /// A line of the title; its last one may have the next fact behind it.
  void title_line(const ReportLine& line) {
    for (std::size_t at = line.text.size(); at-- > 1;) {
      const bool after_space =
          line.text[at - 1] == ' ' || line.text.substr(0, at).ends_with("\u3000");
      if (!after_space) continue;
      const auto named = facet_line(line.text.substr(at), table_);
      if (!named || named->rest.empty() || given(*named->facet)) continue;
      block_.title_parts.push_back(trim_line(line.text.substr(0, at)));
      start_field(*named, line.number);
      return;
    }
    block_.title_parts.push_back(line.text);
  }

  /// ケース
  /// ウイルス感染
  /// ランサムウェア
  bool loose_value(std::string_view text) {
    const CaseBlock::Field& field = block_.fields.back();
    const bool wanted = field.facet->multiple || field.values.empty();
    if (!wanted || after_mark(text) || ends_sentence(text)) return false;
    if (code_point_count(text) > kLongestLooseValue) return false;
    add_value(text);
    return true;
  }

  const std::vector<ReportLine>& lines_;
  const FacetTable& table_;
  CaseBlock block_;
};

}  // namespace

std::vector<ReportLine> split_report(std::string_view text) {
  std::vector<ReportLine> lines;
  std::uint32_t number = 1;
  std::uint32_t sheet = 1;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of("\n\f");
    const std::string_view line = trim_line(text.substr(0, end));
    if (!line.empty()) lines.push_back({line, number, sheet, false});
    if (end == std::string_view::npos) break;
    if (text[end] == '\n') ++number;
    if (text[end] == '\f') ++sheet;
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::optional<std::string_view> after_mark(std::string_view line) {
  std::size_t pos = 0;
  if (line.empty()) return std::nullopt;
  const char32_t mark = next_code_point(line, &pos);
  if (!is_mark(mark)) return std::nullopt;
  const std::string_view rest = line.substr(pos);
  const std::string_view text = trim_line(rest);
  // A question mark may also begin a line of prose; bullets proper need no space.
  const bool spaced = text.size() < rest.size();
  if (text.empty() || (!spaced && (mark == U'?' || mark == U'？'))) return std::nullopt;
  return text;
}

std::uint32_t lone_number(std::string_view line) {
  while (line.starts_with('-') || line.starts_with(' ')) line.remove_prefix(1);
  while (line.ends_with('-') || line.ends_with(' ')) line.remove_suffix(1);
  const auto number = take_number(&line);
  return line.empty() && number && *number <= 9999 ? *number : 0;
}

bool is_icon_line(std::string_view line) {
  static constexpr std::array<std::string_view, 4> kIcons = {"組織的", "人的", "物理的", "技術的"};
  std::size_t count = 0;
  while (!line.empty()) {
    const auto [word, rest] = split_word(line);
    if (std::find(kIcons.begin(), kIcons.end(), word) == kIcons.end()) return false;
    ++count;
    line = rest;
  }
  return count >= 2;
}

bool ends_sentence(std::string_view text) {
  for (const std::string_view close : {"」", "』", "）", ")", "”"}) {
    if (text.ends_with(close)) text.remove_suffix(close.size());
  }
  for (const std::string_view end : {"。", "！", "？", "!", "?", "．"}) {
    if (text.ends_with(end)) return true;
  }
  return false;
}

std::optional<CaseBlock> read_block(const std::vector<ReportLine>& lines, std::size_t at,
                                    const FacetTable& table) {
  const auto number = case_number(lines[at].text);
  if (!number || at + 1 >= lines.size() || !facet_line(lines[at + 1].text, table)) {
    return std::nullopt;
  }
  return BlockReader(lines, table).read(at, *number);
}

}  // namespace jirei
