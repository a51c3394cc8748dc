#include "dict/readings.h"

#include <algorithm>
#include <array>
#include <optional>

#include "dict/unicode.h"

namespace jirei {
namespace {

constexpr char32_t kLongMark = U'ー';

/// Hiragana of a katakana letter; anything else unchanged.
char32_t to_hiragana(char32_t c) {
  if (c >= U'ァ' && c <= U'ヶ') return c - 0x60;
  if (c == U'ヽ' || c == U'ヾ') return c - 0x60;
  return c;
}

struct KanaPair {
  char32_t from;
  char32_t to;
};

char32_t mapped(const KanaPair* begin, const KanaPair* end, char32_t c) {
  const auto* found = std::find_if(begin, end, [c](const KanaPair& p) { return p.from == c; });
  return found == end ? c : found->to;
}

/// Letters that are read alike today, and small kana.
char32_t plain(char32_t c) {
  static constexpr auto kPlain = std::to_array<KanaPair>({
      {U'ぁ', U'あ'},     {U'ぃ', U'い'},     {U'ぅ', U'う'}, {U'ぇ', U'え'}, {U'ぉ', U'お'},
      {U'っ', U'つ'},     {U'ゃ', U'や'},     {U'ゅ', U'ゆ'}, {U'ょ', U'よ'}, {U'ゎ', U'わ'},
      {U'\u3095', U'か'}, {U'\u3096', U'け'}, {U'ぢ', U'じ'}, {U'づ', U'ず'}, {U'を', U'お'},
      {U'ゐ', U'い'},     {U'ゑ', U'え'},     {U'ヷ', U'ば'}, {U'ヸ', U'び'}, {U'ヹ', U'べ'},
      {U'ヺ', U'ぼ'},     {U'\u3094', U'ぶ'},
  });
  return mapped(kPlain.begin(), kPlain.end(), c);
}

/// The letter of ヴ followed by a small vowel, or 0.
char32_t v_row(char32_t small_vowel) {
  switch (small_vowel) {
    case U'ぁ':
      return U'ば';
    case U'ぃ':
      return U'び';
    case U'ぇ':
      return U'べ';
    case U'ぉ':
      return U'ぼ';
    default:
      return 0;
  }
}

/// The letter with voicing marks, for ゞ; unchanged where there is none.
char32_t voiced(char32_t c) {
  if (c >= U'か' && c <= U'ぢ' && c % 2 == U'か' % 2) return c + 1;
  if (c == U'つ' || c == U'て' || c == U'と') return c + 1;
  if (c >= U'は' && c <= U'ほ' && (c - U'は') % 3 == 0) return c + 1;
  return c;
}

enum class Row { none, a, i, u, e, o };

/// The vowel of a large hiragana.
Row row(char32_t c) {
  static constexpr std::u32string_view kRows[] = {
      U"あかがさざただなはばぱまやらわ", U"いきぎしじちにひびぴみり", U"うくぐすずつぬふぶぷむゆる",
      U"えけげせぜてでねへべぺめれ", U"おこごそぞとどのほぼぽもよろ"};
  for (std::size_t i = 0; i < std::size(kRows); ++i) {
    if (kRows[i].find(c) != std::u32string_view::npos) return static_cast<Row>(i + 1);
  }
  return Row::none;
}

/// How a long vowel is written in keys.
char32_t lengthener(Row vowel) {
  switch (vowel) {
    case Row::a:
      return U'あ';
    case Row::i:
      return U'い';
    case Row::u:
      return U'う';
    case Row::e:
      return U'い';
    case Row::o:
      return U'う';
    case Row::none:
      break;
  }
  return 0;
}

/// Hiragana with iteration marks and ヴ written out, small kana made large.
std::u32string plain_kana(std::string_view kana) {
  std::u32string out;
  char32_t previous = 0;  // as typed, in hiragana
  std::size_t pos = 0;
  while (pos < kana.size()) {
    char32_t c = to_hiragana(next_code_point(kana, &pos));
    if (c == U'・' || c == U'゠') continue;
    if ((c == U'ゝ' || c == U'ゞ') && previous != 0) c = c == U'ゞ' ? voiced(previous) : previous;
    const char32_t v = previous == U'\u3094' ? v_row(c) : 0;
    if (v != 0) {
      out.back() = v;
    } else {
      out.push_back(plain(c));
    }
    previous = c;
  }
  return out;
}

}  // namespace

std::string fold_reading(std::string_view kana) {
  constexpr std::size_t kKeepBeforeLongEnd = 3;
  std::u32string key;
  for (const char32_t c : plain_kana(kana)) {
    const Row before = key.empty() ? Row::none : row(key.back());
    if (c == kLongMark) {
      if (const char32_t vowel = lengthener(before)) key.push_back(vowel);
    } else if ((c == U'え' && before == Row::e) || (c == U'お' && before == Row::o)) {
      key.push_back(lengthener(before));
    } else {
      key.push_back(c);
    }
  }
  while (key.size() > kKeepBeforeLongEnd) {
    const Row before = row(key[key.size() - 2]);
    const bool long_end =
        (key.back() == U'あ' && before == Row::a) || (key.back() == U'い' && before == Row::i);
    if (!long_end) break;
    key.pop_back();
  }
  return to_utf8(key);
}

bool is_all_kana(std::string_view text) {
  bool letter = false;
  std::size_t pos = 0;
  while (pos < text.size()) {
    const char32_t c = to_hiragana(next_code_point(text, &pos));
    const bool mark = c == kLongMark || c == U'ゝ' || c == U'ゞ';
    const bool kana = (c >= U'ぁ' && c <= U'\u3096') || (c >= U'ヷ' && c <= U'ヺ');
    if (!mark && !kana) return false;
    letter = letter || kana;
  }
  return letter;
}

namespace {

/// One row of the syllabary: what stands before the vowel, and the kana for a i u e o.
struct RomajiRow {
  std::string_view onset;
  std::array<std::string_view, 5> kana;
};

constexpr auto kRomaji = std::to_array<RomajiRow>({
    {"", {"あ", "い", "う", "え", "お"}},
    {"k", {"か", "き", "く", "け", "こ"}},
    {"s", {"さ", "し", "す", "せ", "そ"}},
    {"t", {"た", "ち", "つ", "て", "と"}},
    {"n", {"な", "に", "ぬ", "ね", "の"}},
    {"h", {"は", "ひ", "ふ", "へ", "ほ"}},
    {"m", {"ま", "み", "む", "め", "も"}},
    {"y", {"や", "い", "ゆ", "いぇ", "よ"}},
    {"r", {"ら", "り", "る", "れ", "ろ"}},
    {"w", {"わ", "うぃ", "う", "うぇ", "を"}},
    {"g", {"が", "ぎ", "ぐ", "げ", "ご"}},
    {"z", {"ざ", "じ", "ず", "ぜ", "ぞ"}},
    {"d", {"だ", "ぢ", "づ", "で", "ど"}},
    {"b", {"ば", "び", "ぶ", "べ", "ぼ"}},
    {"p", {"ぱ", "ぴ", "ぷ", "ぺ", "ぽ"}},
    {"j", {"じゃ", "じ", "じゅ", "じぇ", "じょ"}},
    {"f", {"ふぁ", "ふぃ", "ふ", "ふぇ", "ふぉ"}},
    {"v", {"ゔぁ", "ゔぃ", "ゔ", "ゔぇ", "ゔぉ"}},
    {"c", {"か", "し", "く", "せ", "こ"}},
    {"q", {"くぁ", "くぃ", "く", "くぇ", "くぉ"}},
    {"x", {"ぁ", "ぃ", "ぅ", "ぇ", "ぉ"}},
    {"l", {"ぁ", "ぃ", "ぅ", "ぇ", "ぉ"}},
    {"sh", {"しゃ", "し", "しゅ", "しぇ", "しょ"}},
    {"ch", {"ちゃ", "ち", "ちゅ", "ちぇ", "ちょ"}},
    {"ts", {"つぁ", "つぃ", "つ", "つぇ", "つぉ"}},
    {"th", {"てゃ", "てぃ", "てゅ", "てぇ", "てょ"}},
    {"dh", {"でゃ", "でぃ", "でゅ", "でぇ", "でょ"}},
    {"wh", {"うぁ", "うぃ", "う", "うぇ", "うぉ"}},
    {"tw", {"とぁ", "とぃ", "とぅ", "とぇ", "とぉ"}},
    {"dw", {"どぁ", "どぃ", "どぅ", "どぇ", "どぉ"}},
    {"kw", {"くぁ", "くぃ", "くぅ", "くぇ", "くぉ"}},
    {"gw", {"ぐぁ", "ぐぃ", "ぐぅ", "ぐぇ", "ぐぉ"}},
    {"sw", {"すぁ", "すぃ", "すぅ", "すぇ", "すぉ"}},
    {"ky", {"きゃ", "きぃ", "きゅ", "きぇ", "きょ"}},
    {"gy", {"ぎゃ", "ぎぃ", "ぎゅ", "ぎぇ", "ぎょ"}},
    {"sy", {"しゃ", "しぃ", "しゅ", "しぇ", "しょ"}},
    {"zy", {"じゃ", "じぃ", "じゅ", "じぇ", "じょ"}},
    {"jy", {"じゃ", "じぃ", "じゅ", "じぇ", "じょ"}},
    {"ty", {"ちゃ", "ちぃ", "ちゅ", "ちぇ", "ちょ"}},
    {"cy", {"ちゃ", "ちぃ", "ちゅ", "ちぇ", "ちょ"}},
    {"dy", {"ぢゃ", "ぢぃ", "ぢゅ", "ぢぇ", "ぢょ"}},
    {"ny", {"にゃ", "にぃ", "にゅ", "にぇ", "にょ"}},
    {"hy", {"ひゃ", "ひぃ", "ひゅ", "ひぇ", "ひょ"}},
    {"by", {"びゃ", "びぃ", "びゅ", "びぇ", "びょ"}},
    {"py", {"ぴゃ", "ぴぃ", "ぴゅ", "ぴぇ", "ぴょ"}},
    {"my", {"みゃ", "みぃ", "みゅ", "みぇ", "みょ"}},
    {"ry", {"りゃ", "りぃ", "りゅ", "りぇ", "りょ"}},
    {"fy", {"ふゃ", "ふぃ", "ふゅ", "ふぇ", "ふょ"}},
    {"vy", {"ゔゃ", "ゔぃ", "ゔゅ", "ゔぇ", "ゔょ"}},
    {"xy", {"ゃ", "ぃ", "ゅ", "ぇ", "ょ"}},
    {"ly", {"ゃ", "ぃ", "ゅ", "ぇ", "ょ"}},
    {"xt", {"", "", "っ", "", ""}},
    {"lt", {"", "", "っ", "", ""}},
    {"xts", {"", "", "っ", "", ""}},
    {"lts", {"", "", "っ", "", ""}},
    {"xw", {"ゎ", "", "", "", ""}},
    {"lw", {"ゎ", "", "", "", ""}},
    {"xk", {"ゕ", "", "", "ゖ", ""}},
});

/// The other reading that people mean by a syllable (sekyuriti, disuku, wo-mu), or "".
std::string_view second_habit(std::string_view syllable) {
  static constexpr auto kOther = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"ti", "てぃ"}, {"di", "でぃ"}, {"tu", "とぅ"}, {"du", "どぅ"}, {"wo", "うぉ"}});
  for (const auto& [spelling, kana] : kOther) {
    if (spelling == syllable) return kana;
  }
  return {};
}

