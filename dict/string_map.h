// A read-only table from a string to a list of strings, mapped from a file: opening it costs the
// same for ten keys and for a million. Shared by the tables of variants and synonyms.
//
// File (little endian, u32 unless said): "JIREIMAP", version, number of keys n, xxh3-64 of all that
// follows the head (u64), then n+1 offsets of keys, n+1 offsets of lists, the keys (sorted by
// bytes, joined), the lists (joined). A list is a sequence of entries: tag (u8), length (u8),
// bytes. Offsets count from the beginning of the keys and of the lists.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace jirei {

class StringMap {
 public:
  struct Entry {
    std::string_view text;  ///< points into the mapped file
    std::uint8_t tag = 0;   ///< whatever the table means by it
    friend bool operator==(const Entry&, const Entry&) = default;
  };

  /// Checks the head and the size only. Throws Error(dictionary).
  static StringMap open(const std::string& path);

  /// The same of a table that is kept in memory; `name` is for messages.
  static StringMap from_bytes(std::string bytes, const std::string& name);

  std::size_t size() const;  ///< number of keys
  std::string_view key(std::size_t index) const;
  std::vector<Entry> entries(std::size_t index) const;
  /// The list of a key, in its order; empty for a key that is not in the table.
  std::vector<Entry> find(std::string_view key) const;
  /// Reads everything: false when the content is not what was written.
  bool intact() const;
  /// The stored checksum: equal contents, equal values. Part of what decides what a query means.
  std::uint64_t checksum() const;

 private:
  struct Mapping;
  static StringMap read(std::shared_ptr<Mapping> mapping, const std::string& path);
  std::shared_ptr<const Mapping> mapping_;
};

/// Collects a table and writes its file. The same text twice under a key keeps the higher tag.
class StringMapBuilder {
 public:
  /// Throws Error(invalid_input) for an empty key or text and for more than 255 bytes of text.
  void add(const std::string& key, const std::string& text, std::uint8_t tag = 0);
  std::size_t size() const { return lists_.size(); }
  /// The file's content; entries by falling tag, then as they were added.
  std::string bytes() const;

 private:
  std::map<std::string, std::vector<std::pair<std::string, std::uint8_t>>, std::less<>> lists_;
};

}  // namespace jirei
