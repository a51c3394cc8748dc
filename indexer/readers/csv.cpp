#include "indexer/readers/csv.h"

#include <algorithm>
#include <array>
#include <set>
#include <sstream>

#include "dict/unicode.h"
#include "indexer/limits.h"
#include "indexer/readers/csv_rows.h"
#include "indexer/readers/encoding.h"
#include "indexer/readers/input.h"
#include "indexer/readers/line_joiner.h"
#include "indexer/readers/record_builder.h"

namespace jirei {
namespace {

/// So much of a file tells its encoding.
constexpr std::size_t kHeadBytes = 4 * limits::kMiB;

struct Column {
  enum class Kind { id, title, body, facet, section } kind = Kind::section;
  const FacetDef* facet = nullptr;
  std::string name;
};

Column meaning(const std::string& name, const FacetTable& table) {
  const std::string key = facet_key(name);
  if (key == "id") return {Column::Kind::id, nullptr, name};
  if (key == "title" || key == "題名" || key == "タイトル") {
    return {Column::Kind::title, nullptr, name};
  }
  if (key == "body" || key == "本文") return {Column::Kind::body, nullptr, name};
  if (const FacetDef* facet = table.find(name)) return {Column::Kind::facet, facet, name};
  return {Column::Kind::section, nullptr, name};
}

bool blank(const std::string& cell) {
  return cell.find_first_not_of(" \t\r\n") == std::string::npos;
}

std::string decode_cell(const std::string& cell, Encoding encoding, std::uint32_t line) {
  auto text = decode(cell, encoding);
  if (text) return std::move(*text);
  throw BadCase(
      line, {"文字コードの正しくないバイトがあります", "bytes that are no text in this encoding"},
      encoding_hint());
}

/// Several values in one cell.
std::vector<std::string> split_values(std::string_view cell) {
  static constexpr std::array<std::string_view, 7> kSeparators = {"\n", ";",  "；", "、",
                                                                  "|",  "｜", "\r"};
  std::vector<std::string> values(1);
  while (!cell.empty()) {
    const auto separator =
        std::find_if(kSeparators.begin(), kSeparators.end(),
                     [&](std::string_view text) { return cell.starts_with(text); });
    if (separator != kSeparators.end()) {
      values.emplace_back();
      cell.remove_prefix(separator->size());
    } else {
      values.back().push_back(cell.front());
      cell.remove_prefix(1);
    }
  }
  return values;
}

class CsvReader {
 public:
  CsvReader(const std::string& name, const FacetTable& table, Encoding encoding, CaseSink& sink)
      : name_(name), table_(table), encoding_(encoding), sink_(sink) {}

  void read(std::istream& in) {
    CsvRows rows(in, ',');
    choose_delimiter(&rows);
    CsvRow row;
    if (!rows.next(&row)) {
      fail_file(1, {"ファイルが空です", "the file is empty"});
      return;
    }
    if (!read_header(row)) return;
    while (rows.next(&row)) read_row(row);
  }

 private:
  static void choose_delimiter(CsvRows* rows) {
    const std::string first = rows->peek();
    if (first.starts_with("sep=") && first.size() == 5) {  // what spreadsheets write for themselves
      rows->set_delimiter(first[4]);
      CsvRow row;
      rows->next(&row);
      return;
    }
    const bool tabs = first.find('\t') != std::string::npos;
    if (tabs && first.find(',') == std::string::npos) rows->set_delimiter('\t');
  }

  bool read_header(const CsvRow& row) {
    if (!row.problem.empty()) return fail_file(row.line, row.problem);
    std::set<std::string> seen;
    for (const std::string& cell : row.cells) {
      const auto name = decode(cell, encoding_);
      if (!name) return fail_file(row.line, {"文字コードが正しくありません", "wrong encoding"});
      Column column = meaning(std::string(trim_line(*name)), table_);
      const std::string key = column.facet ? column.facet->key : facet_key(column.name);
      if (!key.empty() && !seen.insert(key).second) {
        return fail_file(row.line, {"見出しが二度あります: " + column.name,
                                    "column given twice: " + column.name});
      }
      columns_.push_back(std::move(column));
    }
    const bool has_id = std::any_of(columns_.begin(), columns_.end(), [](const Column& column) {
      return column.kind == Column::Kind::id;
    });
    if (has_id) return true;
    return fail_file(row.line,
                     {"見出しの行に id の列がありません", "the header has no column `id`"});
  }

