// The case store: what is written is read back, verbatim, through every path.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "dict/error.h"
#include "indexer/case_store.h"
#include "indexer/case_store_update.h"
#include "indexer/case_store_writer.h"
#include "indexer/facet_table.h"
#include "indexer/files.h"
#include "indexer/signature.h"
#include "tests/unit/indexer/index_support.h"

namespace jirei {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

constexpr const char* kTable = R"(facets:
  - {key: industry, label: 業種, kind: word, multiple: true, values: [製造業, 小売業]}
  - {key: year, label: 発生年, kind: number}
)";

class CaseStoreTest : public ::testing::Test {
 protected:
  std::string path() const { return folder_.file("cases.bin"); }

  /// A case whose folded texts are given with the edits that lead to them.
  static EncodedCase encoded(const CaseRecord& record, const std::vector<FoldedText>& folded,
                             const std::vector<std::vector<std::uint32_t>>& sentences) {
    std::vector<FieldToStore> fields;
    for (std::size_t i = 0; i < folded.size(); ++i) {
      const std::string_view heading =
          i == 0 ? std::string_view() : std::string_view(record.sections[i - 1].heading);
      const std::string_view source = i == 0 ? record.title : record.sections[i - 1].text;
      fields.push_back({heading, source, &folded[i], &sentences[i]});
    }
    EncodedCase out;
    out.id = record.id;
    out.bytes = encode_case(record, fields);
    for (const FacetValues& facet : record.facets) {
      out.facets.emplace_back(facet.key == "industry" ? 0 : 1, facet.values);
    }
    return out;
  }

  static FoldedText unchanged(const std::string& text) { return {text, {}}; }

  EncodedCase simple(const std::string& id, const std::string& title,
                     std::vector<FacetValues> facets) const {
    CaseRecord record;
    record.id = id;
    record.title = title;
    record.facets = std::move(facets);
    record.source = {"report.txt", 12, 3, "事例 1"};
    return encoded(record, {unchanged(title)}, {{static_cast<std::uint32_t>(title.size())}});
  }

  TemporaryFolder folder_;
  FacetTable table_ = FacetTable::from_yaml(kTable, "test");
};

TEST_F(CaseStoreTest, GivesBackIdsCitationsAndTheOrderOfIds) {
  CaseStoreWriter writer(path(), table_);
  writer.add(simple("b", "二", {}));
  writer.skip();
  writer.add(simple("a", "一", {}));
  EXPECT_EQ(writer.last_docid(), 3U);
  writer.finish();

  const CaseStore store = CaseStore::open(path());
  EXPECT_EQ(store.doc_count(), 2U);
  EXPECT_EQ(store.last_docid(), 3U);
  EXPECT_TRUE(store.live(1));
  EXPECT_FALSE(store.live(2));
  EXPECT_FALSE(store.live(0));
  EXPECT_FALSE(store.live(4));
  EXPECT_EQ(store.find("a"), 3U);
  EXPECT_EQ(store.find("b"), 1U);
  EXPECT_EQ(store.find("c"), 0U);
  EXPECT_EQ(store.id_rank(3), 0U);
  EXPECT_EQ(store.id_rank(1), 1U);
  EXPECT_EQ(store.source(1), (SourceRef{"report.txt", 12, 3, "事例 1"}));
  store.verify();
}

TEST_F(CaseStoreTest, ColumnsFollowTheOrderOfTheTableAndCountEachValue) {
  CaseStoreWriter writer(path(), table_);
  writer.add(simple("a", "一", {{"industry", {"小売業", "製造業"}}, {"year", {"2015"}}}));
  writer.add(simple("b", "二", {{"industry", {"小売業"}}, {"year", {"2009"}}}));
  writer.skip();
  writer.add(simple("c", "三", {{"industry", {"運輸業"}}}));
  writer.finish();

  const CaseStore store = CaseStore::open(path());
  const FacetColumn& industry = store.column(0);
  EXPECT_THAT(industry.dictionary(), ElementsAre("製造業", "小売業", "運輸業"));
  EXPECT_THAT(industry.totals(), ElementsAre(1, 2, 1));
  EXPECT_THAT(industry.values(1), ElementsAre(0, 1));
  EXPECT_THAT(industry.values(3), ElementsAre());
  EXPECT_THAT(industry.values(4), ElementsAre(2));
  EXPECT_THAT(store.column(1).dictionary(), ElementsAre("2009", "2015"));
  EXPECT_THROW(store.column(2), Error);
  EXPECT_EQ(store.record(1, table_).facets,
            (std::vector<FacetValues>{{"industry", {"製造業", "小売業"}}, {"year", {"2015"}}}));
}

