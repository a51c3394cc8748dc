#include "dict/analyzer.h"

#include <gtest/gtest.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <thread>

#include "dict/error.h"
#include "dict/lexeme.h"
#include "dict/ngrams.h"
#include "dict/sentences.h"
#include "tests/unit/dict/random_text.h"

namespace jirei {
namespace {

const Analyzer& shared_analyzer() {
  static const Analyzer analyzer{AnalyzerSpec{}};
  return analyzer;
}

class AnalyzerTest : public testing::Test {
 protected:
  Analyzer::Session session_{shared_analyzer()};

  /// The only token whose surface is `surface`.
  const Token& token(const AnalyzedText& text, std::string_view surface) {
    static const Token kMissing;
    const auto found = std::find_if(text.tokens.begin(), text.tokens.end(),
                                    [&](const Token& t) { return t.surface == surface; });
    EXPECT_NE(found, text.tokens.end()) << surface;
    return found == text.tokens.end() ? kMissing : *found;
  }

  std::vector<std::string> terms(std::string_view source) {
    std::vector<std::string> bases;
    for (const Token& t : session_.analyze(source).tokens) {
      if (t.indexed()) bases.emplace_back(t.base);
    }
    return bases;
  }
};

using Terms = std::vector<std::string>;

TEST_F(AnalyzerTest, TermsAreBaseFormsWithoutParticlesAndSymbols) {
  EXPECT_EQ(terms("ＵＳＢ メモリからウイルスに感染した。"),
            (Terms{"usb", "メモリ", "ウイルス", "感染", "する"}));
}

TEST_F(AnalyzerTest, RolesOfWordsInAQuestion) {
  const AnalyzedText text = session_.analyze("どこの会社が何を行ったのか、なぜ対策しないのか");
  EXPECT_TRUE(token(text, "どこ").flags & Token::kQuestion);
  EXPECT_TRUE(token(text, "何").flags & Token::kQuestion);
  EXPECT_TRUE(token(text, "なぜ").flags & Token::kQuestion);
  EXPECT_FALSE(token(text, "どこ").content());
  EXPECT_TRUE(token(text, "会社").content());
  EXPECT_TRUE(token(text, "対策").content());
  EXPECT_FALSE(token(text, "行っ").content()) << "a light verb";
  EXPECT_EQ(token(text, "行っ").base, "行う");
  EXPECT_TRUE(token(text, "行っ").flags & Token::kInflected);
  EXPECT_TRUE(token(text, "行っ").indexed()) << "light verbs can still be found";
  EXPECT_FALSE(token(text, "が").indexed());
}

TEST_F(AnalyzerTest, NumbersAreOneTokenHoweverTheyAreWritten) {
  EXPECT_EQ(terms("２０１５年"), (Terms{"2015", "年"}));
  EXPECT_EQ(terms("2015年"), (Terms{"2015", "年"}));
}

TEST_F(AnalyzerTest, LatinWordsAndNumbersOfAnyLengthAreOneToken) {
  const std::string word(3000, 'x');
  const std::string number(3000, '7');
  EXPECT_EQ(terms(word + " " + number), (Terms{word, number}));
  EXPECT_EQ(terms("x64とipv6"), (Terms{"x", "64", "ipv", "6"}));
}

TEST_F(AnalyzerTest, NothingIsLostWhenSymbolsStandAround) {
  EXPECT_EQ(terms("(株)アクセス"), (Terms{"株", "アクセス"}));
  EXPECT_EQ(terms("㈱アクセス"), (Terms{"株", "アクセス"}));
}

TEST_F(AnalyzerTest, ReadingsAreKatakanaEvenOfUnknownKatakana) {
  const AnalyzedText text = session_.analyze("漏えいとゼロトラスティング");
  EXPECT_EQ(token(text, "ゼロトラスティング").reading, "ゼロトラスティング");
  EXPECT_EQ(token(text, "と").reading, "ト");
}

TEST_F(AnalyzerTest, ProjectTermsAreOneTokenAloneAndInASentence) {
  for (const char* term :
       {"ランサムウェア", "フィッシング", "不正アクセス", "標的型攻撃", "二要素認証"}) {
    for (const char* frame : {"%", "%に感染した", "%の対策を、%により", "この%は危険だ。"}) {
      std::string sentence(frame);
      for (auto at = sentence.find('%'); at != std::string::npos; at = sentence.find('%')) {
        sentence.replace(at, 1, term);
      }
      const Terms found = terms(sentence);
      EXPECT_NE(std::find(found.begin(), found.end(), term), found.end()) << sentence;
    }
  }
}

TEST_F(AnalyzerTest, ShortTextsSurviveBeingMoved) {
  std::vector<AnalyzedText> texts;
  for (int i = 0; i < 100; ++i) texts.push_back(session_.analyze("猫"));
  for (const AnalyzedText& text : texts) {
    ASSERT_EQ(text.tokens.size(), 1u);
    EXPECT_EQ(text.tokens[0].surface.data(), text.folded.text.data());
    EXPECT_EQ(text.tokens[0].base, "猫");
  }
}

TEST_F(AnalyzerTest, EmptyAndBlankTextsHaveNoTokens) {
  EXPECT_TRUE(session_.analyze("").tokens.empty());
  EXPECT_TRUE(session_.analyze(" \n　\n").tokens.empty());
  EXPECT_TRUE(session_.analyze_folded("", false).tokens.empty());
}

void expect_sound_tokens(const std::string& source, const AnalyzedText& text) {
  const std::string& folded = text.folded.text;
  std::uint32_t end = 0;
  std::uint32_t source_begin = 0;
  for (const Token& t : text.tokens) {
    ASSERT_GE(t.range.begin, end) << "tokens overlap in " << source;
    ASSERT_LT(t.range.begin, t.range.end);
    ASSERT_LE(t.range.end, folded.size());
    end = t.range.end;
    EXPECT_TRUE(test::on_boundary(folded, t.range.begin) && test::on_boundary(folded, t.range.end));
    EXPECT_EQ(t.surface, folded.substr(t.range.begin, t.range.size()));
    EXPECT_FALSE(t.base.empty());
    const ByteRange origin = text.folded.map.to_source(t.range);
    EXPECT_TRUE(test::on_boundary(source, origin.begin) && test::on_boundary(source, origin.end));
    EXPECT_GE(origin.begin, source_begin);
    source_begin = origin.begin;
  }
}

/// Dashes are folded by their neighbours, which a token cut out of its text has not; for the same
/// reason spaces are lost at its ends.
std::string without_dashes(std::string_view folded) {
  std::u32string kept;
  for (const char32_t c : to_utf32(folded)) {
    if (c != U'-' && c != U'ー' && c != U' ' && !(c >= 0x2010 && c <= 0x2015) && c != 0x2212 &&
        c != 0x2500) {
      kept.push_back(c);
    }
  }
  return to_utf8(kept);
}

TEST_F(AnalyzerTest, TheSourceOfATokenFoldsToTheTokenAgain) {
  test::RandomText random(7);
  const Normalizer normalizer;
  for (int i = 0; i < 1500; ++i) {
    const std::string source = random.text(1 + random.below(20));
    const AnalyzedText text = session_.analyze(source);
    expect_sound_tokens(source, text);
    for (const Token& t : text.tokens) {
      const ByteRange origin = text.folded.map.to_source(t.range);
      const ByteRange whole = text.folded.map.to_target(origin);
      ASSERT_LE(whole.begin, t.range.begin);
      ASSERT_GE(whole.end, t.range.end);
      EXPECT_EQ(without_dashes(normalizer.fold_text(source.substr(origin.begin, origin.size()))),
                without_dashes(text.folded.text.substr(whole.begin, whole.size())))
          << source;
    }
  }
}

/// Marks every byte of the folded text that some n-gram covers.
std::vector<bool> covered_by_grams(std::string_view folded) {
  std::vector<bool> covered(folded.size());
  for_each_gram(folded, [&](std::string_view, ByteRange where) {
    std::fill(covered.begin() + where.begin, covered.begin() + where.end, true);
  });
  return covered;
}

TEST_F(AnalyzerTest, EveryLetterAndDigitOfTheSourceLiesInAGram) {
  test::RandomText random(8);
  for (int i = 0; i < 1500; ++i) {
    const std::string source = random.text(1 + random.below(20));
    const AnalyzedText text = session_.analyze(source);
    const std::vector<bool> covered = covered_by_grams(text.folded.text);
    for (std::size_t pos = 0; pos < source.size();) {
      const auto begin = static_cast<std::uint32_t>(pos);
      const char32_t c = next_code_point(source, &pos);
      if (!is_word_char(c)) continue;
      if (u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
        continue;
      const ByteRange target = text.folded.map.to_target({begin, static_cast<std::uint32_t>(pos)});
      ASSERT_FALSE(target.empty()) << source;
      // A long vowel mark typed between digits is a hyphen.
      if (text.folded.text.substr(target.begin, target.size()) == "-") continue;
      EXPECT_TRUE(std::any_of(covered.begin() + target.begin, covered.begin() + target.end,
                              [](bool b) { return b; }))
          << source;
    }
  }
}

TEST_F(AnalyzerTest, EveryWordCharacterLiesInAToken) {
  test::RandomText random(9);
  for (int i = 0; i < 1000; ++i) {
    const AnalyzedText text = session_.analyze(random.text(1 + random.below(20)));
    std::vector<bool> covered(text.folded.text.size());
    for (const Token& t : text.tokens) {
      std::fill(covered.begin() + t.range.begin, covered.begin() + t.range.end, true);
    }
    for (std::size_t pos = 0; pos < text.folded.text.size();) {
      const std::size_t begin = pos;
      if (is_word_char(next_code_point(text.folded.text, &pos))) {
        EXPECT_TRUE(covered[begin]) << text.folded.text;
      }
    }
  }
}

bool same_token(const Token& a, const Token& b, std::uint32_t shift) {
  return a.range.begin == b.range.begin + shift && a.range.end == b.range.end + shift &&
         a.surface == b.surface && a.base == b.base && a.reading == b.reading && a.pos == b.pos &&
         a.flags == b.flags;
}

TEST_F(AnalyzerTest, AStoredSentenceGivesTheTokensItHadInItsText) {
  test::RandomText random(10);
  for (int i = 0; i < 300; ++i) {
    const AnalyzedText whole = session_.analyze(random.text(1 + random.below(80)));
    std::size_t next = 0;
    std::uint32_t begin = 0;
    for (const std::uint32_t end : whole.sentence_ends) {
      const AnalyzedText alone =
          session_.analyze_folded(whole.folded.text.substr(begin, end - begin), false);
      for (const Token& t : alone.tokens) {
        ASSERT_LT(next, whole.tokens.size());
        EXPECT_TRUE(same_token(whole.tokens[next++], t, begin)) << alone.folded.text;
      }
      begin = end;
    }
    EXPECT_EQ(next, whole.tokens.size());
  }
}

TEST_F(AnalyzerTest, TwoThreadsGiveTheSameResult) {
  const auto analyze_all = [](std::vector<AnalyzedText>* out) {
    Analyzer::Session session(shared_analyzer());
    test::RandomText random(11);
    for (int i = 0; i < 300; ++i) out->push_back(session.analyze(random.text(30)));
  };
  std::vector<AnalyzedText> first;
  std::vector<AnalyzedText> second;
  std::thread other(analyze_all, &first);
  analyze_all(&second);
  other.join();
  ASSERT_EQ(first.size(), second.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    ASSERT_EQ(first[i].tokens.size(), second[i].tokens.size());
    for (std::size_t k = 0; k < first[i].tokens.size(); ++k) {
      EXPECT_TRUE(same_token(first[i].tokens[k], second[i].tokens[k], 0));
    }
  }
}

TEST_F(AnalyzerTest, LongRunsWithoutAnEndAreCutAndStillCovered) {
  for (const char* unit : {"ア", "a", "漢", "か\u3099", "1", "(", "\u0301", "あ、"}) {
    std::string source;
    while (source.size() < 100'000) source += unit;
    const AnalyzedText text = session_.analyze(source);
    std::uint32_t begin = 0;
    for (const std::uint32_t end : text.sentence_ends) {
      EXPECT_LE(end - begin, kMaxSentenceBytes);
      begin = end;
    }
    EXPECT_EQ(begin, text.folded.text.size());
    expect_sound_tokens(source, text);
  }
}

TEST(AnalyzerFingerprint, TellsDictionariesApart) {
  const AnalyzerSpec full = default_analyzer_spec();
  const Analyzer plain(AnalyzerSpec{full.system_dictionary, {}});
  EXPECT_EQ(Analyzer(full).fingerprint(), shared_analyzer().fingerprint());
  EXPECT_NE(plain.fingerprint(), shared_analyzer().fingerprint());
}

TEST(AnalyzerErrors, AMissingDictionaryIsNamed) {
  try {
    Analyzer(AnalyzerSpec{"/nonexistent/dictionary", {}});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::dictionary);
    EXPECT_NE(error.message().ja.find("/nonexistent/dictionary"), std::string::npos);
    EXPECT_NE(error.hint().en.find("mecab-ipadic-utf8"), std::string::npos);
  }
  const std::string system = default_analyzer_spec().system_dictionary;
  EXPECT_THROW(Analyzer(AnalyzerSpec{system, {"/nonexistent/user.dic"}}), Error);
  EXPECT_THROW(Analyzer(AnalyzerSpec{system, {system + "/dicrc"}}), Error) << "not a dictionary";
}

TEST(Lexeme, FieldsOfIpadicFeatures) {
  const Lexeme verb =
      read_lexeme("動詞,自立,*,*,五段・ワ行促音便,連用形,行う,オコナイ,オコナイ", false);
  EXPECT_EQ(verb.pos, PartOfSpeech::verb);
  EXPECT_EQ(verb.base, "行う");
  EXPECT_EQ(verb.reading, "オコナイ");
  const Lexeme unknown = read_lexeme("名詞,固有名詞,組織,*,*,*,*", true);
  EXPECT_EQ(unknown.pos, PartOfSpeech::unknown);
  EXPECT_TRUE(unknown.base.empty() && unknown.reading.empty());
  const Lexeme quoted = read_lexeme("記号,読点,*,*,*,*,\",\",\",\",\",\"", false);
  EXPECT_EQ(quoted.base, ",");
  EXPECT_EQ(read_lexeme("名詞,代名詞,一般,*,*,*,これ,コレ,コレ", false).flags, Token::kIndexed);
  EXPECT_EQ(read_lexeme("助詞,格助詞,一般,*,*,*,に,ニ,ニ", false).flags, 0);
}

TEST(Lexeme, PlainlyFoldedTextIsLeftAloneByFolding) {
  EXPECT_TRUE(plainly_folded("ウイルス対策ソフト") && plainly_folded("usb3") &&
              plainly_folded("人々"));
  EXPECT_FALSE(plainly_folded("ＵＳＢ") || plainly_folded("USB") || plainly_folded("か゛") ||
               plainly_folded("か\u3099") || plainly_folded("a b"));
}

}  // namespace
}  // namespace jirei
