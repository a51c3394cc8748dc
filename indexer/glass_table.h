// One table of a glass database, a B-tree, written in the order of its keys: every block once, one
// behind the other. What Xapian would make by inserting each entry, without the searching.
//
//   block   := revision: u32, level: u8, free bytes twice: u16, end of the directory: u16,
//              directory (offset: u16)*, free room, items (the first one last)
//   leaf    := items (size - 3 and flags: u16, key length: u8, key, [component: u16], tag);
//              the table's first item is an empty one
//   branch  := items (block: u32, key length: u8, key, component: u16); the key of the first one is
//              never looked at
// All numbers are big-endian.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/files.h"
#include "indexer/glass_format.h"

namespace jirei {

/// What the version file keeps of a table.
struct GlassRoot {
  std::uint32_t block = 0;
  std::uint32_t level = 0;
  std::uint64_t entries = 0;  ///< 0: the table is empty and has no file
  std::uint32_t blocks = 0;
};

class GlassTableWriter {
 public:
  static constexpr std::uint32_t kRevision = 1;

  /// The file is made with the first block.
  explicit GlassTableWriter(std::string path);
  ~GlassTableWriter();

  /// Keys ascend. `compressed`: the tag is a raw deflate stream. Throws Error(limit) for a key that
  /// is too long.
  void add(std::string_view key, std::string_view tag, bool compressed = false);
  /// Makes the file durable.
  GlassRoot finish();

 private:
  /// Items from the end of a block, their directory from its beginning.
  class Block {
   public:
    void clear(unsigned level);
    bool empty() const { return directory_ == kHeader; }
    std::size_t room() const { return items_ - directory_; }
    bool fits(std::size_t item) const { return room() >= item + kSlot; }
    /// Room for an item of so many bytes.
    char* add(std::size_t item);
    std::string_view finish();

    static constexpr std::size_t kHeader = 11;
    static constexpr std::size_t kSlot = 2;

   private:
    std::array<char, glass::kBlockBytes> bytes_;
    std::size_t directory_ = kHeader;
    std::size_t items_ = glass::kBlockBytes;
  };
  /// What tells the items of a block from those before it.
  struct Separator {
    std::string key;
    std::uint16_t component = 0;
  };
  struct Branch {
    Block block;
    Separator first;
  };

  void add_component(std::string_view key, std::uint16_t component, bool last, bool compressed,
                     std::string_view bytes);
  void close_leaf();
  void add_branch(std::size_t level, const Separator& separator, std::uint32_t block);
  std::uint32_t write(Block* block);

  std::string path_;
  std::unique_ptr<OutputFile> file_;
  Block leaf_;
  Separator leaf_separator_;
  std::string last_key_;
  std::vector<std::unique_ptr<Branch>> branches_;
  std::uint32_t next_block_ = 0;
  std::uint64_t entries_ = 0;
};

}  // namespace jirei