std::optional<std::size_t> vowel_index(char c) {
  const std::size_t index = std::string_view("aiueo").find(c);
  return index == std::string_view::npos ? std::nullopt : std::optional(index);
}

/// Vowels with macron or circumflex → vowel and '-'; nullopt when other letters are left.
std::optional<std::string> plain_latin(std::string_view latin) {
  static constexpr std::u32string_view kLong = U"āīūēōâîûêô";
  std::string out;
  std::size_t pos = 0;
  while (pos < latin.size()) {
    const char32_t c = next_code_point(latin, &pos);
    if (const auto at = kLong.find(c); at != std::u32string_view::npos) {
      out += std::string_view("aiueo")[at % 5];
      out += '-';
    } else if ((c >= U'a' && c <= U'z') || c == U'-' || c == U'\'' || c == kLongMark) {
      out += c == kLongMark ? '-' : static_cast<char>(c);
    } else if (c == U'\u2019') {
      out += '\'';
    } else {
      return std::nullopt;
    }
  }
  return out;
}

/// All the ways to read the letters, depth first, likeliest first.
class RomajiReader {
 public:
  explicit RomajiReader(std::string_view letters) : letters_(letters) {}

  std::vector<std::string> all() {
    read(0);
    return std::move(results_);
  }

 private:
  static constexpr std::size_t kMaxResults = 8;
  static constexpr std::size_t kMaxSteps = 4096;  // letters that never parse must not fork for ever

