// File operations whose failure is an Error, and whose success is durable where it says so.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace jirei {

/// Throws Error from errno: what was tried, on which path, and the system's reason.
[[noreturn]] void throw_io(const char* verb_ja, const char* verb_en, const std::string& path);

/// An open file descriptor. Movable; closed at the end of its life.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() { reset(); }
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    reset();
    fd_ = std::exchange(other.fd_, -1);
    return *this;
  }
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  void reset();

 private:
  int fd_ = -1;
};

/// Buffered sequential writing. finish() makes it durable; without it the file is left unfinished.
class OutputFile {
 public:
  /// Creates (or empties) the file. Throws Error(io).
  explicit OutputFile(const std::string& path);

  void write(std::string_view bytes);
  void pad_to(std::size_t alignment);
  std::uint64_t position() const { return position_; }
  /// Overwrites bytes that were written before.
  void overwrite(std::uint64_t offset, std::string_view bytes);
  /// Flushes, fsyncs and closes. Throws Error(io).
  void finish();

 private:
  void flush();
  void begin_write_back();

  std::string path_;
  FileDescriptor fd_;
  std::string buffer_;
  std::uint64_t position_ = 0;
  std::uint64_t handed_over_ = 0;  ///< so far the system was asked to write to the disk
};

/// Read-only memory map of a whole file. Empty files map to an empty view.
class MappedFile {
 public:
  MappedFile() = default;
  /// Kept open, it can be read from as well. Throws Error(io).
  explicit MappedFile(const std::string& path, bool keep_open = false);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept
      : fd_(std::move(other.fd_)), bytes_(std::exchange(other.bytes_, {})) {}
  MappedFile& operator=(MappedFile&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  std::string_view bytes() const { return bytes_; }
  /// Lets go of what was read of it; it comes back when it is asked for.
  void let_go() const;
  /// Copies up to `size` bytes without mapping their pages, which costs the more the farther apart
  /// they lie. Returns how many; fewer at the end, none from a file that is not kept open.
  std::size_t read(std::uint64_t offset, char* to, std::size_t size) const;

 private:
  FileDescriptor fd_;
  std::string_view bytes_;
};

std::string read_whole_file(const std::string& path);
/// Writes beside and fsyncs; does not rename.
void write_durable(const std::string& path, std::string_view bytes);
void fsync_path(const std::string& path);
/// fsyncs every file below a folder and every folder, itself included.
void fsync_tree(const std::string& folder);
/// Copies the regular files of a folder (not recursive) inside the kernel where it can.
void copy_folder(const std::string& from, const std::string& to);
/// The same by hard links. False, with nothing left behind, where the file system cannot.
bool link_folder(const std::string& from, const std::string& to);
void copy_file(const std::string& from, const std::string& to);
/// A hard link, or a copy where the file system cannot.
void link_or_copy(const std::string& from, const std::string& to);
void make_private_folder(const std::string& path);
/// Removes a folder and all below it; nothing if it does not exist.
void remove_tree(const std::string& path);
void rename_path(const std::string& from, const std::string& to);
bool path_exists(const std::string& path);
/// Bytes of all regular files below a folder.
std::uint64_t tree_size(const std::string& folder);

}  // namespace jirei
