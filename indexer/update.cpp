#include "indexer/update.h"

#include <fmt/format.h>
#include <xapian.h>

#include <algorithm>
#include <chrono>

#include "dict/error.h"
#include "indexer/build.h"
#include "indexer/change.h"
#include "indexer/scan.h"
#include "indexer/schema.h"
#include "indexer/source_reading.h"
#include "indexer/xapian_error.h"

namespace jirei {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begun) {
  return std::chrono::duration<double>(Clock::now() - begun).count();
}

/// Reads what has to be read, latest rounds first, and lets the merger decide.
void read_planned(const FacetTable& table, bool forgiving, ScanPlan* plan, CaseMerger* merger,
                  Console* console) {
  std::uint64_t planned = 0;
  for (std::size_t i = 0; i < plan->reread.size(); ++i) {
    if (plan->reread[i]) planned += plan->list.files[i].size;
  }
  console->start({"反映中", "updating"}, planned);
  std::uint64_t done_bytes = 0;
  std::uint64_t cases = 0;
  for (const std::uint32_t number : reading_order(plan->list)) {
    if (!plan->reread[number]) {
      if (!merger->must_reread(number)) continue;
      plan->reread[number] = true;
      merger->mark_reread(number);
    }
    SourceFile& file = plan->list.files[number];
    try {
      file = read_source_file(
          plan->list.sources[file.source], file, table,
          [&](CaseRecord&& record) {
            if (!plan->list.holds(record.id)) return;
            merger->on_case(std::move(record), number);
            console->progress(done_bytes, ++cases);
          },
          [&](ReadProblem&& problem) {
            if (!problem.case_id.empty() && !plan->list.holds(problem.case_id)) return;
            merger->on_problem(problem.case_id, number);
            console->problem(problem);
          });
    } catch (const Error& error) {
      const bool about_the_file =
          error.code() == ErrorCode::unreadable || error.code() == ErrorCode::not_found;
      if (!forgiving || !about_the_file) throw;
      console->problem({file.path, 0, error.message(), error.hint(), ""});
      merger->keep_all_of(number);
      file.settled = false;
    }
    done_bytes += file.size;
  }
  console->clear();
}

/// Whether the lists say the same but for times.
bool same_sources(const SourceList& a, const SourceList& b) {
  return a.sources == b.sources && a.removed == b.removed && a.shadowed == b.shadowed &&
         std::equal(a.files.begin(), a.files.end(), b.files.begin(), b.files.end(),
                    [](const SourceFile& x, const SourceFile& y) {
                      return x.path == y.path && x.source == y.source && x.round == y.round &&
                             x.hash == y.hash && x.settled == y.settled;
                    });
}

void check_loss(const IndexOptions& options, Console* console, std::size_t gone,
                std::uint32_t cases) {
  if (options.yes || gone * 5 <= cases) return;
  const Text question = {fmt::format("{} 件のうち {} 件がなくなります。続けますか", cases, gone),
                         fmt::format("{} of {} cases would go. Go on?", gone, cases)};
  if (console->confirm(question)) return;
  throw Error(
      ErrorCode::usage,
      {fmt::format("{} 件のうち {} 件がなくなるので、やめました。索引は元のままです", cases, gone),
       fmt::format("{} of {} cases would go, so nothing was done; the index is as it was", gone,
                   cases)},
      {"ソースを確かめてください。それでよければ --yes を付けてください",
       "look at the sources; if that is what you want, give --yes"});
}

void note_outcome(const CaseMerger::Outcome& outcome, double scan_seconds, double seconds,
                  Console* console) {
  console->note(
      {fmt::format("追加 {}、変更 {}、削除 {}、そのまま {} (確認 {:.2f} 秒、全体 {:.2f} 秒)",
                   outcome.added, outcome.changed, outcome.gone.size(), outcome.kept, scan_seconds,
                   seconds),
       fmt::format("{} added, {} changed, {} gone, {} as they were (scan {:.2f} s, all {:.2f} s)",
                   outcome.added, outcome.changed, outcome.gone.size(), outcome.kept, scan_seconds,
                   seconds)});
}

