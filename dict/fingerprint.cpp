#include "dict/fingerprint.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "dict/error.h"

namespace jirei {
namespace {

/// Raised whenever our own code begins to yield other tokens for the same text.
constexpr int kCodeVersion = 1;

constexpr std::size_t kBlock = 4096;
constexpr std::uint64_t kSamples = 8;

/// The files of a compiled IPADIC that decide the analysis.
constexpr std::array<std::string_view, 5> kSystemFiles = {"sys.dic", "matrix.bin", "char.bin",
                                                          "unk.dic", "dicrc"};

class File {
 public:
  explicit File(const std::string& path) : descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    struct stat status {};
    if (descriptor_ < 0 || fstat(descriptor_, &status) != 0) {
      if (descriptor_ >= 0) close(descriptor_);
      throw Error(ErrorCode::dictionary, {"辞書のファイル " + path + " を読めません",
                                          "cannot read the dictionary file " + path});
    }
    size_ = static_cast<std::uint64_t>(status.st_size);
  }
  ~File() { close(descriptor_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  std::uint64_t size() const { return size_; }

  std::string_view read(std::uint64_t offset, std::array<char, kBlock>* block) const {
    const ssize_t got = pread(descriptor_, block->data(), kBlock, static_cast<off_t>(offset));
    return {block->data(), got > 0 ? static_cast<std::size_t>(got) : 0};
  }

 private:
  int descriptor_;
  std::uint64_t size_ = 0;
};

/// Folds size and content (or samples of it) into `hash`.
std::uint64_t hash_file(const std::string& path, bool whole, std::uint64_t hash) {
  const File file(path);
  const std::uint64_t size = file.size();
  hash = XXH3_64bits_withSeed(&size, sizeof size, hash);
  const std::uint64_t blocks = (size + kBlock - 1) / kBlock;
  const std::uint64_t step = whole ? 1 : std::max<std::uint64_t>(1, blocks / kSamples);
  std::array<char, kBlock> buffer;
  for (std::uint64_t block = 0; block < blocks; block += step) {
    const std::string_view bytes = file.read(block * kBlock, &buffer);
    hash = XXH3_64bits_withSeed(bytes.data(), bytes.size(), hash);
  }
  return hash;
}

}  // namespace

std::string dictionary_fingerprint(const std::string& system_dictionary,
                                   const std::vector<std::string>& user_dictionaries) {
  std::uint64_t system = kCodeVersion;
  for (const std::string_view name : kSystemFiles) {
    system = hash_file(system_dictionary + "/" + std::string(name), false, system);
  }
  std::uint64_t user = 0;
  for (const std::string& path : user_dictionaries) user = hash_file(path, true, user);
  return fmt::format("v{}-{:016x}-{:016x}", kCodeVersion, system, user);
}

}  // namespace jirei
