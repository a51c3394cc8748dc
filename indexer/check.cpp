#include "indexer/check.h"

#include <fmt/format.h>
#include <xapian.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <ostream>

#include "dict/report.h"
#include "indexer/case_store.h"
#include "indexer/document.h"
#include "indexer/facet_table.h"
#include "indexer/files.h"
#include "indexer/frequent_sets.h"
#include "indexer/full_build.h"
#include "indexer/generation.h"
#include "indexer/manifest.h"
#include "indexer/schema.h"
#include "indexer/workshop.h"
#include "indexer/xapian_check.h"
#include "indexer/xapian_error.h"

namespace jirei {
namespace {

constexpr std::uint32_t kSetSample = 256;  ///< cases that frequent.bin is compared with
constexpr std::uint64_t kSampleBytes = std::uint64_t{2} << 20U;  ///< text analysed without --full

const Text kRebuild = {
    "`jirei-index update --rebuild` で作り直すか、`jirei-index rollback` で戻してください",
    "make it again with `jirei-index update --rebuild`, or go back with `jirei-index rollback`"};
const Text kUpdate = {"`jirei-index update` で直ります", "`jirei-index update` mends it"};

/// Terms, wdf, positions, values and data of a document as one comparable text.
std::string fingerprint_of(const Xapian::Document& document) {
  std::string out;
  for (auto term = document.termlist_begin(); term != document.termlist_end(); ++term) {
    out += *term + '\0' + std::to_string(term.get_wdf());
    for (auto at = term.positionlist_begin(); at != term.positionlist_end(); ++at) {
      out += ' ' + std::to_string(*at);
    }
    out += '\n';
  }
  for (auto value = document.values_begin(); value != document.values_end(); ++value) {
    out += std::to_string(value.get_valueno()) + '=' + *value + '\n';
  }
  return out;
}

class Checker {
 public:
  Checker(const std::string& path, bool full, Console* console)
      : path_(path), full_(full), console_(console) {}

  CheckReport run() {
    if (attempt([this] { manifest_ = read_manifest(path_); }) &&
        attempt([this] { verify_descriptions(path_); }) &&
        attempt([this] { static_cast<void>(read_sources(path_)); })) {
      check_parts();
    }
    return std::move(report_);
  }

 private:
  void check_parts() {
    const bool xapian = attempt([this] { check_xapian(); });
    const bool store = attempt([this] { check_store(); });
    if (!xapian || !store) return;
    attempt([this] { verify_agreement(path_, 0); });
    attempt([this] { check_frequent_sets(); });
    attempt([this] { check_fingerprints(); });
    attempt([this] { check_records(); });
    if (same_dictionary_) attempt([this] { check_terms(); });
  }

  /// Runs a step; what it throws is a finding.
  bool attempt(const std::function<void()>& step) {
    try {
      step();
      return true;
    } catch (const Error& error) {
      add(error.message(), kRebuild);
    } catch (const Xapian::Error& error) {
      const Error ours = to_error(error);
      add(ours.message(), kRebuild);
    } catch (const std::exception& error) {
      add({std::string("読めません: ") + error.what(),
           std::string("cannot be read: ") + error.what()},
          kRebuild);
    }
    return false;
  }

  void add(Text what, Text mend) { report_.findings.push_back({std::move(what), std::move(mend)}); }

  std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }

  void check_xapian() {
    const std::string folder = file(schema::kXapianFolder);
    if (const std::size_t errors = xapian_errors(folder); errors != 0) {
      throw Error(ErrorCode::index_damaged,
                  {fmt::format("Xapian データベースに誤りが {} 件あります", errors),
                   fmt::format("the Xapian database has {} errors", errors)});
    }
    database_ = Xapian::Database(folder);
    table_ = FacetTable::from_json(database_.get_metadata(std::string(schema::kMetaFacetTable)));
  }

  void check_store() {
    store_.emplace(CaseStore::open(file(schema::kCaseStoreFile)));
    store_->verify();
    report_.cases = store_->doc_count();
    for (std::size_t i = 0; i < store_->column_count(); ++i) check_column(store_->column(i));
    const std::string sets = file(schema::kFrequentFile);
    if (!path_exists(sets)) return;
    sets_ = FrequentSets::open(sets, *store_);
    if (sets_) return sets_->verify();
    add({"frequent.bin "
         "がこの索引、またはこの版のプログラムのものではありません（検索はこれを使わずに答えます）",
         "frequent.bin is not of this index or of this version of the program (searches answer "
         "without it)"},
        kRebuild);
  }

  void check_frequent_sets() {
    if (!sets_) return;
    const std::uint32_t last = store_->last_docid();
    const std::uint32_t step = std::max(1U, last / kSetSample);
    std::vector<std::string_view> texts;
    for (std::uint64_t docid = 1; docid <= last; docid += step) {
      const auto id = static_cast<std::uint32_t>(docid);
      const auto& unknown = sets_->unknown();
      if (!store_->live(id) || std::binary_search(unknown.begin(), unknown.end(), id)) continue;
      std::vector<std::string> terms;
      std::vector<std::uint32_t> counts;
      for (auto it = database_.termlist_begin(id); it != database_.termlist_end(id); ++it) {
        terms.push_back(*it);
        counts.push_back(it.get_wdf());
      }
      store_->folded_texts(id, &texts);
      if (sets_->right_about({id, terms, counts, database_.get_doclength(id), texts})) continue;
      add({"frequent.bin が事例と合いません", "frequent.bin contradicts the cases"}, kRebuild);
      return;
    }
  }

