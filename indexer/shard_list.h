// A collection in several shards: the file that lists them, and which case lies in which.
//
// A manifest of shards is a JSON file, or a folder with one named shards.json:
//
//   {"jirei_shards": 1, "shards": ["shard-1", "tcp://127.0.0.1:7001",
//   "ssh://user@host/srv/jirei/3",
//                                  {"name": "大阪", "at": "prog:xapian-progsrv
//                                  /srv/4/current/xapian"}]}
//
// A shard is an ordinary index folder (a path, relative to the manifest), a `xapian-tcpsrv` that
// serves the database of one (tcp://HOST:PORT), or a program that speaks Xapian's remote protocol
// on its standard input and output: `xapian-progsrv` on another machine (ssh://[USER@]HOST[:PORT]
// /FOLDER) or any command (prog:COMMAND). The order of the shards does not matter for answers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace jirei {

/// One shard as the manifest names it.
struct ShardPlace {
  enum class Kind : std::uint8_t { local, tcp, program };
  Kind kind = Kind::local;
  std::string name;        ///< for messages: the given name, else the place as it is spelled
  std::string path;        ///< local: absolute or relative to the working directory
  std::string host;        ///< tcp
  std::uint16_t port = 0;  ///< tcp
  std::string program;     ///< program: without a shell, arguments separated by spaces
  std::string arguments;
};

struct ShardList {
  std::string manifest;  ///< path of the file
  std::vector<ShardPlace> shards;
};

inline constexpr std::string_view kShardManifest = "shards.json";
inline constexpr std::size_t kMaxShards = 256;

/// Path of the manifest behind what -i names: the file itself, or shards.json in the folder; ""
/// when it names an undivided index (or nothing that exists).
std::string shard_manifest_of(const std::string& index);

/// Throws Error(unreadable / invalid_input) naming the file and what is wrong. A manifest that runs
/// programs must belong to the user (or root) and must not be writable by others: Error(usage).
ShardList read_shard_list(const std::string& manifest);

/// One place as it is spelled; relative paths lie beside the manifest. Throws Error(invalid_input).
ShardPlace parse_shard_place(const std::string& at, const std::string& folder);

/// The manifest of local shards, as `jirei-index build --shards` writes it.
std::string shard_manifest_json(const std::vector<std::string>& places);

/// The shard of a case, from 0: xxh3 of its id modulo the number of shards. Part of the format.
std::uint32_t shard_of(std::string_view id, std::uint32_t shards);

}  // namespace jirei
