// Folding, sentences, tokens: every offset maps back, and no letter of the source is lost.
#include "dict/analyzer.h"

#include <unicode/uchar.h>

#include <algorithm>

#include "dict/ngrams.h"
#include "dict/sentences.h"
#include "tests/fuzz/support.h"

namespace jirei::fuzz {
namespace {

bool on_boundary(std::string_view text, std::size_t offset) {
  return offset >= text.size() || (static_cast<unsigned char>(text[offset]) & 0xC0) != 0x80;
}

/// Between the spans of the map, source and folded text are the same bytes.
void demand_fitting_spans(std::string_view source, const FoldedText& folded) {
  ByteRange before{0, 0};
  ByteRange after{0, 0};
  const auto unchanged_between = [&](std::size_t s, std::size_t t) {
    demand(s >= before.end && t >= after.end, "spans ascend");
    demand(source.substr(before.end, s - before.end) ==
               std::string_view(folded.text).substr(after.end, t - after.end),
           "between spans nothing changes");
  };
  for (const OffsetMap::Span& span : folded.map.spans()) {
    unchanged_between(span.source.begin, span.target.begin);
    demand(on_boundary(source, span.source.begin) && on_boundary(source, span.source.end) &&
               on_boundary(folded.text, span.target.begin) &&
               on_boundary(folded.text, span.target.end),
           "spans begin and end between characters");
    before = span.source;
    after = span.target;
  }
  unchanged_between(source.size(), folded.text.size());
}

void demand_sound_tokens(std::string_view source, const AnalyzedText& text) {
  const std::string& folded = text.folded.text;
  std::uint32_t end = 0;
  std::uint32_t source_begin = 0;
  for (const Token& token : text.tokens) {
    demand(token.range.begin >= end && token.range.end > token.range.begin &&
               token.range.end <= folded.size(),
           "tokens ascend and do not overlap");
    end = token.range.end;
    demand(token.surface == folded.substr(token.range.begin, token.range.size()),
           "a token is its piece of the text");
    demand(!token.base.empty(), "a token has a base form");
    const ByteRange origin = text.folded.map.to_source(token.range);
    demand(origin.end <= source.size() && origin.begin <= origin.end && !origin.empty(),
           "a token comes from somewhere");
    demand(on_boundary(source, origin.begin) && on_boundary(source, origin.end),
           "a token comes from whole characters");
    demand(origin.begin >= source_begin, "origins ascend");
    source_begin = origin.begin;
    const ByteRange back = text.folded.map.to_target(origin);
    demand(back.begin <= token.range.begin && back.end >= token.range.end, "origins map back");
  }
}

void demand_sentences(const AnalyzedText& text) {
  std::uint32_t begin = 0;
  for (const std::uint32_t end : text.sentence_ends) {
    demand(end > begin && end - begin <= kMaxSentenceBytes, "sentences are limited");
    begin = end;
  }
  demand(begin == text.folded.text.size(), "sentences cover the text");
}

/// Marks every byte that some range covers.
class Coverage {
 public:
  explicit Coverage(std::size_t size) : marks_(size) {}
  void add(ByteRange range) {
    std::fill(marks_.begin() + range.begin, marks_.begin() + range.end, true);
  }
  bool any(ByteRange range) const {
    return std::find(marks_.begin() + range.begin, marks_.begin() + range.end, true) !=
           marks_.begin() + range.end;
  }

 private:
  std::vector<bool> marks_;
};

void demand_nothing_lost(std::string_view source, const AnalyzedText& text) {
  const std::string& folded = text.folded.text;
  Coverage tokens(folded.size());
  Coverage grams(folded.size());
  for (const Token& token : text.tokens) tokens.add(token.range);
  for_each_gram(folded, [&](std::string_view, ByteRange where) { grams.add(where); });
  for (std::size_t pos = 0; pos < source.size();) {
    const auto begin = static_cast<std::uint32_t>(pos);
    const char32_t c = next_code_point(source, &pos);
    if (!is_word_char(c) ||
        u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) {
      continue;
    }
    const ByteRange target = text.folded.map.to_target({begin, static_cast<std::uint32_t>(pos)});
    demand(!target.empty(), "no letter or digit of the source is lost");
    // A long vowel mark typed between digits is a hyphen.
    if (folded.substr(target.begin, target.size()) == "-") continue;
    demand(grams.any(target), "every letter and digit lies in a gram");
  }
  for (std::size_t pos = 0; pos < folded.size();) {
    const auto begin = static_cast<std::uint32_t>(pos);
    if (!is_word_char(next_code_point(folded, &pos))) continue;
    demand(tokens.any({begin, static_cast<std::uint32_t>(pos)}), "every letter lies in a token");
  }
}

}  // namespace
}  // namespace jirei::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jirei;
  static const Analyzer analyzer(default_analyzer_spec());
  static Analyzer::Session session(analyzer);
  static const Normalizer normalizer;
  const std::string source = fuzz::text_of(data, size);
  const AnalyzedText text = session.analyze(source);
  const std::string& folded = text.folded.text;
  fuzz::demand(find_invalid_utf8(folded) == std::string_view::npos, "folded text is UTF-8");
  fuzz::demand(normalizer.fold_text(source) == folded, "with or without map, one form");
  fuzz::demand(normalizer.fold_text(folded) == folded, "folding twice is folding once");
  fuzz::demand_fitting_spans(source, text.folded);
  fuzz::demand_sound_tokens(source, text);
  fuzz::demand_sentences(text);
  fuzz::demand_nothing_lost(source, text);
  return 0;
}
