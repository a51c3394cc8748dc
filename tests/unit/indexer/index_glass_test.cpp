// Databases written in one pass against those that Xapian writes itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <xapian.h>

#include <algorithm>
#include <random>
#include <sstream>

#include "dict/error.h"
#include "indexer/files.h"
#include "indexer/glass_database.h"
#include "indexer/glass_format.h"
#include "indexer/posting_run.h"
#include "indexer/schema.h"
#include "tests/unit/indexer/index_support.h"

namespace jirei {
namespace {

/// A text whose tokens are the given words, all of them indexed.
AnalyzedText text_of(const std::vector<std::string>& words) {
  AnalyzedText text;
  for (const std::string& word : words) {
    text.arena.push_back(std::make_unique<char[]>(word.size() + 1));
    std::copy(word.begin(), word.end(), text.arena.back().get());
    Token token;
    token.surface = token.base = std::string_view(text.arena.back().get(), word.size());
    token.flags = Token::kIndexed;
    text.tokens.push_back(token);
    text.folded.text += word + "。";
  }
  return text;
}

struct MadeCase {
  std::vector<std::string> facets;
  std::vector<std::vector<std::string>> fields;
  std::vector<std::pair<std::uint32_t, std::string>> values;
  std::string data;
};

void fill(const MadeCase& made, std::size_t number, CaseTerms* terms) {
  terms->clear();
  terms->add_facets(made.facets);
  std::vector<AnalyzedText> fields;
  for (const auto& words : made.fields) fields.push_back(text_of(words));
  terms->add_grams(fields);
  terms->add_id("case-" + std::to_string(number));
  if (!fields.empty()) terms->add_title_words(fields.front());
  terms->add_words(fields);
  terms->values = made.values;
  terms->data = made.data;
}

/// Both ways to a database of the same cases.
class GlassTest : public ::testing::Test {
 protected:
  void build(const std::vector<MadeCase>& cases, std::size_t chunk,
             const GlassDatabaseWriter::Metadata& metadata = {}) {
    Xapian::WritableDatabase theirs(folder_.file("theirs"),
                                    Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS);
    GlassDatabaseWriter ours(folder_.file("ours"));
    CaseTerms terms;
    Deflater deflater;
    std::vector<std::string> postings, positions;
    for (std::size_t begin = 0; begin < cases.size(); begin += chunk) {
      ChunkPostings run(static_cast<std::uint32_t>(begin + 1));
      for (std::size_t i = begin; i < std::min(cases.size(), begin + chunk); ++i) {
        fill(cases[i], i, &terms);
        theirs.add_document(terms.to_document());
        run.add(terms);
        ours.add(encode_document(terms, &deflater));
      }
      postings.push_back(folder_.file("postings-" + std::to_string(begin)));
      positions.push_back(folder_.file("positions-" + std::to_string(begin)));
      run.write(postings.back(), positions.back());
      ours.add_slots(run.slots());
    }
    for (const auto& [key, value] : metadata) theirs.set_metadata(key, value);
    theirs.commit();
    ours.finish(metadata, postings, positions);
  }

