#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "dict/unicode.h"
#include "sample_answer.h"
#include "searcher/text_width.h"

namespace jirei::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

PrintOptions japanese() {
  PrintOptions options;
  options.language = Language::ja;
  options.facet_option_prefix = "jirei-search ランサムウェア バックアップ";
  return options;
}

TEST(TextFormat, LooksAsReviewed) {
  const std::string actual = printed("text", sample_answer(), japanese());
  EXPECT_EQ(actual, golden("text-ja-80.txt", actual));
}

TEST(TextFormat, LooksAsReviewedInEnglishOnAWideTerminal) {
  PrintOptions options = japanese();
  options.language = Language::en;
  options.width = 140;
  const std::string actual = printed("text", sample_answer(), options);
  EXPECT_EQ(actual, golden("text-en-140.txt", actual));
}

TEST(TextFormat, LooksAsReviewedInColour) {
  PrintOptions options = japanese();
  options.color = true;
  Answer answer = sample_answer();
  answer.pivot = sample_pivot();
  const std::string actual = printed("text", answer, options);
  EXPECT_EQ(actual, golden("text-ja-color.txt", actual));
}

TEST(TextFormat, LooksAsReviewedWhereAmbiguousIsWide) {
  PrintOptions options = japanese();
  options.ambiguous_wide = true;
  options.explain = true;
  const std::string actual = printed("text", sample_answer(), options);
  EXPECT_EQ(actual, golden("text-ja-ambiguous.txt", actual));
}

TEST(TextFormat, NoLineIsWiderThanTheTerminal) {
  Answer answer = sample_answer();
  answer.pivot = sample_pivot();
  for (const std::uint32_t width : {30u, 40u, 60u, 80u, 120u, 200u}) {
    PrintOptions options = japanese();
    options.width = width;
    options.facet_option_prefix.clear();
    std::istringstream lines(printed("text", answer, options));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(display_width(line, false), width) << line;
    }
  }
}

TEST(TextFormat, NothingOfACaseDrivesTheTerminal) {
  const std::string plain = printed("text", sample_answer(), japanese());
  for (const char c : plain) EXPECT_TRUE(c == '\n' || (c & 0xE0) != 0) << static_cast<int>(c);
  EXPECT_THAT(plain, Not(HasSubstr("\u202E")));
  PrintOptions options = japanese();
  options.color = true;
  const std::string colored = printed("text", sample_answer(), options);
  const std::regex sgr("\x1b\\[[0-9;]*m");
  EXPECT_EQ(std::regex_replace(colored, sgr, "").find('\x1b'), std::string::npos);
  EXPECT_EQ(std::regex_replace(colored, sgr, ""), plain);
}

TEST(TextFormat, CutFacetsSayHowManyAreLeftOut) {
  EXPECT_THAT(printed("text", sample_answer(), japanese()), HasSubstr("他 2 件 (--facets 発生年)"));
  Request request;
  request.all_facets = false;
  request.facets = {{"発生年", "", 0}};
  EXPECT_THAT(printed("text", sample_answer(), japanese(), request), Not(HasSubstr("他 2 件")));
}

TEST(TextFormat, NamesTheNextDrillDown) {
  Answer answer = sample_answer();
  answer.total = 20;
  EXPECT_THAT(printed("text", answer, japanese()),
              HasSubstr("例: jirei-search ランサムウェア バックアップ -f 地方=関東\n"));
}

TEST(TextFormat, SuggestionsSayWhatWasDone) {
  Answer answer = sample_answer();
  answer.suggestion = Suggestion{Suggestion::Kind::corrected, "バックアップ", "バクアップ"};
  EXPECT_THAT(
      printed("text", answer, japanese()),
      HasSubstr("「バックアップ」で検索しました。元の語で検索: --no-correction バクアップ"));
  answer.suggestion->kind = Suggestion::Kind::did_you_mean;
  EXPECT_THAT(printed("text", answer, japanese()), HasSubstr("もしかして: バックアップ"));
  Answer nothing;
  nothing.query = "x y";
  nothing.suggestion = Suggestion{Suggestion::Kind::nearest, "x", "x y"};
  const std::string text = printed("text", nothing, japanese());
  EXPECT_THAT(text, HasSubstr("見つかりませんでした。"));
  EXPECT_THAT(text, HasSubstr("「x」なら見つかります。"));
}

