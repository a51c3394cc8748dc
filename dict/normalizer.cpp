#include "dict/normalizer.h"

#include <unicode/bytestream.h>
#include <unicode/edits.h>
#include <unicode/normalizer2.h>

#include <utility>
#include <vector>

#include "dict/error.h"
#include "dict/tidy.h"
#include "dict/unicode.h"

namespace jirei {
namespace {

/// Each round only takes characters away or joins them, and a second round is rare; the limit is a
/// guard against a mistake of ours, not a part of the rules.
constexpr int kMaxRounds = 16;

/// Marks in a row that are put in order together. ICU sorts them by insertion, so that a storm of
/// them would take time with the square of its length; no writing has more than a handful.
constexpr std::size_t kMostMarks = 1024;

[[noreturn]] void fail(UErrorCode status) {
  throw Error(ErrorCode::internal,
              {std::string("文字の正規化に失敗しました: ") + u_errorName(status),
               std::string("cannot normalize the text: ") + u_errorName(status)});
}

const icu::Normalizer2& nfkc_casefold() {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* instance = icu::Normalizer2::getNFKCCasefoldInstance(status);
  if (U_FAILURE(status)) fail(status);
  return *instance;
}

/// Adds the changes of a piece that begins at these offsets of the source and of the target.
void add_changes(const icu::Edits& edits, std::size_t source_begin, std::size_t target_begin,
                 OffsetMap* map) {
  UErrorCode status = U_ZERO_ERROR;
  for (auto it = edits.getFineChangesIterator(); it.next(status);) {
    const auto source =
        static_cast<std::uint32_t>(source_begin) + static_cast<std::uint32_t>(it.sourceIndex());
    const auto target = static_cast<std::uint32_t>(target_begin) +
                        static_cast<std::uint32_t>(it.destinationIndex());
    map->add({{source, source + static_cast<std::uint32_t>(it.oldLength())},
              {target, target + static_cast<std::uint32_t>(it.newLength())}});
  }
  if (U_FAILURE(status)) fail(status);
}

bool is_mark(char32_t c) {
  return c >= 0x300 && nfkc_casefold().getCombiningClass(static_cast<UChar32>(c)) != 0;
}

/// Whether there may be more marks in a row than kMostMarks: such a run takes two bytes a mark at
/// least, so it covers some byte of a grid of kMostMarks.
bool may_have_storm(std::string_view text) {
  for (std::size_t pos = kMostMarks; pos < text.size(); pos += kMostMarks) {
    std::size_t at = pos;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
    if (is_mark(next_code_point(text, &at))) return true;
  }
  return false;
}

/// Where runs of more than kMostMarks marks are to be cut; ascending. Counted from a run's end, so
/// that marks that join the character before the run move no cut.
std::vector<std::size_t> storm_cuts(std::string_view text) {
  std::vector<std::size_t> cuts;
  if (!may_have_storm(text)) return cuts;
  std::vector<std::size_t> run;  // where its marks begin
  const auto end_run = [&] {
    for (std::size_t i = run.size() % kMostMarks; i < run.size(); i += kMostMarks) {
      if (run.size() > kMostMarks && i > 0) cuts.push_back(run[i]);
    }
    run.clear();
  };
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t begin = pos;
    if (is_mark(next_code_point(text, &pos))) {
      run.push_back(begin);
    } else {
      end_run();
    }
  }
  end_run();
  return cuts;
}

std::string first_stage(std::string_view text, OffsetMap* map) {
  if (text.size() > static_cast<std::size_t>(INT32_MAX) / 4) fail(U_INDEX_OUTOFBOUNDS_ERROR);
  std::string out;
  std::vector<std::size_t> ends = storm_cuts(text);
  ends.push_back(text.size());
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    const auto size = static_cast<std::int32_t>(end - begin);
    const std::size_t target_begin = out.size();
    icu::StringByteSink<std::string> sink(&out, size + 32);
    icu::Edits edits;
    UErrorCode status = U_ZERO_ERROR;
    nfkc_casefold().normalizeUTF8(0, icu::StringPiece(text.data() + begin, size), sink,
                                  map != nullptr ? &edits : nullptr, status);
    if (U_FAILURE(status)) fail(status);
    if (map != nullptr) add_changes(edits, begin, target_begin, map);
    begin = end;
  }
  return out;
}

}  // namespace

Normalizer::Normalizer() = default;

FoldedText Normalizer::fold(std::string_view source) const {
  FoldedText folded;
  for (int round = 0; round < kMaxRounds; ++round) {
    OffsetMap map;
    std::string text = first_stage(round == 0 ? source : std::string_view(folded.text), &map);
    TidyResult tidied = tidy(text, true);
    if (tidied.changed) {
      text = std::move(tidied.text);
      map = map.then(tidied.map);
    }
    folded.text = std::move(text);
    folded.map = round == 0 ? std::move(map) : folded.map.then(map);
    if (!tidied.again) break;
  }
  return folded;
}

std::string Normalizer::fold_text(std::string_view source) const {
  std::string folded;
  for (int round = 0; round < kMaxRounds; ++round) {
    folded = first_stage(round == 0 ? source : std::string_view(folded), nullptr);
    TidyResult tidied = tidy(folded, false);
    if (tidied.changed) folded = std::move(tidied.text);
    if (!tidied.again) break;
  }
  return folded;
}

}  // namespace jirei
