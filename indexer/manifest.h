// What a generation says of itself: manifest.json (small, for everybody) and sources.json (what
// `update` needs; may be large).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/shard_list.h"

namespace jirei {

struct Manifest {
  int schema = 0;
  std::uint64_t generation = 0;
  std::uint64_t previous = 0;    ///< the generation it replaced; 0 = none
  std::string program;           ///< version of the program that wrote it
  std::string built;             ///< UTC, ISO 8601
  std::string analyzer;          ///< Analyzer::fingerprint()
  std::string facet_table;       ///< FacetTable::fingerprint()
  std::string measures;          ///< MeasureTable::fingerprint()
  std::string facet_table_path;  ///< where `update` reads it again; "" = the shipped one
  std::vector<std::string> user_dictionaries;  ///< as they were named; copies lie beside
  std::uint64_t cases = 0;
  std::uint64_t text_bytes = 0;      ///< of titles and texts, as read
  std::vector<std::string> sources;  ///< as they were named
  /// xxh3 of what lies beside: sources.json and the user dictionaries, in hexadecimal digits.
  std::string sources_hash;
  std::vector<std::string> user_dictionary_hashes;
};

/// With a checksum of the text itself as its last entry.
std::string to_json(const Manifest& manifest);
/// Throws Error(index_damaged / index_incompatible) naming `path`.
Manifest read_manifest(const std::string& generation_path);
/// The same whatever its schema: what has been in manifests from the first schema on.
Manifest read_any_manifest(const std::string& generation_path);

/// A source as it was named on a command line.
struct Source {
  std::string given;     ///< as typed; "-" is standard input
  std::string path;      ///< absolute; empty for standard input
  std::string encoding;  ///< --encoding, else ""
  /// Number of the command that named it last. Where two sources hold one id, the later command
  /// wins (`add` replaces); within one command that is an error.
  std::uint32_t round = 0;
  friend bool operator==(const Source&, const Source&) = default;
};

/// A file of a source, as it was when it was read. A file that several sources name belongs to the
/// first of them, and counts as named in the latest of their rounds.
struct SourceFile {
  std::string path;
  std::uint32_t source = 0;  ///< index into SourceList::sources
  std::uint32_t round = 0;   ///< see Source::round
  std::uint64_t size = 0;
  std::int64_t modified = 0;  ///< mtime in nanoseconds
  std::uint64_t hash = 0;     ///< xxh3 of the bytes
  bool settled = false;       ///< false: read it again, something of it could not be read
  bool times_tell = false;    ///< false: too fresh when it was read; compare its contents
  friend bool operator==(const SourceFile&, const SourceFile&) = default;
};

/// A case that was passed over because a later source holds the same id.
struct ShadowedCase {
  std::string id;
  std::uint32_t file = 0;
  friend bool operator==(const ShadowedCase&, const ShadowedCase&) = default;
  friend bool operator<(const ShadowedCase& a, const ShadowedCase& b) {
    return a.id != b.id ? a.id < b.id : a.file < b.file;
  }
};

struct SourceList {
  std::vector<Source> sources;
  std::vector<SourceFile> files;
  std::vector<std::string> removed;  ///< ids taken out by `remove`, sorted
  std::vector<ShadowedCase> shadowed;
  /// One of several shards: only the cases that are dealt to it (shard_list.h) count.
  std::uint32_t shard = 0;   ///< from 0
  std::uint32_t shards = 0;  ///< 0: an undivided index
  bool holds(std::string_view id) const { return shards == 0 || shard_of(id, shards) == shard; }
};

std::string to_json(const SourceList& sources);
SourceList read_sources(const std::string& generation_path);

/// Whether manifest.json, sources.json and the user dictionaries are byte for byte what was
/// written. Throws Error(index_damaged) naming the file.
void verify_descriptions(const std::string& generation_path);
/// The user dictionaries alone: MeCab must not be given damaged ones.
void verify_user_dictionaries(const std::string& generation_path, const Manifest& manifest);
/// xxh3 of a file, in hexadecimal digits.
std::string file_digest(const std::string& path);

/// UTC now, ISO 8601 to the second.
std::string utc_now();

}  // namespace jirei