  bool fail_file(std::uint32_t line, const Text& reason) {
    sink_.on_problem(
        {name_,
         line,
         reason,
         {"1 行目を見出し(id,title,所在地,…,本文)にし、UTF-8 か CP932 で保存してください。",
          "Let the first line be a header (id,title,所在地,…,body); save as UTF-8 or "
          "CP932."},
         ""});
    return false;
  }

  void read_row(const CsvRow& row) {
    if (row.problem.empty() && std::all_of(row.cells.begin(), row.cells.end(), blank)) return;
    RecordBuilder builder(table_, name_, row.line);
    try {
      take_id(row, &builder);
      check_shape(row);
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (!blank(row.cells[i])) take(columns_[i], row.cells[i], row.line, &builder);
      }
      sink_.on_case(builder.finish());
    } catch (const BadCase& bad) {
      sink_.on_problem(to_problem(bad, name_, builder.id()));
    }
  }

  /// First of all, so that a problem can name the case.
  void take_id(const CsvRow& row, RecordBuilder* builder) const {
    for (std::size_t i = 0; i < std::min(columns_.size(), row.cells.size()); ++i) {
      if (columns_[i].kind == Column::Kind::id && !blank(row.cells[i])) {
        builder->set_id(decode_cell(row.cells[i], encoding_, row.line), row.line);
      }
    }
  }

  void check_shape(const CsvRow& row) const {
    if (!row.problem.empty()) {
      throw BadCase(row.line, row.problem,
                    {"値の中の \" は \"\" と書き、値全体を \"…\" で囲みます。",
                     "Write \" inside a value as \"\" and put the value in quotes."});
    }
    if (row.cells.size() == columns_.size()) return;
    const std::string is = std::to_string(row.cells.size());
    const std::string should = std::to_string(columns_.size());
    throw BadCase(row.line,
                  {"列の数が見出しと違います(" + is + " 列、見出しは " + should + " 列)",
                   is + " columns where the header has " + should},
                  {"コンマや改行のある値は \"…\" で囲みます。",
                   "Put values that hold commas or line breaks in quotes."});
  }

  void take(const Column& column, const std::string& cell, std::uint32_t line,
            RecordBuilder* builder) const {
    if (column.kind == Column::Kind::id) return;
    const std::string text = decode_cell(cell, encoding_, line);
    switch (column.kind) {
      case Column::Kind::title:
        builder->set_title(text);
        break;
      case Column::Kind::body:
        builder->add_section("", text);
        break;
      case Column::Kind::section:
        builder->add_section(column.name, text);
        break;
      case Column::Kind::facet:
        if (column.facet->multiple) {
          for (const std::string& value : split_values(text)) {
            builder->add_facet(*column.facet, value, line);
          }
        } else {
          builder->add_facet(*column.facet, text, line);
        }
        break;
      case Column::Kind::id:
        break;
    }
  }

  const std::string& name_;
  const FacetTable& table_;
  Encoding encoding_;
  CaseSink& sink_;
  std::vector<Column> columns_;
};

std::string read_head(std::istream& in) {
  std::string head(kHeadBytes, '\0');
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(in.gcount()));
  in.clear();
  in.seekg(0);
  return head;
}

}  // namespace

void read_csv(const std::string& path, const FacetTable& table, const ReadOptions& options,
              CaseSink& sink) {
  std::ifstream in = open_source(path);
  const auto encoding =
      options.encoding.empty() ? detect_encoding(read_head(in)) : parse_encoding(options.encoding);
  if (!encoding) {
    sink.on_problem({path,
                     0,
                     {"文字コードを判定できません", "the encoding cannot be told"},
                     encoding_hint(),
                     ""});
    return;
  }
  CsvReader reader(path, table, *encoding, sink);
  if (ascii_compatible(*encoding)) {
    reader.read(in);
    check_read(in, path);
    return;
  }
  std::string bytes;
  const bool fits = read_whole(path, limits::kReportBytes, &bytes);
  const auto text = fits ? decode(bytes, *encoding) : std::nullopt;
  if (!text) {
    sink.on_problem({path,
                     0,
                     {"文字コードの正しくないバイトがあるか、大きすぎます(1 GiB まで)",
                      "bytes that are no text in its encoding, or larger than 1 GiB"},
                     encoding_hint(),
                     ""});
    return;
  }
  std::istringstream converted(*text);
  CsvReader(path, table, Encoding::utf8, sink).read(converted);
}

}  // namespace jirei
