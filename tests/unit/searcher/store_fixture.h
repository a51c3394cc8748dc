// A case store made from records, for tests of what reads one.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "dict/normalizer.h"
#include "dict/sentences.h"
#include "indexer/case_codec.h"
#include "indexer/case_store.h"
#include "indexer/case_store_writer.h"
#include "indexer/facet_table.h"

namespace jirei::testing {

/// A folder that goes with the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "jirei-test-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Writes the records (an empty id leaves a gap in the docids) and opens the store.
inline CaseStore make_store(const TemporaryFolder& folder, const FacetTable& table,
                            const std::vector<CaseRecord>& records) {
  const std::string path = folder.path() + "/cases.bin";
  const Normalizer normalizer;
  SentenceSplitter splitter;
  CaseStoreWriter writer(path, table);
  for (const CaseRecord& record : records) {
    if (record.id.empty()) {
      writer.skip();
      continue;
    }
    std::vector<FoldedText> folded;
    std::vector<std::vector<std::uint32_t>> ends;
    const auto add_text = [&](const std::string& text) {
      folded.push_back(normalizer.fold(text));
      ends.push_back(splitter.ends(folded.back().text));
    };
    add_text(record.title);
    for (const Section& section : record.sections) add_text(section.text);
    std::vector<FieldToStore> fields;
    fields.push_back({"", record.title, &folded[0], &ends[0]});
    for (std::size_t i = 0; i < record.sections.size(); ++i) {
      fields.push_back(
          {record.sections[i].heading, record.sections[i].text, &folded[i + 1], &ends[i + 1]});
    }
    EncodedCase item;
    item.id = record.id;
    item.bytes = encode_case(record, fields);
    for (const FacetValues& facet : record.facets) {
      item.facets.emplace_back(static_cast<std::uint32_t>(table.index_of(*table.find(facet.key))),
                               facet.values);
    }
    writer.add(item);
  }
  writer.finish();
  return CaseStore::open(path);
}

}  // namespace jirei::testing
