// What frequent.bin says of frequent terms and strings is what the lists and the texts say.
#include "indexer/frequent_sets.h"

#include <gtest/gtest.h>
#include <xapian.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "dict/error.h"
#include "indexer/build.h"
#include "indexer/check.h"
#include "indexer/frequent_sets_writer.h"
#include "indexer/frequent_strings.h"
#include "indexer/schema.h"
#include "indexer/update.h"
#include "random.h"
#include "searcher/engine.h"
#include "searcher/facet_tally.h"
#include "searcher/facets.h"
#include "searcher/index_view.h"
#include "searcher/kept_terms.h"
#include "searcher/large_scorer.h"
#include "searcher/postings.h"
#include "store_fixture.h"

namespace jirei {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPieces[] = {
    "情報",         "セキュリティ", "対策",           "の",     "を", "漏えい", "防ぐ", "USB",
    "メモリ",       "紛失",         "ウイルスに感染", "した",   "。", "\\n",    "PC",   "PCR",
    "バックアップ", "、",           "取引先",         "2019年", " ",  "従業員", "鍵"};

class FrequentSetsTest : public ::testing::TestWithParam<std::uint32_t> {
 protected:
  static constexpr std::uint32_t kCases = 400;

  FrequentSetsTest() : random_(GetParam()) {
    for (std::uint32_t i = 0; i < kCases; ++i) texts_.push_back(random_text());
    while (texts_[5].size() < 9000) texts_[5] += random_text();  // more than is copied at a time
  }

  // Later pieces are rarer.
  std::string random_text() {
    std::string text;
    for (std::uint32_t i = 0; i < 12; ++i) {
      text += kPieces[random_.below(1 + random_.below(std::size(kPieces)))];
    }
    return text;
  }

  IndexOptions options(IndexCommand command) const {
    IndexOptions options;
    options.command = command;
    options.index = folder_.path() + "/index";
    options.jobs = 2;
    options.quiet = options.yes = true;
    options.share_above = 1;  // else so small a collection is written anew, every case of it
    return options;
  }
  void write_source() const {
    std::ofstream out(folder_.path() + "/cases.jsonl");
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      if (texts_[i].empty()) continue;
      out << R"({"id": "c)" << i << R"(", "title": "事例", "業種": ")"
          << (i % 3 == 0 ? "製造業" : "小売業")
          << R"(", "sections": [{"heading": "情報", "text": ")" << texts_[i] << "\"}]}\n";
    }
  }
  void build() const {
    write_source();
    IndexOptions with = options(IndexCommand::build);
    with.sources = {folder_.path() + "/cases.jsonl"};
    Console console(Language::en, true);
    ASSERT_EQ(build_command(with, &console), 0);
  }
  void update() const {
    write_source();
    IndexOptions with = options(IndexCommand::update);
    with.rehash = true;
    Console console(Language::en, true);
    ASSERT_EQ(update_command(with, &console), 0);
  }
  std::string generation() const {
    return fs::canonical(folder_.path() + "/index/current").string();
  }
  std::string file() const { return generation() + "/" + std::string(schema::kFrequentFile); }
  void write_sets() const {
    FrequentChoice choice;
    choice.least_cases = 1;
    choice.share = 10;
    choice.sample = 150;
    choice.memory = 4000;
    write_frequent_sets(generation(), Analyzer(default_analyzer_spec()), 2, choice);
    ASSERT_TRUE(fs::exists(file()));
  }

  // The terms of a facet's values are what its column says.
  static void expect_the_values(const IndexView& view, const Postings& postings) {
    const FacetDef* facet = view.facets().find("industry");
    ASSERT_NE(facet, nullptr);
    const FacetColumn& column = view.store().column(view.facets().index_of(*facet));
    ASSERT_EQ(column.dictionary().size(), 2U);
    EXPECT_TRUE(postings.keeps_frequent());
    for (std::size_t id = 0; id < 2; ++id) {
      std::vector<bool> accepts(2);
      accepts[id] = true;
      EXPECT_EQ(postings.term(schema::facet_term(facet->key, column.dictionary()[id])),
                having(column, accepts, every_case(view.store())));
    }
  }

