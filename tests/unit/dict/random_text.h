// Deterministic random text: ordinary Japanese and everything that breaks naive code.
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "dict/unicode.h"

namespace jirei::test {

class RandomText {
 public:
  explicit RandomText(std::uint32_t seed) : engine_(seed) {}

  std::uint32_t below(std::uint32_t limit) {
    return std::uniform_int_distribution<std::uint32_t>(0, limit - 1)(engine_);
  }

  /// About `pieces` pieces: words, characters of awkward kinds, arbitrary code points.
  std::string text(std::uint32_t pieces) {
    std::string out;
    for (std::uint32_t i = 0; i < pieces; ++i) piece(&out);
    return out;
  }

 private:
  static constexpr std::array<std::string_view, 40> kWords = {"ウイルス",
                                                              "感染した",
                                                              "ＵＳＢ メモリ",
                                                              "情報漏えい",
                                                              "ｻｰﾊﾞｰ",
                                                              "ｶﾞｷﾞｸﾞ",
                                                              "㍿",
                                                              "㌔",
                                                              "①②③",
                                                              "「そうだ。」と",
                                                              "Ver.1.5",
                                                              "２０１５年",
                                                              "2,000件",
                                                              "サーバ―",
                                                              "コンピュータ−",
                                                              "03―1234ー5678",
                                                              "か\u3099",
                                                              "ハ\u309A",
                                                              "か゛",
                                                              "e\u0301",
                                                              "Ａ\u030A",
                                                              "…",
                                                              "〜",
                                                              "～",
                                                              "――",
                                                              "\r\n",
                                                              "\n\n",
                                                              "　",
                                                              " \t ",
                                                              "ﷺ",
                                                              "Straße",
                                                              "ǅ",
                                                              "각",
                                                              "\u1100\u1161\u11A8",
                                                              "Ⅲ",
                                                              "½",
                                                              "神\u3099",
                                                              "々",
                                                              "ゝゞ",
                                                              "〇"};
  static constexpr std::array<char32_t, 48> kAwkward = {
      0x00,    0x01,    0x08,    0x0B,    0x0C,    0x1B,    0x7F,   0x85,   0xA0,   0xAD,
      0x300,   0x301,   0x327,   0x334,   0x345,   0x34F,   0x3099, 0x309A, 0x309B, 0xFF9E,
      0xFF9F,  0x200B,  0x200D,  0x200E,  0x2028,  0x2029,  0x202E, 0x2060, 0xFE0F, 0xFEFF,
      0xFFFD,  0xFFFF,  0x2010,  0x2014,  0x2212,  0x2500,  0x30FC, 0xFF70, 0xFF0D, 0x1F600,
      0x1F468, 0x1F3FD, 0xE0100, 0x20B9F, 0x2F800, 0x1D400, 0x115F, 0x3164};

  void piece(std::string* out) {
    switch (below(8)) {
      case 0:
      case 1:
        out->append(kWords[below(kWords.size())]);
        break;
      case 2:
        append_utf8(out, 0x3041 + below(0x56));
        break;
      case 3:
        append_utf8(out, 0x30A1 + below(0x5F));
        break;
      case 4:
        append_utf8(out, 0x4E00 + below(0x5200));
        break;
      case 5:
        append_utf8(out, 0x20 + below(0x5F));
        break;
      case 6:
        append_utf8(out, kAwkward[below(kAwkward.size())]);
        break;
      default: {
        const char32_t c = below(2) == 0 ? below(0x3400) : below(0x110000);
        append_utf8(out, c >= 0xD800 && c < 0xE000 ? U'鬱' : c);
      }
    }
  }

  std::mt19937 engine_;
};

/// Whether `offset` lies between characters.
inline bool on_boundary(std::string_view text, std::size_t offset) {
  return offset >= text.size() || (static_cast<unsigned char>(text[offset]) & 0xC0) != 0x80;
}

}  // namespace jirei::test
