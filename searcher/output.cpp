#include "searcher/output.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace jirei {

namespace {
constexpr std::size_t kBufferBytes = std::size_t{1} << 16U;
}

OutputBuffer::OutputBuffer(int fd)
    : fd_(fd), buffer_(std::make_unique_for_overwrite<char[]>(kBufferBytes)) {
  setp(buffer_.get(), buffer_.get() + kBufferBytes);
}

OutputBuffer::~OutputBuffer() { OutputBuffer::sync(); }

bool OutputBuffer::write_all(const char* data, std::size_t size) {
  while (error_ == 0 && size > 0) {
    const ssize_t written = ::write(fd_, data, size);
    if (written < 0) {
      if (errno != EINTR) error_ = errno;
      continue;
    }
    data += written;
    size -= static_cast<std::size_t>(written);
  }
  return error_ == 0;
}

int OutputBuffer::sync() {
  const bool good = write_all(pbase(), static_cast<std::size_t>(pptr() - pbase()));
  setp(buffer_.get(), buffer_.get() + kBufferBytes);
  return good ? 0 : -1;
}

OutputBuffer::int_type OutputBuffer::overflow(int_type c) {
  if (OutputBuffer::sync() != 0) return traits_type::eof();
  if (!traits_type::eq_int_type(c, traits_type::eof())) sputc(traits_type::to_char_type(c));
  return traits_type::not_eof(c);
}

std::streamsize OutputBuffer::xsputn(const char* data, std::streamsize size) {
  if (size > epptr() - pptr() && OutputBuffer::sync() != 0) return 0;
  if (size > epptr() - pptr()) return write_all(data, static_cast<std::size_t>(size)) ? size : 0;
  std::memcpy(pptr(), data, static_cast<std::size_t>(size));
  pbump(static_cast<int>(size));
  return size;
}

}  // namespace jirei