  // A question about a string of the texts, or nearly.
  Needle random_needle() {
    Needle needle;
    for (std::uint32_t i = 0; i < 1 + random_.below(4); ++i) {
      std::string piece = kPieces[random_.below(std::size(kPieces))];
      if (piece != "\\n") needle.text += piece;
    }
    needle.text = Normalizer().fold_text(needle.text);
    if (random_.below(3) == 0) {
      std::size_t pos = 0;
      if (!needle.text.empty()) next_code_point(needle.text, &pos);
      needle.text.erase(0, pos);
    }
    needle.whole = random_.below(3) == 0;
    needle.begins = random_.below(5) == 0;
    return needle;
  }

  void expect_the_truth() {
    const IndexView view = IndexView::open(options(IndexCommand::build).index);
    ASSERT_NE(view.kept()->frequent(), nullptr);
    std::string room;
    for (std::uint32_t docid = 1; docid <= view.store().last_docid(); ++docid) {
      EXPECT_EQ(view.store().copy_of_encoded(docid, &room), view.store().encoded(docid));
    }
    const Postings fast(view.database(), view.store(), nullptr, view.kept());
    const Postings slow(view.database(), view.store());
    expect_the_values(view, fast);
    int sets = 0;
    int lists = 0;
    for (int i = 0; i < 300; ++i) {
      const Needle needle = random_needle();
      if (!view.kept()->frequent()->string(needle.text).empty()) ++sets;
      if (view.kept()->frequent()->list(needle.text)) ++lists;
      EXPECT_EQ(fast.literal(needle), slow.literal(needle)) << needle.text;
      EXPECT_EQ(fast.word(needle.text), slow.word(needle.text)) << needle.text;
      const std::vector<std::vector<Needle>> parts{{random_needle()}, {random_needle(), needle}};
      const DocSet all = DocSet::full(view.store().last_docid());
      EXPECT_EQ(fast.together(parts, all), slow.together(parts, all));
    }
    EXPECT_GT(sets, 0);
    EXPECT_GT(lists, 0);
  }

  // The ranking by the file is that of Xapian.
  void expect_the_ranking() {
    const IndexView view = IndexView::open(options(IndexCommand::build).index);
    const Ranker xapian(view.database(), view.store(), Weights{});
    const auto higher = [](const RankedCase& a, const RankedCase& b) { return a.docid < b.docid; };
    for (int round = 0; round < 40; ++round) {
      const std::uint32_t last = view.store().last_docid();
      auto within = std::make_shared<DocSet>(last);
      const std::uint32_t one_in = 1 + random_.below(12);
      for (std::uint32_t docid = 1; docid <= last; ++docid) {
        if (view.store().live(docid) && random_.below(one_in) == 0) within->set(docid);
      }
      const std::vector<ScoringPart> parts = random_parts(view);
      const std::size_t all = within->count();
      std::vector<RankedCase> expected = xapian.top(parts, within, all);
      auto found = highest_of_many(parts, Weights{}, view.database(), view.kept(), *within, all);
      ASSERT_TRUE(found);
      ASSERT_EQ(found->size(), expected.size());
      std::sort(expected.begin(), expected.end(), higher);
      std::sort(found->begin(), found->end(), higher);
      for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ((*found)[i].docid, expected[i].docid);
        EXPECT_NEAR((*found)[i].score, expected[i].score, 1e-9);
      }
      // The best few, with what may tie with the last of them.
      const auto few = highest_of_many(parts, Weights{}, view.database(), view.kept(), *within, 5);
      const std::vector<RankedCase> best = xapian.top(parts, within, 5);
      for (const RankedCase& one : best) {
        EXPECT_TRUE(std::any_of(few->begin(), few->end(),
                                [&](const RankedCase& c) { return c.docid == one.docid; }));
      }
    }
  }

