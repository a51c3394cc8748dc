// The command line of jirei-index as a plain struct.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dict/error.h"

namespace jirei {

enum class IndexCommand { build, add, update, remove, cat, check, info, convert, rollback };

struct IndexOptions {
  IndexCommand command = IndexCommand::info;
  std::string index;                 ///< folder, resolved
  std::vector<std::string> sources;  ///< as typed
  std::vector<std::string> ids;      ///< remove
  std::string encoding;
  std::string facet_table;  ///< "" = the shipped one, or what the index was built with
  std::vector<std::string> user_dictionaries;
  std::string convert_to;  ///< markdown, jsonl
  std::string output;      ///< convert -o
  bool json = false;       ///< info --format json
  bool strict = false;
  bool yes = false;
  bool quiet = false;
  bool purge = false;
  bool rehash = false;
  bool watch = false;                            ///< update: go on following changes
  bool rebuild = false;                          ///< update: everything from the sources
  bool full = false;                             ///< check --full
  std::uint32_t shards = 0;                      ///< build: make so many; 0 = an undivided index
  std::size_t memory = std::size_t{256} << 20U;  ///< bytes
  /// Databases from this size on are shared with the generation before, not copied (delta.h).
  std::uint64_t share_above = std::uint64_t{64} << 20U;
  unsigned jobs = 0;        ///< worker threads; 0 = one a core
  double wait_seconds = 0;  ///< for another writer
  Language language = Language::en;
};

/// The language of messages before the options are known: --lang anywhere, else the environment.
Language find_language(int argc, const char* const* argv);

/// Parses a command line. nullopt when everything is done (help, version; printed on standard
/// output). Throws Error(usage).
std::optional<IndexOptions> parse_options(int argc, const char* const* argv);

const char* name(IndexCommand command);

}  // namespace jirei
