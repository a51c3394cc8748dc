// What becomes of each case when sources are read again: the rules of `add` and `update`, apart
// from how the result is written.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "indexer/case_store.h"
#include "indexer/document.h"
#include "indexer/manifest.h"

namespace jirei {

/// No file of the new list.
inline constexpr std::uint32_t kNoFile = UINT32_MAX;

/// Decides case by case against the old generation.
///
/// Files must be read from the latest round to the earliest: where two files of different rounds
/// hold one id, the case met first stays and the other is remembered as shadowed. Within a round
/// that is an error.
class CaseMerger {
 public:
  /// `files` are those of the new list; `old_to_new` gives the new number of an old file, or
  /// kNoFile; `reread` says which new files are read in this run. `trust_hashes` false: every case
  /// read counts as changed.
  struct Setup {
    const CaseStore* old = nullptr;
    const SourceList* old_list = nullptr;
    SourceList* list = nullptr;
    std::vector<std::uint32_t> old_to_new;
    std::vector<bool> reread;
    bool trust_hashes = true;
    bool readmit = false;  ///< cases taken out by `remove` come back (add)
  };
  using Put = std::function<void(SourceCase&&, std::uint32_t replaces)>;

  CaseMerger(Setup setup, Put put);

  /// A case read from the new file `file`. Throws Error(duplicate).
  void on_case(CaseRecord&& record, std::uint32_t file);
  /// A case of that file could not be read; `id` if it is known.
  void on_problem(const std::string& id, std::uint32_t file);
  /// Nothing of the file could be read: its cases stay as they are.
  void keep_all_of(std::uint32_t file) { keep_unseen_.insert(file); }
  /// Whether a case that was passed over before may now be wanted, so that the file has to be read.
  bool must_reread(std::uint32_t file) const;
  /// To be called when a file is read that was not planned to be.
  void mark_reread(std::uint32_t file) { setup_.reread[file] = true; }

  /// What stays and what goes, when all is read. `keep_missing`: cases that their file no longer
  /// holds stay (add), and the file is marked to be read again.
  struct Outcome {
    std::vector<std::uint32_t> gone;             ///< docids
    std::vector<std::uint32_t> files;            ///< by docid: new file of each case that stays
    std::vector<std::uint32_t> replaced_docids;  ///< ascending
    std::uint32_t added = 0, changed = 0, kept = 0;

    bool replaced(std::uint32_t docid) const {
      return std::binary_search(replaced_docids.begin(), replaced_docids.end(), docid);
    }
  };
  Outcome finish(bool keep_missing);

 private:
  enum class State : std::uint8_t { unseen, unchanged, replaced, keep };
  struct Delivered {
    std::uint32_t file;
    std::uint32_t line;
  };

  std::uint32_t round(std::uint32_t file) const { return setup_.list->files[file].round; }
  std::uint32_t new_file_of(std::uint32_t docid) const;
  bool on_removed_list(const std::string& id) const;
  bool passed_over(const std::string& id);
  bool wins(const CaseRecord& record, std::uint32_t file, std::uint32_t docid);
  void shadow(const std::string& id, std::uint32_t file) { shadowed_.push_back({id, file}); }
  [[noreturn]] void throw_duplicate(const std::string& id, Delivered first, Delivered second) const;

  Setup setup_;
  Put put_;
  std::vector<State> states_;         ///< by old docid
  std::vector<std::uint32_t> files_;  ///< by old docid, for those read again
  std::unordered_map<std::string, Delivered> delivered_;
  std::unordered_set<std::uint32_t> keep_unseen_;
  std::vector<ShadowedCase> shadowed_;
  std::uint32_t added_ = 0, changed_ = 0;
};

/// Message for two cases with one id; `first` and `second` say file and line.
[[noreturn]] void throw_duplicate_id(const std::string& id, const std::string& first,
                                     const std::string& second);
/// "path:12", or the path alone for line 0.
std::string file_and_line(const std::string& path, std::uint32_t line);

/// How `remove --purge` remembers an id without keeping it.
std::string purged_id(const std::string& id);

}  // namespace jirei
