#include "dict/report.h"

#include <cstdlib>
#include <new>
#include <ostream>
#include <system_error>

namespace jirei {
namespace {

void append_hex(std::string* out, unsigned value) {
  static constexpr char kDigits[] = "0123456789abcdef";
  *out += "\\x";
  *out += kDigits[(value >> 4) & 15U];
  *out += kDigits[value & 15U];
}

void print_labelled(const Text& label, const Text& text, Language language, std::ostream& out) {
  out << pick(label, language) << ": ";
  print_text(text, language, out);
}

}  // namespace

Language language_from_environment() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') {
      return std::string_view(value).substr(0, 2) == "ja" ? Language::ja : Language::en;
    }
  }
  return Language::en;
}

int report(const Error& error, Language language, std::ostream& out) {
  print_labelled({"エラー", "error"}, error.message(), language, out);
  if (!error.hint().empty()) print_labelled({"対処", "hint"}, error.hint(), language, out);
  out.flush();
  return kExitError;
}

int report(const std::exception& error, Language language, std::ostream& out) {
  if (const auto* ours = dynamic_cast<const Error*>(&error)) return report(*ours, language, out);
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) {
    return report(Error(ErrorCode::limit, {"メモリーが足りません", "out of memory"}), language,
                  out);
  }
  const std::string what = error.what();
  if (dynamic_cast<const std::system_error*>(&error) != nullptr) {
    return report(
        Error(ErrorCode::io, {"ファイルを扱えません: " + what, "cannot use files: " + what}),
        language, out);
  }
  return report(
      Error(ErrorCode::internal, {"予期しないエラー: " + what, "unexpected error: " + what},
            {"再現する手順を添えて報告してください",
             "please report this with the steps that lead to it"}),
      language, out);
}

void print_text(const Text& text, Language language, std::ostream& out) {
  out << visible_controls(pick(text, language)) << '\n';
}

void print_warning(const Text& text, Language language, std::ostream& out) {
  print_labelled({"警告", "warning"}, text, language, out);
}

std::string visible_controls(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool keep = byte == '\n' || byte == '\t';
    if ((byte < 0x20 && !keep) || byte == 0x7f) {
      append_hex(&out, byte);
    } else if (byte == 0xc2 && i + 1 < text.size() &&
               static_cast<unsigned char>(text[i + 1]) < 0xa0) {
      append_hex(&out, static_cast<unsigned char>(text[++i]));  // C1: U+0080..U+009F
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace jirei
