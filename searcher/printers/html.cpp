// One self-contained page: no request leaves it, and it is whole without its script.
#include <fmt/format.h>

#include "dict/unicode.h"
#include "indexer/facet_table.h"
#include "searcher/printers/citation.h"
#include "searcher/printers/facet_names.h"
#include "searcher/printers/html_page.h"
#include "searcher/printers/printers.h"
#include "searcher/printers/text_parts.h"
#include "searcher/terminal.h"

namespace jirei {

namespace {

void append_escaped(std::string* out, char32_t c) {
  switch (c) {
    case U'&':
      *out += "&amp;";
      break;
    case U'<':
      *out += "&lt;";
      break;
    case U'>':
      *out += "&gt;";
      break;
    case U'"':
      *out += "&quot;";
      break;
    case U'\'':
      *out += "&#39;";
      break;
    default:
      append_utf8(out, c);
  }
}

/// Text for element content and quoted attributes alike. Control and bidi characters, which HTML
/// forbids or which would reorder the page, become visible.
std::string escaped(std::string_view text) {
  std::string out;
  const std::string safe = printable(text);
  for (std::size_t pos = 0; pos < safe.size();) append_escaped(&out, next_code_point(safe, &pos));
  return out;
}

/// The same with <mark> around the highlights (code points).
std::string marked(std::string_view text, const std::vector<Highlight>& highlights) {
  std::string out;
  std::size_t next = 0;
  std::uint32_t index = 0;
  bool open = false;
  for (std::size_t pos = 0; pos < text.size(); ++index) {
    if (open && index >= highlights[next].second) {
      out += "</mark>";
      open = false;
      ++next;
    }
    if (!open && next < highlights.size() && index == highlights[next].first &&
        highlights[next].second > index) {
      out += "<mark>";
      open = true;
    }
    const std::size_t begin = pos;
    next_code_point(text, &pos);
    out += escaped(text.substr(begin, pos - begin));
  }
  if (open) out += "</mark>";
  return out;
}

class HtmlPrinter : public Printer {
 public:
  explicit HtmlPrinter(const FacetTable& table) : table_(table) {}

  void answer(std::ostream& stream, const Answer& answer, const Request&,
              const PrintOptions& options) override {
    options_ = &options;
    out_.clear();
    if (number_++ == 0) append_head(answer);
    out_ += "<div class=\"answer\">\n";
    append_header(answer);
    append_hits(answer);
    append_facets(answer);
    if (answer.pivot) append_pivot(*answer.pivot);
    out_ += "</div>\n";
    stream << out_;
  }

  void end(std::ostream& stream) override {
    if (number_ == 0) return;
    stream << "</main>\n<script>" << html_page::kScript << "</script>\n</body>\n</html>\n";
  }

 private:
  const char* words(const char* ja, const char* en) const {
    return say(options_->language, ja, en);
  }

  void append_head(const Answer& answer) {
    const std::string title = answer.query.empty() ? "jirei" : escaped(answer.query) + " - jirei";
    out_ += fmt::format(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'; script-src 'unsafe-inline'\">\n"
        "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n<main>\n",
        words("ja", "en"), title, html_page::kStyle);
  }

  void append_header(const Answer& answer) {
    out_ += "<header>\n";
    const std::string name =
        !options_->similar_to.empty() ? fmt::format(fmt::runtime(words("{} に似た事例", "Like {}")),
                                                    escaped(options_->similar_to))
        : answer.query.empty()
            ? words("すべての事例", "All cases")
            : fmt::format(fmt::runtime(words("「{}」", "“{}”")), escaped(answer.query));
    out_ += fmt::format("<h1>{}{}</h1>\n",
                        options_->query_id.empty() ? "" : escaped(options_->query_id) + ". ", name);
    out_ += options_->language == Language::ja
                ? fmt::format("<p>{} 件、一部の語だけに一致 {} 件（全 {} 件中）</p>\n",
                              answer.total, answer.partial, answer.collection)
                : fmt::format("<p>{} cases, {} more with some of the words (of {})</p>\n",
                              answer.total, answer.partial, answer.collection);
    append_suggestion(answer);
    for (const Text& warning : answer.warnings) {
      out_ +=
          fmt::format("<p class=\"notice\">{}</p>\n", escaped(pick(warning, options_->language)));
    }
    out_ +=
        fmt::format("<p class=\"shown\" role=\"status\" data-text=\"{}\" hidden></p>\n</header>\n",
                    words("このページの % 件を表示しています。", "Showing % cases of this page."));
  }

  void append_suggestion(const Answer& answer) {
    if (!answer.suggestion) return;
    const char* text = "";
    switch (answer.suggestion->kind) {
      case Suggestion::Kind::corrected:
        text = words("「{}」で検索しました（元の語: {}）。", "Searched for “{}” (as typed: {}).");
        break;
      case Suggestion::Kind::did_you_mean:
        text = words("もしかして: {}", "Did you mean: {}");
        break;
      case Suggestion::Kind::nearest:
        text = words("「{}」なら見つかります。", "This would find something: {}");
        break;
    }
    out_ += fmt::format("<p class=\"notice\">{}</p>\n",
                        fmt::format(fmt::runtime(text), escaped(answer.suggestion->query),
                                    escaped(answer.suggestion->original)));
  }

