#include "indexer/manifest.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <ctime>
#include <nlohmann/json.hpp>

#include "dict/error.h"
#include "indexer/files.h"
#include "indexer/schema.h"

namespace jirei {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kFormat = "jirei-index";

/// Paths are bytes, JSON is text: bytes that are no UTF-8 are written as Latin-1 after a mark.
std::string to_text(const std::string& bytes) {
  const Json probe = bytes;
  try {
    static_cast<void>(probe.dump());
    return bytes;
  } catch (const Json::exception&) {
    std::string out("\xEF\xBF\xBF");  // U+FFFF, which no path of ours begins with
    for (const char c : bytes) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < 0x80) {
        out += c;
      } else {
        out += static_cast<char>(0xc0U | (byte >> 6U));
        out += static_cast<char>(0x80U | (byte & 0x3fU));
      }
    }
    return out;
  }
}

std::string to_bytes(const std::string& text) {
  if (!text.starts_with("\xEF\xBF\xBF")) return text;
  std::string out;
  for (std::size_t i = 3; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80 || i + 1 == text.size()) {
      out += text[i];
    } else {
      const auto next = static_cast<unsigned char>(text[++i]);
      out += static_cast<char>(((lead & 0x03U) << 6U) | (next & 0x3fU));
    }
  }
  return out;
}

std::string digest(std::string_view bytes) {
  return fmt::format("{:016x}", XXH3_64bits(bytes.data(), bytes.size()));
}

Json texts(const std::vector<std::string>& values) {
  Json out = Json::array();
  for (const std::string& value : values) out.push_back(to_text(value));
  return out;
}

std::vector<std::string> from_texts(const Json& json) {
  std::vector<std::string> out;
  for (const Json& value : json) out.push_back(to_bytes(value.get<std::string>()));
  return out;
}

[[noreturn]] void throw_damaged(const std::string& path, const char* reason) {
  throw Error(
      ErrorCode::index_damaged,
      {"索引のファイルが壊れています: " + path + " (" + reason + ")",
       "a file of the index is damaged: " + path + " (" + reason + ")"},
      {"`jirei-index rollback` で一つ前の世代に戻すか、`jirei-index build` で作り直してください",
       "go back one generation with `jirei-index rollback`, or make it again with "
       "`jirei-index build`"});
}

[[noreturn]] void throw_foreign(const std::string& path) {
  throw Error(ErrorCode::index_missing,
              {"jirei の索引ではありません: " + path, "this is no index of jirei: " + path},
              {"-i または JIREI_INDEX の場所を確かめるか、別のフォルダーに "
               "`jirei-index build` で作ってください",
               "look at the place that -i or JIREI_INDEX names, or make an index in another folder "
               "with `jirei-index build`"});
}

void check_schema(int found) {
  if (found == schema::kVersion) return;
  const std::string theirs = std::to_string(found);
  const std::string ours = std::to_string(schema::kVersion);
  if (found > schema::kVersion) {
    throw Error(
        ErrorCode::index_incompatible,
        {"この索引は新しい版のプログラムで作られています (索引の形式は第 " + theirs +
             " 版、このプログラムは第 " + ours + " 版)",
         "the index was made by a newer program: it has schema " + theirs +
             ", this program uses schema " + ours},
        {"新しい版のプログラムを使うか、`jirei-index update --rebuild` でこの版の索引に"
         "作り直してください",
         "use the newer program, or make the index again for this one with `jirei-index update "
         "--rebuild`"});
  }
  throw Error(ErrorCode::index_incompatible,
              {"この索引は古い版のプログラムで作られています (索引の形式は第 " + theirs +
                   " 版、このプログラムは第 " + ours + " 版)",
               "the index was made by an older program: it has schema " + theirs +
                   ", this program uses schema " + ours},
              {"`jirei-index update` で、覚えているソースから作り直してください",
               "make it again from the remembered sources with `jirei-index update`"});
}

template <typename F>
auto parse_file(const std::string& path, F&& read) {
  if (!path_exists(path)) throw_damaged(path, "missing");
  try {
    // We write whole numbers only; a fraction may lie outside of what a whole number can hold.
    const auto whole = [&](int, Json::parse_event_t event, Json& value) {
      if (event == Json::parse_event_t::value && value.is_number_float()) {
        throw_damaged(path, "a number is no whole number");
      }
      return true;
    };
    return read(Json::parse(read_whole_file(path), whole));
  } catch (const Json::exception& error) {
    throw_damaged(path, error.what());
  }
}

Json file_json(const SourceFile& file) {
  return Json::array({to_text(file.path), file.source, file.round, file.size, file.modified,
                      file.hash, file.settled, file.times_tell});
}

SourceFile file_from(const Json& json) {
  SourceFile file;
  file.path = to_bytes(json.at(0).get<std::string>());
  json.at(1).get_to(file.source);
  json.at(2).get_to(file.round);
  json.at(3).get_to(file.size);
  json.at(4).get_to(file.modified);
  json.at(5).get_to(file.hash);
  json.at(6).get_to(file.settled);
  json.at(7).get_to(file.times_tell);
  return file;
}

