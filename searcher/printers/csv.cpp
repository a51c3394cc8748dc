// RFC 4180: CRLF line ends, a header, quotes where they are needed. One row a hit; under --pivot
// the table of counts takes the place of the hits, so that a file is one table.
#include <fmt/format.h>

#include "indexer/facet_table.h"
#include "searcher/printers/printers.h"

namespace jirei {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// A spreadsheet takes a cell that begins so for a formula (a tab or CR hides one).
bool looks_like_formula(std::string_view cell) {
  if (cell.empty()) return false;
  if (std::string_view("=+-@\t\r").find(cell[0]) != std::string_view::npos) return true;
  for (std::string_view full_width : {"＝", "＋", "－", "＠"}) {
    if (cell.substr(0, full_width.size()) == full_width) return true;
  }
  return false;
}

class Row {
 public:
  explicit Row(bool neutralize) : neutralize_(neutralize) {}

  /// A cell of text that a case or a person wrote.
  Row& text(std::string_view cell) {
    if (neutralize_ && looks_like_formula(cell)) return quoted(fmt::format("'{}", cell));
    return quoted(cell);
  }
  /// A cell that we computed.
  template <typename T>
  Row& number(const T& value) {
    separate();
    line_ += fmt::format("{}", value);
    return *this;
  }
  std::string finish() { return line_ + "\r\n"; }

 private:
  void separate() {
    if (!first_) line_ += ',';
    first_ = false;
  }
  Row& quoted(std::string_view cell) {
    separate();
    if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
      line_ += cell;
      return *this;
    }
    line_ += '"';
    for (const char c : cell) {
      if (c == '"') line_ += '"';
      line_ += c;
    }
    line_ += '"';
    return *this;
  }

  bool neutralize_;
  bool first_ = true;
  std::string line_;
};

std::string joined(const std::vector<std::string>& values, std::string_view separator) {
  std::string out;
  for (const std::string& value : values) {
    if (!out.empty()) out += separator;
    out += value;
  }
  return out;
}

class CsvPrinter : public Printer {
 public:
  explicit CsvPrinter(const FacetTable& table) : table_(table) {}

  void answer(std::ostream& out, const Answer& answer, const Request&,
              const PrintOptions& options) override {
    if (!started_ && options.byte_order_mark) out << kByteOrderMark;
    if (answer.pivot) {
      print_pivot(out, *answer.pivot, options);
    } else {
      if (!started_) print_header(out, options);
      for (const Hit& hit : answer.hits) print_hit(out, hit, options);
    }
    started_ = true;
  }

 private:
  void print_header(std::ostream& out, const PrintOptions& options) {
    Row row(options.neutralize_formulas);
    if (!options.query_id.empty()) row.text("qid");
    row.text("id").text("rank").text("score").text("match").text("title");
    for (const FacetDef& def : table_.facets()) row.text(def.label);
    row.text("snippet");
    out << row.finish();
  }

  void print_hit(std::ostream& out, const Hit& hit, const PrintOptions& options) {
    Row row(options.neutralize_formulas);
    if (!options.query_id.empty()) row.text(options.query_id);
    row.text(hit.id).number(hit.rank).number(hit.score).text(hit.every_word ? "all" : "some");
    row.text(hit.title);
    for (const FacetDef& def : table_.facets()) {
      std::string cell;
      for (const FacetValues& facet : hit.facets) {
        if (facet.key == def.key) cell = joined(facet.values, ";");
      }
      row.text(cell);
    }
    std::vector<std::string> fragments;
    for (const Snippet& snippet : hit.snippets) fragments.push_back(snippet.text);
    row.text(joined(fragments, " … "));
    out << row.finish();
  }

  static void print_pivot(std::ostream& out, const PivotAnswer& pivot,
                          const PrintOptions& options) {
    Row header(options.neutralize_formulas);
    if (!options.query_id.empty()) header.text("qid");
    header.text(pivot.row_label + "\\" + pivot.column_label);
    for (const std::string& column : pivot.columns) header.text(column);
    header.text("total");
    out << header.finish();
    for (std::size_t i = 0; i < pivot.rows.size(); ++i) {
      print_counts(out, pivot.rows[i], pivot.counts[i], pivot.row_totals[i], options);
    }
    print_counts(out, "total", pivot.column_totals, pivot.total, options);
  }

  static void print_counts(std::ostream& out, std::string_view name,
                           const std::vector<std::uint32_t>& counts, std::uint32_t total,
                           const PrintOptions& options) {
    Row row(options.neutralize_formulas);
    if (!options.query_id.empty()) row.text(options.query_id);
    row.text(name);
    for (const std::uint32_t count : counts) row.number(count);
    row.number(total);
    out << row.finish();
  }

  const FacetTable& table_;
  bool started_ = false;
};

}  // namespace

std::unique_ptr<Printer> printers::make_csv(const FacetTable& table) {
  return std::make_unique<CsvPrinter>(table);
}

}  // namespace jirei
