#include "indexer/readers/pdf.h"

#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-page.h>

#include <memory>

#include "dict/unicode.h"
#include "indexer/limits.h"
#include "indexer/readers/input.h"
#include "indexer/readers/report.h"

namespace jirei {
namespace {

Text pdf_hint() {
  return {"暗号化されていない、文字の入った PDF にするか、文字を .txt に書き出してください。",
          "Use a PDF that is not encrypted and holds text, or export its text as .txt."};
}

void problem(const std::string& path, const Text& reason, CaseSink& sink) {
  sink.on_problem({path, 0, reason, pdf_hint(), ""});
}

std::string page_text(const poppler::page& page) {
  const poppler::byte_array bytes =
      page.text(poppler::rectf(), poppler::page::raw_order_layout).to_utf8();
  return replace_invalid_utf8(std::string_view(bytes.data(), bytes.size()));
}

/// Poppler writes what it finds odd to standard error; a broken file is told in our own words.
void say_nothing(const std::string&, void*) {}

}  // namespace

void read_pdf(const std::string& path, const FacetTable& table, CaseSink& sink) {
  open_source(path);  // tells a missing or unreadable file as every reader does
  poppler::set_debug_error_function(say_nothing, nullptr);
  const std::unique_ptr<poppler::document> document(poppler::document::load_from_file(path));
  if (!document) {
    problem(path, {"PDF として読めません", "not a readable PDF"}, sink);
    return;
  }
  if (document->is_locked()) {
    problem(path, {"PDF が暗号化されています", "the PDF is encrypted"}, sink);
    return;
  }
  std::string text;
  for (int i = 0; i < document->pages(); ++i) {
    if (i > 0) text.push_back('\f');
    const std::unique_ptr<poppler::page> page(document->create_page(i));
    if (page) text.append(page_text(*page));
    if (text.size() > limits::kReportBytes) {
      problem(path, {"PDF の文字が多すぎます(1 GiB まで)", "the PDF holds more than 1 GiB of text"},
              sink);
      return;
    }
  }
  read_report_text(text, path, table, sink);
}

}  // namespace jirei
