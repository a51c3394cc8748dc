#include "indexer/readers/report.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>
#include <unordered_set>

#include "dict/unicode.h"
#include "indexer/limits.h"
#include "indexer/readers/input.h"
#include "indexer/readers/line_joiner.h"
#include "indexer/readers/line_width.h"
#include "indexer/readers/record_builder.h"
#include "indexer/readers/report_layout.h"
#include "indexer/readers/report_pages.h"
#include "indexer/readers/title_joiner.h"

namespace jirei {
namespace {

/// A heading takes at most this part of the column's width (the longest of the published
/// collection takes 0.4).
constexpr double kLongestHeading = 0.6;
/// The same in full-width characters, where the column is not known.
constexpr double kLongestHeadingWidth = 28;

/// The lines [begin, end) of a case's text, and the block behind them.
struct CaseSpan {
  std::size_t begin = 0, end = 0;
  CaseBlock block;
  std::uint32_t page = 0;
};

class Report {
 public:
  Report(std::string_view text, const std::string& name, const FacetTable& table)
      : text_(text),
        name_(name),
        table_(table),
        lines_(split_report(text)),
        style_(learn_join_style(text)) {}

  /// `broken`: numbers of lines that were not valid UTF-8.
  void read(const std::set<std::uint32_t>& broken, CaseSink& sink) {
    for (ReportLine& line : lines_) line.broken = broken.contains(line.number);
    find_cases();
    if (cases_.empty()) {
      no_cases(broken, sink);
      return;
    }
    number_pages();
    width_.emplace(running_lines());
    find_headings();
    const TitleJoiner titles(text_, *width_, title_column(), style_);
    for (const CaseSpan& span : cases_) deliver(span, titles, sink);
    report_leftover(sink);
  }

 private:
  void find_cases() {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < lines_.size();) {
      auto block = read_block(lines_, i, table_);
      if (!block) {
        ++i;
        continue;
      }
      const std::size_t end = block->end;
      cases_.push_back({begin, i, std::move(*block), 0});
      begin = i = end;
    }
    rest_ = begin;
    if (!cases_.empty()) skip_front_matter(&cases_.front());
  }

  /// What stands before the first heading of the report is its front matter.
  void skip_front_matter(CaseSpan* first) const {
    for (std::size_t i = first->begin; i < first->end; ++i) {
      if (!after_mark(lines_[i].text)) continue;
      first->begin = i;
      return;
    }
  }

  void no_cases(const std::set<std::uint32_t>& broken, CaseSink& sink) const {
    if (!broken.empty()) {
      sink.on_problem({name_,
                       *broken.begin(),
                       {"UTF-8 として正しくありません", "invalid UTF-8"},
                       encoding_hint(),
                       ""});
      return;
    }
    sink.on_problem({name_,
                     0,
                     {"事例集の形ではありません(「事例 N」と所在地などの枠が見つかりません)",
                      "not a report: no block of 事例 N and its facts was found"},
                     {"1 件だけの事例は .md に、そのほかの形は .jsonl か .csv にしてください。",
                      "Write single cases as .md, anything else as .jsonl or .csv."},
                     ""});
  }

  /// Takes the page numbers out of the text and gives every case its page.
  void number_pages() {
    std::unordered_set<std::size_t> edges;
    for (const CaseSpan& span : cases_) edges.insert(span.block.end);
    if (cases_.front().begin > 0) edges.insert(cases_.front().begin - 1);
    pages_.emplace(lines_, edges, rest_);
    for (CaseSpan& span : cases_) {
      while (span.begin < span.end && pages_->is_number(span.begin)) ++span.begin;
      span.page = pages_->page_of(span.begin);
    }
  }

  /// Lines that the page broke: the next one goes on with the same sentence.
  std::vector<std::string_view> running_lines() const {
    std::vector<std::string_view> running;
    for (const CaseSpan& span : cases_) {
      for (std::size_t i = span.begin; i + 1 < span.end; ++i) {
        const std::string_view line = lines_[i].text;
        const std::string_view next = lines_[i + 1].text;
        const bool heading =
            after_mark(line) &&
            static_cast<double>(code_point_count(line)) < 2 * kLongestHeadingWidth &&
            !ends_sentence(line);
        if (heading || is_icon_line(line) || pages_->is_number(i) || pages_->is_number(i + 1) ||
            ends_sentence(line) || after_mark(next) || is_icon_line(next)) {
          continue;
        }
        running.push_back(line);
      }
    }
    return running;
  }

  double title_column() const {
    double widest = 0;
    for (const CaseSpan& span : cases_) {
      for (const std::string_view part : span.block.title_parts) {
        widest = std::max(widest, width_->of(part));
      }
    }
    return widest;
  }