  char at(std::size_t i) const { return i < letters_.size() ? letters_[i] : '\0'; }

  void take(std::size_t next, std::string_view kana) {
    const std::size_t length = current_.size();
    current_ += kana;
    read(next);
    current_.resize(length);
  }

  void read(std::size_t pos) {
    if (results_.size() >= kMaxResults || ++steps_ > kMaxSteps) return;
    if (pos == letters_.size()) {
      if (std::find(results_.begin(), results_.end(), current_) == results_.end()) {
        results_.push_back(current_);
      }
      return;
    }
    const char c = at(pos);
    if (c == '-') {
      if (pos > 0) take(pos + 1, "ー");
      return;
    }
    if (read_syllable(pos)) return;
    if (c == 'n') {
      read_n(pos);
    } else if (c == 'm' && one_of(at(pos + 1), "bpm")) {
      take(pos + 1, "ん");  // shimbun
    } else if (doubled(pos)) {
      take(pos + 1, "っ");
    }
  }

  static bool one_of(char c, std::string_view letters) {
    return c != '\0' && letters.find(c) != std::string_view::npos;
  }

  bool doubled(std::size_t pos) const {
    const char c = at(pos);
    if (c == 't' && at(pos + 1) == 'c' && at(pos + 2) == 'h') return true;  // matcha
    return c == at(pos + 1) && one_of(c, "bcdfgjkpqrstvz");
  }