TEST_F(CaseStoreTest, GivesTheFoldedTextsOfALongCaseInOnePassAndItsSignature) {
  CaseRecord record;
  record.id = "a";
  record.title = "題名";
  std::string text;
  while (text.size() < kSignedBytes) text += "ランサムウェアに感染した端末。";
  record.sections = {{"経緯", text}, {"", "追記"}, {"対策", "訓練"}};
  CaseStoreWriter writer(path(), table_);
  const auto end = [](const std::string& body) {
    return std::vector<std::uint32_t>{static_cast<std::uint32_t>(body.size())};
  };
  writer.add(encoded(record,
                     {unchanged("題名"), unchanged(text), unchanged("追記"), unchanged("訓練")},
                     {end("題名"), end(text), end("追記"), end("訓練")}));
  writer.add(simple("b", "短い", {}));
  writer.skip();
  writer.finish();

  const CaseStore store = CaseStore::open(path());
  for (const std::uint32_t docid : {1U, 2U}) {
    std::vector<std::string_view> texts;
    store.folded_texts(docid, &texts);
    ASSERT_EQ(texts.size(), store.field_count(docid));
    for (std::size_t i = 0; i < texts.size(); ++i) {
      EXPECT_EQ(texts[i], store.field(docid, i).folded());
    }
  }
  EXPECT_FALSE(store.signature(1).empty());
  EXPECT_TRUE(may_hold(store.signature(1), triple_keys("ランサムウェア")));
  EXPECT_FALSE(may_hold(store.signature(1), triple_keys("マルウェアの検疫と復旧")));
  EXPECT_TRUE(store.signature(2).empty());
}

TEST_F(CaseStoreTest, SlicesShowTheSourceBehindChangedText) {
  // ㍿ → 株式会社, two deleted spaces, Ａ → a
  CaseRecord record;
  record.id = "x";
  record.title = "㍿あ  いＡ。";
  FoldedText folded;
  folded.text = "株式会社あいa。";
  folded.map.add({{0, 3}, {0, 12}});
  folded.map.add({{6, 8}, {15, 15}});
  folded.map.add({{11, 14}, {18, 19}});
  CaseStoreWriter writer(path(), table_);
  writer.add(encoded(record, {folded}, {{22}}));
  writer.finish();
  const CaseStore store = CaseStore::open(path());
  const FieldView field = store.field(1, 0);
  EXPECT_EQ(field.source(), record.title);

  const std::vector<ByteRange> marks = {{3, 6}, {15, 18}, {18, 19}};
  const FieldView::Slice all = field.slice({0, 22}, marks);
  EXPECT_EQ(all.text, record.title);
  EXPECT_THAT(all.marks, ElementsAre(std::pair(0U, 1U), std::pair(4U, 5U), std::pair(5U, 6U)));

  const std::vector<ByteRange> across = {{12, 18}};
  EXPECT_THAT(field.slice({12, 18}, across).marks, ElementsAre(std::pair(0U, 4U)));
  EXPECT_EQ(field.slice({12, 18}, across).text, "あ  い");
  EXPECT_EQ(field.slice({15, 18}, {}).text, "い") << "a deletion at the edge is left out";
  EXPECT_EQ(field.slice({12, 15}, {}).text, "あ");
  EXPECT_EQ(field.slice({6, 9}, {}).text, "㍿") << "a change is taken whole";
}

/// A random text with its folded form: single characters replaced, dropped, put in.
struct RandomText {
  std::string source;
  FoldedText folded;
  std::vector<std::uint32_t> ends;
};

