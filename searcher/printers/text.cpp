// The answer for people: what was found, the hits with their fragments, and the way on.
#include <fmt/format.h>

#include <algorithm>

#include "indexer/facet_table.h"
#include "searcher/printers/citation.h"
#include "searcher/printers/facet_names.h"
#include "searcher/printers/printers.h"
#include "searcher/printers/styled_text.h"
#include "searcher/printers/text_parts.h"
#include "searcher/terminal.h"
#include "searcher/text_width.h"

namespace jirei {

namespace {

constexpr std::uint32_t kIndent = 4;

class TextPrinter : public Printer {
 public:
  explicit TextPrinter(const FacetTable& table) : table_(table) {}

  void answer(std::ostream& stream, const Answer& answer, const Request& request,
              const PrintOptions& options) override {
    options_ = &options;
    palette_ = make_palette(options.color);
    out_.clear();
    if (answers_++ > 0) out_ += '\n';
    append_head(answer, request);
    append_suggestion(answer);
    append_hits(answer, request);
    if (answer.pivot) append_pivot_table(&out_, *answer.pivot, options, palette_);
    append_facet_block(&out_, answer, request, table_, options, palette_);
    stream << out_;
  }

 private:
  Language language() const { return options_->language; }
  bool wide() const { return options_->ambiguous_wide; }

  /// Appends one logical line, wrapped to the width.
  void line(std::string_view text, const std::string& style, std::uint32_t indent = 0) {
    append_paragraph(&out_, text, {}, {indent, options_->width, 0, false, {}}, style, palette_,
                     wide());
  }

  void append_head(const Answer& answer, const Request& request) {
    std::string head;
    if (!options_->query_id.empty()) head += fmt::format("[{}] ", options_->query_id);
    const bool any_word = request.mode == MatchMode::any;
    if (language() == Language::ja) {
      if (!options_->similar_to.empty()) head += options_->similar_to + " に似た事例 ";
      if (!answer.query.empty()) head += fmt::format("「{}」 ", answer.query);
      head += fmt::format("{} 件", answer.total);
      if (answer.partial > 0 && !any_word)
        head += fmt::format("、一部の語だけに一致 {} 件", answer.partial);
      head += fmt::format("（全 {} 件中、{}\u00a0ms）", answer.collection,
                          milliseconds(answer.took_ms));
    } else {
      if (!options_->similar_to.empty()) head += "Like " + options_->similar_to + ": ";
      if (!answer.query.empty()) head += fmt::format("\"{}\": ", answer.query);
      head += fmt::format("{} {}", answer.total, answer.total == 1 ? "case" : "cases");
      if (answer.partial > 0 && !any_word)
        head += fmt::format(", {} more with some of the words", answer.partial);
      head += fmt::format(" (of {}, {}\u00a0ms)", answer.collection, milliseconds(answer.took_ms));
    }
    line(head, palette_.title);
    if (answer.total + answer.partial == 0) {
      line(say(language(), "見つかりませんでした。", "Nothing found."), {});
    }
  }

  static std::string milliseconds(double ms) {
    return ms < 10 ? fmt::format("{:.1f}", ms) : fmt::format("{:.0f}", ms);
  }

  void append_suggestion(const Answer& answer) {
    if (!answer.suggestion) return;
    const Suggestion& suggestion = *answer.suggestion;
    const bool ja = language() == Language::ja;
    std::string text;
    switch (suggestion.kind) {
      case Suggestion::Kind::corrected:
        text = ja ? fmt::format("「{}」で検索しました。元の語で検索: --no-correction {}",
                                suggestion.query, shell_word(suggestion.original))
                  : fmt::format("Searched for \"{}\". Search as typed: --no-correction {}",
                                suggestion.query, shell_word(suggestion.original));
        break;
      case Suggestion::Kind::did_you_mean:
        text = ja ? fmt::format("もしかして: {}", suggestion.query)
                  : fmt::format("Did you mean: {}", suggestion.query);
        break;
      case Suggestion::Kind::nearest:
        text = ja ? fmt::format("「{}」なら見つかります。", suggestion.query)
                  : fmt::format("This would find something: {}", suggestion.query);
        break;
    }
    line(text, palette_.warning);
  }

