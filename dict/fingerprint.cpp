#include "dict/fingerprint.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <string_view>
#include <system_error>

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
  explicit File(const std::string& path)
      : path_(path), descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    struct stat status {};
    if (descriptor_ < 0 || fstat(descriptor_, &status) != 0) {
      const int error = errno;
      if (descriptor_ >= 0) close(descriptor_);
      fail(error);
    }
    size_ = static_cast<std::uint64_t>(status.st_size);
  }
  ~File() { close(descriptor_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  std::uint64_t size() const { return size_; }

  /// A whole block, or what is left of the file: a transfer may be interrupted or come in pieces.
  std::string_view read(std::uint64_t offset, std::array<char, kBlock>* block) const {
    std::size_t size = 0;
    while (size < kBlock) {
      const ssize_t got = pread(descriptor_, block->data() + size, kBlock - size,
                                static_cast<off_t>(offset + size));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) fail(errno);
      if (got == 0) break;
      size += static_cast<std::size_t>(got);
    }
    return {block->data(), size};
  }

 private:
  [[noreturn]] void fail(int error) const {
    const std::string reason = std::generic_category().message(error);
    throw Error(ErrorCode::dictionary,
                {"辞書のファイル " + path_ + " を読めません: " + reason,
                 "cannot read the dictionary file " + path_ + ": " + reason});
  }

  std::string path_;
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
