// The pieces below the model: the line, keys, the grid, painting it, and the thread that searches.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "dict/unicode.h"
#include "sample_answer.h"
#include "searcher/screen/grid.h"
#include "searcher/screen/key_reader.h"
#include "searcher/screen/line_editor.h"
#include "searcher/screen/painter.h"
#include "searcher/screen/worker.h"
#include "searcher/text_width.h"

namespace jirei {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(LineEditor, ErasesWhatReadersCallACharacter) {
  LineEditor line;
  line.insert("か\u3099👩‍👩‍👧葛󠄀");
  line.erase_before();
  EXPECT_EQ(line.text(), "か\u3099👩‍👩‍👧");
  line.erase_before();
  EXPECT_EQ(line.text(), "か\u3099");
  line.erase_before();
  EXPECT_EQ(line.text(), "");
  line.erase_before();
  EXPECT_EQ(line.text(), "");
}

TEST(LineEditor, InsertsAndErasesAtTheCursor) {
  LineEditor line;
  line.insert("事例集");
  line.left();
  line.insert("の");
  EXPECT_EQ(line.text(), "事例の集");
  line.erase_after();
  EXPECT_EQ(line.text(), "事例の");
  line.home();
  line.erase_after();
  EXPECT_EQ(line.text(), "例の");
  line.right();
  line.erase_to_start();
  EXPECT_EQ(line.text(), "の");
  line.end();
  line.insert("二");
  line.left();
  line.erase_to_end();
  EXPECT_EQ(line.text(), "の");
}

TEST(LineEditor, ErasesWordsBetweenSpacesOfBothWidths) {
  LineEditor line;
  line.insert("感染 経路　対策  ");
  line.erase_word_before();
  EXPECT_EQ(line.text(), "感染 経路　");
  line.erase_word_before();
  EXPECT_EQ(line.text(), "感染 ");
  line.erase_word_before();
  line.erase_word_before();
  EXPECT_EQ(line.text(), "");
}

TEST(LineEditor, TakesNoControlsNoBrokenUtf8AndNoMoreThanAQueryMayBe) {
  LineEditor line;
  line.insert("a\x1b[2Jb\x9b\xffz\r\n");
  EXPECT_EQ(find_invalid_utf8(line.text()), std::string::npos);
  for (const char c : line.text()) EXPECT_GE(static_cast<unsigned char>(c), 0x20);
  line.insert(std::string(100'000, 'x'));
  EXPECT_EQ(line.text().size(), LineEditor::kMostBytes);
  line.insert("あ");
  EXPECT_EQ(line.text().size(), LineEditor::kMostBytes);
}

TEST(LineEditor, TheCursorNeverStandsInsideACharacter) {
  // A mark typed behind a letter joins it; the cursor goes behind both.
  LineEditor line;
  line.insert("かき");
  line.left();
  line.insert("\u3099");
  EXPECT_EQ(line.cursor(), std::string("か\u3099").size());
  line.left();
  EXPECT_EQ(line.cursor(), 0u);
}

std::vector<Key> read(KeyReader* reader, std::string_view bytes) {
  for (const char c : bytes) reader->byte(static_cast<unsigned char>(c));
  return reader->take();
}

TEST(KeyReader, AssemblesCharactersThatComeInPieces) {
  KeyReader reader;
  EXPECT_TRUE(read(&reader, "\xE6\x84").empty());
  reader.pause();
  EXPECT_THAT(
      read(&reader,
           "\x9F\xE6\x9F\x93"
           "a"),
      ElementsAre(Key{KeyKind::text, "感"}, Key{KeyKind::text, "染"}, Key{KeyKind::text, "a"}));
}

TEST(KeyReader, DropsBytesThatAreNoCharacter) {
  KeyReader reader;
  EXPECT_THAT(read(&reader,
                   "\xFF\x80\xE6\x84"
                   "b\xC0"),
              ElementsAre(Key{KeyKind::text, "b"}));
}

TEST(KeyReader, EscapeStandsAloneOnlyAfterAPause) {
  KeyReader reader;
  EXPECT_TRUE(read(&reader, "\x1b").empty());
  reader.pause();
  EXPECT_THAT(reader.take(), ElementsAre(Key{KeyKind::escape, ""}));
  EXPECT_THAT(read(&reader, "\x1b[1;5Q\x1bOZ\x1b[I"), ElementsAre()) << "unknown keys type nothing";
  EXPECT_THAT(read(&reader, "\x1bx"),
              ElementsAre(Key{KeyKind::escape, ""}, Key{KeyKind::text, "x"}));
}

TEST(KeyReader, ControlsAreKeys) {
  KeyReader reader;
  EXPECT_THAT(read(&reader, "\r\t\x7f\x08\x03\x17"),
              ElementsAre(Key{KeyKind::enter, ""}, Key{KeyKind::tab, ""},
                          Key{KeyKind::backspace, ""}, Key{KeyKind::backspace, ""},
                          Key{KeyKind::control, "c"}, Key{KeyKind::control, "w"}));
}

TEST(KeyReader, APasteIsOneKey) {
  KeyReader reader;
  reader.paste_begins();
  EXPECT_TRUE(read(&reader, "q\x1b[A\r感").empty());
  reader.key(KeyKind::up);
  reader.paste_ends();
  EXPECT_THAT(reader.take(), ElementsAre(Key{KeyKind::paste, "q\x1b[A\r感"}));
}

TEST(Grid, AWideCharacterIsNeverCutInHalf) {
  Grid grid({1, 5}, false);
  grid.put(0, 0, 5, "事例集", {});
  EXPECT_EQ(grid.line(0), "事例");
  EXPECT_EQ(grid.at(0, 4).text, " ");
  grid.put(0, 1, 5, "a", {});
  EXPECT_EQ(grid.line(0), " a例") << "the half that is left becomes a space";
  grid.put(0, 3, 5, "b", {});
  EXPECT_EQ(grid.line(0), " a b");
}

TEST(Grid, CutsWithAnEllipsisByColumns) {
  Grid grid({1, 6}, false);
  EXPECT_EQ(grid.put_cut(0, 0, 6, "事例の集", {}), 5u);
  EXPECT_EQ(grid.line(0), "事例…");
  Grid wide({1, 6}, true);
  wide.put_cut(0, 0, 6, "事例の集", {});
  EXPECT_EQ(wide.line(0), "事例…");
  EXPECT_EQ(wide.at(0, 4).width, 2);
}

TEST(Grid, NothingThatDrivesATerminalGetsIn) {
  Grid grid({2, 40}, false);
  grid.put(0, 0, 40, "a\x1b[2J\x07 b\u202Ec\nd", {});
  EXPECT_EQ(grid.line(0), "a␛[2J␇ b<U+202E>c d");
}

Pens test_pens() {
  Pens pens;
  pens.pen = [](Look look) {
    return "{" + std::to_string(static_cast<int>(look.style)) + (look.reverse ? "r}" : "}");
  };
  pens.move = [](std::uint32_t row, std::uint32_t column) {
    return "@" + std::to_string(row) + "," + std::to_string(column) + ":";
  };
  pens.clear = "CLEAR";
  pens.hide_cursor = "HIDE";
  pens.show_cursor = "SHOW";
  return pens;
}

TEST(Painter, PaintsOnlyWhatChanged) {
  Grid before({2, 20}, false);
  before.put(0, 0, 20, "事例 one", {});
  Grid after = before;
  after.put(1, 4, 20, "xy", {Style::mark});
  EXPECT_EQ(paint(&before, after, test_pens()), "@1,4:{2}xy{0}");
  EXPECT_EQ(paint(&after, after, test_pens()), "");
}

TEST(Painter, AnUnknownScreenIsClearedFirst) {
  Grid grid({1, 4}, false);
  grid.put(0, 0, 4, "ab", {});
  grid.cursor_shown = true;
  grid.cursor_column = 2;
  EXPECT_EQ(paint(nullptr, grid, test_pens()), "HIDE{0}CLEAR@0,0:{0}ab@0,2:SHOW");
  const Grid other({2, 2}, false);
  EXPECT_THAT(paint(&other, grid, test_pens()), HasSubstr("CLEAR"));
}

TEST(Painter, PlacesTheCursorAnewBehindCharactersOfUncertainWidth) {
  Grid before({1, 10}, false);
  Grid after = before;
  after.put(0, 0, 10, "a※b", {});
  const std::string bytes = paint(&before, after, test_pens());
  EXPECT_THAT(bytes, HasSubstr("a※@0,2:b"));
}

TEST(Painter, MovesTheCursorWithoutPainting) {
  Grid before({1, 10}, false);
  before.cursor_shown = true;
  Grid after = before;
  after.cursor_column = 3;
  EXPECT_EQ(paint(&before, after, test_pens()), "@0,3:SHOW");
  after.cursor_shown = false;
  EXPECT_EQ(paint(&before, after, test_pens()), "HIDE");
}

/// Applies what paint() wrote to a grid of characters, as a terminal would.
std::vector<std::string> play(const std::string& bytes, std::vector<std::string> cells,
                              std::uint32_t columns) {
  std::size_t at = 0;
  for (std::size_t pos = 0; pos < bytes.size();) {
    if (bytes[pos] == '{') {
      pos = bytes.find('}', pos) + 1;
    } else if (bytes[pos] == '@') {
      const std::size_t comma = bytes.find(',', pos), colon = bytes.find(':', pos);
      at = std::stoul(bytes.substr(pos + 1, comma - pos - 1)) * columns +
           std::stoul(bytes.substr(comma + 1, colon - comma - 1));
      pos = colon + 1;
    } else {
      const std::size_t begin = pos;
      const std::uint32_t width = next_cluster(bytes, &pos, false);
      cells[at] = bytes.substr(begin, pos - begin);
      if (width == 2) cells[at + 1] = "";
      at += width;
    }
  }
  return cells;
}

TEST(Painter, AnyChangeLeadsToExactlyTheNewScreen) {
  constexpr std::uint32_t kRows = 4, kColumns = 30;
  const std::vector<std::string> words{"事例", "abc", "※①", "ﾊﾟ", " ", "、", "か\u3099", "集", "x"};
  std::uint32_t seed = 7;
  const auto next = [&](std::uint32_t below) {
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % below;
  };
  Grid before({kRows, kColumns}, false);
  std::vector<std::string> screen(std::size_t{kRows} * kColumns, " ");
  for (int round = 0; round < 500; ++round) {
    Grid after = before;
    for (std::uint32_t i = 0; i < 1 + next(6); ++i) {
      after.put(next(kRows), next(kColumns), kColumns,
                words[next(static_cast<std::uint32_t>(words.size()))],
                {static_cast<Style>(next(4)), next(2) == 0});
    }
    screen = play(paint(&before, after, test_pens()), screen, kColumns);
    for (std::uint32_t row = 0; row < kRows; ++row) {
      std::string line;
      for (std::uint32_t column = 0; column < kColumns; ++column) {
        line += screen[std::size_t{row} * kColumns + column];
      }
      line.erase(line.find_last_not_of(' ') + 1);
      ASSERT_EQ(line, after.line(row)) << "round " << round;
    }
    before = after;
  }
}

/// Answers by hand; a search waits until it is let go or given up.
class SlowAnswerer : public Answerer {
 public:
  struct Log {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::string> begun;
    bool let_go = false;
    bool changed_index = false;
  };
  explicit SlowAnswerer(std::shared_ptr<Log> log) : log_(std::move(log)) {}

  Answer search(const Request& request) override {
    std::unique_lock lock(log_->mutex);
    log_->begun.push_back(request.query);
    log_->changed.notify_all();
    Answer answer;
    answer.query = request.query;
    if (request.query == "bad") throw Error(ErrorCode::usage, {"だめ", "bad"});
    while (!log_->let_go && !(answer.cancelled = request.cancelled())) {
      log_->changed.wait_for(lock, std::chrono::milliseconds(1));
    }
    return answer;
  }
  ShownCase show(std::string_view id, const Request&) override {
    if (id == "none") throw Error(ErrorCode::not_found, {"ない", "none"});
    ShownCase shown;
    shown.record.id = id;
    return shown;
  }
  Answer similar(std::string_view, const Request&) override { return {}; }
  std::vector<Completion> complete(std::string_view, std::size_t) override { return {}; }
  std::string analyze(std::string_view) override { return {}; }
  const FacetTable& facet_table() const override { return table_; }
  bool refresh() override {
    const std::lock_guard lock(log_->mutex);
    return std::exchange(log_->changed_index, false);
  }

 private:
  std::shared_ptr<Log> log_;
  FacetTable table_;
};

class WorkerTest : public ::testing::Test {
 protected:
  std::unique_ptr<Worker> make(std::chrono::milliseconds watch = std::chrono::hours(1)) {
    return std::make_unique<Worker>(
        std::make_unique<SlowAnswerer>(log_), [this] { woken_.notify_all(); }, watch);
  }

  std::vector<Report> wait_for(Worker* worker, std::size_t count) {
    std::vector<Report> all;
    std::unique_lock lock(mutex_);
    for (int i = 0; i < 5000 && all.size() < count; ++i) {
      woken_.wait_for(lock, std::chrono::milliseconds(1));
      for (Report& report : worker->take()) all.push_back(std::move(report));
    }
    return all;
  }

  void let_go() {
    const std::lock_guard lock(log_->mutex);
    log_->let_go = true;
    log_->changed.notify_all();
  }

  std::shared_ptr<SlowAnswerer::Log> log_ = std::make_shared<SlowAnswerer::Log>();
  std::mutex mutex_;
  std::condition_variable woken_;
};

TEST_F(WorkerTest, ASearchThatNobodyWaitsForIsGivenUp) {
  const auto worker = make();
  worker->ask(1, 1, [] {
    Request r;
    r.query = "a";
    return r;
  }());
  {
    std::unique_lock lock(log_->mutex);
    ASSERT_TRUE(log_->changed.wait_for(lock, std::chrono::seconds(5),
                                       [&] { return log_->begun.size() == 1; }));
  }
  worker->ask(2, 1, [] {
    Request r;
    r.query = "ab";
    return r;
  }());
  worker->ask(3, 1, [] {
    Request r;
    r.query = "abc";
    return r;
  }());
  {
    std::unique_lock lock(log_->mutex);
    ASSERT_TRUE(log_->changed.wait_for(lock, std::chrono::seconds(5),
                                       [&] { return log_->begun.back() == "abc"; }));
  }
  let_go();
  const std::vector<Report> reports = wait_for(worker.get(), 1);
  ASSERT_EQ(reports.size(), 1u);
  EXPECT_EQ(reports[0].question, 3u);
  EXPECT_EQ(reports[0].answer.query, "abc");
}

TEST_F(WorkerTest, DestructionDoesNotWaitForTheSearch) {
  auto worker = make();
  worker->ask(1, 1, {});
  {
    std::unique_lock lock(log_->mutex);
    log_->changed.wait_for(lock, std::chrono::seconds(5), [&] { return !log_->begun.empty(); });
  }
  worker.reset();  // would hang if the search were not given up
  EXPECT_EQ(log_->begun.size(), 1u);
}

TEST_F(WorkerTest, ErrorsBecomeReports) {
  const auto worker = make();
  let_go();
  worker->ask(1, 1, [] {
    Request r;
    r.query = "bad";
    return r;
  }());
  std::vector<Report> reports = wait_for(worker.get(), 1);
  ASSERT_EQ(reports.size(), 1u);
  EXPECT_EQ(reports[0].kind, Report::Kind::failed);
  EXPECT_EQ(reports[0].reason.en, "bad");
  worker->ask_case(7, "none", {});
  reports = wait_for(worker.get(), 1);
  ASSERT_EQ(reports.size(), 1u);
  EXPECT_EQ(reports[0].kind, Report::Kind::case_failed);
  EXPECT_EQ(reports[0].question, 7u);
  worker->ask_case(8, "x", {});
  reports = wait_for(worker.get(), 1);
  ASSERT_EQ(reports.size(), 1u);
  EXPECT_EQ(reports[0].shown->record.id, "x");
}

TEST_F(WorkerTest, AChangedIndexIsReported) {
  const auto worker = make(std::chrono::milliseconds(5));
  {
    const std::lock_guard lock(log_->mutex);
    log_->changed_index = true;
  }
  const std::vector<Report> reports = wait_for(worker.get(), 1);
  ASSERT_EQ(reports.size(), 1u);
  EXPECT_EQ(reports[0].kind, Report::Kind::index_changed);
}

}  // namespace
}  // namespace jirei