/// What `add` and `update` share once it is known which files to read.
int merge_and_publish(const IndexOptions& options, bool adding, ScanPlan* plan, IndexChange* change,
                      Clock::time_point begun, Console* console) {
  const double scan_seconds = seconds_since(begun);
  const OldIndex& old = change->old();
  CaseMerger merger({&old.store, &old.sources, &plan->list, plan->old_to_new, plan->reread,
                     !change->whole(), adding},
                    [change](SourceCase&& item, std::uint32_t replaces) {
                      change->put(std::move(item), replaces);
                    });
  read_planned(change->table(), !adding, plan, &merger, console);
  check_strict(options, *console);
  const CaseMerger::Outcome outcome = merger.finish(adding);
  if (!adding) check_loss(options, console, outcome.gone.size(), old.store.doc_count());
  const bool nothing = outcome.added + outcome.changed == 0 && outcome.gone.empty();
  if (!nothing || change->whole() || !same_sources(old.sources, plan->list)) {
    console->stage({"書き込んでいます", "writing"});
    change->publish(outcome, plan->list, false);
  }
  note_outcome(outcome, scan_seconds, seconds_since(begun), console);
  return console->problems() == 0 ? 0 : 2;
}

[[noreturn]] void throw_unknown_ids(const std::vector<std::string>& ids) {
  std::string list;
  for (const std::string& id : ids) list += (list.empty() ? "" : ", ") + id;
  throw Error(ErrorCode::not_found,
              {"索引にない事例です: " + list + "。索引は元のままです",
               "no such case in the index: " + list + "; the index is as it was"},
              {"id は `jirei-search --format ids` で一覧できます",
               "`jirei-search --format ids` lists the ids"});
}

/// The generation before the one in service, if it is still there; else 0. Where the manifest
/// cannot be read, the one with the number before.
std::uint64_t previous_generation(const std::string& index_dir, std::uint64_t current) {
  const auto kept = list_generations(index_dir);
  const auto place = std::lower_bound(kept.begin(), kept.end(), current);
  std::uint64_t previous = place == kept.begin() ? 0 : *std::prev(place);
  try {
    previous = read_manifest(generation_path(index_dir, current)).previous;
  } catch (const Error&) {
    // That is what going back is for.
  }
  return std::binary_search(kept.begin(), kept.end(), previous) ? previous : 0;
}

}  // namespace

int add_command(const IndexOptions& options, Console* console) {
  const auto begun = Clock::now();
  for (const std::string& given : options.sources) {
    static_cast<void>(files_of(make_source(given, options.encoding, 0)));  // must be there
  }
  if (current_generation(options.index) == 0) return build_command(options, console);
  IndexChange change(options);
  ScanPlan plan = scan_named(change.old().sources, options, change.whole());
  return merge_and_publish(options, true, &plan, &change, begun, console);
}