RandomText random_text(std::mt19937* random, std::size_t characters) {
  static const std::vector<std::string> kCharacters = {"a", "情", "い", "。", "é", "😀", "\n", " "};
  RandomText out;
  const auto pick = [random](std::size_t n) { return (*random)() % n; };
  for (std::size_t i = 0; i < characters; ++i) {
    const std::string& from = kCharacters[pick(kCharacters.size())];
    const auto source = static_cast<std::uint32_t>(out.source.size());
    const auto target = static_cast<std::uint32_t>(out.folded.text.size());
    std::string to = from;
    if (pick(3) == 0) to = pick(2) == 0 ? "" : kCharacters[pick(kCharacters.size())] + "x";
    out.source += from;
    out.folded.text += to;
    if (to != from) {
      out.folded.map.add({{source, static_cast<std::uint32_t>(out.source.size())},
                          {target, static_cast<std::uint32_t>(out.folded.text.size())}});
    }
    const auto end = static_cast<std::uint32_t>(out.folded.text.size());
    if (pick(7) == 0 && (out.ends.empty() ? 0 : out.ends.back()) < end) out.ends.push_back(end);
  }
  const auto size = static_cast<std::uint32_t>(out.folded.text.size());
  if (out.ends.empty() || out.ends.back() != size) out.ends.push_back(size);
  return out;
}

TEST_F(CaseStoreTest, RandomTextsWithEditsComeBackThroughEverySlice) {
  std::mt19937 random(20260101);
  for (int round = 0; round < 60; ++round) {
    const RandomText text = random_text(&random, 1 + random() % 400);
    CaseRecord record;
    record.id = "x";
    record.title = text.source;
    CaseStoreWriter writer(path(), table_);
    writer.add(encoded(record, {text.folded}, {text.ends}));
    writer.finish();
    const CaseStore store = CaseStore::open(path());
    const FieldView field = store.field(1, 0);
    ASSERT_EQ(field.source(), text.source);
    ASSERT_EQ(field.folded(), text.folded.text);
    ASSERT_EQ(field.sentence_ends(), text.ends);
    if (text.folded.text.empty()) continue;
    for (int probe = 0; probe < 40; ++probe) {
      const auto size = static_cast<std::uint32_t>(text.folded.text.size());
      auto at = [&](std::uint32_t offset) {  // on a code-point boundary
        while (offset < size &&
               (static_cast<unsigned char>(text.folded.text[offset]) & 0xc0) == 0x80)
          ++offset;
        return offset;
      };
      const std::uint32_t begin = at(static_cast<std::uint32_t>(random() % size));
      const std::uint32_t end =
          at(begin + static_cast<std::uint32_t>(random() % (size - begin + 1)));
      const ByteRange range{begin, end};
      if (range.empty()) continue;
      const ByteRange source = text.folded.map.to_source(range);
      const std::vector<ByteRange> marks = {range};
      const FieldView::Slice slice = field.slice(range, marks);
      ASSERT_EQ(slice.text, text.source.substr(source.begin, source.size()));
      ASSERT_EQ(slice.marks.at(0),
                std::pair(0U, static_cast<std::uint32_t>(code_point_count(slice.text))));

      // The same range as a mark inside the whole text.
      const FieldView::Slice whole = field.slice({0, size}, marks);
      const ByteRange all = text.folded.map.to_source({0, size});
      const std::string before = text.source.substr(all.begin, source.begin - all.begin);
      ASSERT_EQ(whole.marks.at(0).first, code_point_count(before));
      ASSERT_EQ(whole.marks.at(0).second, code_point_count(before) + code_point_count(slice.text));

      const ByteRange sentence = field.sentence_at(begin);
      ASSERT_LE(sentence.begin, begin);
      ASSERT_LT(begin, sentence.end);
      ASSERT_NE(std::find(text.ends.begin(), text.ends.end(), sentence.end), text.ends.end());
    }
  }
}

TEST_F(CaseStoreTest, CopiesCasesOfAnOlderStore) {
  CaseStoreWriter first(path(), table_);
  first.add(simple("a", "一", {{"industry", {"小売業"}}}));
  first.add(simple("b", "二", {{"industry", {"製造業"}}}));
  first.finish();
  const CaseStore old = CaseStore::open(path());
  CaseStoreWriter second(folder_.file("new.bin"), table_);
  second.add_from(old, 2, 7);
  second.finish();
  const CaseStore copy = CaseStore::open(folder_.file("new.bin"));
  EXPECT_EQ(copy.record(1, table_), old.record(2, table_));
  EXPECT_EQ(copy.file_index(1), 7U);
  EXPECT_THAT(copy.column(0).dictionary(), ElementsAre("製造業"))
      << "values of cases that are gone are not carried on";
}