  /// Everything that a database says of itself, in a form that can be compared.
  static std::string dump(const Xapian::Database& database) {
    std::ostringstream out;
    out << database.get_doccount() << ' ' << database.get_lastdocid() << ' '
        << database.get_total_length() << ' ' << database.get_doclength_lower_bound() << ' '
        << database.get_doclength_upper_bound() << ' ' << database.has_positions() << '\n';
    for (auto key = database.metadata_keys_begin(); key != database.metadata_keys_end(); ++key) {
      out << *key << '=' << database.get_metadata(*key) << '\n';
    }
    for (auto term = database.allterms_begin(); term != database.allterms_end(); ++term) {
      out << *term << ' ' << term.get_termfreq() << ' ' << database.get_collection_freq(*term)
          << ' ' << database.get_wdf_upper_bound(*term) << ':';
      for (auto p = database.postlist_begin(*term); p != database.postlist_end(*term); ++p) {
        out << ' ' << *p << '/' << p.get_wdf() << '/' << p.get_doclength();
        for (auto at = p.positionlist_begin(); at != p.positionlist_end(); ++at) out << ',' << *at;
      }
      out << '\n';
    }
    for (auto p = database.postlist_begin(""); p != database.postlist_end(""); ++p) {
      const Xapian::Document document = database.get_document(*p);
      out << *p << ' ' << document.get_data() << ':';
      for (auto term = document.termlist_begin(); term != document.termlist_end(); ++term) {
        out << ' ' << *term << '/' << term.get_wdf();
      }
      for (auto value = document.values_begin(); value != document.values_end(); ++value) {
        out << " [" << value.get_valueno() << "]=" << *value;
      }
      out << '\n';
    }
    for (Xapian::valueno slot = 0; slot < 300; ++slot) {
      if (database.get_value_freq(slot) == 0) continue;
      out << slot << ' ' << database.get_value_freq(slot) << ' '
          << database.get_value_lower_bound(slot) << ' ' << database.get_value_upper_bound(slot);
      for (auto v = database.valuestream_begin(slot); v != database.valuestream_end(slot); ++v) {
        out << ' ' << v.get_docid() << '=' << *v;
      }
      out << '\n';
    }
    return out.str();
  }

  void expect_equal() {
    const std::string ours = folder_.file("ours");
    EXPECT_EQ(Xapian::Database::check(ours, 0, nullptr), 0U);
    // Not EXPECT_EQ: the texts are long.
    EXPECT_TRUE(dump(Xapian::Database(ours)) == dump(Xapian::Database(folder_.file("theirs"))));
  }

