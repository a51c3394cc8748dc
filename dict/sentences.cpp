#include "dict/sentences.h"

#include <unicode/brkiter.h>
#include <unicode/utext.h>

#include <string>
#include <utility>

#include "dict/error.h"
#include "dict/unicode.h"

namespace jirei {
namespace {

[[noreturn]] void fail(UErrorCode status) {
  throw Error(ErrorCode::internal,
              {std::string("文の区切りを調べられません: ") + u_errorName(status),
               std::string("cannot find sentence boundaries: ") + u_errorName(status)});
}

bool good_cut_after(char32_t c) {
  return c == U'、' || c == U',' || c == U';' || c == U' ' || c == U'・' || c == U'」' || c == U')';
}

}  // namespace

std::size_t cut_long(std::string_view text) {
  if (text.size() <= kMaxSentenceBytes) return text.size();
  std::size_t soft = 0;
  std::size_t hard = 0;
  for (std::size_t pos = 0; pos < kMaxSentenceBytes;) {
    const char32_t c = next_code_point(text, &pos);
    if (pos > kMaxSentenceBytes) break;
    hard = pos;
    if (good_cut_after(c)) soft = pos;
  }
  return soft >= kMaxSentenceBytes / 2 ? soft : hard;
}

struct SentenceSplitter::State {
  std::unique_ptr<icu::BreakIterator> iterator;
  UText text = UTEXT_INITIALIZER;

  ~State() { utext_close(&text); }
};

SentenceSplitter::SentenceSplitter() : state_(std::make_unique<State>()) {}
SentenceSplitter::~SentenceSplitter() = default;
SentenceSplitter::SentenceSplitter(SentenceSplitter&&) noexcept = default;
SentenceSplitter& SentenceSplitter::operator=(SentenceSplitter&&) noexcept = default;

std::vector<std::uint32_t> SentenceSplitter::ends(std::string_view text) {
  std::vector<std::uint32_t> ends;
  if (text.empty()) return ends;
  UErrorCode status = U_ZERO_ERROR;
  if (!state_->iterator) {
    state_->iterator.reset(
        icu::BreakIterator::createSentenceInstance(icu::Locale::getJapanese(), status));
    if (U_FAILURE(status)) fail(status);
  }
  utext_openUTF8(&state_->text, text.data(), static_cast<std::int64_t>(text.size()), &status);
  state_->iterator->setText(&state_->text, status);
  if (U_FAILURE(status)) fail(status);
  std::size_t begin = 0;
  state_->iterator->first();
  for (std::int32_t end = state_->iterator->next(); end != icu::BreakIterator::DONE;
       end = state_->iterator->next()) {
    const auto stop = static_cast<std::size_t>(end);
    while (stop - begin > kMaxSentenceBytes) {
      begin += cut_long(text.substr(begin, stop - begin));
      ends.push_back(static_cast<std::uint32_t>(begin));
    }
    ends.push_back(static_cast<std::uint32_t>(stop));
    begin = stop;
  }
  return ends;
}

}  // namespace jirei
