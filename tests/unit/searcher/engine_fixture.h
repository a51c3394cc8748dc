// Engines over indexes that the tests build: the shipped cases, and small collections.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "indexer/build.h"
#include "searcher/engine.h"
#include "searcher/index_view.h"
#include "store_fixture.h"

namespace jirei::testing {

/// An index in a folder of its own, with the records that went in.
class BuiltIndex {
 public:
  explicit BuiltIndex(const std::string& source) {
    IndexOptions options;
    options.command = IndexCommand::build;
    options.index = folder_.path() + "/index";
    options.sources = {source};
    options.jobs = 1;
    options.quiet = true;
    Console console(Language::en, true);
    if (build_command(options, &console) != 0) throw std::runtime_error("no index of " + source);
    engine_.emplace(Engine::open(options.index));
    const IndexView view = IndexView::open(options.index);
    for (std::uint32_t docid = 1; docid <= view.store().last_docid(); ++docid) {
      if (view.store().live(docid)) {
        records_.push_back(view.store().record(docid, view.facets()));
      }
    }
  }

  /// A collection of JSON lines.
  static std::unique_ptr<BuiltIndex> of_lines(const std::string& json_lines) {
    const TemporaryFolder folder;
    const std::string path = folder.path() + "/cases.jsonl";
    std::ofstream(path) << json_lines;
    return std::make_unique<BuiltIndex>(path);
  }

  /// The cases that come with the project; built once a program.
  static BuiltIndex& shipped() {
    static BuiltIndex index(std::string(JIREI_SOURCE_DIR) + "/data/cases");
    return index;
  }

  Engine& engine() { return *engine_; }
  const std::vector<CaseRecord>& records() const { return records_; }

 private:
  TemporaryFolder folder_;
  std::optional<Engine> engine_;
  std::vector<CaseRecord> records_;
};

using Ids = std::set<std::string>;

/// A request for every hit, without fragments or facets.
inline Request request_for(const std::string& query) {
  Request request;
  request.query = query;
  request.limit = 1000;
  request.snippets = 0;
  request.all_facets = false;
  return request;
}

inline Ids ids_of(const Answer& answer, bool every_word) {
  Ids ids;
  for (const Hit& hit : answer.hits) {
    if (hit.every_word == every_word) ids.insert(hit.id);
  }
  return ids;
}

/// Ids of the cases that match every word of the query.
inline Ids every_word(BuiltIndex& index, const std::string& query) {
  return ids_of(index.engine().search(request_for(query)), true);
}

inline std::vector<std::string> texts_of(const CaseRecord& record) {
  std::vector<std::string> texts{record.title};
  for (const Section& section : record.sections) texts.push_back(section.text);
  return texts;
}

/// The code points [range) of a text.
inline std::string marked(const std::string& text, const Highlight& range) {
  const std::size_t begin = byte_offset(text, range.first);
  return text.substr(begin, byte_offset(text, range.second) - begin);
}

}  // namespace jirei::testing