  TemporaryFolder folder_;
};

/// Cases of words that follow something like Zipf's law.
std::vector<MadeCase> random_cases(std::size_t count, std::size_t words, unsigned seed) {
  std::mt19937 random(seed);
  const auto below = [&random](std::size_t n) { return static_cast<std::size_t>(random()) % n; };
  const auto word = [&] {
    const std::size_t rank = below(1 + below(1 + below(4000)));
    return std::string("語") + (rank % 7 == 0 ? std::string(rank % 211, 'x') : "") +
           std::to_string(rank);
  };
  std::vector<MadeCase> out(count);
  for (MadeCase& made : out) {
    made.fields.resize(below(4));
    for (auto& field : made.fields) {
      for (std::size_t i = below(words); i > 0; --i) field.push_back(word());
    }
    for (std::size_t i = below(4); i > 0; --i)
      made.facets.push_back("F" + std::to_string(below(9)));
    for (std::uint32_t slot : {0U, 3U, 130U, 256U}) {
      if (below(2) == 0) made.values.emplace_back(slot, "v" + std::to_string(below(50)));
    }
    made.data.resize(below(40) == 0 ? below(60000) : below(300));
    for (char& c : made.data) c = static_cast<char>('a' + below(26));
  }
  return out;
}

TEST_F(GlassTest, HoldsWhatXapianWouldHaveWritten) {
  build(random_cases(300, 400, 1), 70, {{"key", "value"}, {"a", std::string(9000, 'x')}});
  expect_equal();
}

TEST_F(GlassTest, IsTheSameInOneChunkAndInMany) {
  build(random_cases(120, 60, 2), 1);
  expect_equal();
}

TEST_F(GlassTest, ManyDocumentsMakeLongListsAndLongKeys) {
  std::vector<MadeCase> cases(40000);  // docids from 2^15 on take a byte more
  for (std::size_t i = 0; i < cases.size(); ++i) {
    cases[i].fields = {{"全部", "語" + std::to_string(i % 3000)}};
    if (i % 3 == 0) cases[i].values = {{7, std::to_string(i)}};
  }
  build(cases, 9000);
  expect_equal();
}

TEST_F(GlassTest, TermsMayHoldAnyByte) {
  std::vector<MadeCase> cases(3);
  cases[0].facets = {std::string("Fa\0b", 4), "Fa", std::string("Fa\0", 3), "F\xff\xfe"};
  cases[1].facets = {std::string("Fa\0\xff", 4), "Fab"};
  cases[2].facets = {std::string("Fa\0b", 4)};
  build(cases, 2);
  expect_equal();
}

TEST_F(GlassTest, ACaseWithNothingToBeFoundByIsThere) {
  build(std::vector<MadeCase>(2), 2);
  expect_equal();
}

TEST_F(GlassTest, CanBeUpdatedByXapian) {
  std::vector<MadeCase> cases = random_cases(400, 200, 3);
  build(cases, 90);
  CaseTerms terms;
  for (const char* name : {"ours", "theirs"}) {
    std::mt19937 random(4);
    Xapian::WritableDatabase database(folder_.file(name), Xapian::DB_OPEN);
    const std::vector<MadeCase> more = random_cases(200, 200, 5);
    for (std::size_t i = 0; i < more.size(); ++i) {
      fill(more[i], cases.size() + i, &terms);
      const auto docid = static_cast<Xapian::docid>(random() % 380 + 1);
      if (i % 3 == 0) database.add_document(terms.to_document());
      if (i % 3 == 1) database.replace_document(docid, terms.to_document());
      if (i % 10 == 2) database.delete_document(static_cast<Xapian::docid>(381 + i / 10));
      if (i % 70 == 0) database.commit();
    }
    database.commit();
  }
  expect_equal();
}

TEST_F(GlassTest, ATermThatIsTooLongIsRefused) {
  GlassTableWriter table(folder_.file("t"));
  table.add(std::string(glass::kMaxKeyBytes, 'a'), "");
  EXPECT_THROW(table.add(std::string(glass::kMaxKeyBytes + 1, 'b'), ""), Error);
}

TEST(Glass, NumbersSortLikeTheirBytes) {
  std::string last;
  for (std::uint64_t shift = 0; shift <= 32; ++shift) {
    for (const std::int64_t beside : {-1, 0, 1}) {
      const std::int64_t value = (std::int64_t{1} << shift) + beside;
      if (value < 5 || value > std::int64_t{UINT32_MAX}) continue;
      std::string bytes;
      glass::append_sorted(&bytes, static_cast<std::uint32_t>(value));
      EXPECT_TRUE(last < bytes || last == bytes) << value;
      last = bytes;
    }
  }
}

TEST(Runs, AreMergedInOrderAlsoInSeveralRounds) {
  const TemporaryFolder folder;
  std::vector<std::string> paths;
  for (std::uint32_t i = 0; i < 11; ++i) {
    paths.push_back(folder.file("run-" + std::to_string(i)));
    RunWriter writer(paths.back());
    RunEntry entry;
    entry.begin("all");
    for (std::uint32_t j = 0; j < 2; ++j) {
      entry.next(10 * i + j + 1)->append(std::string(1, static_cast<char>(i)));
      entry.total += i;
    }
    writer.add(entry);
    entry.begin("only" + std::to_string(i));
    entry.next(10 * i + 1)->append(std::string(100000, 'x'));
    writer.add(entry);
    writer.finish();
  }
  const std::vector<std::string> merged = merge_runs(paths, 3);
  EXPECT_LE(merged.size(), 3U);
  for (const std::string& path : paths) EXPECT_FALSE(path_exists(path));
  RunMerger merger(merged);
  RunEntry entry;
  ASSERT_TRUE(merger.next(&entry));
  EXPECT_EQ(entry.key, "all");
  EXPECT_EQ(entry.documents, 22U);
  EXPECT_EQ(entry.total, 110U);
  EXPECT_EQ(entry.first, 1U);
  EXPECT_EQ(entry.last, 102U);
  std::string expected;
  for (int i = 0; i < 11; ++i) {
    if (i > 0) expected += '\x08';  // from the second of ten to the first of the next ten
    expected += {static_cast<char>(i), '\0', static_cast<char>(i)};
  }
  EXPECT_EQ(entry.items, expected);
  std::size_t others = 0;
  for (; merger.next(&entry); ++others) EXPECT_EQ(entry.items.size(), 100000U);
  EXPECT_EQ(others, 11U);
}

}  // namespace
}  // namespace jirei
