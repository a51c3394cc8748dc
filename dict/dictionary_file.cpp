#include "dict/dictionary_file.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "dict/error.h"

namespace jirei {
namespace {

/// MeCab 0.996, src/dictionary.cpp: ten 32-bit words in the machine's order, then the charset.
struct Header {
  std::uint32_t magic;  ///< file size XOR kMagic
  std::uint32_t version;
  std::uint32_t type;
  std::uint32_t entries;
  std::uint32_t left_ids;
  std::uint32_t right_ids;
  std::array<std::uint32_t, 4> sizes;
  std::array<char, 32> charset;
};
static_assert(sizeof(Header) == 72);

constexpr std::uint32_t kMagic = 0xEF718F77;
constexpr std::uint32_t kVersion = 102;
constexpr std::uint32_t kSystemType = 0;
constexpr std::uint32_t kUserType = 1;

[[noreturn]] void fail(const std::string& path, bool system, const Text& why) {
  const Text hint = system ? Text{"Debian では apt install mecab-ipadic-utf8 で入ります。",
                                  "On Debian: apt install mecab-ipadic-utf8."}
                           : Text{"用語の一覧から作り直してください。",
                                  "Compile it again from its list of terms."};
  throw Error(ErrorCode::dictionary,
              {"辞書 " + path + " を使えません: " + why.ja,
               "cannot use the dictionary " + path + ": " + why.en},
              hint);
}

bool is_utf8(const Header& header) {
  std::string charset(header.charset.data(), strnlen(header.charset.data(), header.charset.size()));
  std::erase(charset, '-');
  std::transform(charset.begin(), charset.end(), charset.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return charset == "utf8";
}

Header read_header(const std::string& path, bool system) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(path, failed);
  if (failed) fail(path, system, {"ファイルがありません", "no such file"});
  Header header;
  std::ifstream in(path, std::ios::binary);
  in.read(reinterpret_cast<char*>(&header), sizeof header);
  if (!in && !std::filesystem::is_regular_file(path, failed)) {
    fail(path, system, {"ファイルではありません", "not a file"});
  }
  const bool ours = in && (header.magic ^ kMagic) == size && header.version == kVersion &&
                    header.type == (system ? kSystemType : kUserType);
  if (!ours)
    fail(path, system,
         {"MeCab の辞書ではないか、壊れています", "not a MeCab dictionary, or damaged"});
  if (!is_utf8(header))
    fail(path, system, {"UTF-8 の辞書ではありません", "not a UTF-8 dictionary"});
  return header;
}

}  // namespace

void check_dictionaries(const std::string& system_dictionary,
                        const std::vector<std::string>& user_dictionaries) {
  const Header system = read_header(system_dictionary + "/sys.dic", true);
  for (const std::string& path : user_dictionaries) {
    const Header user = read_header(path, false);
    if (user.left_ids != system.left_ids || user.right_ids != system.right_ids) {
      fail(path, false,
           {"別のシステム辞書のために作られています", "made for another system dictionary"});
    }
    if (path.find('"') != std::string::npos) {
      fail(path, false, {"ファイル名に \" は使えません", "a file name with \" cannot be used"});
    }
  }
}

}  // namespace jirei
