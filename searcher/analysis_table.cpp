#include "searcher/analysis_table.h"

#include <fmt/format.h>

#include "dict/ngrams.h"
#include "dict/readings.h"
#include "dict/unicode.h"

namespace jirei {

std::string analysis_table(Analyzer::Session& session, std::string_view text) {
  const AnalyzedText analyzed = session.analyze(text);
  std::string out = "offset\tsource\tfolded\tbase\treading\tpos\tterm\tgrams\n";
  for (const Token& token : analyzed.tokens) {
    const ByteRange source = analyzed.folded.map.to_source(token.range);
    std::string grams;
    for_each_gram(analyzed.folded.text, [&](std::string_view gram, ByteRange where) {
      if (where.begin < token.range.begin || where.begin >= token.range.end) return;
      if (!grams.empty()) grams += ' ';
      grams += gram;
    });
    out += fmt::format(
        "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", code_point_count(text.substr(0, source.begin)),
        text.substr(source.begin, source.size()), token.surface, token.base,
        fold_reading(token.reading), name(token.pos), token.indexed() ? token.base : "", grams);
  }
  return out;
}

}  // namespace jirei
