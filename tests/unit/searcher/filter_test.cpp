#include "searcher/filter.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "dict/error.h"

namespace jirei {
namespace {

/// 業種 != [a] [b..c] [..d]
std::string shown(const FacetFilter& filter) {
  std::string out = filter.facet + (filter.exclude ? " !=" : " =");
  for (const FacetFilter::Item& item : filter.items) {
    out += " [";
    out += item.range ? item.low.value_or("") + " .. " + item.high.value_or("") : item.value;
    out += "]";
  }
  return out;
}

TEST(Filter, ReadsEveryForm) {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"業種=製造業", "業種 = [製造業]"},
      {"industry=製造業", "industry = [製造業]"},
      {"業種=製造業,小売業", "業種 = [製造業] [小売業]"},
      {"業種＝製造業，小売業", "業種 = [製造業] [小売業]"},
      {"業種=製造業、小売業", "業種 = [製造業] [小売業]"},
      {"業種==製造業", "業種 = [製造業]"},
      {" 業種 = 製造業 , 小売業 ", "業種 = [製造業] [小売業]"},
      {"業種　＝　製造業", "業種 = [製造業]"},
      {"業種!=製造業", "業種 != [製造業]"},
      {"業種！＝製造業", "業種 != [製造業]"},
      {"業種≠製造業", "業種 != [製造業]"},
      {"業種!=製造業,小売業", "業種 != [製造業] [小売業]"},
      {"発生年=2013..2016", "発生年 = [2013 .. 2016]"},
      {"発生年=2013 .. 2016", "発生年 = [2013 .. 2016]"},
      {"発生年=..2016", "発生年 = [ .. 2016]"},
      {"発生年=2013..", "発生年 = [2013 .. ]"},
      {"発生年＝２０１３．．２０１６", "発生年 = [２０１３ .. ２０１６]"},
      {"発生年=2013‥2016", "発生年 = [2013 .. 2016]"},
      {"発生年=2013...2016", "発生年 = [2013 .. 2016]"},
      {"発生年=2013…2016", "発生年 = [2013 .. 2016]"},
      {"発生年=2008,2013..2016,平成30年", "発生年 = [2008] [2013 .. 2016] [平成30年]"},
      {"発生年!=..2010", "発生年 != [ .. 2010]"},
      {"従業員規模=21～50名", "従業員規模 = [21～50名]"},
      {"従業員規模=..50名", "従業員規模 = [ .. 50名]"},
      {"売上=1\\,000万円", "売上 = [1,000万円]"},
      {"売上=1\\,000万円,2\\，000万円", "売上 = [1,000万円] [2，000万円]"},
      {"道=C:\\temp\\\\x", "道 = [C:\\temp\\x]"},
      {"版=1\\.\\.2", "版 = [1..2]"},
      {"版=1.2", "版 = [1.2]"},
      {"式=a=b", "式 = [a=b]"},
      {"式=a!=b", "式 = [a!=b]"},
      {"驚き!=!", "驚き != [!]"},
      {"a\\=b=c", "a=b = [c]"},
      {"印=\\ x\\ ", "印 = [ x ]"},
      {"道=x\\", "道 = [x\\]"},
  };
  for (const auto& [typed, expected] : rows)
    EXPECT_EQ(shown(parse_filter(typed)), expected) << typed;
}

Error error_of(const std::string& typed) {
  try {
    parse_filter(typed);
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << typed << " was read";
  return {ErrorCode::internal, {}};
}

TEST(Filter, RefusesWhatItCannotReadWithAnExampleInBothLanguages) {
  for (const char* typed : {"", "業種", "業種:", ":製造業", "=製造業", "!=製造業", " = x",
                            "業種=", "業種!=", "業種=,", "業種=製造業,", "業種=,製造業",
                            "業種=a,,b", "発生年=..", "発生年=…", "発生年=2013..,..", "業種= "}) {
    const Error error = error_of(typed);
    EXPECT_EQ(error.code(), ErrorCode::usage) << typed;
    EXPECT_FALSE(error.message().ja.empty() || error.message().en.empty()) << typed;
    EXPECT_NE(error.hint().ja.find("-f "), std::string::npos) << typed;
    EXPECT_NE(error.hint().en.find("-f "), std::string::npos) << typed;
  }
}

TEST(Filter, SaysHowAColonWasMeant) {
  EXPECT_NE(error_of("ケース：ランサムウェア").hint().en.find("-f ケース=ランサムウェア"),
            std::string::npos);
}

}  // namespace
}  // namespace jirei