  // Summands with frequent terms and rare ones, alone and several as one, and sets.
  std::vector<ScoringPart> random_parts(const IndexView& view) {
    std::vector<ScoringPart> parts;
    for (std::uint32_t i = 0; i < 1 + random_.below(5); ++i) {
      ScoringPart part;
      part.weight = 0.25 * (1 + random_.below(8));
      if (random_.below(4) == 0) {
        auto set = std::make_shared<DocSet>(view.store().last_docid());
        for (int member = 0; member < 50; ++member) {
          set->set(1 + random_.below(view.store().last_docid()));
        }
        part.set = set;
        part.set_value = part.weight;
      } else {
        for (std::uint32_t n = 0; n < 1 + random_.below(3); ++n) {
          const std::string term = random_term(view);
          if (std::find(part.terms.begin(), part.terms.end(), term) == part.terms.end()) {
            part.terms.push_back(term);
          }
        }
      }
      parts.push_back(std::move(part));
    }
    return parts;
  }
  std::string random_term(const IndexView& view) {
    constexpr const char* kTerms[] = {"W情報", "Wセキュリティ", "W対策", "Wする", "Wusb",  "W鍵",
                                      "W従業", "T事例",         "G情報", "Gセキ", "Gィ対", "Gの鍵"};
    for (;;) {
      std::string term = kTerms[random_.below(std::size(kTerms))];
      if (view.database().get_termfreq(term) > 0) return term;
    }
  }

  std::vector<std::string> answers() const {
    Engine engine = Engine::open(options(IndexCommand::build).index);
    std::vector<std::string> out;
    for (const char* query :
         {"情報セキュリティ対策", "USBメモリ 紛失", "情報 漏えい", "\"情報セキュリティ\"",
          "ウイルスに感染したときはどうするか", "従業員", "PC", "セキュリテ", "鍵"}) {
      Request request;
      request.query = query;
      const Answer answer = engine.search(request);
      out.push_back(answer.query + " " + std::to_string(answer.total) + " " +
                    std::to_string(answer.partial));
      for (const Hit& hit : answer.hits) {
        out.push_back(hit.id + " " + std::to_string(hit.score) + " " + hit.title);
      }
    }
    return out;
  }

  testing::TemporaryFolder folder_;
  testing::Random random_;
  std::vector<std::string> texts_;
};

TEST_P(FrequentSetsTest, SayWhatTheListsAndTheTextsSay) {
  build();
  const std::vector<std::string> before = answers();
  write_sets();
  expect_the_truth();
  expect_the_ranking();
  EXPECT_EQ(answers(), before);
  const IndexView view = IndexView::open(options(IndexCommand::build).index);
  EXPECT_GT(view.kept()->frequent()->strings().size(), 3U);
  EXPECT_FALSE(view.kept()->frequent()->term("W情報").empty());
  EXPECT_TRUE(view.kept()->frequent()->unknown().empty());
}

TEST_P(FrequentSetsTest, StayTrueForCasesThatWereChangedSince) {
  build();
  write_sets();
  for (int i = 0; i < 2; ++i) texts_[random_.below(kCases)] = random_text();
  texts_.back().clear();  // the last one: a case that moves to another line is a changed case
  texts_.push_back(random_text());
  update();
  {
    const IndexView view = IndexView::open(options(IndexCommand::build).index);
    ASSERT_NE(view.kept()->frequent(), nullptr);
    EXPECT_FALSE(view.kept()->frequent()->unknown().empty());
  }
  expect_the_truth();
  expect_the_ranking();
  const std::vector<std::string> with_file = answers();
  fs::remove(file());
  EXPECT_EQ(answers(), with_file);
}

TEST_P(FrequentSetsTest, KnowCasesThatAreGoneWhileNothingIsNew) {
  build();
  write_sets();
  for (std::size_t i = 1; i <= 3; ++i) texts_[texts_.size() - i].clear();
  update();
  ASSERT_TRUE(fs::exists(file()));
  expect_the_truth();
}

