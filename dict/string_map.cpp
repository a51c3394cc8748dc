#include "dict/string_map.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <cstring>

#include "dict/error.h"

namespace jirei {
namespace {

constexpr std::string_view kMagic = "JIREIMAP";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kHeadBytes = 24;  // magic, version, count, checksum
constexpr std::size_t kMaxTextBytes = 255;

template <typename T>
T load(const char* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

template <typename T>
void store(std::string* out, T value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out->append(bytes, sizeof value);
}

[[noreturn]] void fail(const std::string& path, const std::string& ja, const std::string& en) {
  throw Error(
      ErrorCode::dictionary, {path + ": " + ja, path + ": " + en},
      {"ビルドし直すか、インストールし直してください。", "Build or install the programs again."});
}

}  // namespace

struct StringMap::Mapping {
  std::string own;  // of a table in memory; else the file is mapped
  const char* data = nullptr;
  std::size_t size = 0;
  std::uint32_t count = 0;
  const char* key_offsets = nullptr;
  const char* list_offsets = nullptr;
  std::string_view keys;
  std::string_view lists;

  Mapping() = default;
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping() {
    if (data != nullptr && own.empty()) munmap(const_cast<char*>(data), size);
  }

  /// The piece between two offsets; empty where a damaged file points outside.
  static std::string_view piece(const char* offsets, std::size_t index, std::string_view blob) {
    const auto begin = load<std::uint32_t>(offsets + 4 * index);
    const auto end = load<std::uint32_t>(offsets + 4 * (index + 1));
    if (begin > end || end > blob.size()) return {};
    return blob.substr(begin, end - begin);
  }
};

StringMap StringMap::open(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status {};
  if (file < 0 || fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
    if (file >= 0) ::close(file);
    fail(path, "表のファイルを開けません", "cannot open the table");
  }
  auto mapping = std::make_shared<Mapping>();
  mapping->size = static_cast<std::size_t>(status.st_size);
  void* mapped = MAP_FAILED;
  if (mapping->size >= kHeadBytes) {
    mapped = mmap(nullptr, mapping->size, PROT_READ, MAP_SHARED, file, 0);
  }
  ::close(file);
  if (mapped == MAP_FAILED) fail(path, "表が壊れています", "the table is damaged");
  mapping->data = static_cast<const char*>(mapped);
  return read(std::move(mapping), path);
}

StringMap StringMap::from_bytes(std::string bytes, const std::string& name) {
  if (bytes.size() < kHeadBytes) fail(name, "表が壊れています", "the table is damaged");
  auto mapping = std::make_shared<Mapping>();
  mapping->own = std::move(bytes);
  mapping->data = mapping->own.data();
  mapping->size = mapping->own.size();
  return read(std::move(mapping), name);
}

StringMap StringMap::read(std::shared_ptr<Mapping> mapping, const std::string& path) {
  const std::string_view all(mapping->data, mapping->size);
  mapping->count = load<std::uint32_t>(all.data() + 12);
  const std::uint64_t blobs = kHeadBytes + 8 * (std::uint64_t{mapping->count} + 1);
  if (all.substr(0, 8) != kMagic || load<std::uint32_t>(all.data() + 8) != kVersion) {
    fail(path, "表の形式が違います", "not a table of this version");
  }
  if (blobs > all.size()) fail(path, "表が途中で切れています", "the table is cut short");
  mapping->key_offsets = all.data() + kHeadBytes;
  mapping->list_offsets = mapping->key_offsets + 4 * (std::size_t{mapping->count} + 1);
  const auto key_bytes =
      load<std::uint32_t>(mapping->key_offsets + 4 * std::size_t{mapping->count});
  const auto list_bytes =
      load<std::uint32_t>(mapping->list_offsets + 4 * std::size_t{mapping->count});
  if (blobs + key_bytes + list_bytes != all.size()) {
    fail(path, "表が途中で切れています", "the table is cut short");
  }
  mapping->keys = all.substr(blobs, key_bytes);
  mapping->lists = all.substr(blobs + key_bytes);

  StringMap map;
  map.mapping_ = std::move(mapping);
  return map;
}

std::size_t StringMap::size() const { return mapping_->count; }

std::string_view StringMap::key(std::size_t index) const {
  return Mapping::piece(mapping_->key_offsets, index, mapping_->keys);
}

std::vector<StringMap::Entry> StringMap::entries(std::size_t index) const {
  std::vector<Entry> out;
  std::string_view rest = Mapping::piece(mapping_->list_offsets, index, mapping_->lists);
  while (rest.size() >= 2) {
    const auto tag = static_cast<std::uint8_t>(rest[0]);
    const auto length = static_cast<std::uint8_t>(rest[1]);
    rest.remove_prefix(2);
    if (length > rest.size()) break;
    out.push_back({rest.substr(0, length), tag});
    rest.remove_prefix(length);
  }
  return out;
}

std::vector<StringMap::Entry> StringMap::find(std::string_view wanted) const {
  std::size_t low = 0;
  std::size_t high = size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    const int order = key(middle).compare(wanted);
    if (order == 0) return entries(middle);
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return {};
}

std::uint64_t StringMap::checksum() const { return load<std::uint64_t>(mapping_->data + 16); }

bool StringMap::intact() const {
  const std::string_view body(mapping_->data + kHeadBytes, mapping_->size - kHeadBytes);
  return XXH3_64bits(body.data(), body.size()) == checksum();
}

void StringMapBuilder::add(const std::string& key, const std::string& text, std::uint8_t tag) {
  if (key.empty() || text.empty() || text.size() > kMaxTextBytes) {
    throw Error(ErrorCode::invalid_input,
                {"表の語が空か、長すぎます: " + key + " → " + text,
                 "a word of the table is empty or too long: " + key + " → " + text});
  }
  auto& list = lists_[key];
  const auto known =
      std::find_if(list.begin(), list.end(), [&](const auto& e) { return e.first == text; });
  if (known == list.end()) {
    list.emplace_back(text, tag);
  } else {
    known->second = std::max(known->second, tag);
  }
}

std::string StringMapBuilder::bytes() const {
  std::string key_offsets;
  std::string list_offsets;
  std::string keys;
  std::string lists;
  for (const auto& [key, unsorted] : lists_) {
    store(&key_offsets, static_cast<std::uint32_t>(keys.size()));
    store(&list_offsets, static_cast<std::uint32_t>(lists.size()));
    keys += key;
    auto list = unsorted;
    std::stable_sort(list.begin(), list.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    for (const auto& [text, tag] : list) {
      lists += static_cast<char>(tag);
      lists += static_cast<char>(text.size());
      lists += text;
    }
  }
  store(&key_offsets, static_cast<std::uint32_t>(keys.size()));
  store(&list_offsets, static_cast<std::uint32_t>(lists.size()));
  const std::string body = key_offsets + list_offsets + keys + lists;

  std::string out(kMagic);
  store(&out, kVersion);
  store(&out, static_cast<std::uint32_t>(lists_.size()));
  store(&out, static_cast<std::uint64_t>(XXH3_64bits(body.data(), body.size())));
  return out + body;
}

}  // namespace jirei