/// Every case, from each of the ways to it.
void read_everything(const std::string& path, const FacetTable& table) {
  const CaseStore store = CaseStore::open(path);
  for (std::uint32_t docid = 1; docid <= store.last_docid(); ++docid) {
    if (!store.live(docid)) continue;
    const CaseRecord record = store.record(docid, table);
    static_cast<void>(store.field(docid, 0).sentence_at(1));
    static_cast<void>(store.find(record.id));
  }
  store.verify();
}

TEST_F(CaseStoreTest, DamageInAnyOfItsFilesIsReportedAndNeverReadBeyond) {
  CaseStoreWriter writer(path(), table_);
  for (int i = 0; i < 20; ++i) {
    writer.add(simple("id" + std::to_string(i), "題名 " + std::to_string(i),
                      {{"industry", {"製造業"}}, {"year", {std::to_string(2000 + i)}}}));
  }
  writer.finish();
  const std::string store = folder_.file("next.bin");
  CaseStoreUpdate update(path(), store, table_, 0);
  update.put(3, simple("id2", "新しい題名", {}));
  update.put(21, simple("id20", "加わった題名", {{"industry", {"製造業"}}}));
  update.finish(std::vector<std::uint32_t>(21), false);
  ASSERT_NO_THROW(read_everything(store, table_));
  const std::vector<std::string> files = {store, segment_path(store, 1), segment_path(store, 2)};
  std::mt19937 random(7);
  int reported = 0;
  for (int round = 0; round < 1000; ++round) {
    const std::string& file = files[random() % files.size()];
    const std::string good = read_whole_file(file);
    std::string bad = good;
    if (round % 4 == 0) {
      bad.resize(random() % bad.size());
    } else {
      bad[random() % bad.size()] ^= static_cast<char>(1U << (random() % 8));
    }
    write_durable(file + ".new", bad);  // beside: a mapped file must not shrink
    rename_path(file + ".new", file);
    try {
      read_everything(store, table_);
    } catch (const Error&) {
      ++reported;
    }
    write_durable(file + ".new", good);
    rename_path(file + ".new", file);
  }
  EXPECT_EQ(reported, 1000) << "every byte is covered by a checksum";
}

using case_store::SegmentEntry;

std::vector<std::size_t> merged(const std::vector<std::uint64_t>& sizes,
                                const std::vector<std::uint64_t>& live, std::uint64_t fresh,
                                std::uint64_t small, bool purge = false) {
  std::vector<SegmentEntry> entries;
  for (const std::uint64_t size : sizes) {
    entries.push_back({1, 0, size + sizeof(case_store::SegmentHead), 0, 0});
  }
  return segments_to_merge(entries, live, fresh, small, purge);
}

TEST(SegmentMerging, CopiesWhatIsSmallOrMostlyWaste) {
  EXPECT_THAT(merged({1000}, {1000}, 10, 0), IsEmpty());
  EXPECT_THAT(merged({1000}, {1000}, 10, 600), ElementsAre(0)) << "small segments are one";
  EXPECT_THAT(merged({1000}, {1000}, 600, 0), ElementsAre(0));
  EXPECT_THAT(merged({4000, 1000}, {4000, 1000}, 600, 0), ElementsAre(1));
  EXPECT_THAT(merged({3000, 1000}, {3000, 1000}, 600, 0), ElementsAre(0, 1))
      << "what was copied counts as new";
  EXPECT_THAT(merged({4000, 1000}, {1999, 1000}, 10, 0), ElementsAre(0, 1)) << "half is waste";
  EXPECT_THAT(merged({4000, 1000}, {2000, 1000}, 10, 0), IsEmpty());
  EXPECT_THAT(merged({4000, 1000}, {3999, 1000}, 0, 0, true), ElementsAre(0, 1));
  EXPECT_THAT(merged({4000, 1000}, {4000, 999}, 0, 0, true), ElementsAre(1));
  EXPECT_THAT(merged({1000, 500}, {1000, 500}, 0, 2000), IsEmpty()) << "nothing new: all stay";
}

