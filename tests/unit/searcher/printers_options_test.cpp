#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "fake_environment.h"
#include "searcher/config.h"
#include "searcher/generate.h"
#include "searcher/help.h"
#include "searcher/options.h"
#include "searcher/pager.h"

namespace jirei {
namespace {

using testing::fake_environment;
using ::testing::HasSubstr;
using ::testing::Not;

SearchOptions parse(const std::vector<std::string>& arguments,
                    std::map<std::string, std::string> variables = {}) {
  return parse_options(arguments, fake_environment(std::move(variables)));
}

/// The English message of the usage error that the arguments cause; "" when they cause none.
std::string refusal(const std::vector<std::string>& arguments,
                    std::map<std::string, std::string> variables = {}) {
  try {
    parse(arguments, std::move(variables));
  } catch (const Error& error) {
    EXPECT_FALSE(error.message().ja.empty());
    return error.message().en + " | " + error.hint().en;
  }
  return {};
}

TEST(Options, DefaultsAreTheContracts) {
  const SearchOptions options = parse({}, {{"HOME", "/home/u"}});
  EXPECT_EQ(options.command, Command::search);
  EXPECT_EQ(options.request.query, "");
  EXPECT_EQ(options.request.limit, 10u);
  EXPECT_EQ(options.request.page, 1u);
  EXPECT_EQ(options.request.sort, "relevance");
  EXPECT_TRUE(options.request.all_facets);
  EXPECT_EQ(options.request.snippets, 2u);
  EXPECT_EQ(options.format, "text");
  EXPECT_EQ(options.index_dir, "/home/u/.local/share/jirei/index");
}

TEST(Options, WordsAreJoinedAndOptionsMayStandAnywhere) {
  const SearchOptions options = parse({"ウイルス", "-n", "3", "教育", "--any"});
  EXPECT_EQ(options.request.query, "ウイルス 教育");
  EXPECT_EQ(options.request.limit, 3u);
  EXPECT_EQ(options.request.mode, MatchMode::any);
}

TEST(Options, FiltersDoNotSwallowTheQuery) {
  const SearchOptions options =
      parse({"-f", "業種=製造業", "感染", "-f業種!=小売業", "--filter=発生年=2013..2016", "駅"});
  EXPECT_EQ(options.request.query, "感染 駅");
  ASSERT_EQ(options.request.filters.size(), 3u);
  EXPECT_EQ(options.request.filters[0].facet, "業種");
  EXPECT_TRUE(options.request.filters[1].exclude);
  EXPECT_TRUE(options.request.filters[2].items.at(0).range);
}

TEST(Options, AnExclusionReachesTheQuery) {
  EXPECT_EQ(parse({"ウイルス", "-教育"}).request.query, "ウイルス -教育");
  EXPECT_EQ(parse({"-教育"}).request.query, "-教育");
  EXPECT_EQ(parse({"ウイルス", "--", "-x", "--any"}).request.query, "ウイルス -x --any");
  EXPECT_EQ(parse({"-", "a"}).request.query, "- a");
}

TEST(Options, ValuesMayBeginWithADash) {
  EXPECT_EQ(parse({"--sort", "-id"}).request.sort, "-id");
  EXPECT_EQ(parse({"--sort=-発生年", "語"}).request.sort, "-発生年");
  EXPECT_EQ(parse({"--analyze", "-n"}).argument, "-n");
}

TEST(Options, ExplainTakesItsStageOnlyBehindAnEqualsSign) {
  SearchOptions options = parse({"--explain", "plan"});
  EXPECT_EQ(options.explain, ExplainStage::full);
  EXPECT_EQ(options.request.query, "plan");
  EXPECT_TRUE(options.request.explain);
  EXPECT_EQ(parse({"--explain=parse", "x"}).explain, ExplainStage::parse);
  EXPECT_EQ(parse({"--explain=plan", "x"}).explain, ExplainStage::plan);
  EXPECT_THAT(refusal({"--explain=all"}), HasSubstr("parse, plan, full"));
}

TEST(Options, FacetsAreNamedFilteredAndBucketed) {
  EXPECT_FALSE(parse({"--facets", "none"}).request.all_facets);
  const Request request =
      parse({"--facets", "業種,対策~バック,発生年:5", "--facets", "ケース"}).request;
  EXPECT_FALSE(request.all_facets);
  ASSERT_EQ(request.facets.size(), 4u);
  EXPECT_EQ(request.facets[1].facet, "対策");
  EXPECT_EQ(request.facets[1].contains, "バック");
  EXPECT_EQ(request.facets[2].bucket, 5u);
  EXPECT_EQ(request.facets[3].facet, "ケース");
  EXPECT_THAT(refusal({"--facets", "発生年:五"}), HasSubstr("--facets"));
}

TEST(Options, PivotNeedsTwoFacets) {
  EXPECT_EQ(parse({"--pivot", "業種,ケース"}).request.pivot->second, "ケース");
  EXPECT_EQ(parse({"--pivot", "業種、ケース"}).request.pivot->first, "業種");
  EXPECT_THAT(refusal({"--pivot", "業種"}), HasSubstr("two facets"));
}

TEST(Options, CommandsTakeTheirArgument) {
  EXPECT_EQ(parse({"--show", "jirei-004", "語"}).command, Command::show);
  EXPECT_EQ(parse({"--show", "jirei-004", "語"}).request.query, "語");
  EXPECT_EQ(parse({"--similar", "a"}).command, Command::similar);
  EXPECT_EQ(parse({"--complete", ""}).command, Command::complete);
  EXPECT_EQ(parse({"--batch", "-"}).argument, "-");
  EXPECT_EQ(parse({"--batch", "-"}).format, "json");
  EXPECT_EQ(parse({"--batch", "-", "--format", "text"}).format, "text");
  EXPECT_EQ(parse({"--help", "--show", "x"}).command, Command::help);
  EXPECT_THAT(refusal({"--show", "a", "--similar", "b"}), HasSubstr("one of"));
}

TEST(Options, ProgramsGetMoreFragmentsAndNoUselessCounting) {
  EXPECT_EQ(parse({"--format", "json"}).request.snippets, 3u);
  EXPECT_EQ(parse({"--snippets", "5"}).request.snippets, 5u);
  EXPECT_FALSE(parse({"--format", "ids"}).request.totals);
  EXPECT_FALSE(parse({"--format", "trec"}).request.all_facets);
}

TEST(Options, BadValuesAreRefusedInWords) {
  EXPECT_THAT(refusal({"--limit", "ten"}), HasSubstr("whole number"));
  EXPECT_THAT(refusal({"--limit", "-1"}), HasSubstr("whole number"));
  EXPECT_THAT(refusal({"--limit", "99999999999999999999"}), HasSubstr("whole number"));
  EXPECT_THAT(refusal({"--limit="}), HasSubstr("whole number"));
  EXPECT_THAT(refusal({"--page", "0"}), HasSubstr("from 1"));
  EXPECT_THAT(refusal({"--page", "10000000", "--limit", "10000000"}), HasSubstr("too large"));
  EXPECT_THAT(refusal({"--format", "xml"}), HasSubstr("text, json, ndjson, csv, html, ids, trec"));
  EXPECT_THAT(refusal({"--color", "sometimes"}), HasSubstr("auto, always, never"));
  EXPECT_THAT(refusal({"--lang", "fr"}), HasSubstr("ja, en"));
  EXPECT_THAT(refusal({"--snippets", "x"}), HasSubstr("--snippets"));
  EXPECT_THAT(refusal({"--snippet-width", "1"}), HasSubstr("--snippet-width"));
  EXPECT_THAT(refusal({"語", "--limit"}), HasSubstr("--limit needs a value"));
  EXPECT_THAT(refusal({"-f"}), HasSubstr("--filter needs a value"));
  EXPECT_NE(refusal({"-f", "業種"}), "");
}

TEST(Options, UnknownOptionsNameTheNearest) {
  EXPECT_THAT(refusal({"--limt", "3"}), HasSubstr("Did you mean --limit?"));
  EXPECT_THAT(refusal({"語", "--fromat=json"}), HasSubstr("Did you mean --format?"));
  EXPECT_THAT(refusal({"--no-such-option"}), HasSubstr("--no-such-option"));
  EXPECT_THAT(refusal({"-x"}), HasSubstr("-x"));
}

TEST(Options, EveryOptionOfTheTableIsParsed) {
  const std::map<std::string, std::string> values{
      {"filter", "業種=製造業"}, {"facets", "業種"}, {"pivot", "a,b"},    {"format", "json"},
      {"color", "never"},        {"lang", "ja"},     {"explain", "plan"}, {"generate", "man-ja"},
      {"without", "title"},      {"weight", "k1=2"}};
  for (const OptionInfo& info : option_table()) {
    std::string argument = "--" + std::string(info.name);
    if (info.takes_value()) {
      const auto value = values.find(std::string(info.name));
      argument += "=" + (value == values.end() ? std::string("20") : value->second);
    }
    EXPECT_EQ(refusal({argument}), "") << argument;
    if (!info.takes_value()) {
      EXPECT_NE(refusal({argument + "=1"}), "") << argument;
    }
  }
}

TEST(Options, NamesAreUniqueAndEveryRowSpeaksBothLanguages) {
  std::set<std::string_view> names;
  std::set<char> short_names;
  for (const OptionInfo& info : option_table()) {
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    if (info.short_name != 0) {
      EXPECT_TRUE(short_names.insert(info.short_name).second) << info.name;
    }
    EXPECT_FALSE(info.ja.empty() || info.en.empty()) << info.name;
    EXPECT_NE(info.ja, info.en);
    EXPECT_EQ(info.value_ja.empty(), info.value_en.empty()) << info.name;
    EXPECT_EQ(info.completes == Completes::choices, !info.choices.empty()) << info.name;
  }
}

TEST(Options, TheRetypedCommandLeavesOutWhatADrillDownChanges) {
  EXPECT_EQ(parse({"a b", "-f", "業種=x y", "--page", "2", "--any"}).command_line,
            "jirei-search 'a b' -f '業種=x y' --any");
  EXPECT_EQ(parse({"語", "--", "-x"}).command_line, "");
}

class ConfigFile : public ::testing::Test {
 protected:
  ConfigFile() {
    std::string pattern = (std::filesystem::temp_directory_path() / "jirei-config-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    std::filesystem::create_directory(folder_ / "jirei");
  }
  ~ConfigFile() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& text) { std::ofstream(folder_ / "jirei/config.toml") << text; }
  std::map<std::string, std::string> variables(std::map<std::string, std::string> more = {}) {
    more["XDG_CONFIG_HOME"] = folder_.string();
    return more;
  }

