#include "indexer/convert.h"

#include <xxhash.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "dict/error.h"
#include "dict/unicode.h"
#include "indexer/facet_table.h"
#include "indexer/files.h"
#include "indexer/readers/markdown_text.h"

namespace jirei {
namespace {

constexpr std::size_t kLongestName = 200;  // file systems take 255 bytes with the ending

std::string hex(std::uint64_t value, int digits) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (int i = digits - 1; i >= 0; --i) text.push_back(kDigits[(value >> (4 * i)) & 15U]);
  return text;
}

bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == U'\u2028' || c == U'\u2029' || c == U'\uFEFF';
}

bool is_null_word(std::string_view text) {
  return text == "~" || text == "null" || text == "Null" || text == "NULL";
}

/// Whether YAML reads the text back when it is written as it stands, also inside [ ]. Stricter
/// than YAML: any sign that means something somewhere asks for quotes.
bool plain(std::string_view text) {
  if (text.empty() || is_null_word(text)) return false;
  if (text.front() == ' ' || text.back() == ' ' || text.front() == '-') return false;
  if (text.find_first_of(",:;?[]{}#&*!|<>='\"%@`\\\t") != std::string_view::npos) return false;
  std::size_t pos = 0;
  while (pos < text.size()) {
    if (is_control(next_code_point(text, &pos))) return false;
  }
  // "..." and "---" end a document.
  return !text.starts_with("...");
}

std::string yaml(std::string_view text) {
  if (plain(text)) return std::string(text);
  std::string out = "\"";
  std::size_t pos = 0;
  while (pos < text.size()) {
    const std::size_t at = pos;
    const char32_t c = next_code_point(text, &pos);
    if (c == U'"' || c == U'\\') {
      out.push_back('\\');
      out.push_back(static_cast<char>(c));
    } else if (is_control(c)) {
      out.append("\\u").append(hex(c, 4));
    } else {
      out.append(text.substr(at, pos - at));
    }
  }
  out.push_back('"');
  return out;
}

void append_facet(const FacetDef& def, const std::vector<std::string>& values, std::string* out) {
  out->append(yaml(def.label)).append(": ");
  if (values.size() == 1 && !def.multiple) {
    out->append(yaml(values.front()));
  } else {
    out->push_back('[');
    for (std::size_t i = 0; i < values.size(); ++i) {
      out->append(i == 0 ? "" : ", ").append(yaml(values[i]));
    }
    out->push_back(']');
  }
  out->push_back('\n');
}

void append_section(const Section& section, bool first, std::string* out) {
  const bool headless = first && section.heading.empty() && !section.text.empty();
  if (!headless) {
    out->append("\n##");
    if (!section.heading.empty()) {
      out->append(" ").append(escape_markdown_heading(section.heading));
    }
    out->push_back('\n');
  }
  if (section.text.empty()) return;
  std::string_view rest = section.text;
  while (true) {
    const std::size_t end = rest.find('\n');
    out->append("\n").append(escape_markdown_line(rest.substr(0, end))).append("\n");
    if (end == std::string_view::npos) return;
    rest.remove_prefix(end + 1);
  }
}

[[noreturn]] void duplicate(const std::string& id) {
  throw Error(ErrorCode::duplicate,
              {"同じ id の事例が二つあります: " + id, "two cases with the id " + id},
              {"元のファイルの id を直してください。", "Mend the ids in the sources."});
}

class MarkdownFolder : public CaseWriter {
 public:
  MarkdownFolder(const std::string& folder, const FacetTable& table, DeriveFacets derive)
      : folder_(folder), table_(table), derive_(std::move(derive)) {
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    if (error || !std::filesystem::is_directory(folder_, error)) {
      throw Error(ErrorCode::io,
                  {folder_ + ": フォルダーを作れません", folder_ + ": cannot make the folder"},
                  {"-o に書き込めるフォルダーを指定してください。",
                   "Name a folder with -o that can be written."});
    }
  }

  void write(const CaseRecord& record) override {
    const std::string path =
        (std::filesystem::path(folder_) / (safe_file_name(record.id) + ".md")).string();
    if (!written_.insert(record.id).second) duplicate(record.id);
    if (path_exists(path)) {
      throw Error(ErrorCode::io, {path + ": すでにあります", path + ": exists already"},
                  {"空のフォルダーを指定してください。上書きはしません。",
                   "Name an empty folder; nothing is overwritten."});
    }
    OutputFile file(path);
    file.write(to_markdown(without_derived(record, table_, derive_), table_));
    file.finish();
  }

