#include "indexer/readers/markdown.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "dict/unicode.h"
#include "indexer/limits.h"
#include "indexer/readers/input.h"
#include "indexer/readers/markdown_text.h"
#include "indexer/readers/record_builder.h"
#include "indexer/yaml_text.h"

namespace jirei {
namespace {

std::uint32_t line_of(const YAML::Mark& mark, std::uint32_t first_line) {
  return mark.line < 0 ? first_line : first_line + static_cast<std::uint32_t>(mark.line);
}

Text front_matter_hint() {
  return {"前付けは「名前: 値」を 1 行ずつ書きます。: や # や引用符のある値は \"…\" で囲みます。",
          "Front matter holds `name: value` lines; quote values that hold : or # or quotes."};
}

/// The file in its two parts.
struct Parts {
  std::string_view front_matter;
  std::string_view body;
  bool has_front_matter = false;
};

std::string_view take_line(std::string_view* rest) {
  const std::size_t end = rest->find('\n');
  std::string_view line = rest->substr(0, end);
  rest->remove_prefix(end == std::string_view::npos ? rest->size() : end + 1);
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) {
    line.remove_suffix(1);
  }
  return line;
}

Parts split(std::string_view text) {
  std::string_view rest = text;
  if (take_line(&rest) != "---") return Parts{{}, text, false};
  const char* begin = rest.data();
  while (!rest.empty()) {
    const char* here = rest.data();
    const std::string_view line = take_line(&rest);
    if (line == "---" || line == "...") {
      const std::string_view inside(begin, static_cast<std::size_t>(here - begin));
      if (inside.size() > limits::kFrontMatterBytes) {
        throw BadCase(1, {"前付けが大きすぎます(4 MiB まで)", "the front matter exceeds 4 MiB"},
                      {"本文は --- の後に書きます。", "Text goes below the second ---."});
      }
      return Parts{inside, rest, true};
    }
  }
  throw BadCase(
      1, {"前付けが --- で閉じられていません", "the front matter is not closed by ---"},
      {"前付けの後に --- だけの行を置いてください。", "Put a line of --- after the front matter."});
}

class FrontMatter {
 public:
  FrontMatter(const FacetTable& table, RecordBuilder* builder) : table_(table), builder_(builder) {}

  /// Returns whether it gives a title.
  bool read(std::string_view yaml) {
    YAML::Node root;
    try {
      root = YAML::Load(std::string(yaml));
    } catch (const YAML::Exception& error) {
      throw BadCase(
          line_of(error.mark, 2),
          {"前付け(YAML)の書き方が正しくありません", "broken front matter (YAML): " + error.msg},
          front_matter_hint());
    }
    if (root.IsNull()) return false;
    if (!root.IsMap())
      fail(root, "前付けが「名前: 値」の組ではありません", "the front matter is no map");
    std::set<std::string> seen;
    for (const auto& entry : root) {
      if (!entry.first.IsScalar())
        fail(entry.first, "名前が文字列ではありません", "a name is no text");
      const std::string name = yaml_text(entry.first.Scalar());
      if (!seen.insert(name).second) {
        fail(entry.first, "同じ名前が二度あります: " + name, "name given twice: " + name);
      }
      field(name, entry.second);
    }
    return has_title_;
  }

 private:
  void field(const std::string& name, const YAML::Node& value) {
    const FacetDef* facet = table_.find(name);
    if (name == "id") {
      if (!value.IsNull()) builder_->set_id(scalar(name, value), line_of(value.Mark(), 2));
    } else if (name == "title") {
      builder_->set_title(value.IsNull() ? std::string() : scalar(name, value));
      has_title_ = true;
    } else if (facet && value.IsSequence()) {
      if (value.size() > limits::kFacetValues) {
        fail(value, name + " の値が多すぎます", "too many values of " + name);
      }
      for (const YAML::Node& item : value) {
        if (!item.IsNull()) add(*facet, name, item);
      }
    } else if (facet && !value.IsNull()) {
      add(*facet, name, value);
    }
  }

  void add(const FacetDef& facet, const std::string& name, const YAML::Node& value) {
    builder_->add_facet(facet, scalar(name, value), line_of(value.Mark(), 2));
  }

  std::string scalar(const std::string& name, const YAML::Node& value) const {
    if (!value.IsScalar()) {
      fail(value, name + " の値は文字列(ファセットは文字列の一覧も可)で書きます",
           "the value of " + name + " must be a text (or, for a facet, a list of texts)");
    }
    return yaml_text(value.Scalar());
  }

  [[noreturn]] void fail(const YAML::Node& at, const std::string& ja, const std::string& en) const {
    throw BadCase(line_of(at.Mark(), 2), {ja, en}, front_matter_hint());
  }

  const FacetTable& table_;
  RecordBuilder* builder_;
  bool has_title_ = false;
};

void parse_case(std::string_view text, const FacetTable& table, RecordBuilder* builder) {
  const Parts parts = split(text);
  const bool titled =
      parts.has_front_matter && FrontMatter(table, builder).read(parts.front_matter);
  const MarkdownBody body = parse_markdown(parts.body, !titled);
  if (!titled) builder->set_title(body.title);
  for (const Section& section : body.sections) builder->add_section(section.heading, section.text);
}

/// A file without an id is known by its name.
std::string id_from_name(const std::string& path) {
  return replace_invalid_utf8(std::filesystem::path(path).stem().string());
}

std::string id_of_broken(std::string_view text, const std::string& path, const FacetTable& table) {
  RecordBuilder builder(table, path, 1);
  try {
    builder.set_id(id_from_name(path), 1);
    parse_case(replace_invalid_utf8(text), table, &builder);
  } catch (const BadCase&) {  // what is wrong has been said already
  }
  return builder.id();
}

}  // namespace

void read_markdown(const std::string& path, const FacetTable& table, CaseSink& sink) {
  std::string content;
  RecordBuilder builder(table, path, 1);
  if (!read_whole(path, limits::kCaseBytes, &content)) {
    sink.on_problem(to_problem(
        BadCase(0, {"ファイルが大きすぎます(64 MiB まで)", "the file is larger than 64 MiB"},
                {"事例を分けてください。", "Split the case."}),
        path, ""));
    return;
  }
  const std::string_view text = without_bom(content);
  if (const std::size_t bad = find_invalid_utf8(text); bad != std::string_view::npos) {
    sink.on_problem(
        to_problem(invalid_utf8_case(text, bad, 1), path, id_of_broken(text, path, table)));
    return;
  }
  try {
    builder.set_id(id_from_name(path), 1);
    parse_case(text, table, &builder);
    sink.on_case(builder.finish());
  } catch (const BadCase& bad) {
    sink.on_problem(to_problem(bad, path, builder.id()));
  }
}

}  // namespace jirei