  /// Onset of up to three letters and a vowel; false when none stands here.
  bool read_syllable(std::size_t pos) {
    for (std::size_t onset = 0; onset <= 3; ++onset) {
      const auto vowel = vowel_index(at(pos + onset));
      if (!vowel) continue;
      const std::string_view spelled = letters_.substr(pos, onset);
      for (const RomajiRow& row : kRomaji) {
        if (row.onset != spelled || row.kana[*vowel].empty()) continue;
        const std::size_t next = pos + onset + 1;
        take(next, row.kana[*vowel]);
        const std::string_view other = second_habit(letters_.substr(pos, onset + 1));
        if (!other.empty()) take(next, other);
        return true;
      }
      return false;
    }
    return false;
  }

  /// n that begins no syllable: ん, written n, nn or n'.
  void read_n(std::size_t pos) {
    const char next = at(pos + 1);
    if (next == '\'') {
      take(pos + 2, "ん");
    } else if (next == 'n') {
      const char after = at(pos + 2);
      const bool syllable = vowel_index(after) || after == 'y';
      if (syllable) take(pos + 1, "ん");  // annai: あんない
      take(pos + 2, "ん");                // shinnyuu typed for an input method: しんゆう; kann
    } else {
      take(pos + 1, "ん");
    }
  }

  std::string_view letters_;
  std::string current_;
  std::vector<std::string> results_;
  std::size_t steps_ = 0;
};

}  // namespace

std::vector<std::string> romaji_to_hiragana(std::string_view latin) {
  constexpr std::size_t kLongest = 100;  // letters; longer "words" are no readings
  const auto letters = plain_latin(latin);
  if (!letters || letters->empty() || letters->size() > kLongest) return {};
  return RomajiReader(*letters).all();
}

}  // namespace jirei