TEST_P(FrequentSetsTest, KnowASegmentThatHasTheNumberOfOneThatIsGone) {
  build();
  texts_.push_back("情報セキュリティ対策の鍵");
  update();  // a second segment
  write_sets();
  texts_.back().clear();
  update();  // the segment goes
  texts_.push_back("従業員がバックアップを取る。");
  update();  // another one with its number
  ASSERT_TRUE(fs::exists(file()));
  expect_the_truth();
  const std::vector<std::string> with_file = answers();
  fs::remove(file());
  EXPECT_EQ(answers(), with_file);
}

TEST_P(FrequentSetsTest, DamageCostsNothingButTime) {
  build();
  const std::vector<std::string> before = answers();
  write_sets();
  std::string bytes = read_whole_file(file());
  bytes[20] ^= 1;
  fs::remove(file());
  write_durable(file(), bytes);
  EXPECT_EQ(answers(), before);
  Console console(Language::en, true);
  EXPECT_FALSE(check_generation(generation(), false, &console).findings.empty());
  texts_[3] = random_text();
  update();  // so small a collection gets no new file
  EXPECT_FALSE(fs::exists(file()));
}

TEST_P(FrequentSetsTest, DamagedBitsAreNotHandedOn) {
  build();
  write_sets();
  std::string bytes = read_whole_file(file());
  bytes.back() ^= 1;
  fs::remove(file());
  write_durable(file(), bytes);
  texts_[3] = random_text();
  update();
  EXPECT_FALSE(fs::exists(file()));
}

TEST_P(FrequentSetsTest, AreComparedWithTheCases) {
  build();
  write_sets();
  const CaseStore store = CaseStore::open(generation() + "/" + std::string(schema::kCaseStoreFile));
  const auto sets = FrequentSets::open(file(), store);
  ASSERT_TRUE(sets);
  const Xapian::Database database(generation() + "/" + std::string(schema::kXapianFolder));
  std::vector<std::string> terms;
  std::vector<std::uint32_t> counts;
  for (auto it = database.termlist_begin(7); it != database.termlist_end(7); ++it) {
    terms.push_back(*it);
    counts.push_back(it.get_wdf());
  }
  std::vector<std::string_view> texts;
  store.folded_texts(7, &texts);
  const std::uint32_t length = database.get_doclength(7);
  EXPECT_TRUE(sets->right_about({7, terms, counts, length, texts}));
  EXPECT_FALSE(sets->right_about({7, terms, counts, length + 1, texts}));
  std::vector<std::uint32_t> others = counts;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (!sets->term(terms[i]).empty()) ++others[i];
  }
  EXPECT_FALSE(sets->right_about({7, terms, others, length, texts}));
  std::vector<std::string> rare;
  std::vector<std::uint32_t> of_rare;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (!sets->term(terms[i]).empty()) continue;
    rare.push_back(terms[i]);
    of_rare.push_back(counts[i]);
  }
  EXPECT_FALSE(sets->right_about({7, rare, of_rare, length, texts}));
}

TEST_P(FrequentSetsTest, AreNotReadInTheFormatOfAnotherProgram) {
  build();
  const std::vector<std::string> without = answers();
  write_sets();
  std::string bytes = read_whole_file(file());
  --bytes[offsetof(frequent::FrequentHeader, format)];
  // What the number's file would hold is not what is asked for: all of it is cleared.
  const std::size_t head = sizeof(frequent::FrequentHeader);
  std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(head), bytes.end(), '\0');
  fs::remove(file());
  write_durable(file(), bytes);
  const CaseStore store = CaseStore::open(generation() + "/" + std::string(schema::kCaseStoreFile));
  EXPECT_FALSE(FrequentSets::open(file(), store));
  EXPECT_EQ(answers(), without);
}