TEST(TextFormat, WholeCaseLooksAsReviewed) {
  ShownCase shown;
  shown.record = {"jirei-004",
                  "部品会社の事例 \x1b[1m",
                  plain_hit().facets,
                  {{"発生した事故と影響", "図面が開けなくなった。\n・共有フォルダ\n・バックアップ"},
                   {"", "見出しのない本文。"}},
                  {"report.txt", 112, 4, "事例 4"}};
  shown.title_highlights = {{0, 2}};
  shown.section_highlights = {{{0, 2}}, {}};
  std::ostringstream out;
  PrintOptions options = japanese();
  options.color = true;
  print_case(out, shown, sample_table(), options);
  EXPECT_EQ(out.str(), golden("case-ja-color.txt", out.str()));
}

TEST(JsonFormat, HasTheKeysOfTheContractInOrder) {
  const std::string line = printed("json", sample_answer(), {});
  EXPECT_EQ(line.back(), '\n');
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const auto answer = nlohmann::ordered_json::parse(line);
  std::vector<std::string> keys;
  for (const auto& [key, value] : answer.items()) keys.push_back(key);
  EXPECT_EQ(keys,
            (std::vector<std::string>{"version", "query", "total", "partial", "took_ms", "hits",
                                      "facets_of", "facets", "suggestion", "warnings"}));
  keys.clear();
  for (const auto& [key, value] : answer["hits"][0].items()) keys.push_back(key);
  EXPECT_EQ(keys, (std::vector<std::string>{"rank", "id", "score", "match", "title",
                                            "title_highlights", "facets", "source", "snippets"}));
}

TEST(JsonFormat, ValuesAreWhatTheyAre) {
  const json answer = json::parse(printed("json", sample_answer(), {}));
  const json& hit = answer["hits"][0];
  EXPECT_EQ(answer["version"], 1);
  EXPECT_EQ(answer["took_ms"], 0.8);
  EXPECT_EQ(hit["score"], 11.25);
  EXPECT_EQ(hit["match"], "all");
  EXPECT_EQ(hit["title_highlights"], json::parse("[[0,7],[11,17]]"));
  EXPECT_EQ(hit["facets"]["発生年"], json::parse("[2015]"));
  EXPECT_EQ(hit["facets"]["ケース"], json::parse(R"(["ランサムウェア","ウイルス感染"])"));
  EXPECT_EQ(hit["source"], json::parse(R"({"file":"report.txt","page":4,"case":"事例 4"})"));
  EXPECT_EQ(answer["facets"][2]["values"][0],
            json::parse(R"({"value":2008,"count":4,"selected":false})"));
  EXPECT_EQ(answer["facets"][1]["values"][2]["excluded"], true);
  EXPECT_EQ(answer["facets"][0]["more"], 0);
  EXPECT_TRUE(answer["suggestion"].is_null());
  EXPECT_EQ(answer["warnings"][0]["en"], "unclosed quote (character 7).");
}

TEST(JsonFormat, HostileTextSurvivesVerbatim) {
  const json answer = json::parse(printed("json", sample_answer(), {}));
  EXPECT_EQ(answer["hits"][1]["title"], hostile_hit().title);
  EXPECT_EQ(answer["hits"][1]["snippets"][0]["text"], hostile_hit().snippets[0].text);
  EXPECT_THAT(printed("json", sample_answer(), {}), Not(HasSubstr("\x1b")));
}

TEST(JsonFormat, ExplanationOnlyWhenAsked) {
  EXPECT_THAT(printed("json", sample_answer(), {}), Not(HasSubstr("explanation")));
  PrintOptions options;
  options.explain = true;
  const json answer = json::parse(printed("json", sample_answer(), options));
  double sum = 0;
  for (const json& part : answer["hits"][0]["explanation"]) sum += part["score"].get<double>();
  EXPECT_NEAR(sum, answer["hits"][0]["score"].get<double>(), 1e-9);
  EXPECT_TRUE(answer["explanation"].contains("parse"));
}

