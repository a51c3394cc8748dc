#include "indexer/readers/encoding.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "dict/error.h"
#include "dict/unicode.h"
#include "indexer/facet_table.h"
#include "indexer/readers/input.h"

namespace jirei {
namespace {

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

const char* icu_name(Encoding encoding) {
  switch (encoding) {
    case Encoding::cp932:
      return "ibm-943_P15A-2003";  // the mapping that Windows uses (～ is U+FF5E)
    case Encoding::euc_jp:
      return "EUC-JP";
    case Encoding::iso_2022_jp:
      return "ISO-2022-JP";
    case Encoding::utf16le:
      return "UTF-16LE";
    case Encoding::utf16be:
      return "UTF-16BE";
    case Encoding::utf8:
      break;
  }
  return "UTF-8";
}

Converter open_converter(Encoding encoding) {
  UErrorCode status = U_ZERO_ERROR;
  Converter converter(ucnv_open(icu_name(encoding), &status));
  if (U_SUCCESS(status)) {
    ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr,
                        &status);
  }
  if (U_FAILURE(status)) {
    throw Error(ErrorCode::dictionary,
                {std::string("ICU に文字コードの表がありません: ") + icu_name(encoding),
                 std::string("ICU lacks the converter ") + icu_name(encoding)},
                {"libicu の全体を入れてください。", "Install the whole of libicu."});
  }
  return converter;
}

bool is_high(char c) { return static_cast<unsigned char>(c) >= 0x80; }

/// Non-ASCII bytes, and how many of them stand in proper UTF-8 sequences.
struct HighBytes {
  std::size_t all = 0, utf8 = 0;
};

HighBytes count_high_bytes(std::string_view text) {
  HighBytes count;
  count.all = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_high));
  std::size_t broken = 0;
  while (!text.empty()) {
    const std::size_t bad = find_invalid_utf8(text);
    if (bad == std::string_view::npos) break;
    ++broken;
    text.remove_prefix(bad + 1);
    // Trail bytes of the broken sequence are broken too.
    while (!text.empty() && (static_cast<unsigned char>(text.front()) & 0xC0U) == 0x80U) {
      ++broken;
      text.remove_prefix(1);
    }
  }
  count.utf8 = count.all - std::min(count.all, broken);
  return count;
}

/// How well a text decodes.
struct Reading {
  double good_lines = 0;       ///< part of the lines with non-ASCII bytes that decode
  std::size_t characters = 0;  ///< not ASCII
  std::size_t halfwidth = 0;   ///< ｱ…ﾝ
  std::size_t isolated = 0;    ///< alone between ASCII letters, as accents in Latin-1 are
};

void look_at(const std::string& text, Reading* reading) {
  const auto letter = [](char32_t c) { return (c | 0x20U) >= U'a' && (c | 0x20U) <= U'z'; };
  const std::u32string characters = to_utf32(text);
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const char32_t c = characters[i];
    if (c < 0x80) continue;
    ++reading->characters;
    if (c >= U'\uFF61' && c <= U'\uFF9F') ++reading->halfwidth;
    const bool left = i > 0 && letter(characters[i - 1]);
    const bool right = i + 1 < characters.size() && letter(characters[i + 1]);
    if (left || right) ++reading->isolated;
  }
}

Reading try_reading(std::string_view text, Encoding encoding) {
  Reading reading;
  std::size_t lines = 0;
  std::size_t good = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (std::any_of(line.begin(), line.end(), is_high)) {
      ++lines;
      if (const auto decoded = decode(line, encoding)) {
        ++good;
        look_at(*decoded, &reading);
      }
    }
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  reading.good_lines = lines == 0 ? 1 : static_cast<double>(good) / static_cast<double>(lines);
  return reading;
}

/// Mostly decodes, and looks like Japanese: not a row of half-width katakana (EUC-JP read as
/// CP932), not single characters between Latin letters (Latin-1).
bool plausible(const Reading& reading) {
  return reading.good_lines >= 0.8 && 2 * reading.halfwidth <= reading.characters &&
         2 * reading.isolated <= reading.characters;
}

}  // namespace