TEST_F(CaseStoreTest, AnUpdateSharesTheOldTextsAndEqualsAStoreMadeAnew) {
  std::mt19937 random(11);
  const auto version = [&](std::uint32_t docid, unsigned round) {
    std::string title = "事例 " + std::to_string(docid) + " 第" + std::to_string(round) + "版 ";
    for (std::size_t i = random() % 40; i > 0; --i) title += "長い";
    const std::string value =
        std::vector<std::string>{"製造業", "小売業", "甲", "乙"}[random() % 4];
    return simple("id" + std::to_string(random() % 10) + "-" + std::to_string(docid), title,
                  {{"industry", {value}}, {"year", {std::to_string(2000 + round)}}});
  };
  std::map<std::uint32_t, EncodedCase> wanted;
  const auto write_anew = [&](const std::string& path) {
    CaseStoreWriter writer(path, table_);
    const std::uint32_t last = wanted.empty() ? 0 : wanted.rbegin()->first;
    for (std::uint32_t docid = 1; docid <= last; ++docid) {
      wanted.contains(docid) ? writer.add(wanted[docid]) : writer.skip();
    }
    writer.finish();
  };
  for (std::uint32_t docid = 1; docid <= 30; ++docid) wanted[docid] = version(docid, 0);
  std::string before = path();
  write_anew(before);
  std::uint32_t last = 30;
  std::size_t most = 0;
  for (unsigned round = 1; round <= 120; ++round) {
    const std::string after = folder_.file("round" + std::to_string(round) + ".bin");
    CaseStoreUpdate update(before, after, table_, round % 3 == 0 ? 100 : 0);
    for (std::size_t i = 1 + random() % 3; i > 0; --i) {
      const auto docid = static_cast<std::uint32_t>(1 + random() % (last + 2));
      if (random() % 4 != 0) {
        wanted[docid] = version(docid, round);
        update.put(docid, wanted[docid]);
        last = std::max(last, docid);
      } else if (wanted.erase(docid) != 0) {
        update.drop(docid);
      }
    }
    std::vector<std::uint32_t> files(std::size_t{last} + 1, 0);
    update.finish(files, round % 40 == 0);
    const std::string anew = folder_.file("anew.bin");
    write_anew(anew);
    const CaseStore now = CaseStore::open(after);
    const CaseStore expected = CaseStore::open(anew);
    now.verify();
    ASSERT_EQ(now.doc_count(), expected.doc_count());
    std::uint64_t bodies = 0;
    for (std::uint32_t docid = 1; docid <= last; ++docid) {
      ASSERT_EQ(now.live(docid), expected.live(docid));
      if (!now.live(docid)) continue;
      ASSERT_EQ(now.encoded(docid), expected.encoded(docid));
      ASSERT_EQ(now.find(now.id(docid)), docid);
      ASSERT_EQ(now.id_rank(docid), expected.id_rank(docid));
      ASSERT_EQ(now.content_hash(docid), expected.content_hash(docid));
      ASSERT_EQ(now.record(docid, table_), expected.record(docid, table_));
      bodies += now.encoded(docid).size() + 2;
    }
    for (std::size_t i = 0; i < now.column_count(); ++i) {
      ASSERT_EQ(now.column(i).dictionary(), expected.column(i).dictionary());
      ASSERT_THAT(now.column(i).totals(), ElementsAreArray(expected.column(i).totals()));
      for (std::uint32_t docid = 0; docid <= expected.last_docid(); ++docid) {
        ASSERT_THAT(now.column(i).values(docid),
                    ElementsAreArray(expected.column(i).values(docid)));
      }
    }
    const StoreFile files_now(after);
    std::uint64_t all = 0;
    std::uint64_t live = 0;
    for (const SegmentEntry& entry : files_now.segments()) {
      all += entry.size - sizeof(case_store::SegmentHead);
      live += entry.live;
    }
    EXPECT_LE(live, bodies) << "exactly the bodies, with one or two bytes for the length";
    EXPECT_LE(all, 2 * live);
    if (round % 40 == 0) {
      EXPECT_EQ(all, live) << "a purge leaves nothing";
    }
    most = std::max(most, files_now.segments().size());
    before = after;
  }
  EXPECT_GE(most, 3U) << "the texts were shared";
  EXPECT_LE(most, 8U) << "log2 of all";
}

}  // namespace
}  // namespace jirei