TEST(JsonFormat, DoesNotDependOnTheLanguage) {
  EXPECT_EQ(printed("json", sample_answer(), japanese()), printed("json", sample_answer(), {}));
  EXPECT_EQ(printed("ndjson", sample_answer(), japanese()), printed("ndjson", sample_answer(), {}));
}

TEST(NdjsonFormat, HitsThenFacetsThenSummary) {
  Answer answer = sample_answer();
  answer.pivot = sample_pivot();
  std::istringstream lines(printed("ndjson", answer, {}));
  std::vector<std::string> types;
  for (std::string line; std::getline(lines, line);) {
    const json record = json::parse(line);
    EXPECT_EQ(record["version"], 1);
    types.push_back(record["type"]);
  }
  EXPECT_EQ(types, (std::vector<std::string>{"hit", "hit", "facets", "summary"}));
}

/// RFC 4180, strictly.
std::vector<std::vector<std::string>> parse_csv(const std::string& text) {
  std::vector<std::vector<std::string>> rows(1, {""});
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted) {
      if (text[i] != '"') {
        rows.back().back() += text[i];
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        rows.back().back() += text[++i];
      } else {
        quoted = false;
      }
    } else if (text[i] == '"') {
      EXPECT_TRUE(rows.back().back().empty());
      quoted = true;
    } else if (text[i] == ',') {
      rows.back().emplace_back();
    } else if (text[i] == '\r') {
      EXPECT_EQ(text.at(++i), '\n');
      rows.push_back({""});
    } else {
      EXPECT_NE(text[i], '\n') << "a bare line feed outside quotes";
      rows.back().back() += text[i];
    }
  }
  EXPECT_EQ(rows.back(), std::vector<std::string>{""}) << "no CRLF at the end";
  rows.pop_back();
  return rows;
}

TEST(CsvFormat, IsOneRowAHitUnderAHeader) {
  const auto rows = parse_csv(printed("csv", sample_answer(), {}));
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0],
            (std::vector<std::string>{"id", "rank", "score", "match", "title", "地方", "所在地",
                                      "業種", "従業員規模", "発生年", "ケース", "snippet"}));
  for (const auto& row : rows) EXPECT_EQ(row.size(), rows[0].size());
  EXPECT_EQ(rows[1][10], "ランサムウェア;ウイルス感染");
  EXPECT_EQ(rows[2][4], hostile_hit().title);
}

TEST(CsvFormat, NeutralizesFormulasAndWritesABomOnRequest) {
  PrintOptions options;
  EXPECT_EQ(printed("csv", sample_answer(), options).substr(0, 2), "id");
  options.neutralize_formulas = true;
  options.byte_order_mark = true;
  const std::string text = printed("csv", sample_answer(), options);
  EXPECT_EQ(text.substr(0, 5), "\xEF\xBB\xBFid");
  EXPECT_EQ(parse_csv(text)[2][4], "'" + hostile_hit().title);
  for (const std::string begin : {"=1", "+1", "-1", "@x", "\t=1", "＝1"}) {
    Answer answer = sample_answer();
    answer.hits[0].title = begin;
    EXPECT_EQ(parse_csv(printed("csv", answer, options))[1][4], "'" + begin);
  }
}

TEST(CsvFormat, PivotTakesThePlaceOfTheHits) {
  Answer answer = sample_answer();
  answer.pivot = sample_pivot();
  EXPECT_EQ(printed("csv", answer, {}),
            "業種\\発生年,2015,2016,2017,total\r\n製造業,3,0,1,4\r\n情報通信業,0,2,10,12\r\ntotal,"
            "3,2,11,16\r\n");
}

TEST(IdsFormat, IsOneIdALine) {
  EXPECT_EQ(printed("ids", sample_answer(), {}), "jirei-004\nevil␛]0;x␇\n");
  PrintOptions options;
  options.query_id = "q1";
  EXPECT_EQ(printed("ids", sample_answer(), options), "q1\tjirei-004\nq1\tevil␛]0;x␇\n");
}

