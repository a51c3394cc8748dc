#include <fmt/format.h>

#include <array>

#include "searcher/printers/printers.h"

namespace jirei {

namespace {

struct Format {
  const char* name;
  std::unique_ptr<Printer> (*make)(const FacetTable&);
};

constexpr std::array kFormats{
    Format{"text", printers::make_text},     Format{"json", printers::make_json},
    Format{"ndjson", printers::make_ndjson}, Format{"csv", printers::make_csv},
    Format{"html", printers::make_html},     Format{"ids", printers::make_ids},
    Format{"trec", printers::make_trec},
};

}  // namespace

const std::vector<std::string>& printer_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    list.reserve(kFormats.size());
    for (const Format& format : kFormats) list.emplace_back(format.name);
    return list;
  }();
  return names;
}

std::unique_ptr<Printer> make_printer(std::string_view name, const FacetTable& table) {
  for (const Format& format : kFormats) {
    if (name == format.name) return format.make(table);
  }
  std::string known;
  for (const Format& format : kFormats)
    known += fmt::format("{}{}", known.empty() ? "" : " ", format.name);
  throw Error(ErrorCode::usage,
              {fmt::format("出力形式「{}」はありません。", name),
               fmt::format("There is no format \"{}\".", name)},
              {fmt::format("使える形式: {}", known), fmt::format("Known formats: {}", known)});
}

}  // namespace jirei
