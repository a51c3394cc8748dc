#include "indexer/glass_table.h"

#include <algorithm>
#include <cassert>

#include "dict/error.h"

namespace jirei {
namespace {

constexpr std::size_t kKeyLength = 1;
constexpr std::size_t kItemSize = 2;
constexpr std::size_t kComponent = 2;
constexpr std::size_t kBlockNumber = 4;
/// A block has room for four of the largest items.
constexpr std::size_t kMaxItem = (glass::kBlockBytes - 11 - 4 * 2) / 4;
constexpr unsigned kCompressed = 0x8000;
constexpr unsigned kLast = 0x4000;
constexpr unsigned kFirst = 0x2000;

[[noreturn]] void throw_too_long(std::string_view key) {
  const std::string shown(key.substr(0, 60));
  throw Error(ErrorCode::limit, {"語が長すぎて索引に入りません: " + shown,
                                 "a term is too long for the index: " + shown});
}

}  // namespace

void GlassTableWriter::Block::clear(unsigned level) {
  bytes_.fill(0);
  glass::store(bytes_.data(), kRevision);
  bytes_[4] = static_cast<char>(level);
  directory_ = kHeader;
  items_ = glass::kBlockBytes;
}

char* GlassTableWriter::Block::add(std::size_t item) {
  assert(fits(item));
  items_ -= item;
  glass::store(bytes_.data() + directory_, static_cast<std::uint16_t>(items_));
  directory_ += kSlot;
  return bytes_.data() + items_;
}

std::string_view GlassTableWriter::Block::finish() {
  const auto room = static_cast<std::uint16_t>(items_ - directory_);
  glass::store(bytes_.data() + 5, room);
  glass::store(bytes_.data() + 7, room);
  glass::store(bytes_.data() + 9, static_cast<std::uint16_t>(directory_));
  return {bytes_.data(), bytes_.size()};
}

GlassTableWriter::GlassTableWriter(std::string path) : path_(std::move(path)) {
  leaf_.clear(0);
  char* const item = leaf_.add(kItemSize + kKeyLength);  // with an empty key
  glass::store(item, static_cast<std::uint16_t>(kFirst | kLast));
}

GlassTableWriter::~GlassTableWriter() = default;

void GlassTableWriter::add(std::string_view key, std::string_view tag, bool compressed) {
  if (key.size() > glass::kMaxKeyBytes) throw_too_long(key);
  assert(last_key_ < key);
  const std::size_t head = kItemSize + kKeyLength + key.size() + kComponent;
  const std::size_t largest = kMaxItem - head;
  std::size_t first = largest + kComponent;  // the first component does without its number
  if (tag.size() <= first) {
    first = tag.size();
  } else {
    // Begin in what is left of this block, if that is worth another item.
    constexpr std::size_t kWorthWhile = 34;
    const std::size_t left = leaf_.room() % (kMaxItem + Block::kSlot);
    const std::size_t last = (tag.size() - kComponent) % largest;
    if (left > Block::kSlot + head) {
      const std::size_t usable = left - Block::kSlot - head;
      if (usable >= last || usable >= key.size() + kWorthWhile) first = usable + kComponent;
    }
  }
  const std::size_t count = 1 + (tag.size() - first + largest - 1) / largest;
  if (count > UINT16_MAX) throw_too_long(key);
  add_component(key, 1, count == 1, compressed, tag.substr(0, first));
  tag.remove_prefix(first);
  for (std::size_t i = 2; i <= count; ++i) {
    const std::size_t size = std::min(largest, tag.size());
    add_component(key, static_cast<std::uint16_t>(i), i == count, compressed, tag.substr(0, size));
    tag.remove_prefix(size);
  }
  ++entries_;
}

void GlassTableWriter::add_component(std::string_view key, std::uint16_t component, bool last,
                                     bool compressed, std::string_view bytes) {
  const std::size_t number = component == 1 ? 0 : kComponent;
  const std::size_t size = kItemSize + kKeyLength + key.size() + number + bytes.size();
  if (!leaf_.fits(size)) {
    close_leaf();
    // The shortest beginning of the key that the one before it does not have.
    const auto differ = std::mismatch(key.begin(), key.end(), last_key_.begin(), last_key_.end());
    const auto common = static_cast<std::size_t>(differ.first - key.begin());
    leaf_separator_.key.assign(key.substr(0, common + 1));
    leaf_separator_.component = component;
  }
  char* at = leaf_.add(size);
  const unsigned flags =
      (compressed ? kCompressed : 0) | (last ? kLast : 0) | (component == 1 ? kFirst : 0);
  glass::store(at, static_cast<std::uint16_t>(flags | static_cast<unsigned>(size - 3)));
  at += kItemSize;
  *at++ = static_cast<char>(key.size());
  at = std::copy(key.begin(), key.end(), at);
  if (number != 0) glass::store(at, component);
  std::copy(bytes.begin(), bytes.end(), at + number);
  last_key_.assign(key);
}

void GlassTableWriter::close_leaf() {
  add_branch(0, leaf_separator_, write(&leaf_));
  leaf_.clear(0);
}

void GlassTableWriter::add_branch(std::size_t level, const Separator& separator,
                                  std::uint32_t block) {
  if (level == branches_.size()) {
    branches_.push_back(std::make_unique<Branch>());
    branches_.back()->block.clear(static_cast<unsigned>(level) + 1);
  }
  constexpr std::size_t kEmpty = kBlockNumber + kKeyLength + kComponent;
  if (Branch& full = *branches_[level]; !full.block.fits(kEmpty + separator.key.size())) {
    add_branch(level + 1, full.first, write(&full.block));
    full.block.clear(static_cast<unsigned>(level) + 1);
  }
  Branch& branch = *branches_[level];
  const bool first = branch.block.empty();
  if (first) branch.first = separator;
  const std::string_view key = first ? std::string_view{} : std::string_view(separator.key);
  char* at = branch.block.add(kEmpty + key.size());
  glass::store(at, block);
  at += kBlockNumber;
  *at++ = static_cast<char>(key.size());
  at = std::copy(key.begin(), key.end(), at);
  glass::store(at, first ? std::uint16_t{0} : separator.component);
}

std::uint32_t GlassTableWriter::write(Block* block) {
  if (!file_) file_ = std::make_unique<OutputFile>(path_);
  file_->write(block->finish());
  if (next_block_ == UINT32_MAX) {
    throw Error(ErrorCode::limit, {"索引が大きすぎます", "the index is too large"});
  }
  return next_block_++;
}

GlassRoot GlassTableWriter::finish() {
  GlassRoot root;
  root.entries = entries_;
  if (entries_ == 0) return root;
  if (branches_.empty()) {
    root.block = write(&leaf_);
  } else {
    close_leaf();
    std::size_t level = 0;
    for (; level + 1 < branches_.size(); ++level) {
      Branch& branch = *branches_[level];
      add_branch(level + 1, branch.first, write(&branch.block));
    }
    root.block = write(&branches_[level]->block);
    root.level = static_cast<std::uint32_t>(level) + 1;
  }
  root.blocks = next_block_;
  file_->finish();
  return root;
}

}  // namespace jirei