  void append_hits(const Answer& answer, const Request& request) {
    std::uint32_t rank_width = 2;
    if (!answer.hits.empty()) {
      rank_width = std::max<std::uint32_t>(
          2, static_cast<std::uint32_t>(fmt::format("{}", answer.hits.back().rank).size()));
    }
    bool in_partial = false;
    for (const Hit& hit : answer.hits) {
      out_ += '\n';
      if (!hit.every_word && !in_partial) {
        in_partial = true;
        line(say(language(), "一部の語だけに一致した事例", "Cases with some of the words"),
             palette_.heading);
        out_ += '\n';
      }
      append_hit(hit, rank_width);
    }
    append_paging(answer, request);
  }

  void append_hit(const Hit& hit, std::uint32_t rank_width) {
    Paragraph title;
    title.indent = rank_width + 2;
    title.width = options_->width;
    title.max_lines = 2;
    title.line_feeds = false;
    title.first_indent =
        palette_.dim + fmt::format("{:>{}}. ", hit.rank, rank_width) + palette_.reset;
    append_paragraph(&out_, hit.title, hit.title_highlights, title, palette_.title, palette_,
                     wide());
    append_facts(hit);
    append_snippets(hit);
    if (options_->explain) append_explanation(hit);
  }

  /// Id, facets and citation: `jirei-004  業種: 製造業  …  (report.txt 4 ページ 事例 4)`.
  void append_facts(const Hit& hit) {
    std::vector<std::string> facts{hit.id};
    for (const FacetValues& facet : hit.facets) {
      const FacetDef* def = facet_of_key(table_, facet.key);
      if (has_child_among(hit, facet.key)) continue;  // 所在地 says more than its 地方
      const std::string label = def != nullptr ? def->label : facet.key;
      facts.push_back(fmt::format("{}: {}", label, some_values(facet.values)));
    }
    if (!names_only_the_case(hit)) {
      facts.push_back(fmt::format("({})", citation(hit.source, language())));
    }
    append_items(facts);
  }

  /// A file of one case that is called like it says nothing that the id does not.
  static bool names_only_the_case(const Hit& hit) {
    const SourceRef& source = hit.source;
    const std::size_t slash = source.file.rfind('/') + 1;  // npos + 1 == 0
    const std::string_view stem = std::string_view(source.file).substr(slash);
    return source.file.empty() || (source.page == 0 && source.case_label.empty() &&
                                   stem.substr(0, stem.rfind('.')) == hit.id);
  }

  /// Items beside each other; a line ends between two of them, inside only where one is too long.
  void append_items(const std::vector<std::string>& items) {
    constexpr std::uint32_t kBetween = 2;
    std::string current;
    std::uint32_t used = kIndent;
    for (const std::string& item : items) {
      const std::uint32_t width = display_width(printable_line(item), wide());
      if (!current.empty() && used + kBetween + width > options_->width) {
        line(current, palette_.dim, kIndent);
        current.clear();
        used = kIndent;
      }
      if (!current.empty()) current.append(kBetween, ' ');
      used += width + (current.empty() ? 0 : kBetween);
      current += item;
    }
    line(current, palette_.dim, kIndent);
  }

  bool has_child_among(const Hit& hit, const std::string& key) const {
    return std::any_of(hit.facets.begin(), hit.facets.end(), [&](const FacetValues& other) {
      const FacetDef* def = facet_of_key(table_, other.key);
      return def != nullptr && def->parent == key;
    });
  }