  bool may_be_heading(std::string_view text) const {
    const double column = width_->full();
    const double limit = column > 0 ? kLongestHeading * column : kLongestHeadingWidth;
    return width_->of(text) <= limit && !ends_sentence(text) && !text.ends_with("、");
  }

  /// Headings and bullets carry the same mark. Headings are the short unfinished lines that return
  /// in other cases with something below them.
  void find_headings() {
    struct Use {
      std::size_t cases = 0;
      std::size_t empty = 0;
    };
    std::map<std::string_view, Use> uses;
    for (const CaseSpan& span : cases_) {
      std::set<std::string_view> here;
      for (std::size_t i = span.begin; i < span.end; ++i) {
        const auto text = after_mark(lines_[i].text);
        if (text && may_be_heading(*text) && here.insert(*text).second) ++uses[*text].cases;
      }
    }
    const auto recurs = [&](std::string_view text) {
      const auto at = uses.find(text);
      return at != uses.end() && at->second.cases > 1;
    };
    for (const CaseSpan& span : cases_) {
      for (std::size_t i = span.begin; i < span.end; ++i) {
        const auto text = after_mark(lines_[i].text);
        if (!text || !recurs(*text)) continue;
        const auto next = i + 1 < span.end ? after_mark(lines_[i + 1].text) : std::nullopt;
        if (i + 1 == span.end || (next && recurs(*next))) ++uses[*text].empty;
      }
    }
    for (const auto& [text, use] : uses) {
      if (use.cases > 1 && 2 * use.empty <= use.cases) headings_.insert(text);
    }
  }

  /// Whether line `i` is a heading: a known one, or a short unfinished one with a sentence below
  /// it (a list of catchwords has none).
  bool is_heading(const CaseSpan& span, std::size_t i) const {
    const auto text = after_mark(lines_[i].text);
    if (!text) return false;
    if (headings_.contains(*text)) return true;
    if (!may_be_heading(*text) || i + 1 >= span.end) return false;
    const auto next = after_mark(lines_[i + 1].text);
    if (!next) return is_icon_line(lines_[i + 1].text) || !width_runs_on(lines_[i].text);
    return !headings_.contains(*next) && !may_be_heading(*next);
  }

  bool width_runs_on(std::string_view line) const {
    return width_->full() > 0 && width_->of(line) > kLongestHeading * width_->full();
  }

  void deliver(const CaseSpan& span, const TitleJoiner& titles, CaseSink& sink) const {
    RecordBuilder builder(table_, name_, lines_[span.begin].number);
    try {
      char id[32];
      std::snprintf(id, sizeof id, "jirei-%03u", span.block.number);
      builder.set_id(id, lines_[span.block.begin].number);
      check_bytes(span);
      builder.set_title(titles.join(span.block.title_parts));
      builder.set_page(span.page);
      builder.set_case_label("事例 " + std::to_string(span.block.number));
      add_sections(span, &builder);
      add_facets(span.block, &builder);
      sink.on_case(builder.finish());
    } catch (const BadCase& bad) {
      sink.on_problem(to_problem(bad, name_, builder.id()));
    }
  }

  void check_bytes(const CaseSpan& span) const {
    const ReportLine& last = lines_[span.block.end - 1];
    const char* begin = lines_[span.begin].text.data();
    if (static_cast<std::size_t>(last.text.data() + last.text.size() - begin) >
        limits::kCaseBytes) {
      throw BadCase(lines_[span.begin].number,
                    {"事例が大きすぎます(64 MiB まで)", "the case is larger than 64 MiB"},
                    {"事例を分けてください。", "Split the case."});
    }
    for (std::size_t i = span.begin; i < span.block.end; ++i) {
      if (!lines_[i].broken) continue;
      throw BadCase(lines_[i].number, {"UTF-8 として正しくないバイトがあります", "invalid UTF-8"},
                    encoding_hint());
    }
  }

  void add_sections(const CaseSpan& span, RecordBuilder* builder) const {
    std::string heading;
    std::string text;
    std::string paragraph;
    std::string_view previous;  // line of the paragraph at hand
    bool open = false;
    const auto end_paragraph = [&] {
      if (paragraph.empty()) return;
      if (!text.empty()) text.push_back('\n');
      text.append(paragraph);
      paragraph.clear();
    };
    const auto end_section = [&] {
      end_paragraph();
      if (open || !text.empty()) builder->add_section(heading, text);
      text.clear();
    };
    for (std::size_t i = span.begin; i < span.end; ++i) {
      const std::string_view line = lines_[i].text;
      if (pages_->is_number(i)) continue;
      if (is_heading(span, i)) {
        end_section();
        heading = *after_mark(line);
        open = true;
      } else if (is_icon_line(line)) {
        end_paragraph();
      } else if (const auto item = after_mark(line)) {
        end_paragraph();
        paragraph = *item;
      } else {
        if (ends_sentence(previous) && width_->ends_early(previous, line)) end_paragraph();
        join_line(&paragraph, line, style_);
      }
      previous = line;
    }
    end_section();
  }

