// Documents against the words of schema.h, made by plain means.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "dict/measures.h"
#include "dict/report.h"
#include "indexer/document.h"
#include "indexer/facet_table.h"
#include "indexer/files.h"
#include "indexer/options.h"
#include "indexer/schema.h"
#include "indexer/workshop.h"
#include "tests/unit/indexer/index_support.h"

namespace jirei {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class DocumentTest : public ::testing::Test {
 protected:
  IndexedCase index(const CaseRecord& record) {
    CaseIndexer indexer({analyzer_, table_, measures_});
    return indexer.index({record, 0, 0}, &lexicon_);
  }

  static std::map<std::string, Xapian::termcount> terms(const Xapian::Document& document) {
    std::map<std::string, Xapian::termcount> out;
    for (auto t = document.termlist_begin(); t != document.termlist_end(); ++t) {
      out[*t] = t.get_wdf();
    }
    return out;
  }

  static CaseRecord record(const std::string& title, const std::string& text) {
    CaseRecord out;
    out.id = "x-1";
    out.title = title;
    out.sections.push_back({"概要", text});
    return out;
  }

  Analyzer analyzer_{default_analyzer_spec()};
  FacetTable table_ = FacetTable::from_yaml_file(facet_table_path({}, nullptr));
  MeasureTable measures_ = open_measures();
  Lexicon lexicon_;
};

TEST_F(DocumentTest, GramsAreThePairsOfEveryRunAndItsLastCharacter) {
  const auto found = terms(index(record("鍵", "ＵＳＢを紛失。usb")).document);
  for (const char* gram : {"G鍵", "Gus", "Gsb", "Gbを", "Gを紛", "G紛失", "G失", "Gb"}) {
    EXPECT_TRUE(found.contains(gram)) << gram;
  }
  EXPECT_EQ(found.at("Gus"), 2U) << "wdf counts occurrences";
  EXPECT_FALSE(found.contains("G失u")) << "a full stop ends the run";
}

TEST_F(DocumentTest, PairsOfHiraganaAreFoundButWeighNothing) {
  const auto found = terms(index(record("題", "これからについて")).document);
  EXPECT_EQ(found.at("Gこれ"), 0U);
  EXPECT_EQ(found.at("Gつい"), 0U);
  EXPECT_EQ(found.at("Gて"), 1U);
}

TEST_F(DocumentTest, WordsHavePositionsAndFieldsAreApart) {
  const IndexedCase made = index(record("漏えい", "感染"));
  std::map<std::string, std::vector<Xapian::termpos>> positions;
  for (auto t = made.document.termlist_begin(); t != made.document.termlist_end(); ++t) {
    for (auto p = t.positionlist_begin(); p != t.positionlist_end(); ++p) {
      positions[*t].push_back(*p);
    }
  }
  ASSERT_TRUE(positions.contains("W感染"));
  Xapian::termpos last_of_title = 0;
  for (const auto& [term, at] : positions) {
    if (term != "W感染") last_of_title = std::max(last_of_title, at.back());
  }
  EXPECT_GT(positions["W感染"].front(), last_of_title + schema::kFieldGap - 1);
}

TEST_F(DocumentTest, TitleWordsAreIndexedTwice) {
  const auto found = terms(index(record("ウイルス感染", "別の本文")).document);
  EXPECT_TRUE(found.contains("Tウイルス"));
  EXPECT_TRUE(found.contains("Wウイルス"));
  EXPECT_FALSE(found.contains("T本文"));
}

TEST_F(DocumentTest, FacetsBecomeBooleanTermsAndOnePackedSlotEach) {
  CaseRecord with = record("題", "本文");
  with.facets = {{"prefecture", {"東京都"}}, {"case_type", {"ウイルス感染", "誤操作"}}};
  const IndexedCase made = index(with);
  const auto found = terms(made.document);
  EXPECT_EQ(found.at("Fregion=関東"), 0U) << "the level above follows";
  EXPECT_EQ(found.at("Fcase_type=誤操作"), 0U);
  const auto slot = static_cast<Xapian::valueno>(schema::kSlotFacets +
                                                 table_.index_of(*table_.find("case_type")));
  EXPECT_EQ(made.document.get_value(slot), std::string("ウイルス感染\0誤操作", 28));
  EXPECT_EQ(found.at("Qx-1"), 0U);
}

TEST_F(DocumentTest, TheDocumentDataIsTheRecordWithItsDerivedFacets) {
  CaseRecord with = record("題", "バックアップを毎日取得している。");
  with.facets = {{"prefecture", {"新潟県"}}};
  const std::string data = index(with).document.get_data();
  EXPECT_THAT(data, HasSubstr("\"地方\":[\"中部\"]"));
  EXPECT_THAT(data, HasSubstr("\"対策\":[\"バックアップ\"]"));
}

TEST_F(DocumentTest, TheHashOfARecordDependsOnEveryPartOfIt) {
  const CaseRecord base = record("題", "本文");
  std::set<std::uint64_t> hashes = {content_hash(base)};
  const auto changed = [&base](auto&& change) {
    CaseRecord copy = base;
    change(&copy);
    return content_hash(copy);
  };
  hashes.insert(changed([](CaseRecord* r) { r->id += "x"; }));
  hashes.insert(changed([](CaseRecord* r) { r->title += "x"; }));
  hashes.insert(changed([](CaseRecord* r) { r->sections[0].text += "x"; }));
  hashes.insert(changed([](CaseRecord* r) { r->sections[0].heading += "x"; }));
  hashes.insert(changed([](CaseRecord* r) { r->sections.push_back({"", ""}); }));
  hashes.insert(changed([](CaseRecord* r) { r->facets.push_back({"year", {"2015"}}); }));
  hashes.insert(changed([](CaseRecord* r) { r->facets.push_back({"year", {"2015", "2016"}}); }));
  hashes.insert(changed([](CaseRecord* r) { r->source.file = "x"; }));
  hashes.insert(changed([](CaseRecord* r) { r->source.line = 1; }));
  hashes.insert(changed([](CaseRecord* r) { r->source.page = 1; }));
  hashes.insert(changed([](CaseRecord* r) { r->source.case_label = "x"; }));
  EXPECT_EQ(hashes.size(), 12U);
}

TEST(Schema, LongTermsAreCutOnACharacterAndToldApartByAHash) {
  std::string word;
  while (word.size() < 300) word += "長";
  const std::string a = schema::term('W', word);
  const std::string b = schema::term('W', word + "い");
  EXPECT_LE(a.size(), schema::kMaxTermBytes);
  EXPECT_NE(a, b);
  EXPECT_EQ(a.substr(0, a.find('#')), b.substr(0, b.find('#')));
  EXPECT_EQ(find_invalid_utf8(a), std::string::npos);
  EXPECT_EQ(schema::term('W', "短い"), "W短い");
}

std::optional<IndexOptions> parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "jirei-index");
  return parse_options(static_cast<int>(arguments.size()), arguments.data());
}

