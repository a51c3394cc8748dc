// Snippets of any text for any patterns: verbatim pieces, marks on whole characters inside them.
// An input: a byte of choices, the width, patterns ended by line feeds and a form feed, the text.
#include "searcher/snippet.h"

#include <algorithm>

#include "dict/normalizer.h"
#include "searcher/text_width.h"
#include "tests/fuzz/support.h"
#include "tests/unit/searcher/store_fixture.h"

namespace jirei::fuzz {
namespace {

void demand_marks(const std::vector<Highlight>& marks, std::string_view text) {
  std::uint32_t end = 0;
  const std::size_t characters = code_point_count(text);
  for (const Highlight& mark : marks) {
    demand(mark.first >= end && mark.second > mark.first && mark.second <= characters,
           "marks ascend inside the text");
    end = mark.second;
  }
}

struct Wish {
  std::vector<MatchPattern> patterns;
  SnippetOptions options;
  std::string text;
};

Wish read_wish(std::string_view input) {
  Wish wish;
  const unsigned choices = take_choice(&input);
  wish.options.exact = (choices & 1U) != 0;
  wish.options.fragments = 1 + (choices >> 1U) % 4;
  wish.options.width = 1 + take_choice(&input);
  const std::size_t end = std::min(input.find('\f'), input.size());
  std::string_view lines = input.substr(0, end);
  wish.text = replace_invalid_utf8(input.substr(std::min(end + 1, input.size())));
  std::replace(wish.text.begin(), wish.text.end(), '\r', '\n');
  static const Normalizer normalizer;
  while (!lines.empty() && wish.patterns.size() < 8) {
    const std::size_t stop = std::min(lines.find('\n'), lines.size());
    std::string needle = replace_invalid_utf8(lines.substr(0, stop));
    if (!wish.options.exact) needle = normalizer.fold_text(needle);
    MatchPattern pattern;
    pattern.text = needle;
    pattern.word = static_cast<std::uint32_t>(wish.patterns.size());
    pattern.whole_run = (choices & 8U) != 0 && stop % 2 == 0;
    pattern.verb_stem = !wish.options.exact && (choices & 16U) != 0 && stop % 3 == 0;
    if (pattern.verb_stem) pattern.confirm_base = needle + "る";
    if (!needle.empty()) wish.patterns.push_back(pattern);
    lines.remove_prefix(std::min(stop + 1, lines.size()));
  }
  return wish;
}

void cut(const Wish& wish) {
  static const testing::TemporaryFolder folder;
  static const Analyzer analyzer(default_analyzer_spec());
  static Analyzer::Session session(analyzer);
  const std::size_t half = wish.text.size() / 2;
  std::size_t middle = half;
  while (middle > 0 && (static_cast<unsigned char>(wish.text[middle]) & 0xC0) == 0x80) --middle;
  const CaseRecord record{
      "a", "題", {}, {{"一", wish.text.substr(0, middle)}, {"二", wish.text.substr(middle)}}, {}};
  const CaseStore store = testing::make_store(folder, shipped_table(), {record});
  const SessionSource source = [&]() -> Analyzer::Session& { return session; };
  for (const Snippet& snippet : make_snippets(store, 1, wish.patterns, wish.options, source)) {
    const Section& from = record.sections[snippet.section == "二" ? 1 : 0];
    demand(from.text.find(snippet.text) != std::string::npos, "a snippet is a piece of the text");
    demand_marks(snippet.highlights, snippet.text);
    demand(find_invalid_utf8(snippet.text) == std::string_view::npos, "whole characters");
  }
  for (std::size_t i = 1; i < store.field_count(1); ++i) {
    const FieldView field = store.field(1, i);
    demand(field.source() == record.sections[i - 1].text, "the store gives the source back");
    demand_marks(highlights_of(field, wish.patterns, wish.options.exact, source), field.source());
  }
}

}  // namespace
}  // namespace jirei::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  jirei::fuzz::cut(jirei::fuzz::read_wish(jirei::fuzz::bytes_of(data, size)));
  return 0;
}
