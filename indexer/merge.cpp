#include "indexer/merge.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>

#include "dict/error.h"

namespace jirei {

void throw_duplicate_id(const std::string& id, const std::string& first,
                        const std::string& second) {
  throw Error(ErrorCode::duplicate,
              {fmt::format("同じ id の事例が二つあります: {} ({} と {})", id, first, second),
               fmt::format("two cases have the id {}: {} and {}", id, first, second)},
              {"どちらかの id を変えてください。索引は元のままです",
               "change one of the ids; the index is as it was"});
}

std::string file_and_line(const std::string& path, std::uint32_t line) {
  return line == 0 ? path : fmt::format("{}:{}", path, line);
}

std::string purged_id(const std::string& id) {
  return fmt::format("xxh3:{:016x}", XXH3_64bits(id.data(), id.size()));
}

CaseMerger::CaseMerger(Setup setup, Put put)
    : setup_(std::move(setup)),
      put_(std::move(put)),
      states_(std::size_t{setup_.old->last_docid()} + 1, State::unseen),
      files_(states_.size(), kNoFile) {}

std::uint32_t CaseMerger::new_file_of(std::uint32_t docid) const {
  const std::uint32_t old_file = setup_.old->file_index(docid);
  return old_file < setup_.old_to_new.size() ? setup_.old_to_new[old_file] : kNoFile;
}

bool CaseMerger::on_removed_list(const std::string& id) const {
  const auto& list = setup_.list->removed;
  return !list.empty() && (std::binary_search(list.begin(), list.end(), id) ||
                           std::binary_search(list.begin(), list.end(), purged_id(id)));
}

bool CaseMerger::passed_over(const std::string& id) {
  if (!on_removed_list(id)) return false;
  if (!setup_.readmit) return true;
  std::erase(setup_.list->removed, id);
  std::erase(setup_.list->removed, purged_id(id));
  return false;
}

void CaseMerger::throw_duplicate(const std::string& id, Delivered first, Delivered second) const {
  const auto describe = [this](Delivered place) {
    return file_and_line(setup_.list->files[place.file].path, place.line);
  };
  throw_duplicate_id(id, describe(first), describe(second));
}

bool CaseMerger::wins(const CaseRecord& record, std::uint32_t file, std::uint32_t docid) {
  const Delivered here{file, record.source.line};
  const auto [met, fresh] = delivered_.try_emplace(record.id, here);
  if (!fresh) {
    if (round(met->second.file) == round(file)) throw_duplicate(record.id, met->second, here);
    shadow(record.id, file);
    return false;
  }
  const std::uint32_t holder = docid == 0 ? kNoFile : new_file_of(docid);
  if (holder == kNoFile || holder == file || setup_.reread[holder]) return true;
  if (round(holder) == round(file)) {
    throw_duplicate(record.id, {holder, setup_.old->source(docid).line}, here);
  }
  if (round(holder) > round(file)) {
    met->second = {holder, 0};
    shadow(record.id, file);
    return false;
  }
  shadow(record.id, holder);
  return true;
}

void CaseMerger::on_case(CaseRecord&& record, std::uint32_t file) {
  if (passed_over(record.id)) return;
  const std::uint32_t docid = setup_.old->find(record.id);
  if (!wins(record, file, docid)) return;
  const std::uint64_t hash = content_hash(record);
  if (docid != 0) {
    files_[docid] = file;
    if (setup_.trust_hashes && setup_.old->content_hash(docid) == hash) {
      states_[docid] = State::unchanged;
      return;
    }
    states_[docid] = State::replaced;
  }
  ++(docid == 0 ? added_ : changed_);
  put_({std::move(record), hash, file}, docid);
}

void CaseMerger::on_problem(const std::string& id, std::uint32_t file) {
  if (id.empty()) {
    keep_unseen_.insert(file);
    return;
  }
  const std::uint32_t docid = setup_.old->find(id);
  if (docid != 0 && new_file_of(docid) == file && states_[docid] == State::unseen) {
    states_[docid] = State::keep;
  }
}

bool CaseMerger::must_reread(std::uint32_t file) const {
  for (const ShadowedCase& entry : setup_.old_list->shadowed) {
    if (entry.file >= setup_.old_to_new.size() || setup_.old_to_new[entry.file] != file) continue;
    if (delivered_.contains(entry.id) || on_removed_list(entry.id)) continue;
    const std::uint32_t docid = setup_.old->find(entry.id);
    const std::uint32_t holder = docid == 0 ? kNoFile : new_file_of(docid);
    if (holder == kNoFile || setup_.reread[holder]) return true;
  }
  return false;
}

CaseMerger::Outcome CaseMerger::finish(bool keep_missing) {
  Outcome out;
  out.added = added_;
  out.changed = changed_;
  out.files = files_;
  for (std::uint32_t docid = 1; docid < states_.size(); ++docid) {
    if (!setup_.old->live(docid)) continue;
    State& state = states_[docid];
    const std::uint32_t file = new_file_of(docid);
    if (state == State::unseen && file != kNoFile) {
      const bool reread = setup_.reread[file];
      if (reread && keep_missing) setup_.list->files[file].settled = false;
      if (!reread || keep_missing || keep_unseen_.contains(file)) state = State::keep;
    }
    if (state == State::keep) {
      out.files[docid] = file;
      // Under other tables its source may say something else: to be read when it can be.
      if (!setup_.trust_hashes) setup_.list->files[file].settled = false;
    }
    if (state == State::unseen) {
      out.gone.push_back(docid);
    } else if (state == State::replaced) {
      out.replaced_docids.push_back(docid);
    } else {
      ++out.kept;
    }
  }
  // Shadowed cases of files that were not read again are still there.
  for (const ShadowedCase& entry : setup_.old_list->shadowed) {
    const std::uint32_t file =
        entry.file < setup_.old_to_new.size() ? setup_.old_to_new[entry.file] : kNoFile;
    if (file != kNoFile && !setup_.reread[file]) shadow(entry.id, file);
  }
  std::sort(shadowed_.begin(), shadowed_.end());
  shadowed_.erase(std::unique(shadowed_.begin(), shadowed_.end()), shadowed_.end());
  setup_.list->shadowed = shadowed_;
  return out;
}

}  // namespace jirei