TEST(Options, AreParsedIntoAPlainStruct) {
  const auto build = parse({"build", "a", "b.csv", "-i", "/x/", "--memory", "2G", "--jobs", "3",
                            "--encoding", "cp932", "--strict", "--wait=1.5"});
  ASSERT_TRUE(build);
  EXPECT_EQ(build->command, IndexCommand::build);
  EXPECT_THAT(build->sources, ElementsAre("a", "b.csv"));
  EXPECT_EQ(build->index, "/x");
  EXPECT_EQ(build->memory, std::size_t{2} << 30U);
  EXPECT_EQ(build->jobs, 3U);
  EXPECT_TRUE(build->strict);
  EXPECT_EQ(build->wait_seconds, 1.5);
  const auto remove = parse({"-i", "/x", "remove", "a-1", "a-2", "--purge"});
  ASSERT_TRUE(remove);
  EXPECT_THAT(remove->ids, ElementsAre("a-1", "a-2"));
  EXPECT_TRUE(remove->purge);
}

TEST(Options, AUserDictionaryDoesNotSwallowTheSources) {
  const auto build = parse({"build", "--user-dict", "a.dic", "data", "--user-dict", "b.tsv"});
  ASSERT_TRUE(build);
  EXPECT_THAT(build->user_dictionaries, ElementsAre("a.dic", "b.tsv"));
  EXPECT_THAT(build->sources, ElementsAre("data"));
}

TEST(Options, MistakesAreUsageErrorsInBothLanguages) {
  for (const std::vector<const char*>& wrong : {std::vector<const char*>{},
                                                {"buidl", "x"},
                                                {"build"},
                                                {"build", "x", "--memory", "lots"},
                                                {"build", "x", "--memory", "0"},
                                                {"build", "x", "--jobs", "0"},
                                                {"info", "--format", "xml"},
                                                {"update", "stray"},
                                                {"build", "x", "--unknown"}}) {
    try {
      parse(wrong);
      ADD_FAILURE() << (wrong.empty() ? "(nothing)" : wrong.front());
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::usage);
      EXPECT_FALSE(error.message().ja.empty());
      EXPECT_FALSE(error.message().en.empty());
      EXPECT_FALSE(error.hint().empty());
    }
  }
}

TEST(Messages, ControlCharactersOfNamesBecomeVisible) {
  EXPECT_EQ(visible_controls("a\x1b[31mb\tc\nd\x7f\xc2\x9b"), "a\\x1b[31mb\tc\nd\\x7f\\x9b");
  EXPECT_EQ(visible_controls("日本語é"), "日本語é");
}

}  // namespace
}  // namespace jirei
