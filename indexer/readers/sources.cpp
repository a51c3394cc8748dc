// Which reader for which path; walking folders.
#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>

#include "dict/error.h"
#include "dict/system_error.h"
#include "indexer/readers/csv.h"
#include "indexer/readers/input.h"
#include "indexer/readers/markdown.h"
#include "indexer/readers/pdf.h"
#include "indexer/readers/reader.h"
#include "indexer/readers/report.h"

namespace jirei {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 5> kEndings = {".md", ".jsonl", ".csv", ".txt", ".pdf"};

std::string ending_of(const fs::path& path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return ending;
}

bool known_ending(const fs::path& path) {
  return std::find(kEndings.begin(), kEndings.end(), ending_of(path)) != kEndings.end();
}

bool hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

[[noreturn]] void cannot_walk(const std::string& source, const std::error_code& error) {
  const Text reason = system_error_text(error.value());
  throw Error(ErrorCode::unreadable,
              {source + ": フォルダーを読めません: " + reason.ja,
               source + ": cannot read the folder: " + reason.en},
              {"読み取り権限を確かめてください。", "Check its permissions."});
}

std::vector<std::string> walk(const std::string& source) {
  std::vector<std::string> files;
  std::error_code error;
  fs::recursive_directory_iterator at(source, error);
  if (error) cannot_walk(source, error);
  while (at != fs::recursive_directory_iterator()) {
    const fs::directory_entry entry = *at;
    if (hidden(entry.path())) {
      at.disable_recursion_pending();
    } else if (known_ending(entry.path()) && entry.is_regular_file(error)) {
      files.push_back(entry.path().string());
    }
    at.increment(error);
    if (error) cannot_walk(source, error);
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

void read_file(const std::string& path, const FacetTable& table, const ReadOptions& options,
               CaseSink& sink) {
  const std::string ending = ending_of(path);
  if (ending == ".md") {
    read_markdown(path, table, sink);
  } else if (ending == ".jsonl") {
    std::ifstream in = open_source(path);
    read_json_lines(in, path, table, sink);
  } else if (ending == ".csv") {
    read_csv(path, table, options, sink);
  } else if (ending == ".txt") {
    read_report(path, table, sink);
  } else if (ending == ".pdf") {
    read_pdf(path, table, sink);
  } else {
    open_source(path);  // a path that does not exist is told first
    throw Error(ErrorCode::usage,
                {path + ": 読み方の分からない種類のファイルです", path + ": unknown kind of file"},
                {"読めるのは .md .jsonl .csv .txt .pdf です。",
                 "Files that can be read end in .md .jsonl .csv .txt .pdf."});
  }
}

std::vector<std::string> expand_source(const std::string& source) {
  if (source == "-") return {source};
  std::error_code error;
  const fs::file_status status = fs::status(source, error);
  if (status.type() == fs::file_type::not_found) {
    throw Error(
        ErrorCode::not_found,
        {source + ": ファイルもフォルダーもありません", source + ": no such file or folder"},
        {"パスを確かめてください。", "Check the path."});
  }
  if (error) cannot_walk(source, error);
  if (fs::is_directory(status)) return walk(source);
  return {source};
}

}  // namespace jirei
