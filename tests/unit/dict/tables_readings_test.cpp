#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "dict/readings.h"

namespace jirei {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

std::string key(std::string_view kana) { return fold_reading(kana); }

TEST(FoldReading, MakesSpellingHabitsMeet) {
  const std::vector<std::vector<std::string>> same = {
      {"ウイルス", "ウィルス", "うぃるす", "ういるす"},
      {"ろうえい", "ろーえい", "ろうえー", "ロウエイ", "ろおえい", "ろうええ"},
      {"サーバー", "サーバ", "さーば", "さあば", "さあばあ", "さーばあ"},
      {"メモリー", "メモリ", "めもりい"},
      {"ファイル", "フアイル", "ふぁいる"},
      {"ソフトウェア", "ソフトウエア", "そふとうぇあ"},
      {"ヴァイオリン", "バイオリン"},
      {"ちぢみ", "ちじみ"},
      {"つづき", "つずき", "つゞき"},
      {"こゝろ", "こころ", "コヽロ"},
      {"とおり", "とうり", "とーり"},
      {"けいさん", "けえさん", "けーさん"},
      {"クリア・デスク", "くりあですく"},
      {"しゃっきん", "しやつきん"},
  };
  for (const auto& group : same) {
    for (const std::string& spelling : group)
      EXPECT_EQ(key(spelling), key(group.front())) << spelling;
  }
}

TEST(FoldReading, KeepsDifferentWordsApart) {
  const std::pair<const char*, const char*> different[] = {
      {"こうじょう", "こうじょ"}, {"きー", "き"},          {"ちい", "ち"},     {"しよう", "しょ"},
      {"はし", "ばし"},           {"かんり", "かり"},      {"りよう", "りよ"}, {"バー", "バ"},
      {"めいわく", "めわく"},     {"しんよう", "しにょう"}};
  for (const auto& [a, b] : different) EXPECT_NE(key(a), key(b)) << a << " " << b;
}

TEST(FoldReading, IsIdempotent) {
  for (const char* kana : {"さーばー", "ろうえい", "ああああああ", "おおおかみ", "ええええ",
                           "ヴヴァ", "ーあ", "ゞ", "じょうほうろうえい", "いいいいいい"}) {
    EXPECT_EQ(key(key(kana)), key(kana)) << kana;
  }
}

TEST(FoldReading, LeavesOtherCharactersAlone) {
  EXPECT_EQ(key("漏えいusb"), "漏えいusb");
  EXPECT_EQ(key(""), "");
}

TEST(Romaji, ReadsEverySystem) {
  const std::pair<const char*, const char*> readings[] = {{"rouei", "ろうえい"},
                                                          {"jouhou", "じょうほう"},
                                                          {"zyouhou", "じょうほう"},
                                                          {"jyouhou", "じょうほう"},
                                                          {"kanshi", "かんし"},
                                                          {"kansi", "かんし"},
                                                          {"fukugou", "ふくごう"},
                                                          {"hukugou", "ふくごう"},
                                                          {"chishiki", "ちしき"},
                                                          {"tisiki", "ちしき"},
                                                          {"tsuushin", "つうしん"},
                                                          {"tuusin", "つうしん"},
                                                          {"gakkou", "がっこう"},
                                                          {"matcha", "まっちゃ"},
                                                          {"shimbun", "しんぶん"},
                                                          {"shinnyuu", "しんにゅう"},
                                                          {"kin'en", "きんえん"},
                                                          {"annai", "あんない"},
                                                          {"ransamuwea", "らんさむうぇあ"},
                                                          {"xtu", "っ"},
                                                          {"ltu", "っ"},
                                                          {"sa-ba-", "さーばー"},
                                                          {"rōei", "ろーえい"},
                                                          {"rôei", "ろーえい"},
                                                          {"pa-thi-", "ぱーてぃー"},
                                                          {"hon", "ほん"},
                                                          {"honn", "ほん"},
                                                          {"va-jon", "ゔぁーじょん"},
                                                          {"dhisuku", "でぃすく"}};
  for (const auto& [latin, kana] : readings) {
    const auto found = romaji_to_hiragana(latin);
    ASSERT_FALSE(found.empty()) << latin;
    EXPECT_EQ(found.front(), kana) << latin;
  }
}

TEST(Romaji, GivesBothReadingsWhereHabitsDiffer) {
  EXPECT_THAT(romaji_to_hiragana("shinnyuu"), ElementsAre("しんにゅう", "しんゆう"));
  EXPECT_THAT(romaji_to_hiragana("sekyuriti"), Contains("せきゅりてぃ"));
  EXPECT_THAT(romaji_to_hiragana("disuku"), Contains("でぃすく"));
}

TEST(Romaji, RefusesWhatIsNotRomajiThroughout) {
  for (const char* word :
       {"backup", "vpn", "email", "abc", "security", "usb3", "ろうえい", "", "-a", "t"}) {
    EXPECT_THAT(romaji_to_hiragana(word), IsEmpty()) << word;
  }
}

TEST(Romaji, StaysSmallOnHostileInput) {
  const std::string long_word(4000, 'n');
  EXPECT_THAT(romaji_to_hiragana(long_word), IsEmpty());
  std::string forks;
  for (int i = 0; i < 40; ++i) forks += "ti";
  EXPECT_LE(romaji_to_hiragana(forks).size(), 8U);
}

TEST(IsAllKana, WantsKanaAndNothingElse) {
  for (const char* yes : {"ろうえい", "ウイルス", "サーバー", "こゝろ", "あ"})
    EXPECT_TRUE(is_all_kana(yes)) << yes;
  for (const char* no : {"", "ー", "漏えい", "ウイルス1", "クリア・デスク", "a"})
    EXPECT_FALSE(is_all_kana(no)) << no;
}

}  // namespace
}  // namespace jirei
