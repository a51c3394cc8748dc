#include "dict/variants.h"

#include <algorithm>
#include <iterator>

#include "dict/unicode.h"

namespace jirei {
namespace {

constexpr std::size_t kMaxVariants = 12;
constexpr std::size_t kMinLength = 3;  // code points
constexpr std::size_t kMinLengthLongMark =
    4;  // サーバー; for shorter words ー tells words apart (コピ)

struct Rewrite {
  std::u32string_view from;
  std::u32string_view to;
};

// Two ways to write one foreign sound; each is tried in both directions, everywhere in the word.
constexpr Rewrite kSounds[] = {
    {U"ウィ", U"ウイ"}, {U"ウェ", U"ウエ"}, {U"ウォ", U"ウオ"}, {U"ヴァ", U"バ"},
    {U"ヴィ", U"ビ"},   {U"ヴェ", U"ベ"},   {U"ヴォ", U"ボ"},   {U"ヴ", U"ブ"},
    {U"ファ", U"フア"}, {U"フィ", U"フイ"}, {U"フェ", U"フエ"}, {U"フォ", U"フオ"},
    {U"ティ", U"チ"},   {U"ティ", U"テイ"}, {U"ディ", U"ジ"},   {U"ディ", U"デイ"},
    {U"クォ", U"クオ"}, {U"ヂ", U"ジ"},     {U"ヅ", U"ズ"},     {U"ェイ", U"ェー"},
    {U"エイ", U"エー"}, {U"イヤ", U"イア"}, {U"ィア", U"ィヤ"},
};

std::u32string replaced(std::u32string_view text, std::u32string_view from,
                        std::u32string_view to) {
  std::u32string out;
  std::size_t pos = 0;
  for (;;) {
    const std::size_t at = text.find(from, pos);
    if (at == std::u32string_view::npos) break;
    out.append(text.substr(pos, at - pos)).append(to);
    pos = at + from.size();
  }
  out.append(text.substr(pos));
  return out;
}

class Variants {
 public:
  explicit Variants(std::u32string word) : word_(std::move(word)) {}

  void add(std::u32string spelling) {
    if (spelling == word_ || spelling.empty() || found_.size() >= kMaxVariants) return;
    if (std::find(found_.begin(), found_.end(), spelling) == found_.end()) {
      found_.push_back(std::move(spelling));
    }
  }

  const std::u32string& word() const { return word_; }
  const std::vector<std::u32string>& found() const { return found_; }

 private:
  std::u32string word_;
  std::vector<std::u32string> found_;
};

std::u32string other_ending(const std::u32string& word) {
  if (word.back() == U'ー') return word.substr(0, word.size() - 1);
  return word + U'ー';
}

void katakana_variants(Variants* out) {
  const std::u32string& word = out->word();
  const bool long_enough = word.size() >= kMinLengthLongMark ||
                           (word.size() + 1 >= kMinLengthLongMark && word.back() != U'ー');
  if (word.find(U'・') != std::u32string::npos) out->add(replaced(word, U"・", U""));
  if (long_enough) out->add(other_ending(word));
  for (const auto& [one, other] : kSounds) {
    for (const std::u32string& spelling :
         {replaced(word, one, other), replaced(word, other, one)}) {
      if (spelling == word) continue;
      out->add(spelling);
      if (long_enough) out->add(other_ending(spelling));
    }
  }
}

/// 々 ⇄ the kanji before it.
std::u32string iteration(const std::u32string& word) {
  std::u32string out = word;
  for (std::size_t i = 1; i < out.size(); ++i) {
    if (out[i] == U'々') {
      out[i] = out[i - 1];
    } else if (out[i] == out[i - 1] && is_kanji(out[i]) && word[i - 1] != U'々') {
      out[i] = U'々';
    }
  }
  return out;
}

/// Place names: 霞ヶ関 = 霞ケ関 = 霞が関, where the letter stands between kanji.
void between_kanji(Variants* out) {
  constexpr std::u32string_view kLetters = U"がヶケ";
  const std::u32string& word = out->word();
  for (std::size_t i = 1; i + 1 < word.size(); ++i) {
    if (kLetters.find(word[i]) == std::u32string_view::npos) continue;
    if (!is_kanji(word[i - 1]) || !is_kanji(word[i + 1])) continue;
    for (const char32_t letter : kLetters) {
      std::u32string spelling = word;
      spelling[i] = letter;
      out->add(std::move(spelling));
    }
  }
}

}  // namespace

VariantTable VariantTable::open(const std::string& path) {
  VariantTable table;
  table.map_ = StringMap::open(path);
  return table;
}

std::vector<std::string> VariantTable::spellings_of(std::string_view folded) const {
  std::vector<std::string> out;
  for (const StringMap::Entry& entry : map_.find(folded)) out.emplace_back(entry.text);
  return out;
}

std::vector<std::string> rule_variants(std::string_view folded) {
  Variants variants(to_utf32(folded));
  const std::u32string& word = variants.word();
  if (word.size() < kMinLength) return {};
  const bool katakana = std::all_of(word.begin(), word.end(),
                                    [](char32_t c) { return is_katakana(c) || c == U'・'; });
  if (katakana) {
    katakana_variants(&variants);
  } else {
    variants.add(iteration(word));
    between_kanji(&variants);
  }
  std::vector<std::string> out;
  std::transform(variants.found().begin(), variants.found().end(), std::back_inserter(out),
                 [](const std::u32string& spelling) { return to_utf8(spelling); });
  return out;
}

}  // namespace jirei
