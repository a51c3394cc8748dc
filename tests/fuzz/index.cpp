// A damaged index: any bytes of the case store or of the frequent sets wrong or cut off, any
// manifest. What can still be read is read, and nothing ever outside the files.
//
// The first byte chooses the file. For those of the store and of the sets edits follow, three bytes
// each (place, place, value), put into files that are right; its high bit cuts the file at the
// first place. The checksum of the sets' head is put right again, so that what it covers is
// reached.
#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "dict/analyzer.h"
#include "dict/error.h"
#include "indexer/build.h"
#include "indexer/frequent_sets.h"
#include "indexer/frequent_sets_writer.h"
#include "indexer/manifest.h"
#include "indexer/schema.h"
#include "tests/fuzz/support.h"
#include "tests/unit/searcher/store_fixture.h"

namespace jirei::fuzz {
namespace {

constexpr unsigned kCut = 0x80;

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The files of a small store that is right.
struct Right {
  std::string tables, segment;
};

const Right& right() {
  static const Right kRight = [] {
    std::vector<CaseRecord> records;
    for (int i = 0; i < 6; ++i) {
      records.push_back(
          {i == 3 ? "" : "case-" + std::to_string(i),
           "題名Ａ",
           {{"industry", {i % 2 == 0 ? "製造業" : "小売業"}}, {"year", {std::to_string(2012 + i)}}},
           {{"経緯", "ＵＳＢ メモリを無くした。\n翌日\x18見つかった。"}, {"", "本文"}},
           {"report.txt", 3, 1, "事例 1"}});
      shipped_table().complete(&records.back());
    }
    const jirei::testing::TemporaryFolder folder;
    static_cast<void>(jirei::testing::make_store(folder, shipped_table(), records));
    return Right{read(folder.path() + "/cases.bin"), read(folder.path() + "/cases-000001.bin")};
  }();
  return kRight;
}

std::string damaged(std::string bytes, bool cut, std::string_view edits) {
  for (std::size_t i = 0; i + 3 <= edits.size(); i += 3) {
    const auto at = static_cast<std::size_t>(static_cast<unsigned char>(edits[i])) << 8U |
                    static_cast<unsigned char>(edits[i + 1]);
    if (cut && i == 0) {
      bytes.resize(std::min(bytes.size(), at));
    } else if (!bytes.empty()) {
      bytes[at % bytes.size()] = edits[i + 2];
    }
  }
  return bytes;
}

void walk_document(const CaseStore& store, std::uint32_t docid) {
  static_cast<void>(store.id(docid));
  static_cast<void>(store.find(store.id(docid)));
  static_cast<void>(store.source(docid));
  static_cast<void>(store.encoded(docid));
  const std::size_t fields = std::min<std::size_t>(store.field_count(docid), 20);
  for (std::size_t i = 0; i < fields; ++i) {
    const FieldView field = store.field(docid, i);
    static_cast<void>(field.sentence_ends());
    static_cast<void>(field.source());
    const auto size = static_cast<std::uint32_t>(field.folded().size());
    static_cast<void>(field.sentence_at(size / 2));
    const ByteRange middle{size / 4, size / 2};
    static_cast<void>(field.slice({0, size}, std::span(&middle, 1)));
  }
  for (std::size_t i = 0; i < store.column_count(); ++i) {
    for (const std::uint32_t value : store.column(i).values(docid)) {
      demand(value < store.column(i).dictionary().size(), "values are in the dictionary");
    }
  }
  static_cast<void>(store.record(docid, shipped_table()));
}

void tolerate_damage(const Error& error) {
  demand(error.code() == ErrorCode::index_damaged || error.code() == ErrorCode::index_missing ||
             error.code() == ErrorCode::index_incompatible || error.code() == ErrorCode::io,
         "damage is told as damage");
  demand(!error.message().ja.empty() && !error.message().en.empty(), "errors speak");
}

template <typename F>
void trying(F&& f) {
  try {
    f();
  } catch (const Error& error) {
    tolerate_damage(error);
  }
}

void open_store() {
  const CaseStore store = CaseStore::open(scratch_folder() + "/cases.bin");
  trying([&] { store.verify(); });
  trying([&] { static_cast<void>(store.sorted_ids()); });
  for (std::uint32_t docid = 1; docid <= std::min(store.last_docid(), 20U); ++docid) {
    if (store.live(docid)) trying([&] { walk_document(store, docid); });
  }
}

/// A small index, and frequent sets of it that are right.
struct RightSets {
  jirei::testing::TemporaryFolder folder;
  std::string sets;
  std::optional<CaseStore> store;

  std::string generation() const { return folder.path() + "/index/gen-000001"; }

