#include "indexer/readers/input.h"

#include <cerrno>
#include <filesystem>

#include "dict/error.h"
#include "dict/system_error.h"

namespace jirei {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 16;
constexpr std::string_view kBom = "\xEF\xBB\xBF";

[[noreturn]] void unreadable(const std::string& path, int error) {
  const Text reason = system_error_text(error);
  throw Error(
      ErrorCode::unreadable,
      {path + ": 読めません: " + reason.ja, path + ": cannot read: " + reason.en},
      {"ファイルと読み取り権限を確かめてください。", "Check the file and its permissions."});
}

}  // namespace

std::ifstream open_source(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    throw Error(ErrorCode::not_found, {path + ": ファイルがありません", path + ": no such file"},
                {"パスを確かめてください。", "Check the path."});
  }
  if (error) unreadable(path, error.value());
  if (std::filesystem::is_directory(status)) unreadable(path, EISDIR);
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in) unreadable(path, errno != 0 ? errno : EIO);
  return in;
}

void check_read(const std::istream& in, const std::string& name) {
  if (in.bad()) unreadable(name, EIO);
}

bool read_whole(const std::string& path, std::size_t limit, std::string* text) {
  std::ifstream in = open_source(path);
  text->clear();
  std::string chunk(kChunk, '\0');
  while (in) {
    in.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    text->append(chunk, 0, static_cast<std::size_t>(in.gcount()));
    if (text->size() > limit) return false;
  }
  check_read(in, path);
  return true;
}

std::string_view without_bom(std::string_view text) {
  if (text.starts_with(kBom)) text.remove_prefix(kBom.size());
  return text;
}

bool LineReader::fill() {
  buffer_.resize(kChunk);
  in_.read(buffer_.data(), static_cast<std::streamsize>(kChunk));
  buffer_.resize(static_cast<std::size_t>(in_.gcount()));
  at_ = 0;
  return !buffer_.empty();
}

LineReader::Result LineReader::next(std::string* line) {
  line->clear();
  bool any = false;
  bool too_long = false;
  while (true) {
    if (at_ == buffer_.size() && !fill()) break;
    any = true;
    const std::size_t end = buffer_.find('\n', at_);
    const std::size_t stop = end == std::string::npos ? buffer_.size() : end;
    if (line->size() + (stop - at_) > limit_) {
      too_long = true;
      line->clear();
    } else if (!too_long) {
      line->append(buffer_, at_, stop - at_);
    }
    at_ = stop;
    if (end != std::string::npos) {
      ++at_;
      break;
    }
  }
  if (!any) return Result::end;
  ++number_;
  if (too_long) return Result::too_long;
  if (number_ == 1 && line->starts_with(kBom)) line->erase(0, kBom.size());
  if (!line->empty() && line->back() == '\r') line->pop_back();
  return Result::line;
}

}  // namespace jirei
