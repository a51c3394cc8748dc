#include "indexer/yaml_text.h"

#include "dict/unicode.h"

namespace jirei {

std::string yaml_text(std::string_view scalar) {
  std::string out;
  for (std::size_t bad = find_invalid_utf8(scalar); bad != std::string_view::npos;
       bad = find_invalid_utf8(scalar)) {
    out += scalar.substr(0, bad);
    append_utf8(&out, static_cast<unsigned char>(scalar[bad]));
    scalar.remove_prefix(bad + 1);
  }
  return out += scalar;
}

}  // namespace jirei