  RightSets() {
    std::ofstream out(folder.path() + "/cases.jsonl");
    for (int i = 0; i < 80; ++i) {
      out << R"({"id":"c)" << i << R"(","title":"情報セキュリティ","業種":"製造業","body":")";
      for (int k = 0; k <= i % 20; ++k) out << (k % 3 == 0 ? "情報を" : "対策とUSB");
      out << "\"}\n";
    }
    out.close();
    IndexOptions options;
    options.command = IndexCommand::build;
    options.index = folder.path() + "/index";
    options.sources = {folder.path() + "/cases.jsonl"};
    options.quiet = true;
    Console console(Language::en, true);
    demand(build_command(options, &console) == 0, "an index is made");
    FrequentChoice choice;
    choice.least_cases = 1;
    write_frequent_sets(generation(), Analyzer(default_analyzer_spec()), 1, choice);
    sets = read(generation() + "/" + std::string(schema::kFrequentFile));
    store.emplace(CaseStore::open(generation() + "/" + std::string(schema::kCaseStoreFile)));
  }
};

/// Puts the checksum of the head right where there is room for it.
std::string with_checksum(std::string bytes) {
  frequent::FrequentHeader header{};
  if (bytes.size() < sizeof header) return bytes;
  std::memcpy(&header, bytes.data(), sizeof header);
  const std::uint64_t tables =
      std::uint64_t{header.segment_count} * sizeof(std::uint64_t) +
      (std::uint64_t{header.entry_count} + 1) * sizeof(frequent::EntryHead);
  if (header.key_bytes > bytes.size()) return bytes;
  const std::uint64_t end = (sizeof header + tables + header.key_bytes + 7) / 8 * 8;
  if (end + sizeof(XXH64_hash_t) > bytes.size()) return bytes;
  const XXH64_hash_t hash = XXH3_64bits(bytes.data(), end);
  std::memcpy(bytes.data() + end, &hash, sizeof hash);
  return bytes;
}

void walk_sets(const FrequentSets& sets) {
  const std::vector<std::uint64_t> all(TermCounts::kGroup, ~std::uint64_t{0});
  for (const char* term : {"W情報", "W対策", "G情報", "G報セ", "T情報", "Wない"}) {
    trying([&] {
      const TermCounts counts = sets.counts(term);
      std::size_t members = 0;
      counts.for_each_in(0, all, [&](std::uint32_t, std::uint32_t) { ++members; });
      counts.for_each_in(1, all, [&](std::uint32_t, std::uint32_t) { ++members; });
      demand(members <= 2 * TermCounts::kGroup * 64, "a group has so many members at most");
    });
  }
  for (const char* text : {"情報セキュリティ", "対策とusb", "セキュリティ", "どこにも無い"}) {
    trying([&] { static_cast<void>(sets.string(text)); });
    trying([&] { static_cast<void>(sets.list(text)); });
    trying([&] { static_cast<void>(sets.triples().may_hold(text)); });
    const std::string term = "W情報";
    const std::uint32_t count = 1;
    const std::string_view folded = text;
    trying([&] {
      static_cast<void>(sets.right_about({3, {&term, 1}, {&count, 1}, 5, {&folded, 1}}));
    });
  }
}

void open_sets(bool cut, std::string_view edits) {
  static const RightSets right;
  const std::string path =
      scratch_file("frequent.bin", with_checksum(damaged(right.sets, cut, edits)));
  const auto sets = FrequentSets::open(path, *right.store);
  if (!sets) return;
  trying([&] { sets->verify(); });
  walk_sets(*sets);
}

}  // namespace
}  // namespace jirei::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jirei;
  std::string_view input = fuzz::bytes_of(data, size);
  const unsigned choice = fuzz::take_choice(&input);
  const bool cut = (choice & fuzz::kCut) != 0;
  const unsigned file = choice % fuzz::kCut % 5;
  if (file == 4) {
    fuzz::trying([&] { fuzz::open_sets(cut, input); });
    return 0;
  }
  if (file < 2) {
    const fuzz::Right& right = fuzz::right();
    fuzz::scratch_file("cases.bin",
                       file == 0 ? fuzz::damaged(right.tables, cut, input) : right.tables);
    fuzz::scratch_file("cases-000001.bin",
                       file == 1 ? fuzz::damaged(right.segment, cut, input) : right.segment);
    fuzz::trying(fuzz::open_store);
    return 0;
  }
  const std::string name(file == 2 ? schema::kManifestFile : schema::kSourcesFile);
  fuzz::scratch_file("gen/" + name, input);
  const std::string generation = fuzz::scratch_folder() + "/gen";
  fuzz::trying([&] {
    if (file == 2) {
      const Manifest manifest = read_manifest(generation);
      fuzz::scratch_file("gen/" + name, to_json(manifest));
      fuzz::demand(read_manifest(generation).cases == manifest.cases, "a manifest reads back");
    } else {
      const SourceList list = read_sources(generation);
      fuzz::scratch_file("gen/" + name, to_json(list));
      fuzz::demand(read_sources(generation).files == list.files, "a list of sources reads back");
    }
  });
  return 0;
}
