// Files and lines, with limits, byte order marks and both line ends.
#pragma once

#include <cstdint>
#include <fstream>
#include <istream>
#include <string>
#include <string_view>

namespace jirei {

/// Opens a file for reading. Throws Error(not_found / unreadable), also for a folder.
std::ifstream open_source(const std::string& path);

/// Throws Error(unreadable) when reading stopped for another reason than the end.
void check_read(const std::istream& in, const std::string& name);

/// The whole of a file. False when it is longer than `limit` bytes.
bool read_whole(const std::string& path, std::size_t limit, std::string* text);

/// `text` without a UTF-8 byte order mark.
std::string_view without_bom(std::string_view text);

/// Lines of a stream without their ends (LF or CR LF); the byte order mark is passed over.
class LineReader {
 public:
  LineReader(std::istream& in, std::size_t limit) : in_(in), limit_(limit) {}

  enum class Result { line, too_long, end };
  /// Reads the next line. After too_long the rest of that line has been passed over.
  Result next(std::string* line);
  /// Number of the line read last, from 1.
  std::uint32_t number() const { return number_; }

 private:
  bool fill();

  std::istream& in_;
  std::size_t limit_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::uint32_t number_ = 0;
};

}  // namespace jirei