// Behind the checksum that is compared when the file is opened, numbers are believed only where
// they can be.
TEST_P(FrequentSetsTest, DamagedCountsAreNotRankedBy) {
  build();
  write_sets();
  const std::string good = read_whole_file(file());
  frequent::FrequentHeader header{};
  std::memcpy(&header, good.data(), sizeof header);
  const std::size_t bitmap = frequent::words_for(header.last_docid) * 8;
  const auto ranked = [this] {
    const IndexView view = IndexView::open(options(IndexCommand::build).index);
    ScoringPart part;
    part.terms = {"W情報"};
    return highest_of_many({part}, Weights{}, view.database(), view.kept(),
                           DocSet::full(view.store().last_docid()), 10)
        .has_value();
  };
  ASSERT_TRUE(ranked());
  const CaseStore store = CaseStore::open(generation() + "/" + std::string(schema::kCaseStoreFile));
  const auto sets = FrequentSets::open(file(), store);
  const FrequentSets::Bits bits = sets->term("W情報");
  ASSERT_FALSE(bits.empty());
  const std::string_view wanted(reinterpret_cast<const char*>(bits.data()), bitmap);
  std::string damaged = good;
  // The first rank behind each set with these members: some string may stand in the same cases.
  for (std::size_t at = good.find(wanted); at != std::string::npos;
       at = good.find(wanted, at + 1)) {
    if (at + bitmap + 3 < good.size()) damaged[at + bitmap + 3] = 0x7f;
  }
  ASSERT_NE(damaged, good);
  fs::remove(file());
  write_durable(file(), damaged);
  EXPECT_FALSE(ranked());
}

TEST_P(FrequentSetsTest, SayInWhichBlocksAStringMayStand) {
  build();
  write_sets();
  const CaseStore store = CaseStore::open(generation() + "/" + std::string(schema::kCaseStoreFile));
  const auto sets = FrequentSets::open(file(), store);
  ASSERT_TRUE(sets);
  const TripleBlocks& triples = sets->triples();
  EXPECT_EQ(triples.shape().blocks, (store.last_docid() + 64) / 64);
  const DocSet all = DocSet::full(store.last_docid());
  std::vector<std::string_view> texts;
  std::size_t kept_out = 0;
  for (int i = 0; i < 300; ++i) {
    std::string wanted;
    for (int piece = 0; piece < 2; ++piece) wanted += random_needle().text;
    const std::vector<std::uint64_t> blocks = triples.may_hold(wanted);
    all.for_each([&](std::uint32_t docid) {
      store.folded_texts(docid, &texts);
      const bool holds = std::any_of(texts.begin(), texts.end(), [&](std::string_view text) {
        return text.find(wanted) != std::string_view::npos;
      });
      const bool may = (blocks[docid / 64 / 64] >> docid / 64 % 64 & 1U) != 0;
      EXPECT_TRUE(may || !holds) << wanted;
      EXPECT_EQ(triples.may_hold(docid, wanted), may);
      if (!may) ++kept_out;
    });
  }
  EXPECT_GT(kept_out, 0U);
}

TEST_P(FrequentSetsTest, HoldRarerStringsAsLongAsThereIsRoom) {
  build();
  const CaseStore store = CaseStore::open(generation() + "/" + std::string(schema::kCaseStoreFile));
  const Analyzer analyzer(default_analyzer_spec());
  FrequentChoice choice;
  choice.share = 10;
  choice.sample = 150;
  choice.strings = 5;
  const std::vector<std::string> expanded{"取引先", "従業員", "どこにもない"};
  const FrequentStrings all = frequent_strings(store, analyzer, choice, expanded);
  EXPECT_EQ(all.often.size(), 5U);
  EXPECT_TRUE(std::is_sorted(all.often.begin(), all.often.end()));
  EXPECT_TRUE(std::is_sorted(all.seldom.begin(), all.seldom.end()));
  EXPECT_EQ(std::adjacent_find(all.seldom.begin(), all.seldom.end()), all.seldom.end());
  for (const std::string& string : all.seldom) {
    EXPECT_FALSE(std::binary_search(all.often.begin(), all.often.end(), string)) << string;
    EXPECT_NE(string, "どこにもない");
  }
  // What questions are expanded into comes first.
  choice.list_docids = std::size_t{2} * kCases;
  const FrequentStrings few = frequent_strings(store, analyzer, choice, expanded);
  EXPECT_LT(few.seldom.size(), all.seldom.size());
  for (const char* string : {"取引先", "従業員"}) {
    EXPECT_TRUE(std::binary_search(few.often.begin(), few.often.end(), string) ||
                std::binary_search(few.seldom.begin(), few.seldom.end(), string))
        << string;
  }
  choice.list_docids = 0;
  EXPECT_TRUE(frequent_strings(store, analyzer, choice, expanded).seldom.empty());
}

