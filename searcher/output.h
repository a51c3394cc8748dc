// Standard output as a stream that knows how writing went.
#pragma once

#include <cstddef>
#include <memory>
#include <streambuf>

namespace jirei {

/// Buffers and writes to a file descriptor that it does not own. After the first failure nothing
/// more is written; error() tells why. A reader that went away (EPIPE) is no failure to speak of.
class OutputBuffer : public std::streambuf {
 public:
  explicit OutputBuffer(int fd);
  ~OutputBuffer() override;
  OutputBuffer(const OutputBuffer&) = delete;
  OutputBuffer& operator=(const OutputBuffer&) = delete;

  /// errno of the first failed write; 0 when all went well. Flush first.
  int error() const { return error_; }

 protected:
  int_type overflow(int_type c) override;
  std::streamsize xsputn(const char* data, std::streamsize size) override;
  int sync() override;

 private:
  bool write_all(const char* data, std::size_t size);

  int fd_;
  int error_ = 0;
  /// Not on the stack, whose pages are all touched at once where clashes are guarded against.
  std::unique_ptr<char[]> buffer_;
};

}  // namespace jirei
