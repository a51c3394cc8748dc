// Which cases a query matches: a table of queries, and properties of random strings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "engine_fixture.h"
#include "random.h"
#include "searcher/query/tree.h"

namespace jirei {
namespace {

using testing::BuiltIndex;
using testing::every_word;
using testing::Ids;
using testing::ids_of;
using testing::request_for;
using testing::texts_of;

// --- Brute force: a tree of literal strings, field by field, over the records. ---

class Oracle {
 public:
  bool matches(const QueryNode& node, const CaseRecord& record, const std::string& field = {}) {
    const auto child = [&](const QueryNode& c) { return matches(c, record, field); };
    switch (node.kind) {
      case QueryNode::Kind::all:
        return std::all_of(node.children.begin(), node.children.end(), child);
      case QueryNode::Kind::any:
        return std::any_of(node.children.begin(), node.children.end(), child);
      case QueryNode::Kind::none:
        return !child(node.children.front());
      case QueryNode::Kind::field:
        return matches(node.children.front(), record, node.name);
      case QueryNode::Kind::range:
        return in_range(node, record);
      default:
        return field.empty() ? anywhere(node.text, record) : in_field(node.text, record, field);
    }
  }

 private:
  bool holds(const std::string& text, const std::string& wanted) const {
    return normalizer_.fold_text(text).find(normalizer_.fold_text(wanted)) != std::string::npos;
  }
  bool anywhere(const std::string& wanted, const CaseRecord& record) const {
    const auto texts = texts_of(record);
    return std::any_of(texts.begin(), texts.end(),
                       [&](const std::string& text) { return holds(text, wanted); });
  }
  bool in_field(const std::string& wanted, const CaseRecord& record,
                const std::string& field) const {
    if (field == "題名") return holds(record.title, wanted);
    if (const FacetDef* facet = BuiltIndex::shipped().engine().facet_table().find(field)) {
      const auto* values = record.facet(facet->key);
      return values != nullptr &&
             std::find(values->begin(), values->end(), wanted) != values->end();
    }
    return std::any_of(record.sections.begin(), record.sections.end(), [&](const Section& section) {
      return section.heading == field && holds(section.text, wanted);
    });
  }
  static bool in_range(const QueryNode& node, const CaseRecord& record) {
    const FacetDef* facet = BuiltIndex::shipped().engine().facet_table().find(node.name);
    const auto* values = facet == nullptr ? nullptr : record.facet(facet->key);
    if (values == nullptr) return false;
    return std::any_of(values->begin(), values->end(), [&](const std::string& value) {
      const int number = std::stoi(value);
      return (!node.low || number >= std::stoi(*node.low)) &&
             (!node.high || number <= std::stoi(*node.high));
    });
  }

  Normalizer normalizer_;
};

TEST(EngineSets, EveryQueryOfTheTableFindsExactlyItsCases) {
  std::ifstream table(std::string(JIREI_SOURCE_DIR) + "/tests/fixtures/query_sets.tsv");
  ASSERT_TRUE(table);
  BuiltIndex& index = BuiltIndex::shipped();
  Oracle oracle;
  std::string line;
  std::size_t rows = 0;
  while (std::getline(table, line)) {
    if (line.empty() || line.front() == '#') continue;
    const std::size_t tab = line.find('\t');
    ASSERT_NE(tab, std::string::npos) << line;
    const auto meaning = parse_tree(line.substr(tab + 1));
    ASSERT_TRUE(meaning) << line;
    Ids wanted;
    for (const CaseRecord& record : index.records()) {
      if (oracle.matches(*meaning, record)) wanted.insert(record.id);
    }
    const Answer answer = index.engine().search(request_for(line.substr(0, tab)));
    EXPECT_EQ(ids_of(answer, true), wanted) << line;
    EXPECT_EQ(answer.total, wanted.size()) << line;
    EXPECT_TRUE(answer.warnings.empty()) << line << ": " << answer.warnings.front().en;
    ++rows;
  }
  EXPECT_GE(rows, 150U);
}

// --- Random strings of the cases. ---

class RandomText {
 public:
  explicit RandomText(std::uint32_t seed) : random_(seed) {}