TEST_P(FrequentSetsTest, AreLeftWhenTooMuchIsNew) {
  build();
  write_sets();
  for (int i = 0; i < 60; ++i) texts_[random_.below(kCases)] = random_text();
  update();  // so small a collection gets no new file
  EXPECT_FALSE(fs::exists(file()));
}

TEST_P(FrequentSetsTest, APurgeLeavesNoBitOfACase) {
  build();
  write_sets();
  IndexOptions with = options(IndexCommand::remove);
  with.ids = {"c7"};
  with.purge = true;
  Console console(Language::en, true);
  ASSERT_EQ(remove_command(with, &console), 0);
  EXPECT_FALSE(fs::exists(file()));
}

TEST_P(FrequentSetsTest, DamageIsSeen) {
  build();
  write_sets();
  std::string bytes = read_whole_file(file());
  const CaseStore store = CaseStore::open(generation() + "/" + std::string(schema::kCaseStoreFile));
  const std::string path = folder_.path() + "/damaged.bin";
  for (int i = 0; i < 300; ++i) {
    std::string damaged = bytes;
    if (i % 4 == 0) {
      damaged.resize(random_.below(bytes.size()));
    } else {
      damaged[random_.below(i % 4 == 1 ? 64 : bytes.size())] ^=
          static_cast<char>(1U << random_.below(8));
    }
    fs::remove(path);
    write_durable(path, damaged);
    try {
      const auto sets = FrequentSets::open(path, store);
      if (!sets) continue;  // the format of another program
      sets->verify();
      ADD_FAILURE() << "damage " << i << " was not seen";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::index_damaged);
    }
  }
}

TEST_P(FrequentSetsTest, CheckNamesAFileOfAnotherFormat) {
  build();
  write_sets();
  Console console(Language::en, true);
  EXPECT_TRUE(check_generation(generation(), false, &console).findings.empty());
  std::string bytes = read_whole_file(file());
  bytes[8] ^= 4;  // the number of the format
  fs::remove(file());
  write_durable(file(), bytes);
  EXPECT_EQ(check_generation(generation(), false, &console).findings.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Random, FrequentSetsTest, ::testing::Range(1U, 6U));

TEST(ManyStrings, AreFoundWhereverTheyStand) {
  testing::Random random(3);
  const auto random_string = [&](std::size_t length) {
    constexpr const char* kLetters[] = {"a", "あ", "情", "ー", "𠮷"};
    std::string out;
    for (std::size_t i = 0; i < length; ++i) out += kLetters[random.below(std::size(kLetters))];
    return out;
  };
  std::vector<std::string> strings;
  strings.reserve(60);
  for (int i = 0; i < 60; ++i) strings.push_back(random_string(3 + random.below(4)));
  const ManyStrings many(strings);
  for (int i = 0; i < 200; ++i) {
    const std::string text = random_string(random.below(60));
    std::vector<bool> found(strings.size(), false);
    many.scan(text, [&](std::uint32_t index) { found[index] = true; });
    for (std::size_t s = 0; s < strings.size(); ++s) {
      EXPECT_EQ(found[s], text.find(strings[s]) != std::string::npos) << text << " " << strings[s];
    }
  }
}

}  // namespace
}  // namespace jirei