  void finish() override {}

 private:
  std::string folder_;
  const FacetTable& table_;
  DeriveFacets derive_;
  std::set<std::string> written_;
};

class JsonLinesFile : public CaseWriter {
 public:
  JsonLinesFile(const std::string& path, const FacetTable& table, DeriveFacets derive)
      : path_(path),
        unfinished_(path + ".unfinished"),
        table_(table),
        derive_(std::move(derive)),
        file_(unfinished_) {}

  ~JsonLinesFile() override {
    std::error_code ignored;
    if (!finished_) std::filesystem::remove(unfinished_, ignored);
  }

  void write(const CaseRecord& record) override {
    if (!written_.insert(record.id).second) duplicate(record.id);
    file_.write(to_json(without_derived(record, table_, derive_), table_));
    file_.write("\n");
  }

  void finish() override {
    file_.finish();
    rename_path(unfinished_, path_);
    finished_ = true;
  }

 private:
  std::string path_;
  std::string unfinished_;
  const FacetTable& table_;
  DeriveFacets derive_;
  OutputFile file_;
  std::set<std::string> written_;
  bool finished_ = false;
};

}  // namespace

CaseRecord without_derived(const CaseRecord& record, const FacetTable& table,
                           const DeriveFacets& derive) {
  CaseRecord stated = record;
  stated.source = {};
  const auto derived = [&](const FacetValues& facet) {
    const FacetDef* def = table.find(facet.key);
    return def && !def->derived.empty();
  };
  std::erase_if(stated.facets, derived);
  CaseRecord again = stated;
  table.complete(&again);
  if (derive) derive(&again);
  for (const FacetValues& facet : record.facets) {
    if (!derived(facet)) continue;
    FacetValues kept = facet;
    if (const auto* back = again.facet(facet.key)) {
      std::erase_if(kept.values, [&](const std::string& value) {
        return std::find(back->begin(), back->end(), value) != back->end();
      });
    }
    if (!kept.values.empty()) stated.facets.push_back(std::move(kept));
  }
  std::stable_sort(stated.facets.begin(), stated.facets.end(),
                   [&](const FacetValues& a, const FacetValues& b) {
                     const FacetDef* left = table.find(a.key);
                     const FacetDef* right = table.find(b.key);
                     if (!left || !right) return left != nullptr && right == nullptr;
                     return table.index_of(*left) < table.index_of(*right);
                   });
  return stated;
}

std::string to_markdown(const CaseRecord& record, const FacetTable& table) {
  std::string out = "---\n";
  out.append("id: ").append(yaml(record.id)).append("\n");
  out.append("title: ").append(yaml(record.title)).append("\n");
  for (const FacetValues& facet : record.facets) {
    if (const FacetDef* def = table.find(facet.key)) append_facet(*def, facet.values, &out);
  }
  out.append("---\n");
  for (std::size_t i = 0; i < record.sections.size(); ++i) {
    append_section(record.sections[i], i == 0, &out);
  }
  return out;
}

std::string safe_file_name(std::string_view id) {
  std::string name;
  std::size_t pos = 0;
  while (pos < id.size()) {
    const std::size_t at = pos;
    const char32_t c = next_code_point(id, &pos);
    const bool letter = c < 0x80 ? is_latin_or_digit(c) : is_word_char(c);
    if (letter || c == U'-' || c == U'_' || (c == U'.' && at > 0)) {
      name.append(id.substr(at, pos - at));
      continue;
    }
    for (const char byte : id.substr(at, pos - at)) {
      name.append("%").append(hex(static_cast<unsigned char>(byte), 2));
    }
  }
  if (name.size() > kLongestName) {
    std::size_t end = kLongestName - 17;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) --end;
    name = name.substr(0, end) + "~" + hex(XXH3_64bits(id.data(), id.size()), 16);
  }
  return name;
}

std::unique_ptr<CaseWriter> make_case_writer(std::string_view format, const std::string& output,
                                             const FacetTable& table, DeriveFacets derive) {
  if (format == "markdown") {
    return std::make_unique<MarkdownFolder>(output, table, std::move(derive));
  }
  if (format == "jsonl") return std::make_unique<JsonLinesFile>(output, table, std::move(derive));
  throw Error(
      ErrorCode::usage,
      {"書き出せない形です: " + std::string(format), "unknown format: " + std::string(format)},
      {"--to markdown か --to jsonl です。", "Say --to markdown or --to jsonl."});
}

}  // namespace jirei