  std::string some_values(const std::vector<std::string>& values) const {
    constexpr std::size_t kShown = 3;
    std::string text;
    for (std::size_t i = 0; i < std::min(values.size(), kShown); ++i) {
      if (i > 0) text += say(language(), "、", ", ");
      text += values[i];
    }
    if (values.size() > kShown) {
      text += language() == Language::ja ? fmt::format(" 他{}", values.size() - kShown)
                                         : fmt::format(" +{}", values.size() - kShown);
    }
    return text;
  }

  void append_snippets(const Hit& hit) {
    std::string section;
    for (const Snippet& snippet : hit.snippets) {
      if (!snippet.section.empty() && snippet.section != section) {
        line(snippet.section, palette_.heading, kIndent);
        section = snippet.section;
      }
      append_fragment(snippet);
    }
  }

  /// … stands where a sentence was cut.
  void append_fragment(const Snippet& snippet) {
    std::string text = snippet.cut_before ? "…" : "";
    text += snippet.text;
    if (snippet.cut_after) text += "…";
    std::vector<Highlight> highlights = snippet.highlights;
    for (Highlight& highlight : highlights) {
      highlight.first += snippet.cut_before;
      highlight.second += snippet.cut_before;
    }
    append_paragraph(&out_, text, highlights, {kIndent + 2, options_->width, 0, false, {}}, {},
                     palette_, wide());
  }

  void append_explanation(const Hit& hit) {
    line(language() == Language::ja ? fmt::format("点数 {:.4f}", hit.score)
                                    : fmt::format("score {:.4f}", hit.score),
         palette_.heading, kIndent);
    std::uint32_t name_width = 0, term_width = 0;
    for (const ScorePart& part : hit.explanation) {
      name_width = std::max(name_width, display_width(printable_line(part.name), wide()));
      term_width = std::max(term_width, display_width(printable_line(part.term), wide()));
    }
    term_width = std::min(term_width, 30u);
    for (const ScorePart& part : hit.explanation) {
      const std::string term = truncate_to_width(printable_line(part.term), term_width, wide());
      out_ += fmt::format("      {:>9.4f}  {}  {}  tf {}  df {}  × {}\n", part.score,
                          pad_right(printable_line(part.name), name_width, wide()),
                          pad_right(term, term_width, wide()), part.tf, part.df, part.weight);
    }
    if (hit.matched_by.empty()) return;
    std::string ways;
    for (const std::string& way : hit.matched_by) ways += (ways.empty() ? "" : ", ") + way;
    line(language() == Language::ja ? fmt::format("一致のしかた: {}", ways)
                                    : fmt::format("matched by: {}", ways),
         palette_.dim, kIndent + 2);
  }

  void append_paging(const Answer& answer, const Request& request) {
    const std::uint64_t found = std::uint64_t{answer.total} + answer.partial;
    if (answer.hits.empty()) {
      if (request.limit > 0 && found > 0) {
        line(say(language(), "このページに事例はありません。", "No cases on this page."), {});
      }
      return;
    }
    const std::uint32_t first = answer.hits.front().rank, last = answer.hits.back().rank;
    if (first == 1 && last >= found) return;
    const std::string range =
        first == last
            ? fmt::format("{}", first)
            : fmt::format(fmt::runtime(say(language(), "{}～{}", "{} to {}")), first, last);
    std::string text = language() == Language::ja ? fmt::format("{} 件目を表示", range)
                                                  : fmt::format("Showing {}", range);
    if (last < found) {
      text += fmt::format("{}--page {}", say(language(), "。続き: ", ". More: "), request.page + 1);
    }
    out_ += '\n';
    line(text, palette_.dim);
  }

  const FacetTable& table_;
  const PrintOptions* options_ = nullptr;
  Palette palette_;
  std::string out_;
  std::size_t answers_ = 0;
};

}  // namespace

std::unique_ptr<Printer> printers::make_text(const FacetTable& table) {
  return std::make_unique<TextPrinter>(table);
}

}  // namespace jirei
