#include "indexer/readers/csv_rows.h"

#include "indexer/limits.h"

namespace jirei {
namespace {

/// Takes the bytes of a row one by one.
class RowParser {
 public:
  RowParser(char delimiter, CsvRow* row) : delimiter_(delimiter), row_(row) {}

  /// One line of the file. True when the row is complete.
  bool line(std::string_view text) {
    for (const char c : text) take(c);
    if (state_ == State::quoted) {
      cell_.push_back('\n');
      return false;
    }
    end_cell();
    return true;
  }

 private:
  enum class State { start, plain, quoted, after_quote };

  void take(char c) {
    if (state_ == State::quoted) {
      if (c == '"') {
        state_ = State::after_quote;
      } else {
        cell_.push_back(c);
      }
    } else if (c == delimiter_) {
      end_cell();
    } else if (c == '"' && state_ == State::start) {
      state_ = State::quoted;
    } else if (c == '"' && state_ == State::after_quote) {
      cell_.push_back('"');
      state_ = State::quoted;
    } else {
      if (state_ == State::after_quote && c != ' ') {
        row_->problem = {"閉じた引用符の後に文字があります", "text behind a closing quote"};
      }
      if (state_ == State::start) state_ = State::plain;
      if (state_ == State::plain) cell_.push_back(c);
    }
  }

  void end_cell() {
    if (row_->cells.size() < limits::kCsvColumns) {
      row_->cells.push_back(std::move(cell_));
    } else {
      row_->problem = {"列が多すぎます(10,000 列まで)", "more than 10,000 columns"};
    }
    cell_.clear();
    state_ = State::start;
  }

  char delimiter_;
  CsvRow* row_;
  State state_ = State::start;
  std::string cell_;
};

}  // namespace

CsvRows::CsvRows(std::istream& in, char delimiter)
    : lines_(in, limits::kCaseBytes), delimiter_(delimiter) {}

bool CsvRows::next_line(Line* line) {
  if (!waiting_.empty()) {
    *line = std::move(waiting_.front());
    waiting_.pop_front();
    return true;
  }
  const LineReader::Result result = lines_.next(&line->text);
  line->number = lines_.number();
  line->too_long = result == LineReader::Result::too_long;
  return result != LineReader::Result::end;
}

std::string CsvRows::peek() {
  Line line;
  if (!next_line(&line)) return {};
  waiting_.push_front(line);
  return line.text;
}

bool CsvRows::next(CsvRow* row) {
  *row = CsvRow{};
  std::vector<Line> read;
  RowParser parser(delimiter_, row);
  std::size_t bytes = 0;
  Line line;
  while (next_line(&line)) {
    if (read.empty()) row->line = line.number;
    bytes += line.text.size() + 1;
    const bool complete = parser.line(line.text);
    if (line.too_long || bytes > limits::kCaseBytes) {
      row->problem = {"行が大きすぎます(64 MiB まで)", "the row is larger than 64 MiB"};
      if (complete) return true;
    } else if (complete) {
      return true;
    }
    read.push_back(std::move(line));
    if (bytes > limits::kCaseBytes) break;
  }
  if (read.empty()) return false;
  unclosed(&read, row);
  return true;
}

void CsvRows::unclosed(std::vector<Line>* read, CsvRow* row) {
  row->problem = {"引用符(\")が閉じられていません", "a quote (\") is never closed"};
  row->cells.clear();
  if (retries_-- <= 0) {
    row->problem.ja += "。この後は読めません";
    row->problem.en += "; what follows cannot be read";
    return;
  }
  for (std::size_t i = read->size(); i-- > 1;) waiting_.push_front(std::move((*read)[i]));
}

}  // namespace jirei
