#include "searcher/corrector.h"

#include <xapian.h>

#include <algorithm>
#include <unordered_map>

#include "dict/edit_distance.h"
#include "dict/unicode.h"
#include "indexer/schema.h"

namespace jirei {
namespace {

constexpr std::size_t kMaxPieces = 12;
constexpr std::size_t kMaxStretch = 4;

struct Stretch {
  std::size_t first, last;  // pieces [first, last)
  std::u32string text;
};

// One change in two kana or kanji makes another word; in three and more it is a slip.
constexpr std::size_t kMinLength = 3;
// Words longer than this are looked up nowhere.
constexpr std::size_t kMaxLength = 64;

// One character more or less at an end: a slip in kana and Latin, another word in kanji or digits.
bool another_word(std::u32string_view a, std::u32string_view b) {
  if (a.size() == b.size()) return false;
  if (a.size() > b.size()) std::swap(a, b);
  char32_t extra = 0;
  if (b.starts_with(a)) {
    extra = b.back();
  } else if (b.ends_with(a)) {
    extra = b.front();
  } else {
    return false;
  }
  return is_kanji(extra) || (extra >= U'0' && extra <= U'9');
}

}  // namespace

const std::vector<std::vector<Corrector::Word>>& Corrector::words() const {
  if (words_.empty()) words_ = words_beginning({});
  return words_;
}

std::vector<std::vector<Corrector::Word>> Corrector::words_beginning(std::string_view start) const {
  std::vector<std::vector<Word>> words(kMaxLength + 2);
  std::string prefix(1, schema::kWordPrefix);
  prefix += start;
  for (auto it = database_.allterms_begin(prefix); it != database_.allterms_end(prefix); ++it) {
    std::u32string text = to_utf32(std::string_view(*it).substr(1));
    if (text.size() < 2 || text.size() > kMaxLength) continue;
    const std::size_t length = text.size();
    words[length].push_back({std::move(text), it.get_termfreq()});
  }
  return words;
}

bool looks_like_a_slip(std::string_view typed, std::string_view other) {
  const std::u32string a = to_utf32(typed);
  const std::u32string b = to_utf32(other);
  std::size_t head = 0;
  while (head < a.size() && head < b.size() && a[head] == b[head]) ++head;
  std::size_t tail = 0;
  while (tail < a.size() - head && tail < b.size() - head &&
         a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) {
    ++tail;
  }
  if (head + tail == std::min(a.size(), b.size()) && (head == 0 || tail == 0)) return false;
  const auto letters = [&](const std::u32string& text) {
    return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(head),
                       text.end() - static_cast<std::ptrdiff_t>(tail), [](char32_t c) {
                         const bool digit = c >= U'0' && c <= U'9';
                         return is_kana(c) || (is_latin_or_digit(c) && !digit);
                       });
  };
  return letters(a) && letters(b);
}

std::vector<Correction> Corrector::corrections(const std::vector<std::string>& pieces,
                                               std::size_t limit, bool same_start) const {
  if (pieces.empty() || pieces.size() > kMaxPieces) return {};
  std::string question = std::to_string(limit) + (same_start ? "^" : "");
  for (const std::string& piece : pieces) question += '\n' + piece;
  if (const auto known = answered_.find(question); known != answered_.end()) return known->second;
  if (answered_.size() >= kMaxQuestions) return {};

  std::vector<Stretch> stretches;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    std::string text;
    for (std::size_t j = i; j < pieces.size() && j < i + kMaxStretch; ++j) {
      text += pieces[j];
      std::u32string wide = to_utf32(text);
      if (wide.size() >= kMinLength && wide.size() < kMaxLength) {
        stretches.push_back({i, j + 1, std::move(wide)});
      }
    }
  }

  struct Found {
    std::size_t length;
    Correction correction;
  };
  std::vector<Found> found;
  for (const Stretch& stretch : stretches) {
    std::vector<std::vector<Word>> few;
    if (same_start) few = words_beginning(to_utf8(std::u32string_view(stretch.text).substr(0, 1)));
    const std::vector<std::vector<Word>>& known = same_start ? few : words();
    for (std::size_t length = stretch.text.size() - 1; length <= stretch.text.size() + 1;
         ++length) {
      for (const Word& word : known[length]) {
        if (bounded_edit_distance(word.text, stretch.text, 1) != 1) continue;
        if (another_word(word.text, stretch.text)) continue;
        std::string text;
        for (std::size_t i = 0; i < stretch.first; ++i) text += pieces[i];
        text += to_utf8(word.text);
        for (std::size_t i = stretch.last; i < pieces.size(); ++i) text += pieces[i];
        found.push_back({stretch.text.size(), {std::move(text), word.frequency}});
      }
    }
  }
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
    if (a.length != b.length) return a.length > b.length;
    if (a.correction.frequency != b.correction.frequency) {
      return a.correction.frequency > b.correction.frequency;
    }
    return a.correction.text < b.correction.text;
  });
  std::vector<Correction> out;
  for (Found& f : found) {
    if (out.size() >= limit) break;
    const bool known = std::any_of(
        out.begin(), out.end(), [&](const Correction& c) { return c.text == f.correction.text; });
    if (!known) out.push_back(std::move(f.correction));
  }
  answered_.emplace(std::move(question), out);
  return out;
}

}  // namespace jirei
