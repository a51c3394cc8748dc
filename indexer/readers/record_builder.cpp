#include "indexer/readers/record_builder.h"

#include <algorithm>

#include "dict/unicode.h"
#include "indexer/limits.h"

namespace jirei {
namespace {

std::string trimmed(std::string_view text) {
  std::size_t begin = std::string_view::npos;
  std::size_t end = 0;
  std::size_t pos = 0;
  while (pos < text.size()) {
    const std::size_t at = pos;
    if (is_space(next_code_point(text, &pos))) continue;
    begin = std::min(begin, at);
    end = pos;
  }
  return begin == std::string_view::npos ? std::string()
                                         : std::string(text.substr(begin, end - begin));
}

/// CR LF and CR become LF.
std::string with_line_feeds(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out.push_back(text[i]);
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      out.push_back('\n');
    }
  }
  return out;
}

/// Titles and headings stand on one line.
std::string single_line(std::string_view text) {
  std::string line = with_line_feeds(text);
  std::replace(line.begin(), line.end(), '\n', ' ');
  return trimmed(line);
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

bool has_digit(std::string_view text) {
  std::size_t pos = 0;
  while (pos < text.size()) {
    const char32_t c = next_code_point(text, &pos);
    if ((c >= U'0' && c <= U'9') || (c >= U'\uFF10' && c <= U'\uFF19')) return true;
  }
  return false;
}

std::string count_text(std::size_t count) { return std::to_string(count); }

[[noreturn]] void too_large(std::uint32_t line, const std::string& ja, const std::string& en,
                            std::size_t limit) {
  throw BadCase(line,
                {ja + "が上限(" + count_text(limit) + ")を超えています",
                 en + " exceeds the limit of " + count_text(limit)},
                {"事例を分けてください。", "Split the case."});
}

}  // namespace

RecordBuilder::RecordBuilder(const FacetTable& table, std::string_view file, std::uint32_t line)
    : table_(table) {
  record_.source.file = replace_invalid_utf8(file);
  record_.source.line = line;
}

void RecordBuilder::set_id(std::string_view id, std::uint32_t line) {
  const std::string value = trimmed(id);
  if (value.empty()) {
    throw BadCase(line, {"id が空です", "the id is empty"},
                  {"事例ごとに違う id を付けてください。", "Give every case an id of its own."});
  }
  if (has_control(value)) {
    throw BadCase(line, {"id に制御文字があります", "the id holds a control character"},
                  {"id は 1 行の文字列にしてください。", "Make the id one line of text."});
  }
  if (value.size() > limits::kIdBytes) {
    throw BadCase(line,
                  {"id が長すぎます(" + count_text(limits::kIdBytes) + " バイトまで)",
                   "the id is longer than " + count_text(limits::kIdBytes) + " bytes"},
                  {"短い id を付けてください。", "Give a shorter id."});
  }
  record_.id = value;
}

void RecordBuilder::add_section(std::string_view heading, std::string_view text) {
  if (record_.sections.size() >= limits::kSections) {
    too_large(record_.source.line, "見出しの数", "the number of sections", limits::kSections);
  }
  record_.sections.push_back(Section{single_line(heading), with_line_feeds(text)});
}

void RecordBuilder::add_facet(const FacetDef& def, std::string_view value, std::uint32_t line) {
  if (has_control(value)) {
    throw BadCase(line,
                  {def.label + " の値に改行か制御文字があります",
                   "a value of " + def.label + " holds a line break or control character"},
                  {"値は 1 行で書いてください。", "Write the value on one line."});
  }
  if (value.size() > limits::kFacetValueBytes) {
    too_large(line, def.label + " の値の長さ", "a value of " + def.label, limits::kFacetValueBytes);
  }
  const std::string given = trimmed(value);
  if (given.empty()) return;
  const auto canonical = table_.canonical(def, given);
  if (!canonical) {
    if (!has_digit(given)) return;
    throw BadCase(line,
                  {def.label + " の値が数ではありません: " + given,
                   "the value of " + def.label + " is not a number: " + given},
                  {"2015、2015年、平成27年 のように書くか、分からなければ空にしてください。",
                   "Write 2015, 2015年 or 平成27年, or leave it out when it is not known."});
  }
  if (canonical->empty()) return;
  if (++facet_values_ > limits::kFacetValues) {
    too_large(line, "ファセットの値の数", "the number of facet values", limits::kFacetValues);
  }
  for (FacetValues& facet : record_.facets) {
    if (facet.key == def.key) {
      facet.values.push_back(*canonical);
      return;
    }
  }
  record_.facets.push_back(FacetValues{def.key, {*canonical}});
}

bool RecordBuilder::has_text() const {
  const auto visible = [](std::string_view text) { return !trimmed(text).empty(); };
  return visible(record_.title) ||
         std::any_of(record_.sections.begin(), record_.sections.end(),
                     [&](const Section& section) { return visible(section.text); });
}

CaseRecord RecordBuilder::finish() {
  const std::uint32_t line = record_.source.line;
  if (record_.id.empty()) {
    throw BadCase(line, {"id がありません", "the case has no id"},
                  {"事例ごとに違う id を付けてください。", "Give every case an id of its own."});
  }
  record_.title = single_line(record_.title);
  if (!has_text()) {
    throw BadCase(line, {"題名も本文もありません", "the case has neither a title nor a text"},
                  {"title か本文を書いてください。", "Give it a title or a text."});
  }
  if (record_.title.size() > limits::kTitleBytes) {
    too_large(line, "題名の長さ", "the title", limits::kTitleBytes);
  }
  for (const Section& section : record_.sections) {
    if (section.heading.size() > limits::kHeadingBytes) {
      too_large(line, "見出しの長さ", "a heading", limits::kHeadingBytes);
    }
  }
  table_.complete(&record_);
  return std::move(record_);
}

ReadProblem to_problem(const BadCase& bad, std::string_view file, std::string_view case_id) {
  return ReadProblem{std::string(file), bad.line, bad.reason, bad.hint, std::string(case_id)};
}

Text encoding_hint() {
  return {
      "UTF-8 で保存し直してください。CSV が CP932(シフト JIS)なら --encoding cp932 を付けます。",
      "Save it as UTF-8. For a CSV in CP932 (Shift JIS) say --encoding cp932."};
}

BadCase invalid_utf8_case(std::string_view text, std::size_t offset, std::uint32_t first_line) {
  const auto head = text.substr(0, offset);
  const auto lines = std::count(head.begin(), head.end(), '\n');
  const std::size_t line_start =
      head.rfind('\n') == std::string_view::npos ? 0 : head.rfind('\n') + 1;
  const std::string column = std::to_string(offset - line_start + 1);
  return BadCase(first_line + static_cast<std::uint32_t>(lines),
                 {"UTF-8 として正しくないバイトがあります(行の " + column + " バイト目)",
                  "invalid UTF-8 at byte " + column + " of the line"},
                 encoding_hint());
}

}  // namespace jirei
