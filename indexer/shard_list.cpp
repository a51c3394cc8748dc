#include "indexer/shard_list.h"

#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "dict/error.h"
#include "indexer/files.h"
#include "indexer/schema.h"

namespace jirei {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kManifestVersion = 1;

[[noreturn]] void throw_bad_manifest(const std::string& path, const Text& reason) {
  throw Error(
      ErrorCode::invalid_input,
      {"シャードの一覧 " + path + ": " + reason.ja, "shard list " + path + ": " + reason.en},
      {"書き方は README の「一台を超えて」にあります",
       "README says how to write one (\"Past one machine\")"});
}

[[noreturn]] void throw_bad_place(const std::string& at, const Text& reason) {
  throw Error(ErrorCode::invalid_input,
              {"シャードの場所「" + at + "」: " + reason.ja, "shard \"" + at + "\": " + reason.en},
              {"フォルダー、tcp://ホスト:ポート、ssh://[利用者@]ホスト/フォルダー、prog:コマンド の"
               "どれかで書きます",
               "write a folder, tcp://HOST:PORT, ssh://[USER@]HOST/FOLDER or prog:COMMAND"});
}

bool is_folder(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

bool is_file(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

bool take_prefix(std::string_view* text, std::string_view prefix) {
  if (!text->starts_with(prefix)) return false;
  text->remove_prefix(prefix.size());
  return true;
}

std::uint16_t parse_port(const std::string& at, std::string_view digits) {
  std::uint16_t port = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (result.ec != std::errc() || result.ptr != digits.data() + digits.size() || port == 0) {
    throw_bad_place(at, {"ポートは 1 から 65535 の数です", "a port is a number from 1 to 65535"});
  }
  return port;
}

// HOST:PORT or [::1]:PORT.
void parse_tcp(const std::string& at, std::string_view rest, ShardPlace* place) {
  while (rest.ends_with('/')) rest.remove_suffix(1);
  const std::size_t colon = rest.rfind(':');
  if (colon == std::string_view::npos || colon == 0) {
    throw_bad_place(at, {"ホストとポートが要ります", "it needs a host and a port"});
  }
  std::string_view host = rest.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  place->kind = ShardPlace::Kind::tcp;
  place->host = host;
  place->port = parse_port(at, rest.substr(colon + 1));
}

// Arguments are cut at spaces and reach no shell here, but ssh hands them to one over there.
void check_plain(const std::string& at, std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c >= 0x80 ||
           std::string_view("/._-+@%:,=").find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (!plain || text.starts_with('-')) {
    throw_bad_place(at, {"空白や記号のない名前にしてください",
                         "names here must be free of spaces and special characters"});
  }
}

// [USER@]HOST[:PORT]/FOLDER: an index folder there, served for this search alone.
void parse_ssh(const std::string& at, std::string_view rest, ShardPlace* place) {
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == rest.size()) {
    throw_bad_place(at, {"ホストとフォルダーが要ります", "it needs a host and a folder"});
  }
  std::string_view host = rest.substr(0, slash);
  std::string folder(rest.substr(slash));
  while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
  std::string port;
  if (const std::size_t colon = host.rfind(':'); colon != std::string_view::npos) {
    port = "-p " + std::to_string(parse_port(at, host.substr(colon + 1))) + " ";
    host = host.substr(0, colon);
  }
  check_plain(at, host);
  check_plain(at, folder);
  place->kind = ShardPlace::Kind::program;
  place->program = "ssh";
  place->arguments = "-T -o BatchMode=yes " + port + std::string(host) + " xapian-progsrv " +
                     folder + "/" + std::string(schema::kCurrentLink) + "/" +
                     std::string(schema::kXapianFolder);
}

void parse_program(const std::string& at, std::string_view rest, ShardPlace* place) {
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  const std::size_t space = rest.find(' ');
  place->kind = ShardPlace::Kind::program;
  place->program = rest.substr(0, space);
  if (place->program.empty()) throw_bad_place(at, {"コマンドが要ります", "it needs a command"});
  if (space != std::string_view::npos) place->arguments = rest.substr(space + 1);
}

void check_owner(const std::string& manifest, const ShardPlace& place) {
  struct stat status {};
  if (::stat(manifest.c_str(), &status) != 0) throw_io("読めません", "cannot read", manifest);
  const bool owned = status.st_uid == ::geteuid() || status.st_uid == 0;
  if (owned && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0) return;
  throw Error(ErrorCode::usage,
              {"シャードの一覧 " + manifest + " はプログラムを動かします（" + place.name +
                   "）が、あなたのものでないか、ほかの人が書き換えられます",
               "shard list " + manifest + " runs a program (" + place.name +
                   ") but is not yours or can be written by others"},
              {"中身を確かめ、自分の持ち物にして chmod go-w してください",
               "look at what it says, make it your own and chmod go-w it"});
}

ShardPlace parse_entry(const Json& entry, const std::string& manifest) {
  const std::string folder = folder_of(manifest);
  if (entry.is_string()) return parse_shard_place(entry.get<std::string>(), folder);
  if (!entry.is_object() || !entry.contains("at") || !entry["at"].is_string() ||
      (entry.contains("name") && !entry["name"].is_string())) {
    throw_bad_manifest(manifest, {"シャードは文字列か {\"name\": …, \"at\": …} です",
                                  "a shard is a string or {\"name\": …, \"at\": …}"});
  }
  ShardPlace place = parse_shard_place(entry["at"].get<std::string>(), folder);
  if (entry.contains("name")) place.name = entry["name"].get<std::string>();
  return place;
}

}  // namespace

std::string shard_manifest_of(const std::string& index) {
  if (is_file(index)) return index;
  if (!is_folder(index)) return {};
  const std::string inside = index + "/" + std::string(kShardManifest);
  return is_file(inside) ? inside : std::string();
}

ShardPlace parse_shard_place(const std::string& at, const std::string& folder) {
  ShardPlace place;
  place.name = at;
  std::string_view rest = at;
  if (at.empty()) throw_bad_place(at, {"空です", "it is empty"});
  if (take_prefix(&rest, "tcp://")) {
    parse_tcp(at, rest, &place);
  } else if (take_prefix(&rest, "ssh://")) {
    parse_ssh(at, rest, &place);
  } else if (take_prefix(&rest, "prog:")) {
    parse_program(at, rest, &place);
  } else if (at.find("://") != std::string::npos) {
    throw_bad_place(at, {"知らない種類です", "a kind that is not known"});
  } else {
    place.path = at.starts_with('/') ? at : folder + "/" + at;
    while (place.path.size() > 1 && place.path.ends_with('/')) place.path.pop_back();
  }
  return place;
}

ShardList read_shard_list(const std::string& manifest) {
  ShardList list{manifest, {}};
  const Json json = Json::parse(read_whole_file(manifest), nullptr, false);
  if (!json.is_object() || !json.contains("jirei_shards")) {
    throw_bad_manifest(manifest, {"シャードの一覧 ({\"jirei_shards\": 1, …}) ではありません",
                                  "this is no list of shards ({\"jirei_shards\": 1, …})"});
  }
  if (json["jirei_shards"] != kManifestVersion) {
    throw Error(ErrorCode::index_incompatible,
                {"シャードの一覧 " + manifest + " の版はこのプログラムでは読めません",
                 "this program cannot read the version of shard list " + manifest},
                {"新しい版の jirei を使ってください", "use a newer jirei"});
  }
  if (!json.contains("shards") || !json["shards"].is_array() || json["shards"].empty() ||
      json["shards"].size() > kMaxShards) {
    throw_bad_manifest(
        manifest,
        {"shards に 1 から " + std::to_string(kMaxShards) + " 個のシャードを並べてください",
         "\"shards\" must list 1 to " + std::to_string(kMaxShards) + " shards"});
  }
  for (const Json& entry : json["shards"]) {
    list.shards.push_back(parse_entry(entry, manifest));
    if (list.shards.back().kind == ShardPlace::Kind::program) {
      check_owner(manifest, list.shards.back());
    }
  }
  return list;
}

std::string shard_manifest_json(const std::vector<std::string>& places) {
  Json json = Json::object();
  json["jirei_shards"] = kManifestVersion;
  json["shards"] = places;
  return json.dump(2) + "\n";
}

std::uint32_t shard_of(std::string_view id, std::uint32_t shards) {
  if (shards == 0) return 0;
  return static_cast<std::uint32_t>(XXH3_64bits(id.data(), id.size()) % shards);
}

}  // namespace jirei