namespace {

/// Everything from the remembered sources, whatever state the index is in.
int update_from_sources(const IndexOptions& options, Console* console) {
  const auto begun = Clock::now();
  IndexChange change(options, IndexChange::From::sources);
  const SourceList& sources = change.old().sources;
  ScanPlan plan = scan_remembered(sources, true, true, console);
  const bool from_input = std::any_of(sources.sources.begin(), sources.sources.end(),
                                      [](const Source& source) { return source.path.empty(); });
  if (console->problems() > 0 || from_input) {
    throw Error(ErrorCode::not_found,
                {"読み直せないソースがあるので、作り直すと事例が失われます。索引は元のままです",
                 "a source cannot be read again, so making the index again would lose cases; it is "
                 "as it was"},
                {"ソースに届くようにしてやり直すか、`jirei-index rollback` で戻すか、"
                 "`jirei-index build` で作り直してください",
                 "make the source reachable and try again, go back with `jirei-index rollback`, or "
                 "make it anew with `jirei-index build`"});
  }
  return merge_and_publish(options, false, &plan, &change, begun, console);
}

int update_from_cases(const IndexOptions& options, Console* console) {
  const auto begun = Clock::now();
  IndexChange change(options);
  ScanPlan plan = scan_remembered(change.old().sources, options.rehash, change.whole(), console);
  return merge_and_publish(options, false, &plan, &change, begun, console);
}

/// An index of a newer program is not made again unless that is asked for.
bool made_by_newer(const std::string& index_dir) {
  try {
    return read_any_manifest(Generation::open(index_dir).path()).schema > schema::kVersion;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

int update_command(const IndexOptions& options, Console* console) {
  if (options.rebuild) return update_from_sources(options, console);
  try {
    return update_from_cases(options, console);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::index_damaged && error.code() != ErrorCode::index_incompatible) {
      throw;
    }
    if (made_by_newer(options.index)) throw;
    console->warning(error.message());
  } catch (const Xapian::Error& error) {
    const Error ours = to_error(error);
    if (ours.code() != ErrorCode::index_damaged) throw Error(ours);
    console->warning(ours.message());
  }
  console->note(
      {"覚えているソースから作り直します", "making it again from the remembered sources"});
  return update_from_sources(options, console);
}

namespace {

/// Whether the case was removed, or purged, before.
bool taken_out(const SourceList& list, const std::string& id) {
  const auto listed = [&list](const std::string& entry) {
    return std::find(list.removed.begin(), list.removed.end(), entry) != list.removed.end();
  };
  return listed(id) || listed(purged_id(id));
}

}  // namespace

int remove_command(const IndexOptions& options, Console* console) {
  const auto begun = Clock::now();
  IndexChange change(options);
  const CaseStore& store = change.old().store;
  SourceList list = change.old().sources;
  CaseMerger::Outcome outcome;
  outcome.files.assign(std::size_t{store.last_docid()} + 1, kNoFile);
  outcome.kept = store.doc_count();
  for (std::uint32_t docid = 1; docid <= store.last_docid(); ++docid) {
    if (store.live(docid)) outcome.files[docid] = store.file_index(docid);
  }
  std::vector<std::string> unknown;
  for (const std::string& id : options.ids) {
    const std::uint32_t docid = store.find(id);
    if (docid == 0 && options.purge && taken_out(list, id)) {
      std::erase(list.removed, id);  // what is left of it goes
      list.removed.push_back(purged_id(id));
    } else if (docid == 0) {
      unknown.push_back(id);
    } else if (outcome.files[docid] != kNoFile) {
      outcome.files[docid] = kNoFile;
      outcome.gone.push_back(docid);
      --outcome.kept;
      list.removed.push_back(options.purge ? purged_id(id) : id);
    }
  }
  if (!unknown.empty()) throw_unknown_ids(unknown);
  std::sort(list.removed.begin(), list.removed.end());
  list.removed.erase(std::unique(list.removed.begin(), list.removed.end()), list.removed.end());
  change.publish(outcome, list, options.purge);
  note_outcome(outcome, 0, seconds_since(begun), console);
  return 0;
}

int rollback_command(const IndexOptions& options, Console* console) {
  IndexWriter writer(options.index, name(options.command), options.wait_seconds, options.language);
  const std::uint64_t previous = previous_generation(options.index, writer.current());
  if (previous == 0) {
    throw Error(ErrorCode::not_found,
                {"戻れる世代がありません", "there is no generation to go back to"},
                {"残してあるのは一つ前の世代だけです", "only the generation before is kept"});
  }
  const std::string target = generation_path(options.index, previous);
  const Manifest older = read_manifest(target);
  verify_agreement(target, 1000);
  writer.roll_back_to(previous);
  console->note(
      {fmt::format("世代 {} ({}) に戻しました: {} 件", older.generation, older.built, older.cases),
       fmt::format("back to generation {} ({}): {} cases", older.generation, older.built,
                   older.cases)});
  return 0;
}

}  // namespace jirei