  void add_facets(const CaseBlock& block, RecordBuilder* builder) const {
    for (const CaseBlock::Field& field : block.fields) {
      for (const std::string_view value : field.values) {
        add_facet(*field.facet, value, field.line, builder);
      }
    }
  }

  /// One value as the block has it: several ones parted by 、 where a facet may have several, and
  /// behind it in parentheses the year: 有(2013 年), 有(数年前).
  void add_facet(const FacetDef& facet, std::string_view value, std::uint32_t line,
                 RecordBuilder* builder) const {
    constexpr std::string_view kComma = "、";
    if (const std::size_t comma = value.find(kComma); facet.multiple && comma != value.npos) {
      add_facet(facet, trim_line(value.substr(0, comma)), line, builder);
      add_facet(facet, trim_line(value.substr(comma + kComma.size())), line, builder);
      return;
    }
    const std::size_t open = std::min(value.find('('), value.find("（"));
    const bool closed = value.ends_with(')') || value.ends_with("）");
    const FacetDef* year = number_facet();
    if (facet.multiple || &facet == year || !year || open == value.npos || !closed || open == 0) {
      builder->add_facet(facet, value, line);
      return;
    }
    builder->add_facet(facet, trim_line(value.substr(0, open)), line);
    std::string_view inside = value.substr(open + (value[open] == '(' ? 1 : 3));
    inside.remove_suffix(inside.ends_with(')') ? 1 : 3);
    // 有(2013 年 5 月): the year is what counts.
    if (const std::size_t end = inside.find("年"); end != inside.npos) {
      inside = inside.substr(0, end + std::string_view("年").size());
    }
    if (table_.canonical(*year, inside)) builder->add_facet(*year, inside, line);
  }

  const FacetDef* number_facet() const {
    for (const FacetDef& def : table_.facets()) {
      if (def.kind == FacetKind::number) return &def;
    }
    return nullptr;
  }

  /// Marked lines behind the last block are a case without its block.
  void report_leftover(CaseSink& sink) const {
    for (std::size_t i = rest_; i < lines_.size(); ++i) {
      if (!after_mark(lines_[i].text)) continue;
      sink.on_problem({name_,
                       lines_[i].number,
                       {"この後に「事例 N」の枠がなく、どの事例か分かりません",
                        "no block of 事例 N follows; the case cannot be told"},
                       {"本文の後に「事例 N」「所在地 …」からの枠を置いてください。",
                        "Put the block (事例 N, 所在地 …) after the text."},
                       ""});
      return;
    }
  }

  std::string_view text_;
  const std::string& name_;
  const FacetTable& table_;
  std::vector<ReportLine> lines_;
  JoinStyle style_;
  std::vector<CaseSpan> cases_;
  std::size_t rest_ = 0;  ///< first line behind the last block
  std::optional<ReportPages> pages_;
  std::optional<LineWidth> width_;  ///< known once the cases are found
  std::set<std::string_view> headings_;
};

std::set<std::uint32_t> broken_lines(std::string_view text) {
  std::set<std::uint32_t> broken;
  std::uint32_t number = 1;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (find_invalid_utf8(text.substr(0, end)) != std::string_view::npos) broken.insert(number);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
    ++number;
  }
  return broken;
}

}  // namespace

void read_report_text(std::string_view text, const std::string& name, const FacetTable& table,
                      CaseSink& sink) {
  text = without_bom(text);
  if (find_invalid_utf8(text) == std::string_view::npos) {
    Report(text, name, table).read({}, sink);
    return;
  }
  const std::string mended = replace_invalid_utf8(text);
  Report(mended, name, table).read(broken_lines(text), sink);
}

void read_report(const std::string& path, const FacetTable& table, CaseSink& sink) {
  std::string text;
  if (!read_whole(path, limits::kReportBytes, &text)) {
    sink.on_problem({path,
                     0,
                     {"ファイルが大きすぎます(1 GiB まで)", "the file is larger than 1 GiB"},
                     {"分けてください。", "Split it."},
                     ""});
    return;
  }
  read_report_text(text, path, table, sink);
}

}  // namespace jirei
