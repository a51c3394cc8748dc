#include "searcher/shard_set.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "dict/error.h"
#include "indexer/document_cases.h"
#include "indexer/files.h"
#include "indexer/generation.h"
#include "indexer/schema.h"
#include "searcher/sharded_cases.h"

namespace jirei {

namespace fs = std::filesystem;

struct ShardSet::Opened {
  ShardPlace place;
  std::optional<Generation> generation;  // local: holds it open
  Xapian::Database database;
  std::string schema, analyzer, facets;

  bool remote() const { return place.kind != ShardPlace::Kind::local; }
};

namespace {

// A private folder that goes with its files.
class TemporaryFolder {
 public:
  TemporaryFolder() : path_((fs::temp_directory_path() / "jirei-XXXXXX").string()) {
    if (::mkdtemp(path_.data()) == nullptr) throw_io("作れません", "cannot make", path_);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string write(const std::string& name, std::string_view bytes) const {
    OutputFile file(path_ + "/" + name);
    file.write(bytes);
    file.finish();
    return path_ + "/" + name;
  }

 private:
  std::string path_;
};

unsigned milliseconds(double seconds) {
  return static_cast<unsigned>(std::clamp(seconds * 1000, 1.0, 86'400'000.0));
}

Xapian::Database connect_to(const ShardPlace& place, double timeout) {
  const unsigned wait = milliseconds(timeout);
  if (place.kind == ShardPlace::Kind::tcp) {
    return Xapian::Remote::open(place.host, place.port, wait, wait);
  }
  return Xapian::Remote::open(place.program, place.arguments, wait);
}

// A timeout may come wrapped, and a program that does not start shows as a closed connection.
bool timed_out(const Xapian::Error& error) {
  return std::string_view(error.get_type()) == "NetworkTimeoutError";
}

// The error with the shard's name in front, unless it is in it.
Error naming(const std::string& name, const Error& error) {
  if (error.message().en.find(name) != std::string::npos) return error;
  return {error.code(),
          {"シャード「" + name + "」: " + error.message().ja,
           "shard \"" + name + "\": " + error.message().en},
          error.hint()};
}

[[noreturn]] void throw_different(const std::string& name, const Text& what,
                                  const std::string& first, const Text& hint) {
  throw Error(ErrorCode::index_incompatible,
              {fmt::format("シャード「{}」は{}が「{}」と違います", name, what.ja, first),
               fmt::format("shard \"{}\" has another {} than \"{}\"", name, what.en, first)},
              hint);
}

}  // namespace

Error unreachable_shard(const std::string& name, const std::string& reason, bool timed_out) {
  const Text hint =
      timed_out ? Text{"サーバーが止まっていないか見て、遅いだけなら --shard-timeout を延ばしてください。"
                       "--partial を付けると、このシャードなしで答えます",
                       "see whether the server hangs; if it is only slow, raise --shard-timeout. "
                       "--partial answers without this shard"}
                : Text{"サーバー (xapian-tcpsrv、ssh) が動いているか、場所が正しいかを見てください。"
                       "--partial を付けると、このシャードなしで答えます",
                       "see whether its server (xapian-tcpsrv, ssh) runs and the place is right. "
                       "--partial answers without this shard"};
  return {ErrorCode::unreadable,
          timed_out ? Text{fmt::format("シャード「{}」から返事がありません ({})", name, reason),
                           fmt::format("no reply from shard \"{}\" ({})", name, reason)}
                    : Text{fmt::format("シャード「{}」に届きません ({})", name, reason),
                           fmt::format("cannot reach shard \"{}\" ({})", name, reason)},
          hint};
}

ShardSet::ShardSet() = default;
ShardSet::~ShardSet() = default;

std::unique_ptr<ShardSet> ShardSet::open(const ShardList& list, const ShardOptions& options) {
  std::unique_ptr<ShardSet> set(new ShardSet());
  set->connect(list, options, {});
  set->check_alike();
  set->facets_ =
      std::make_shared<const FacetTable>(FacetTable::from_json(set->shards_.front().facets));
  set->join();
  return set;
}

std::unique_ptr<ShardSet> ShardSet::open_again(const ShardList& list, const ShardOptions& options,
                                               const std::string& known_lost) const {
  std::unique_ptr<ShardSet> set(new ShardSet());
  set->connect(list, options, known_lost);
  set->check_alike();
  if (set->shards_.front().facets != shards_.front().facets) {
    throw Error(ErrorCode::index_incompatible,
                {"シャードのファセット表が、検索のあいだに変わりました",
                 "the facet table of the shards has changed while they were searched"},
                {"もう一度実行してください", "run it again"});
  }
  set->facets_ = facets_;
  set->join();
  return set;
}

ShardSet::Opened ShardSet::open_one(const ShardPlace& place, const ShardOptions& options) {
  Opened shard{place, std::nullopt, {}, {}, {}, {}};
  if (shard.remote()) {
    shard.database = connect_to(place, options.timeout);
  } else {
    shard.generation.emplace(Generation::open(place.path));
    shard.database = Xapian::Database(shard.generation->file(schema::kXapianFolder));
  }
  shard.schema = shard.database.get_metadata(std::string(schema::kMetaSchema));
  shard.analyzer = shard.database.get_metadata(std::string(schema::kMetaAnalyzer));
  shard.facets = shard.database.get_metadata(std::string(schema::kMetaFacetTable));
  return shard;
}

void ShardSet::connect(const ShardList& list, const ShardOptions& options,
                       const std::string& known_lost) {
  std::optional<Error> last;
  for (const ShardPlace& place : list.shards) {
    try {
      if (!known_lost.empty() && place.name == known_lost) {
        throw unreachable_shard(place.name, "NetworkTimeoutError", true);
      }
      shards_.push_back(open_one(place, options));
      continue;
    } catch (const Xapian::Error& error) {
      last = unreachable_shard(place.name, error.get_description(), timed_out(error));
    } catch (const Error& error) {
      last = naming(place.name, error);
    }
    if (!options.partial) throw Error(*last);
    missing_.push_back(place.name);
  }
  if (shards_.empty()) throw Error(*last);
}

void ShardSet::check_alike() const {
  const Opened& first = shards_.front();
  const std::string schema = std::to_string(schema::kVersion);
  const Text mend = {"同じ版の jirei-index で、このシャードを `jirei-index update` してください",
                     "update this shard with the same version of jirei-index"};
  for (const Opened& shard : shards_) {
    const std::string found = shard.schema.empty() ? "?" : shard.schema;
    if (shard.schema != schema) {
      throw Error(
          ErrorCode::index_incompatible,
          {fmt::format("シャード「{}」の索引の形式 ({}) は、このプログラムの形式 ({}) と違います",
                       shard.place.name, found, schema),
           fmt::format("shard \"{}\" has index format {}, this program reads {}", shard.place.name,
                       found, schema)},
          mend);
    }
    if (shard.analyzer != first.analyzer) {
      throw_different(shard.place.name, {"辞書", "dictionary"}, first.place.name, mend);
    }
    if (shard.facets != first.facets) {
      throw_different(shard.place.name, {"ファセット表", "facet table"}, first.place.name, mend);
    }
  }
}

void ShardSet::join() {
  analyzer_ = shards_.front().analyzer;
  std::vector<ShardTerms::Shard> terms;
  std::vector<bool> remote;
  for (const Opened& shard : shards_) remote.push_back(shard.remote());
  auto workers = std::make_shared<ShardWorkers>(std::move(remote));
  auto cases = std::make_unique<ShardedCases>(workers);
  for (Opened& shard : shards_) {
    database_.add_database(shard.database);
    terms.push_back({shard.database, shard.remote()});
    cases->add(shard.generation
                   ? open_case_store(shard.generation->file(schema::kCaseStoreFile), shard.database,
                                     *facets_)
                   : CaseStore::over(std::make_unique<DocumentCases>(shard.database, *facets_)));
  }
  cases->join(*facets_);
  store_ = CaseStore::over(std::move(cases));
  terms_ = std::make_unique<ShardTerms>(std::move(terms), std::move(workers));
}

Analyzer ShardSet::open_analyzer() const {
  const TemporaryFolder folder;
  AnalyzerSpec spec = default_analyzer_spec();
  for (int i = 1;; ++i) {
    const std::string key = fmt::format("{}{}", schema::kMetaDictionaryPrefix, i);
    const std::string dictionary = shards_.front().database.get_metadata(key);
    if (dictionary.empty()) break;
    spec.user_dictionaries.push_back(folder.write(key + ".dic", dictionary));
  }
  Analyzer analyzer(spec);  // maps the files, and needs their names no longer
  if (analyzer.fingerprint() != analyzer_) {
    const std::string& name = shards_.front().place.name;
    throw Error(
        ErrorCode::index_incompatible,
        {fmt::format("シャード「{}」などは別の辞書（または別の版のプログラム）で作られています",
                     name),
         fmt::format("shard \"{}\" and the others were made with another dictionary (or another "
                     "version of the program)",
                     name)},
        {"同じ版の jirei-index で、シャードを `jirei-index update` してください",
         "update the shards with the same version of jirei-index"});
  }
  return analyzer;
}

bool ShardSet::runs_programs() const {
  return std::any_of(shards_.begin(), shards_.end(), [](const Opened& shard) {
    return shard.place.kind == ShardPlace::Kind::program;
  });
}

bool ShardSet::stale() const {
  return std::any_of(shards_.begin(), shards_.end(), [](const Opened& shard) {
    return shard.generation && shard.generation->stale();
  });
}

std::string ShardSet::shard_of(const Xapian::Error& error) const {
  const std::string& context = error.get_context();
  for (const Opened& shard : shards_) {
    const ShardPlace& place = shard.place;
    if (place.kind == ShardPlace::Kind::local) continue;
    const std::string theirs =
        place.kind == ShardPlace::Kind::tcp
            ? fmt::format("remote:tcp({}:{})", place.host, place.port)
            : fmt::format("remote:prog({} {})", place.program, place.arguments);
    if (context == theirs) return place.name;
  }
  return {};
}

}  // namespace jirei