  struct Piece {
    const CaseRecord* record;
    std::string text;
  };

  /// A piece of a random text; `letters` alone: letters, kana, kanji and digits only.
  Piece next(const std::vector<CaseRecord>& records, bool letters) {
    for (;;) {
      const CaseRecord& record = records[random_.below(records.size())];
      const auto texts = texts_of(record);
      const std::u32string text = to_utf32(texts[random_.below(texts.size())]);
      if (text.size() < 2) continue;
      const std::size_t begin = random_.below(text.size() - 1);
      const std::size_t length = 2 + random_.below(12);
      std::size_t end = begin;
      while (end < text.size() && end < begin + length && (!letters || is_word_char(text[end]))) {
        ++end;
      }
      if (end < begin + 2) continue;
      return {&record, to_utf8(std::u32string_view(text).substr(begin, end - begin))};
    }
  }

 private:
  testing::Random random_;
};

TEST(EngineSets, AnyRunOfLettersFindsItsCaseAndIsMarkedExactly) {
  BuiltIndex& index = BuiltIndex::shipped();
  RandomText random(20260101);
  for (int i = 0; i < 400; ++i) {
    const auto [record, run] = random.next(index.records(), true);
    Request request = request_for(run);
    request.snippets = 3;
    const Answer answer = index.engine().search(request);
    const auto hit = std::find_if(answer.hits.begin(), answer.hits.end(),
                                  [&, id = record->id](const Hit& h) { return h.id == id; });
    ASSERT_NE(hit, answer.hits.end()) << run << " in " << record->id;
    EXPECT_TRUE(hit->every_word) << run << " in " << record->id;
    bool exactly = false;
    for (const Highlight& mark : hit->title_highlights) {
      exactly = exactly || testing::marked(hit->title, mark) == run;
    }
    for (const Snippet& snippet : hit->snippets) {
      for (const Highlight& mark : snippet.highlights) {
        exactly = exactly || testing::marked(snippet.text, mark) == run;
      }
    }
    EXPECT_TRUE(exactly) << run << " in " << record->id;
  }
}

Ids holding(const std::vector<CaseRecord>& records, const std::string& piece) {
  Ids ids;
  for (const CaseRecord& record : records) {
    for (const std::string& text : texts_of(record)) {
      if (text.find(piece) != std::string::npos) ids.insert(record.id);
    }
  }
  return ids;
}

TEST(EngineSets, ExactFindsTheCasesThatHoldTheCodePointsAndNoOther) {
  BuiltIndex& index = BuiltIndex::shipped();
  RandomText random(20260102);
  for (int i = 0; i < 400; ++i) {
    const std::string piece = random.next(index.records(), false).text;
    Request request = request_for(piece);
    request.exact = true;
    const Answer answer = index.engine().search(request);
    EXPECT_EQ(ids_of(answer, true), holding(index.records(), piece)) << piece;
    EXPECT_EQ(answer.total, answer.hits.size()) << piece;
    EXPECT_EQ(answer.partial, 0U) << piece;
  }
}

constexpr const char* kHostile =
    "{\"id\":\"a\",\"title\":\"USB メモリ　紛失\",\"body\":\" 先頭の空白\\nサーバ―の障害。か゛と "
    "が\"}\n"
    "{\"id\":\"b\",\"title\":\"ＵＳＢメモリ\",\"body\":\"10ー20件、10-20件。ｶﾞｽと㈱①Ⅳ ½\"}\n"
    "{\"id\":\"c\",\"title\":\"usbmemo\",\"body\":\"e\\u0301te\\u0301 été ß SS "
    "😀👨‍👩‍👧 "
    "%_*?\\\"\\\\ -f\"}\n"
    "{\"id\":\"d\",\"title\":\"改行\",\"body\":\"前の行\\n後の行。  二つの空白 \"}\n";

TEST(EngineSets, ExactTellsSpacesWidthsAndMarksApart) {
  const auto index = BuiltIndex::of_lines(kHostile);
  for (const CaseRecord& record : index->records()) {
    for (const std::string& text : texts_of(record)) {
      const std::u32string wide = to_utf32(text);
      for (std::size_t begin = 0; begin < wide.size(); ++begin) {
        for (std::size_t length = 1; length <= 6 && begin + length <= wide.size(); ++length) {
          const std::string piece = to_utf8(std::u32string_view(wide).substr(begin, length));
          Request request = request_for(piece);
          request.exact = true;
          EXPECT_EQ(ids_of(index->engine().search(request), true), holding(index->records(), piece))
              << '"' << piece << '"';
        }
      }
    }
  }
}

TEST(EngineSets, ExactMarksEveryOccurrence) {
  const auto index = BuiltIndex::of_lines(kHostile);
  Request request = request_for(" メモリ　");
  request.exact = true;
  const ShownCase shown = index->engine().show("a", request);
  EXPECT_THAT(shown.title_highlights, ::testing::ElementsAre(Highlight{3, 8}));
}

// --- Where a word must stand. ---

constexpr const char* kSections =
    "{\"id\":\"a\",\"title\":\"漏らした会社\",\"sections\":[{\"heading\":\"原因\",\"text\":"
    "\"名簿を漏らした。\"},{\"heading\":\"対応\",\"text\":\"再発を防いだ。\"}]}\n"
    "{\"id\":\"b\",\"title\":\"別の会社\",\"sections\":[{\"heading\":\"原因\",\"text\":"
    "\"鍵がなかった。\"},{\"heading\":\"対応\",\"text\":\"情報を漏らさないようにした。\"}]}\n"
    "{\"id\":\"c\",\"title\":\"三つめの会社\",\"sections\":[{\"heading\":\"原因\",\"text\":"
    "\"雨が降った。\"},{\"heading\":\"対応\",\"text\":\"鍵を替え、名簿を金庫に入れた。\"}]}\n";

TEST(EngineSets, AWordOfASectionStandsThereInAnyForm) {
  const auto index = BuiltIndex::of_lines(kSections);
  EXPECT_EQ(every_word(*index, "原因:漏らす"), (Ids{"a"}));
  EXPECT_EQ(every_word(*index, "対応:漏らした"), (Ids{"b"}));
  EXPECT_EQ(every_word(*index, "題名:漏らす"), (Ids{"a"}));
  EXPECT_EQ(every_word(*index, "原因:鍵"), (Ids{"b"}));
  EXPECT_EQ(every_word(*index, "対応:(鍵 AND 名簿)"), (Ids{"c"}));
  EXPECT_EQ(every_word(*index, "漏らす -原因:漏らす"), (Ids{"b"}));
}

TEST(EngineSets, AVerbIsMarkedInTheFormInWhichItStands) {
  const auto index = BuiltIndex::of_lines(kSections);
  for (const char* query : {"漏らす", "漏らした", "漏らさない"}) {
    const ShownCase shown = index->engine().show("b", request_for(query));
    ASSERT_EQ(shown.section_highlights[1].size(), 1U) << query;
    EXPECT_EQ(testing::marked(shown.record.sections[1].text, shown.section_highlights[1][0])
                  .substr(0, std::string("漏ら").size()),
              "漏ら")
        << query;
  }
}

TEST(EngineSets, AWordOfASectionIsMarkedThereAlone) {
  const auto index = BuiltIndex::of_lines(kSections);
  const ShownCase in_section = index->engine().show("a", request_for("原因:漏らした"));
  EXPECT_TRUE(in_section.title_highlights.empty());
  ASSERT_EQ(in_section.section_highlights.size(), 2U);
  EXPECT_FALSE(in_section.section_highlights[0].empty());
  EXPECT_TRUE(in_section.section_highlights[1].empty());
  const ShownCase in_title = index->engine().show("a", request_for("題名:漏らした"));
  EXPECT_FALSE(in_title.title_highlights.empty());
  EXPECT_TRUE(in_title.section_highlights[0].empty());
  Request request = request_for("対応:鍵");
  request.snippets = 3;
  const Answer answer = index->engine().search(request);
  ASSERT_EQ(answer.hits.size(), 1U);
  ASSERT_EQ(answer.hits[0].snippets.size(), 1U);
  EXPECT_EQ(answer.hits[0].snippets[0].section, "対応");
}

TEST(EngineSets, AnUnknownFieldIsText) {
  const auto index = BuiltIndex::of_lines(kSections);
  EXPECT_TRUE(index->engine().is_field("原因"));
  EXPECT_TRUE(index->engine().is_field("題名"));
  EXPECT_TRUE(index->engine().is_field("industry"));
  EXPECT_FALSE(index->engine().is_field("注意"));
  EXPECT_TRUE(index->engine().search(request_for("注意:鍵")).warnings.empty());
}

// --- Modes. ---

TEST(EngineSets, EveryWordAndSomeWordsNeverOverlap) {
  BuiltIndex& index = BuiltIndex::shipped();
  for (const char* query :
       {"バックアップ 社長", "USBメモリ 紛失", "情報セキュリティ監査の進め方", "鍵 OR 社内研修"}) {
    for (const MatchMode mode : {MatchMode::every_then_some, MatchMode::any, MatchMode::all}) {
      Request request = request_for(query);
      request.mode = mode;
      const Answer answer = index.engine().search(request);
      EXPECT_EQ(answer.total + answer.partial, answer.hits.size()) << query;
      Ids every = ids_of(answer, true);
      EXPECT_EQ(every.size(), answer.total) << query;
      every.merge(ids_of(answer, false));
      EXPECT_EQ(every.size(), answer.hits.size()) << query;
      if (mode == MatchMode::all) {
        EXPECT_EQ(answer.partial, 0U) << query;
      }
    }
  }
}

TEST(EngineSets, AnyIsTheUnionAndAllTheIntersection) {
  BuiltIndex& index = BuiltIndex::shipped();
  const Ids a = every_word(index, "\"バックアップ\"");
  const Ids b = every_word(index, "\"社長\"");
  Ids both, either = a;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::inserter(both, both.end()));
  either.insert(b.begin(), b.end());
  Request request = request_for("\"バックアップ\" \"社長\"");
  EXPECT_EQ(ids_of(index.engine().search(request), true), both);
  request.mode = MatchMode::all;
  const Answer all = index.engine().search(request);
  EXPECT_EQ(ids_of(all, true), both);
  EXPECT_EQ(all.partial, 0U);
  request.mode = MatchMode::any;
  EXPECT_EQ(ids_of(index.engine().search(request), true), either);
}

TEST(EngineSets, FieldsBesideWordsNeverRelax) {
  BuiltIndex& index = BuiltIndex::shipped();
  const Ids industry = every_word(index, "業種:製造業");
  for (const char* query : {"業種:製造業 バックアップ 社長", "バックアップ 業種:製造業",
                            "バックアップ (業種:製造業 OR 業種:製造業) 社長"}) {
    for (const MatchMode mode : {MatchMode::every_then_some, MatchMode::any}) {
      Request request = request_for(query);
      request.mode = mode;
      const Answer answer = index.engine().search(request);
      EXPECT_GT(answer.hits.size(), 0U);
      for (const Hit& hit : answer.hits) EXPECT_TRUE(industry.contains(hit.id)) << query;
    }
  }
  EXPECT_EQ(index.engine().search(request_for("バックアップ 業種:製造業")).partial, 0U);
}

TEST(EngineSets, LatinBesideJapaneseIsOneWordWhereItIsWrittenAsOne) {
  BuiltIndex& index = BuiltIndex::shipped();
  const Ids one = every_word(index, "USBメモリ");
  EXPECT_GT(one.size(), 3U);
  for (const char* query : {"ＵＳＢ メモリ", "usb メモリ", "ＵＳＢ　メモリ", "usbﾒﾓﾘ"}) {
    EXPECT_EQ(every_word(index, query), one) << query;
  }
  const auto apart = BuiltIndex::of_lines(
      "{\"id\":\"a\",\"title\":\"一\",\"body\":\"EXCEL名簿\"}\n"
      "{\"id\":\"b\",\"title\":\"二\",\"body\":\"名簿はたしかに古いEXCEL\"}\n"
      "{\"id\":\"c\",\"title\":\"三\",\"body\":\"名簿とは関係のない話のあとのEXCEL\"}\n");
  EXPECT_EQ(every_word(*apart, "excel 名簿"), (Ids{"a", "b", "c"}));
}

}  // namespace
}  // namespace jirei
