// The Markdown reader, its YAML front matter, and what `convert` writes of what it read.
#include "indexer/readers/markdown.h"

#include "dict/unicode.h"
#include "indexer/readers/markdown_text.h"
#include "tests/fuzz/support.h"

namespace {

/// Any line, written for a Markdown body, is that line again.
void demand_line_survives(std::string_view line) {
  using namespace jirei;
  std::string text(line.substr(0, line.find_first_of("\r\n")));
  text = replace_invalid_utf8(text);
  const MarkdownBody body = parse_markdown("## x\n\n" + escape_markdown_line(text) + "\n", false);
  fuzz::demand(body.sections.size() == 1 && body.sections[0].text == text,
               "an escaped line reads back");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jirei;
  const std::string_view input = fuzz::bytes_of(data, size);
  fuzz::CheckedCases found;
  read_markdown(fuzz::scratch_file("case.md", input), fuzz::shipped_table(), found);
  fuzz::demand(found.cases.size() + found.problems == 1, "a file is a case or a problem");
  for (const CaseRecord& record : found.cases) fuzz::demand_round_trips(record);
  demand_line_survives(input);
  return 0;
}