SourceList sources_from(const Json& json) {
  SourceList out;
  for (const Json& source : json.at("sources")) {
    out.sources.push_back({to_bytes(source.at("given").get<std::string>()),
                           to_bytes(source.at("path").get<std::string>()),
                           source.at("encoding").get<std::string>(),
                           source.at("round").get<std::uint32_t>()});
  }
  for (const Json& file : json.at("files")) {
    out.files.push_back(file_from(file));
    if (out.files.back().source >= out.sources.size()) throw std::out_of_range("source");
  }
  out.removed = from_texts(json.at("removed"));
  for (const Json& entry : json.at("shadowed")) {
    out.shadowed.push_back(
        {to_bytes(entry.at(0).get<std::string>()), entry.at(1).get<std::uint32_t>()});
  }
  out.shard = json.value("shard", 0U);
  out.shards = json.value("shards", 0U);
  return out;
}

}  // namespace

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char buffer[32];
  return {buffer, std::strftime(buffer, sizeof buffer, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

std::string to_json(const Manifest& manifest) {
  Json json = {{"format", kFormat},
               {"schema", manifest.schema},
               {"generation", manifest.generation},
               {"previous", manifest.previous},
               {"program", manifest.program},
               {"built", manifest.built},
               {"analyzer", manifest.analyzer},
               {"facet_table", manifest.facet_table},
               {"measures", manifest.measures},
               {"facet_table_path", to_text(manifest.facet_table_path)},
               {"user_dictionaries", texts(manifest.user_dictionaries)},
               {"cases", manifest.cases},
               {"text_bytes", manifest.text_bytes},
               {"sources", texts(manifest.sources)},
               {"sources_hash", manifest.sources_hash},
               {"user_dictionary_hashes", manifest.user_dictionary_hashes}};
  json["checksum"] = digest(json.dump(2));
  return json.dump(2) + "\n";
}

namespace {

Manifest read(const std::string& generation_path, bool any_schema) {
  const std::string path = generation_path + "/" + std::string(schema::kManifestFile);
  return parse_file(path, [&](const Json& json) {
    if (json.at("format") != kFormat) throw_foreign(path);
    Manifest out;
    json.at("schema").get_to(out.schema);
    if (!any_schema) check_schema(out.schema);
    json.at("generation").get_to(out.generation);
    json.at("previous").get_to(out.previous);
    json.at("program").get_to(out.program);
    json.at("built").get_to(out.built);
    json.at("analyzer").get_to(out.analyzer);
    json.at("facet_table").get_to(out.facet_table);
    json.at("measures").get_to(out.measures);
    out.facet_table_path = to_bytes(json.at("facet_table_path").get<std::string>());
    out.user_dictionaries = from_texts(json.at("user_dictionaries"));
    json.at("cases").get_to(out.cases);
    json.at("text_bytes").get_to(out.text_bytes);
    out.sources = from_texts(json.at("sources"));
    if (out.schema < 2) return out;  // hashes came with schema 2
    json.at("sources_hash").get_to(out.sources_hash);
    json.at("user_dictionary_hashes").get_to(out.user_dictionary_hashes);
    return out;
  });
}

}  // namespace

Manifest read_manifest(const std::string& generation_path) { return read(generation_path, false); }

Manifest read_any_manifest(const std::string& generation_path) {
  return read(generation_path, true);
}

void verify_descriptions(const std::string& generation_path) {
  const Manifest manifest = read_manifest(generation_path);
  const std::string path = generation_path + "/" + std::string(schema::kManifestFile);
  if (to_json(manifest) != read_whole_file(path)) throw_damaged(path, "checksum");
  const std::string sources = generation_path + "/" + std::string(schema::kSourcesFile);
  if (file_digest(sources) != manifest.sources_hash) throw_damaged(sources, "checksum");
  verify_user_dictionaries(generation_path, manifest);
}

void verify_user_dictionaries(const std::string& generation_path, const Manifest& manifest) {
  for (std::size_t i = 0; i < manifest.user_dictionary_hashes.size(); ++i) {
    const std::string dictionary = fmt::format("{}/user-{}.dic", generation_path, i + 1);
    if (!path_exists(dictionary)) throw_damaged(dictionary, "missing");
    if (file_digest(dictionary) != manifest.user_dictionary_hashes[i]) {
      throw_damaged(dictionary, "checksum");
    }
  }
}

std::string file_digest(const std::string& path) {
  const MappedFile file(path);
  return digest(file.bytes());
}

std::string to_json(const SourceList& list) {
  Json json = {{"sources", Json::array()},
               {"files", Json::array()},
               {"removed", texts(list.removed)},
               {"shadowed", Json::array()}};
  for (const Source& source : list.sources) {
    json["sources"].push_back({{"given", to_text(source.given)},
                               {"path", to_text(source.path)},
                               {"encoding", source.encoding},
                               {"round", source.round}});
  }
  for (const SourceFile& file : list.files) json["files"].push_back(file_json(file));
  for (const ShadowedCase& entry : list.shadowed) {
    json["shadowed"].push_back(Json::array({to_text(entry.id), entry.file}));
  }
  if (list.shards != 0) {
    json["shard"] = list.shard;
    json["shards"] = list.shards;
  }
  return json.dump() + "\n";
}

SourceList read_sources(const std::string& generation_path) {
  const std::string path = generation_path + "/" + std::string(schema::kSourcesFile);
  try {
    return parse_file(path, sources_from);
  } catch (const std::out_of_range&) {
    throw_damaged(path, "a file names an unknown source");
  }
}

}  // namespace jirei