  void append_hits(const Answer& answer) {
    out_ += "<div>\n";
    if (answer.hits.empty()) {
      out_ += fmt::format("<p>{}</p>\n", words("示す事例はありません。", "No cases to show."));
    }
    bool open = false, in_partial = false;
    for (const Hit& hit : answer.hits) {
      const bool partial_begins = !hit.every_word && !in_partial;
      if (partial_begins && open) out_ += "</ol>\n</section>\n";
      if (partial_begins || !open) {
        in_partial = !hit.every_word;
        out_ += fmt::format(
            "<section class=\"part\">\n<h2>{}</h2>\n<ol class=\"hits\">\n",
            in_partial ? words("一部の語だけに一致した事例", "Cases with some of the words")
                       : words("見つかった事例", "Cases found"));
        open = true;
      }
      append_hit(hit);
    }
    if (open) out_ += "</ol>\n</section>\n";
    out_ += "</div>\n";
  }

  void append_hit(const Hit& hit) {
    out_ += fmt::format(
        "<li><article lang=\"ja\">\n<h3>{}. {}</h3>\n<dl "
        "class=\"facts\"><div><dt>id</dt><dd>{}</dd></div>",
        hit.rank, marked(hit.title, hit.title_highlights), escaped(hit.id));
    for (const FacetValues& facet : hit.facets) {
      const FacetDef* def = facet_of_key(table_, facet.key);
      out_ += fmt::format("<div><dt>{}</dt>", escaped(def != nullptr ? def->label : facet.key));
      for (const std::string& value : facet.values) {
        out_ += fmt::format("<dd data-facet=\"{}\" data-value=\"{}\">{}</dd>", escaped(facet.key),
                            escaped(value), escaped(value));
      }
      out_ += "</div>";
    }
    out_ += "</dl>\n";
    std::string section;
    for (const Snippet& snippet : hit.snippets) {
      if (!snippet.section.empty() && snippet.section != section) {
        out_ += fmt::format("<h4>{}</h4>\n", escaped(snippet.section));
        section = snippet.section;
      }
      out_ += fmt::format("<p class=\"fragment\">{}{}{}</p>\n", snippet.cut_before ? "…" : "",
                          marked(snippet.text, snippet.highlights), snippet.cut_after ? "…" : "");
    }
    const std::string where = citation(hit.source, options_->language);
    if (!where.empty()) {
      out_ += fmt::format("<p class=\"source\">{}<cite>{}</cite></p>\n",
                          words("出典: ", "Source: "), escaped(where));
    }
    out_ += "</article></li>\n";
  }

  void append_facets(const Answer& answer) {
    out_ += fmt::format("<nav aria-label=\"{}\">\n<h2>{}</h2>\n", words("絞り込み", "Narrow down"),
                        answer.facets_of_partial ? words("絞り込み（一部の語だけに一致）",
                                                         "Narrow down (some of the words)")
                                                 : words("絞り込み", "Narrow down"));
    for (const FacetAnswer& facet : answer.facets) {
      if (facet.values.empty()) continue;
      out_ += fmt::format("<h3>{}</h3>\n<ul>\n", escaped(facet.label));
      for (const FacetCount& value : facet.values) {
        out_ += fmt::format(
            "<li{} data-facet=\"{}\" data-value=\"{}\"><span class=\"value\">{}{}</span> <span "
            "class=\"count\">{}</span></li>\n",
            value.selected ? " class=\"chosen\"" : "", escaped(facet.key), escaped(value.value),
            value.selected   ? words("✓ ", "✓ ")
            : value.excluded ? words("除外: ", "not: ")
                             : "",
            escaped(value.value), value.count);
      }
      out_ += "</ul>\n";
    }
    out_ += "</nav>\n";
  }

  void append_pivot(const PivotAnswer& pivot) {
    out_ += fmt::format("<section>\n<h2>{} × {}</h2>\n<table>\n<tr><td></td>",
                        escaped(pivot.row_label), escaped(pivot.column_label));
    for (const std::string& column : pivot.columns)
      out_ += fmt::format("<th scope=\"col\">{}</th>", escaped(column));
    out_ += fmt::format("<th scope=\"col\">{}</th></tr>\n", words("計", "Total"));
    for (std::size_t i = 0; i < pivot.rows.size(); ++i) {
      append_pivot_row(escaped(pivot.rows[i]), pivot.counts[i], pivot.row_totals[i]);
    }
    append_pivot_row(words("計", "Total"), pivot.column_totals, pivot.total);
    out_ += "</table>\n</section>\n";
  }

  void append_pivot_row(const std::string& name, const std::vector<std::uint32_t>& counts,
                        std::uint32_t total) {
    out_ += fmt::format("<tr><th scope=\"row\">{}</th>", name);
    for (const std::uint32_t count : counts) out_ += fmt::format("<td>{}</td>", count);
    out_ += fmt::format("<td>{}</td></tr>\n", total);
  }

  const FacetTable& table_;
  const PrintOptions* options_ = nullptr;
  std::string out_;
  std::size_t number_ = 0;
};

}  // namespace

std::unique_ptr<Printer> printers::make_html(const FacetTable& table) {
  return std::make_unique<HtmlPrinter>(table);
}

}  // namespace jirei
