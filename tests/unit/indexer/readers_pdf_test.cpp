#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "dict/unicode.h"
#include "reading.h"

namespace jirei {
namespace {

using testing::HasSubstr;

std::string hex_utf16(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char32_t c : to_utf32(text)) {
    for (int shift = 12; shift >= 0; shift -= 4) out.push_back(kDigits[(c >> shift) & 15U]);
  }
  return out;
}

/// A PDF of text lines: one font whose codes are UTF-16 and which says so.
class PdfWriter {
 public:
  std::string write(const std::vector<std::vector<std::string>>& pages) {
    std::string kids;
    for (std::size_t i = 0; i < pages.size(); ++i) kids += std::to_string(6 + 2 * i) + " 0 R ";
    object("<</Type/Catalog/Pages 2 0 R>>");
    object("<</Type/Pages/Count " + std::to_string(pages.size()) + "/Kids[" + kids + "]>>");
    object(
        "<</Type/Font/Subtype/Type0/BaseFont/F/Encoding/Identity-H/DescendantFonts[4 0 R]"
        "/ToUnicode 5 0 R>>");
    object(
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/F/DW 1000"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>");
    stream(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        "1 beginbfrange <0000> <FFFF> <0000> endbfrange\nendcmap end end\n");
    for (std::size_t i = 0; i < pages.size(); ++i) {
      object(
          "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 850]/Resources<</Font<</F1 3 0 R>>>>"
          "/Contents " +
          std::to_string(7 + 2 * i) + " 0 R>>");
      std::string content;
      int y = 820;
      for (const std::string& line : pages[i]) {
        content += "BT /F1 10 Tf 40 " + std::to_string(y) + " Td <" + hex_utf16(line) + "> Tj ET\n";
        y -= 16;
      }
      stream(content);
    }
    return finish();
  }

 private:
  void object(const std::string& body) {
    offsets_.push_back(out_.size());
    out_ += std::to_string(offsets_.size()) + " 0 obj\n" + body + "\nendobj\n";
  }
  void stream(const std::string& content) {
    object("<</Length " + std::to_string(content.size()) + ">>\nstream\n" + content +
           "\nendstream");
  }
  std::string finish() {
    const std::size_t table = out_.size();
    const std::string size = std::to_string(offsets_.size() + 1);
    out_ += "xref\n0 " + size + "\n0000000000 65535 f \n";
    for (const std::size_t offset : offsets_) {
      const std::string digits = std::to_string(offset);
      out_ += std::string(10 - digits.size(), '0') + digits + " 00000 n \n";
    }
    out_ += "trailer<</Size " + size + "/Root 1 0 R>>\nstartxref\n" + std::to_string(table) +
            "\n%%EOF\n";
    return out_;
  }

  std::string out_ = "%PDF-1.5\n";
  std::vector<std::size_t> offsets_;
};

/// The sample report, a page a case, the page number at the foot.
std::vector<std::vector<std::string>> sample_pages() {
  std::ifstream in(std::string(JIREI_SOURCE_DIR) + "/tests/fixtures/report-sample.txt");
  std::vector<std::vector<std::string>> pages(1);
  std::string line;
  while (std::getline(in, line)) {
    const bool number = line.size() == 1;
    if (!number) pages.back().push_back(line);
    if (number) pages.emplace_back();
  }
  for (std::size_t i = 0; i < pages.size(); ++i) pages[i].push_back(std::to_string(11 + i));
  return pages;
}

TEST(Pdf, IsReadLikeTheReportThatItIs) {
  const Collected found = read_bytes("report.pdf", PdfWriter().write(sample_pages()));
  const Collected plain =
      read_path(std::string(JIREI_SOURCE_DIR) + "/tests/fixtures/report-sample.txt");
  ASSERT_TRUE(found.problems.empty()) << found.problems[0].reason.en;
  ASSERT_EQ(found.cases.size(), plain.cases.size());
  for (std::size_t i = 0; i < plain.cases.size(); ++i) {
    EXPECT_EQ(found.cases[i].id, plain.cases[i].id);
    EXPECT_EQ(found.cases[i].title, plain.cases[i].title);
    EXPECT_EQ(found.cases[i].facets, plain.cases[i].facets);
    EXPECT_EQ(found.cases[i].sections, plain.cases[i].sections);
    EXPECT_EQ(found.cases[i].source.page, 11 + i);
  }
}

TEST(Pdf, WhatIsNoneIsAProblem) {
  const Collected found = read_bytes("a.pdf", "これは PDF ではない");
  EXPECT_TRUE(found.cases.empty());
  ASSERT_EQ(found.problems.size(), 1U);
  EXPECT_THAT(found.problems[0].reason.en, HasSubstr("PDF"));
}

TEST(Pdf, WithoutTextItIsNoReport) {
  const Collected found = read_bytes("a.pdf", PdfWriter().write({{}}));
  ASSERT_EQ(found.problems.size(), 1U);
  EXPECT_THAT(found.problems[0].reason.en, HasSubstr("not a report"));
}

}  // namespace
}  // namespace jirei