  std::filesystem::path folder_;
};

TEST_F(ConfigFile, FlagBeatsEnvironmentBeatsFileBeatsDefault) {
  write(
      "limit = 5\nsnippets = 7\ncolor = \"never\" # comment\nfacets = [\"業種\", "
      "\"ケース\"]\nno-pager = true\n");
  SearchOptions options = parse({}, variables());
  EXPECT_EQ(options.request.limit, 5u);
  EXPECT_EQ(options.request.snippets, 7u);
  EXPECT_EQ(options.color, ColorMode::never);
  EXPECT_EQ(options.request.facets.size(), 2u);
  EXPECT_FALSE(options.pager);
  options = parse({}, variables({{"JIREI_LIMIT", "6"}, {"JIREI_FACETS", "発生年"}}));
  EXPECT_EQ(options.request.limit, 6u);
  EXPECT_EQ(options.request.facets.size(), 1u);
  options = parse({"-n", "8", "--facets", "地方"}, variables({{"JIREI_LIMIT", "6"}}));
  EXPECT_EQ(options.request.limit, 8u);
  ASSERT_EQ(options.request.facets.size(), 1u);
  EXPECT_EQ(options.request.facets[0].facet, "地方");
}

TEST_F(ConfigFile, PrintConfigSaysWhereAValueCameFrom) {
  write("limit = 5\n\ncolor = \"never\"\n");
  std::ostringstream out;
  print_settings(out,
                 parse({"--print-config", "--sort", "id"}, variables({{"JIREI_FORMAT", "json"}})));
  EXPECT_THAT(out.str(), ::testing::ContainsRegex("limit = 5 +# .*/jirei/config.toml:1\n"));
  EXPECT_THAT(out.str(), ::testing::ContainsRegex("color = \"never\" +# .*/jirei/config.toml:3\n"));
  EXPECT_THAT(out.str(), ::testing::ContainsRegex("format = \"json\" +# \\$JIREI_FORMAT\n"));
  EXPECT_THAT(out.str(), ::testing::ContainsRegex("sort = \"id\" +# command line --sort\n"));
  EXPECT_THAT(out.str(), ::testing::ContainsRegex("snippet-width = 120 +# default\n"));
}

TEST_F(ConfigFile, MistakesAreNamedWithFileAndLine) {
  write("limit = 5\nlimits = 6\n");
  EXPECT_THAT(refusal({}, variables()), HasSubstr("config.toml:2: there is no setting \"limits\""));
  write("limit = \"many\"\n");
  EXPECT_THAT(refusal({}, variables()), HasSubstr("config.toml:1: --limit cannot be \"many\""));
  write("limit = \n");
  EXPECT_THAT(refusal({}, variables()), HasSubstr("config.toml:1"));
  write("[table]\nlimit = 1\n");
  EXPECT_THAT(refusal({}, variables()), HasSubstr("config.toml:1"));
  EXPECT_THAT(refusal({}, {{"JIREI_LIMIT", "many"}}), HasSubstr("$JIREI_LIMIT: --limit cannot be"));
}

TEST_F(ConfigFile, RelativeXdgFoldersAreIgnored) {
  EXPECT_EQ(config_path(fake_environment({{"XDG_CONFIG_HOME", "here"}, {"HOME", "/h"}})),
            "/h/.config/jirei/config.toml");
  EXPECT_EQ(default_index_dir(fake_environment({{"XDG_DATA_HOME", "/d"}})), "/d/jirei/index");
  EXPECT_EQ(config_path(fake_environment({})), "");
}

TEST(Help, NamesEveryVisibleOptionInBothLanguages) {
  for (const Language language : {Language::ja, Language::en}) {
    std::ostringstream out;
    PrintOptions print;
    print.width = 500;
    print_help(out, language, print);
    for (const OptionInfo& info : option_table()) {
      const std::string name = "--" + std::string(info.name);
      if (info.hidden) {
        EXPECT_THAT(out.str(), Not(HasSubstr(name + " "))) << name;
      } else {
        EXPECT_THAT(out.str(), HasSubstr(name));
      }
    }
    EXPECT_THAT(out.str(), HasSubstr(language == Language::ja ? "終了状態" : "Exit status"));
  }
}

TEST(Generate, EveryTextNamesEveryVisibleOption) {
  for (const char* what : {"man-ja", "man-en", "complete-bash", "complete-zsh", "complete-fish"}) {
    std::ostringstream out;
    generate(out, what);
    for (const OptionInfo& info : option_table()) {
      if (info.hidden) continue;
      std::string name(info.name);
      if (std::string_view(what).substr(0, 3) == "man") {
        for (std::size_t at = 0; (at = name.find('-', at)) != std::string::npos; at += 2)
          name.replace(at, 1, "\\-");
      }
      EXPECT_THAT(out.str(), HasSubstr(name)) << what;
    }
  }
}

TEST(Pager, ComesFromTheSettingThenPagerThenLess) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(pager_command("", fake_environment({})), Words{"less"});
  EXPECT_EQ(pager_command("", fake_environment({{"PAGER", "more -d"}})), (Words{"more", "-d"}));
  EXPECT_EQ(pager_command("lv -c", fake_environment({{"PAGER", "more"}})), (Words{"lv", "-c"}));
  EXPECT_EQ(pager_command("'my pager' \"a b\" c\\ d", fake_environment({})),
            (Words{"my pager", "a b", "c d"}));
  EXPECT_EQ(pager_command("cat", fake_environment({})), Words{});
  EXPECT_EQ(pager_command("less; rm x", fake_environment({})), (Words{"less;", "rm", "x"}));
}

}  // namespace
}  // namespace jirei
