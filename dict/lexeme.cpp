#include "dict/lexeme.h"

#include <algorithm>
#include <array>

#include "dict/morphology.h"

namespace jirei {
namespace {

using Pos = PartOfSpeech;

struct PosRule {
  std::string_view major;
  std::string_view minor;  ///< empty: any
  Pos pos;
};

/// The first rule that fits decides. Names of the IPADIC part-of-speech system.
constexpr std::array kPosRules = {
    PosRule{"名詞", "数", Pos::number},
    PosRule{"名詞", "代名詞", Pos::pronoun},
    PosRule{"名詞", "非自立", Pos::dependent},
    PosRule{"名詞", "特殊", Pos::dependent},
    PosRule{"名詞", "動詞非自立的", Pos::dependent},
    PosRule{"名詞", "接尾", Pos::suffix},
    PosRule{"名詞", "接続詞的", Pos::noun},
    PosRule{"名詞", "", Pos::noun},
    PosRule{"助詞", "", Pos::particle},
    PosRule{"動詞", "自立", Pos::verb},
    PosRule{"動詞", "", Pos::aux_verb},
    PosRule{"助動詞", "", Pos::aux_verb},
    PosRule{"記号", "アルファベット", Pos::noun},
    PosRule{"記号", "", Pos::symbol},
    PosRule{"形容詞", "", Pos::adjective},
    PosRule{"副詞", "", Pos::adverb},
    PosRule{"接頭詞", "", Pos::prefix},
    PosRule{"連体詞", "", Pos::adnominal},
    PosRule{"接続詞", "", Pos::conjunction},
    PosRule{"感動詞", "", Pos::interjection},
    PosRule{"フィラー", "", Pos::interjection},
    PosRule{"その他", "", Pos::interjection},
};

/// Verbs and adjectives that carry grammar rather than meaning, by base form.
constexpr std::array<std::string_view, 27> kLightWords = {
    "する", "為る",   "ある",     "有る", "在る", "いる", "居る", "おる", "なる",
    "成る", "できる", "出来る",   "くる", "来る", "いく", "おく", "よる", "因る",
    "いう", "行う",   "おこなう", "ない", "無い", "よい", "いい", "良い", "いただく",
};

/// Words that ask, by base form (どのように is どの + よう + に).
constexpr std::array<std::string_view, 38> kQuestionWords = {
    "どこ",       "何処",     "いつ",       "何時",       "だれ",     "誰",       "どなた",
    "何",         "なに",     "なん",       "なぜ",       "何故",     "どう",     "どの",
    "どれ",       "どちら",   "どっち",     "どんな",     "いくつ",   "幾つ",     "いくら",
    "幾ら",       "いかが",   "如何",       "いかに",     "どうして", "どういう", "どういった",
    "どうやって", "なんで",   "どのくらい", "どれくらい", "どれほど", "どれだけ", "いかなる",
    "如何なる",   "いつごろ", "いつ頃",
};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

Pos part_of_speech(std::string_view major, std::string_view minor) {
  for (const PosRule& rule : kPosRules) {
    if (rule.major == major && (rule.minor.empty() || rule.minor == minor)) return rule.pos;
  }
  return Pos::unknown;
}

/// The loose filter: whatever is not purely grammatical has a term.
bool in_word_tier(std::string_view major) {
  return major != "助詞" && major != "助動詞" && major != "フィラー";
}

bool may_be_content(Pos pos) {
  switch (pos) {
    case Pos::noun:
    case Pos::number:
    case Pos::suffix:
    case Pos::prefix:
    case Pos::verb:
    case Pos::adjective:
    case Pos::adverb:
    case Pos::unknown:
      return true;
    default:
      return false;
  }
}

bool may_ask(Pos pos) {
  return pos == Pos::pronoun || pos == Pos::adverb || pos == Pos::adnominal || pos == Pos::number ||
         pos == Pos::noun;
}

}  // namespace

bool plainly_folded(std::string_view text) {
  for (std::size_t pos = 0; pos < text.size();) {
    const char32_t c = next_code_point(text, &pos);
    const bool plain = (c >= U'ぁ' && c <= U'ゖ') || (c >= U'ァ' && c <= U'ヺ') || c == U'ー' ||
                       (c >= 0x4E00 && c <= 0x9FFF) || c == U'々' || (c >= 'a' && c <= 'z') ||
                       (c >= '0' && c <= '9');
    if (!plain) return false;
  }
  return true;
}

const char* name(PartOfSpeech pos) {
  switch (pos) {
    case Pos::noun:
      return "名詞";
    case Pos::number:
      return "数";
    case Pos::pronoun:
      return "代名詞";
    case Pos::dependent:
      return "非自立名詞";
    case Pos::suffix:
      return "接尾辞";
    case Pos::prefix:
      return "接頭辞";
    case Pos::verb:
      return "動詞";
    case Pos::aux_verb:
      return "助動詞";
    case Pos::adjective:
      return "形容詞";
    case Pos::adverb:
      return "副詞";
    case Pos::adnominal:
      return "連体詞";
    case Pos::conjunction:
      return "接続詞";
    case Pos::particle:
      return "助詞";
    case Pos::interjection:
      return "感動詞";
    case Pos::symbol:
      return "記号";
    case Pos::unknown:
      return "未知語";
  }
  return "";
}

Lexeme read_lexeme(const char* feature, bool unknown_word) {
  Lexeme lexeme;
  const FeatureFields fields = feature_fields(feature);
  const std::string_view major = fields[0];
  const std::string_view minor = fields[1];
  lexeme.pos = part_of_speech(major, minor);
  if (unknown_word && lexeme.pos != Pos::number) lexeme.pos = Pos::unknown;
  lexeme.base = fields[6];
  if (lexeme.base == "*") lexeme.base = {};
  lexeme.base_folded = plainly_folded(lexeme.base);
  lexeme.reading = fields[7];
  if (lexeme.reading == "*") lexeme.reading = {};
  if (unknown_word || in_word_tier(major)) lexeme.flags |= Token::kIndexed;
  const bool asks = may_ask(lexeme.pos) && contains(kQuestionWords, lexeme.base);
  if (asks) {
    lexeme.flags |= Token::kQuestion;
  } else if (may_be_content(lexeme.pos)) {
    const bool light = (lexeme.pos == Pos::verb || lexeme.pos == Pos::adjective) &&
                       contains(kLightWords, lexeme.base);
    if (!light) lexeme.flags |= Token::kContent;
  }
  return lexeme;
}

}  // namespace jirei
