// A damaged index: any bytes of the case store wrong or cut off, any manifest. What can still be
// read is read, and nothing ever outside the files.
//
// The first byte chooses the file. For the two of the store edits follow, three bytes each (place,
// place, value), put into files that are right; its high bit cuts the file at the first place.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "dict/error.h"
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

}  // namespace
}  // namespace jirei::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jirei;
  std::string_view input = fuzz::bytes_of(data, size);
  const unsigned choice = fuzz::take_choice(&input);
  const bool cut = (choice & fuzz::kCut) != 0;
  const unsigned file = choice % fuzz::kCut % 4;
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
