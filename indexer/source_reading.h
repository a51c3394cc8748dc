// Reading remembered sources: files with their state, cases with their citation.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "indexer/case_record.h"
#include "indexer/manifest.h"
#include "indexer/readers/reader.h"

namespace jirei {

/// A SOURCE of the command line as it will be remembered. Throws Error(not_found).
Source make_source(const std::string& given, const std::string& encoding, std::uint32_t round);

/// The files of a source, sorted; "-" for standard input. Throws Error(not_found / unreadable).
std::vector<std::string> files_of(const Source& source);

/// Bytes of the files, as far as they are known: for the progress display.
std::uint64_t total_bytes(const std::vector<SourceFile>& files);

/// The state of a file now, without its hash; `settled` false.
SourceFile file_state(const std::string& path, std::uint32_t source);

/// Whether a later change of a file is sure to show in its times: they must lie clearly in the
/// past.
bool clearly_past(std::int64_t modified);

/// xxh3 of a file's bytes. Throws Error(unreadable).
std::uint64_t hash_file(const std::string& path);

/// Hands over a file's cases and problems in their order. Citations name the file as it is named
/// inside its source. What cannot be opened is a problem too, unless the source is that very file:
/// then Error. Returns the file's state; not settled if anything could not be read or the file
/// changed meanwhile.
SourceFile read_source_file(const Source& source, const SourceFile& file, const FacetTable& table,
                            const std::function<void(CaseRecord&&)>& on_case,
                            const std::function<void(ReadProblem&&)>& on_problem);

}  // namespace jirei