  void check_column(const FacetColumn& column) {
    column.check();
    std::vector<std::uint32_t> counted(column.dictionary().size());
    for (const std::uint32_t value : column.ids()) ++counted[value];
    if (!std::equal(counted.begin(), counted.end(), column.totals().begin(),
                    column.totals().end())) {
      add({"ファセットの件数が合いません", "the totals of a facet are wrong"}, kRebuild);
    }
  }

  void check_fingerprints() {
    analyzer_.emplace(analyzer_spec_of(path_));
    const std::string stored = database_.get_metadata(std::string(schema::kMetaAnalyzer));
    const std::string schema = database_.get_metadata(std::string(schema::kMetaSchema));
    if (stored != manifest_.analyzer || schema != std::to_string(manifest_.schema) ||
        table_.fingerprint() != manifest_.facet_table) {
      add({"manifest.json と Xapian データベースの記録が違います",
           "manifest.json and the Xapian database do not say the same"},
          kRebuild);
    }
    same_dictionary_ = stored == analyzer_->fingerprint();
    if (!same_dictionary_) {
      add({"辞書が索引を作ったときと違います (" + stored + " / " + analyzer_->fingerprint() + ")",
           "the dictionary is not the one the index was made with (" + stored + " / " +
               analyzer_->fingerprint() + ")"},
          kUpdate);
    }
    if (manifest_.cases != store_->doc_count()) {
      add({"manifest.json の件数が違います", "the number of cases in manifest.json is wrong"},
          kRebuild);
    }
  }

  /// Every record reads back, and says the same in the database and in the case store.
  void check_records() {
    std::uint64_t total = 0;
    for (std::uint32_t docid = 1; docid <= store_->last_docid(); ++docid) {
      if (!store_->live(docid)) continue;
      const CaseRecord record = store_->record(docid, table_);
      if (database_.get_document(docid).get_data() != to_json(record, table_)) {
        differs(record.id, {"記録", "record"});
      }
      total += database_.get_doclength(docid);
    }
    // Ranking divides by the average, which Xapian keeps apart from the lengths.
    const double sum = database_.get_average_length() * database_.get_doccount();
    if (std::abs(sum - static_cast<double>(total)) > 0.5) {
      add({"Xapian データベースの長さの合計が合いません",
           "the total length in the Xapian database is wrong"},
          kRebuild);
    }
  }

  void differs(const std::string& id, const Text& part) {
    if (++differences_ > 10) return;  // the first ones say enough
    add({fmt::format("事例 {} の{}が食い違っています", id, part.ja),
         fmt::format("case {}: the index contradicts its {}", id, part.en)},
        kRebuild);
  }

  void check_terms() {
    const MeasureTable measures = open_measures();
    if (measures.fingerprint() != manifest_.measures) {
      add({"対策の語彙が索引を作ったときと違います",
           "the vocabulary of measures is not the one the index was made with"},
          kUpdate);
      return;
    }
    CaseIndexer indexer({*analyzer_, table_, measures});
    Lexicon lexicon;
    const std::uint64_t step =
        full_ ? 1 : std::max<std::uint64_t>(1, manifest_.text_bytes / kSampleBytes);
    console_->start({"確認中", "checking"}, 0);
    for (std::uint64_t docid = 1; docid <= store_->last_docid(); docid += step) {
      const auto id = static_cast<std::uint32_t>(docid);
      if (!store_->live(id)) continue;
      const CaseRecord record = store_->record(id, table_);
      const IndexedCase again = indexer.index({record, 0, 0}, &lexicon);
      if (fingerprint_of(again.document) != fingerprint_of(database_.get_document(id))) {
        differs(record.id, {"索引語", "terms"});
      }
      if (again.stored.bytes != store_->encoded(id)) differs(record.id, {"本文", "text"});
      console_->progress(0, ++report_.analysed);
    }
    console_->clear();
    if (full_ && !lexicon.matches(database_)) {
      add({"読みの表が事例と合いません", "the table of readings contradicts the cases"}, kRebuild);
    }
  }

  const std::string path_;
  const bool full_;
  Console* console_;
  CheckReport report_;
  Manifest manifest_;
  Xapian::Database database_;
  FacetTable table_;
  std::optional<CaseStore> store_;
  std::optional<FrequentSets> sets_;
  std::optional<Analyzer> analyzer_;
  bool same_dictionary_ = false;
  std::uint32_t differences_ = 0;
};

}  // namespace

CheckReport check_generation(const std::string& generation_path, bool full, Console* console) {
  return Checker(generation_path, full, console).run();
}

int check_command(const IndexOptions& options, Console* console, std::ostream& out) {
  const Generation generation = Generation::open(options.index);
  const CheckReport report = check_generation(generation.path(), options.full, console);
  for (const Finding& finding : report.findings) {
    print_text(finding.what, options.language, out);
    print_text({"  対処: " + finding.mend.ja, "  hint: " + finding.mend.en}, options.language, out);
  }
  if (!report.findings.empty()) return kExitError;
  print_text({fmt::format("問題はありません: {} 件 (うち {} 件を解析し直して比べました)",
                          report.cases, report.analysed),
              fmt::format("nothing wrong: {} cases ({} of them analysed again and compared)",
                          report.cases, report.analysed)},
             options.language, out);
  return kExitFound;
}

}  // namespace jirei