Encoding parse_encoding(std::string_view name) {
  struct Name {
    std::string_view name;
    Encoding encoding;
  };
  static constexpr std::array<Name, 16> kNames = {{
      {"utf-8", Encoding::utf8},
      {"utf8", Encoding::utf8},
      {"cp932", Encoding::cp932},
      {"ms932", Encoding::cp932},
      {"932", Encoding::cp932},
      {"windows-31j", Encoding::cp932},
      {"windows-932", Encoding::cp932},
      {"shift_jis", Encoding::cp932},
      {"shift-jis", Encoding::cp932},
      {"shiftjis", Encoding::cp932},
      {"sjis", Encoding::cp932},
      {"euc-jp", Encoding::euc_jp},
      {"eucjp", Encoding::euc_jp},
      {"iso-2022-jp", Encoding::iso_2022_jp},
      {"utf-16", Encoding::utf16le},
      {"utf-16le", Encoding::utf16le},
  }};
  const std::string key = facet_key(name);
  for (const Name& known : kNames) {
    if (known.name == key) return known.encoding;
  }
  throw Error(
      ErrorCode::usage,
      {"知らない文字コードです: " + std::string(name), "unknown encoding: " + std::string(name)},
      {"utf-8、cp932、euc-jp、iso-2022-jp、utf-16 が使えます。",
       "Known are utf-8, cp932, euc-jp, iso-2022-jp and utf-16."});
}

bool ascii_compatible(Encoding encoding) {
  return encoding == Encoding::utf8 || encoding == Encoding::cp932 || encoding == Encoding::euc_jp;
}

std::optional<Encoding> detect_encoding(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) return Encoding::utf8;
  if (head.starts_with("\xFF\xFE")) return Encoding::utf16le;
  if (head.starts_with("\xFE\xFF")) return Encoding::utf16be;
  const HighBytes high = count_high_bytes(head);
  if (high.all == 0) {
    const bool escapes = head.find("\x1B$") != std::string_view::npos;
    return escapes ? Encoding::iso_2022_jp : Encoding::utf8;
  }
  // The head may end within a character. Text in other encodings hardly holds UTF-8 by chance.
  if (high.utf8 + 3 >= high.all || 2 * high.utf8 > high.all) return Encoding::utf8;
  const Reading cp932 = try_reading(head, Encoding::cp932);
  const Reading euc = try_reading(head, Encoding::euc_jp);
  if (plausible(euc) && (!plausible(cp932) || euc.good_lines > cp932.good_lines)) {
    return Encoding::euc_jp;
  }
  if (plausible(cp932)) return Encoding::cp932;
  return std::nullopt;
}

std::optional<std::string> decode(std::string_view bytes, Encoding encoding) {
  if (encoding == Encoding::utf8) {
    bytes = without_bom(bytes);
    if (find_invalid_utf8(bytes) != std::string_view::npos) return std::nullopt;
    return std::string(bytes);
  }
  if (std::none_of(bytes.begin(), bytes.end(), is_high) && ascii_compatible(encoding)) {
    return std::string(bytes);
  }
  thread_local std::array<Converter, 6> converters;
  Converter& converter = converters[static_cast<std::size_t>(encoding)];
  if (!converter) converter = open_converter(encoding);
  ucnv_reset(converter.get());
  // No encoding here makes more UTF-16 units than it has bytes.
  std::vector<UChar> units(bytes.size() + 1);
  UErrorCode status = U_ZERO_ERROR;
  UChar* target = units.data();
  const char* source = bytes.data();
  ucnv_toUnicode(converter.get(), &target, target + units.size(), &source, source + bytes.size(),
                 nullptr, true, &status);
  if (U_FAILURE(status)) return std::nullopt;
  std::string text;
  for (const UChar* at = units.data(); at < target; ++at) {
    char32_t c = *at;
    if (c >= 0xD800 && c < 0xDC00) {
      if (at + 1 == target) return std::nullopt;
      c = 0x10000 + ((c - 0xD800) << 10U) + (*++at - 0xDC00U);
    }
    append_utf8(&text, c);
  }
  return std::string(without_bom(text));
}

}  // namespace jirei
