#include "dict/normalizer.h"

#include <unicode/bytestream.h>
#include <unicode/edits.h>
#include <unicode/normalizer2.h>

#include <utility>

#include "dict/error.h"
#include "dict/tidy.h"

namespace jirei {
namespace {

/// Each round only takes characters away or joins them, and a second round is rare; the limit is a
/// guard against a mistake of ours, not a part of the rules.
constexpr int kMaxRounds = 16;

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

OffsetMap to_map(const icu::Edits& edits) {
  OffsetMap map;
  UErrorCode status = U_ZERO_ERROR;
  for (auto it = edits.getFineChangesIterator(); it.next(status);) {
    const auto source = static_cast<std::uint32_t>(it.sourceIndex());
    const auto target = static_cast<std::uint32_t>(it.destinationIndex());
    map.add({{source, source + static_cast<std::uint32_t>(it.oldLength())},
             {target, target + static_cast<std::uint32_t>(it.newLength())}});
  }
  if (U_FAILURE(status)) fail(status);
  return map;
}

std::string first_stage(std::string_view text, icu::Edits* edits) {
  if (text.size() > static_cast<std::size_t>(INT32_MAX) / 4) fail(U_INDEX_OUTOFBOUNDS_ERROR);
  std::string out;
  icu::StringByteSink<std::string> sink(&out, static_cast<std::int32_t>(text.size()) + 32);
  UErrorCode status = U_ZERO_ERROR;
  nfkc_casefold().normalizeUTF8(
      0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())), sink, edits,
      status);
  if (U_FAILURE(status)) fail(status);
  return out;
}

}  // namespace

Normalizer::Normalizer() = default;

FoldedText Normalizer::fold(std::string_view source) const {
  FoldedText folded;
  for (int round = 0; round < kMaxRounds; ++round) {
    icu::Edits edits;
    std::string text = first_stage(round == 0 ? source : std::string_view(folded.text), &edits);
    OffsetMap map = to_map(edits);
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
