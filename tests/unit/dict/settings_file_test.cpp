#include "dict/settings_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace jirei {
namespace {

using testing::HasSubstr;

std::string value_of(const std::string& written) {
  const auto settings = parse_settings("x = " + written);
  return settings.size() == 1 ? settings[0].value : "not one setting";
}

SettingsError refusal(const std::string& text) {
  try {
    parse_settings(text);
  } catch (const SettingsError& error) {
    return error;
  }
  return {0, {"accepted", "accepted"}};
}

TEST(SettingsFile, HoldsNamesAndValuesWithTheirLines) {
  const auto settings = parse_settings("# 設定\r\nindex = \"/a b\"  # 場所\n\n\"limit\" = 20");
  ASSERT_EQ(settings.size(), 2U);
  EXPECT_EQ(settings[0].name, "index");
  EXPECT_EQ(settings[0].value, "/a b");
  EXPECT_EQ(settings[0].line, 2U);
  EXPECT_EQ(settings[1].name, "limit");
  EXPECT_EQ(settings[1].value, "20");
  EXPECT_EQ(settings[1].line, 4U);
}

TEST(SettingsFile, StringsAreThoseOfToml) {
  EXPECT_EQ(value_of(R"("a\t\"b\"\\\u3042\U0001F600")"), "a\t\"b\"\\あ😀");
  EXPECT_EQ(value_of(R"('C:\x "y"')"), "C:\\x \"y\"");
  EXPECT_EQ(value_of("\"\"\"\na\\\n   b\nc\"\"\"\"\""), "ab\nc\"\"");
  EXPECT_EQ(value_of("'''a\\\nb'''"), "a\\\nb");
  EXPECT_EQ(value_of("\"\""), "");
}

TEST(SettingsFile, NumbersBooleansAndLists) {
  EXPECT_EQ(value_of("+1_000"), "1000");
  EXPECT_EQ(value_of("-7"), "-7");
  EXPECT_EQ(value_of("0xff"), "255");
  EXPECT_EQ(value_of("0b101"), "5");
  EXPECT_EQ(value_of("true"), "true");
  EXPECT_EQ(value_of("[\"a\", 'b', # c\n  3, [true],\n]"), "a,b,3,true");
  EXPECT_EQ(value_of("[]"), "");
}

TEST(SettingsFile, WhatIsNoSettingIsRefusedWithItsLine) {
  EXPECT_EQ(refusal("a = 1\n[table]\n").line, 2U);
  EXPECT_THAT(refusal("[table]").reason.en, HasSubstr("[table]"));
  for (const char* value :
       {"1.5", "1979-05-27", "{a = 1}", "nan", "99999999999999999999", "-", ""}) {
    EXPECT_THAT(refusal(std::string("x = ") + value).reason.en, HasSubstr("\"x\" must be"))
        << value;
  }
  EXPECT_THAT(refusal("a = \"b\nc\"").reason.en, HasSubstr("never closed"));
  EXPECT_THAT(refusal("a = '''b").reason.en, HasSubstr("never closed"));
  EXPECT_THAT(refusal("a = [1").reason.en, HasSubstr("never closed"));
  EXPECT_THAT(refusal("a = [1 2]").reason.en, HasSubstr("commas"));
  EXPECT_THAT(refusal("a = 1 2").reason.en, HasSubstr("behind the value"));
  EXPECT_THAT(refusal("a = 1\na = 2").reason.en, HasSubstr("twice"));
  EXPECT_THAT(refusal("a.b = 1").reason.en, HasSubstr("name = value"));
  EXPECT_THAT(refusal("= 1").reason.en, HasSubstr("name = value"));
  EXPECT_THAT(refusal("a = \"\\ud800\"").reason.en, HasSubstr("no character"));
  EXPECT_THAT(refusal("a = \"\\u12").reason.en, HasSubstr("no character"));
  EXPECT_THAT(refusal("a = \"\\x\"").reason.en, HasSubstr("unknown escape"));
  EXPECT_THAT(refusal("a = \"\x01\"").reason.en, HasSubstr("control character"));
  EXPECT_THAT(refusal("a = " + std::string(1000, '[')).reason.en, HasSubstr("too deeply"));
  EXPECT_EQ(refusal("a = 1\nb = \"\xFF\"").line, 2U);
}

// What made the library that read these files before run into undefined behaviour.
TEST(SettingsFile, BrokenTablesAndKeysAreRefused) {
  for (const std::string& text :
       {std::string("limit = \"many\"\n[!table]\na = 1\n"), std::string("\n[\0\0\0", 5),
        std::string("limit = 1979N1yp\u03C6peeypE"), std::string("limit = 5049-0x-52 7"),
        std::string("[\0limit =table]\n", 16)}) {
    EXPECT_NE(refusal(text).line, 0U) << text;
  }
}

}  // namespace
}  // namespace jirei