std::vector<double> trec_scores(const std::string& text) {
  std::vector<double> scores;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    std::string qid, q0, id, tag;
    int rank = 0;
    double score = 0;
    fields >> qid >> q0 >> id >> rank >> score >> tag;
    EXPECT_EQ(q0, "Q0");
    EXPECT_EQ(tag, "jirei");
    EXPECT_EQ(static_cast<std::size_t>(rank), scores.size() + 1);
    scores.push_back(score);
  }
  return scores;
}

TEST(TrecFormat, ScoresFallStrictlyAndPartialHitsComeLower) {
  Answer answer;
  const std::vector<std::pair<double, bool>> hits{{9, true},   {9, true},   {3, true},
                                                  {12, false}, {12, false}, {1, false}};
  for (const auto& [score, every] : hits) {
    Hit hit = plain_hit();
    hit.rank = static_cast<std::uint32_t>(answer.hits.size() + 1);
    hit.score = score;
    hit.every_word = every;
    answer.hits.push_back(hit);
  }
  const std::vector<double> scores = trec_scores(printed("trec", answer, {}));
  ASSERT_EQ(scores.size(), 6u);
  for (std::size_t i = 1; i < scores.size(); ++i) EXPECT_LT(scores[i], scores[i - 1]);
  EXPECT_NEAR(scores[0], 9, 1e-9);
  EXPECT_NEAR(scores[3], 2, 1e-5);
  EXPECT_NEAR(scores[5], -9, 1e-5);
}

TEST(TrecFormat, FallingScoresArePrintedAsTheyAre) {
  Answer answer = sample_answer();
  answer.hits[1].score = 4.5;
  EXPECT_EQ(trec_scores(printed("trec", answer, {})), (std::vector<double>{11.25, 4.5}));
}

TEST(HtmlFormat, EscapesEverythingAndFetchesNothing) {
  Answer answer = sample_answer();
  answer.query = "<img src=x onerror=alert(1)>\"'&";
  answer.pivot = sample_pivot();
  const std::string page = printed("html", answer, japanese());
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page, Not(HasSubstr("<b>")));
  EXPECT_THAT(page, Not(HasSubstr("\x1b")));
  EXPECT_THAT(page, Not(HasSubstr("\u202E")));
  EXPECT_THAT(page, Not(::testing::ContainsRegex("<[^>]*(src|href)=")));
  EXPECT_THAT(page, HasSubstr("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;"));
  EXPECT_THAT(page, HasSubstr("<html lang=\"ja\">"));
}

TEST(HtmlFormat, MarksTheMatchesAndNamesItsLandmarks) {
  const std::string page = printed("html", sample_answer(), japanese());
  EXPECT_THAT(page, HasSubstr("<mark>ランサムウェア</mark>に備えて<mark>バックアップ</mark>を"));
  for (const char* part :
       {"<main>", "<nav aria-label=", "<h1>", "<h2>", "<article", "role=\"status\""}) {
    EXPECT_THAT(page, HasSubstr(part));
  }
  EXPECT_THAT(page, HasSubstr("data-facet=\"industry\" data-value=\"製造業\""));
}

TEST(HtmlFormat, IsWellFormed) {
  // Every element that is opened is closed, in order.
  const std::string page = printed("html", sample_answer(), japanese());
  std::vector<std::string> open;
  const std::size_t style = page.find("<style>"), style_end = page.find("</style>");
  const std::size_t script = page.find("<script>"), script_end = page.find("</script>");
  for (std::size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1)) {
    if ((at > style && at < style_end) || (at > script && at < script_end)) continue;
    const std::size_t end = page.find_first_of(" >", at);
    std::string name = page.substr(at + 1, end - at - 1);
    if (name[0] == '!' || name == "meta" || name == "input") continue;
    if (name[0] != '/') {
      open.push_back(name);
    } else {
      ASSERT_FALSE(open.empty());
      EXPECT_EQ("/" + open.back(), name);
      open.pop_back();
    }
  }
  EXPECT_TRUE(open.empty());
}

TEST(Registry, UnknownFormatsAreRefusedWithTheKnownOnes) {
  const FacetTable table = sample_table();
  try {
    make_printer("xml", table);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    EXPECT_THAT(error.hint().en, HasSubstr("text json ndjson csv html ids trec"));
  }
}

}  // namespace
}  // namespace jirei::testing
