// A folder of sources and an index of them, changed through the commands of the indexer.
#pragma once

#include <gtest/gtest.h>
#include <xapian.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "indexer/build.h"
#include "indexer/case_store.h"
#include "indexer/change.h"
#include "indexer/check.h"
#include "indexer/schema.h"
#include "indexer/update.h"
#include "tests/unit/indexer/index_support.h"

namespace jirei {

class UpdateTest : public ::testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directory(sources_); }

  IndexOptions options(IndexCommand command, const std::string& index) const {
    IndexOptions out;
    out.command = command;
    out.index = index;
    out.quiet = out.yes = true;
    out.jobs = 2;
    out.share_above = share_above_;
    return out;
  }
  int build(const std::string& index, const std::vector<std::string>& sources) const {
    IndexOptions with = options(IndexCommand::build, index);
    with.sources = sources;
    Console console(Language::en, true);
    return build_command(with, &console);
  }
  int add(const std::vector<std::string>& sources) const {
    IndexOptions with = options(IndexCommand::add, index_);
    with.sources = sources;
    Console console(Language::en, true);
    return add_command(with, &console);
  }
  int update(bool yes = true) const {
    IndexOptions with = options(IndexCommand::update, index_);
    with.yes = yes;
    Console console(Language::en, true);
    return update_command(with, &console);
  }
  int remove(const std::vector<std::string>& ids, bool purge = false) const {
    IndexOptions with = options(IndexCommand::remove, index_);
    with.ids = ids;
    with.purge = purge;
    Console console(Language::en, true);
    return remove_command(with, &console);
  }

  std::string source(const std::string& name) const { return sources_ + "/" + name; }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(source(name), std::ios::binary | std::ios::trunc) << text;
  }
  void write_case(const std::string& name, const std::string& id, const std::string& text) const {
    write(name, "---\nid: " + id + "\ntitle: " + text + "の題\n業種: 製造業\n---\n\n## 概要\n\n" +
                    text + "\n");
  }

  static std::vector<std::string> ids(const std::string& index) {
    const OldIndex opened = OldIndex::open(index);
    std::set<std::string> out;
    for (std::uint32_t docid = 1; docid <= opened.store.last_docid(); ++docid) {
      if (opened.store.live(docid)) out.emplace(opened.store.id(docid));
    }
    return {out.begin(), out.end()};
  }

  static void expect_healthy(const std::string& index) {
    Console console(Language::en, true);
    const std::string path = generation_path(index, current_generation(index));
    for (const Finding& finding : check_generation(path, true, &console).findings) {
      ADD_FAILURE() << finding.what.en;
    }
  }

  /// Everything that an answer can depend on, by case id in place of docid.
  static std::map<std::string, std::string> contents(const std::string& index) {
    const OldIndex opened = OldIndex::open(index);
    const Xapian::Database database(opened.generation.file(schema::kXapianFolder));
    std::map<std::string, std::string> out;
    for (auto term = database.allterms_begin(); term != database.allterms_end(); ++term) {
      std::map<std::string, Xapian::termcount> postings;
      for (auto p = database.postlist_begin(*term); p != database.postlist_end(*term); ++p) {
        postings[std::string(opened.store.id(*p))] = p.get_wdf();
      }
      std::string& text = out["term " + *term];
      for (const auto& [id, wdf] : postings) text += id + ':' + std::to_string(wdf) + ' ';
    }
    for (auto key = database.metadata_keys_begin(); key != database.metadata_keys_end(); ++key) {
      out["metadata " + *key] = database.get_metadata(*key);
    }
    for (std::uint32_t docid = 1; docid <= opened.store.last_docid(); ++docid) {
      if (!opened.store.live(docid)) continue;
      const std::string id(opened.store.id(docid));
      out["case " + id] = database.get_document(docid).get_data();
      out["rank " + id] = std::to_string(opened.store.id_rank(docid));
      out["length " + id] = std::to_string(database.get_doclength(docid));
    }
    for (std::size_t i = 0; i < opened.store.column_count(); ++i) {
      const FacetColumn& column = opened.store.column(i);
      for (std::size_t v = 0; v < column.dictionary().size(); ++v) {
        out["facet " + std::to_string(i) + ' ' + std::string(column.dictionary()[v])] =
            std::to_string(v) + ' ' + std::to_string(column.totals()[v]);
      }
    }
    return out;
  }

  std::uint64_t share_above_ = IndexOptions().share_above;
  TemporaryFolder folder_;
  std::string sources_ = folder_.file("sources");
  std::string index_ = folder_.file("index");
};

}  // namespace jirei
