#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "indexer/limits.h"
#include "indexer/readers/json_lines.h"

namespace jirei {
namespace {

using Json = nlohmann::json;

/// SAX handler. Keeps a stack of what the open objects and arrays mean; whatever no rule knows is
/// `ignored`, with everything inside it.
class CaseHandler : public nlohmann::json_sax<Json> {
 public:
  CaseHandler(const FacetTable& table, std::uint32_t line, RecordBuilder* builder)
      : table_(table), line_(line), builder_(builder) {}

  bool null() override { return true; }
  bool boolean(bool value) override { return scalar(value ? "true" : "false", false); }
  bool number_integer(number_integer_t value) override {
    return scalar(std::to_string(value), false);
  }
  bool number_unsigned(number_unsigned_t value) override {
    return scalar(std::to_string(value), false);
  }
  bool number_float(number_float_t, const string_t& text) override { return scalar(text, false); }
  bool string(string_t& value) override { return scalar(value, true); }
  bool binary(binary_t&) override { return true; }

  bool start_object(std::size_t) override {
    if (open_.empty()) return push(Part::record);
    const Part part = value_part();
    if (part == Part::sections && open_.back() == Part::sections) {
      heading_.clear();
      text_.clear();
      return push(Part::section);
    }
    if (part == Part::facets) return push(Part::facets);
    if (part == Part::ignored) return push(Part::ignored);
    fail_type(part);
  }

  bool end_object() override {
    if (open_.back() == Part::section) builder_->add_section(heading_, text_);
    open_.pop_back();
    return true;
  }

  bool start_array(std::size_t) override {
    if (open_.empty()) fail_type(Part::record);
    const Part part = value_part();
    const bool nested = open_.back() == Part::sections || open_.back() == Part::facet;
    if (part == Part::ignored) return push(Part::ignored);
    if (!nested && (part == Part::sections || part == Part::facet)) return push(part);
    fail_type(part);
  }

  bool end_array() override {
    open_.pop_back();
    return true;
  }

  bool key(string_t& name) override {
    key_ = meaning(name);
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    std::string detail = error.what();
    // "[json.exception.parse_error.101] parse error at line 1, column 7: syntax error …"
    if (const auto colon = detail.find(": "); colon != std::string::npos) {
      detail.erase(0, colon + 2);
    }
    const std::string column = std::to_string(position);
    throw BadCase(
        line_,
        {"JSON の書き方が正しくありません(" + column + " バイト目)",
         "broken JSON at byte " + column + ": " + detail},
        {"1 行に JSON オブジェクトを 1 つ書きます。", "Every line holds one JSON object."});
  }

 private:
  /// What a value means.
  enum class Part {
    record,
    ignored,
    id,
    title,
    body,
    sections,
    section,
    heading,
    text,
    facets,
    facet
  };

  bool push(Part part) {
    if (open_.size() >= limits::kJsonDepth) {
      throw BadCase(line_,
                    {"JSON の入れ子が深すぎます(" + std::to_string(limits::kJsonDepth) + " 段まで)",
                     "the JSON is nested deeper than " + std::to_string(limits::kJsonDepth)},
                    {"事例は浅い構造で書いてください。", "Write the case in a flat form."});
    }
    open_.push_back(part);
    return true;
  }

  /// Meaning of the value that comes now: arrays hand theirs down, in objects the key tells.
  Part value_part() const {
    const Part around = open_.back();
    if (around == Part::ignored || around == Part::sections || around == Part::facet) return around;
    return key_;
  }

  Part meaning(const std::string& name) {
    switch (open_.back()) {
      case Part::record:
        return record_key(name);
      case Part::section:
        return name == "heading" ? Part::heading : name == "text" ? Part::text : Part::ignored;
      case Part::facets:
        facet_ = table_.find(name);
        if (!facet_) {
          throw BadCase(line_, {"ファセット表にない名前です: " + name, "unknown facet: " + name},
                        {"名前を直すか、ファセット表に加えてください。",
                         "Mend the name or add it to the facet table."});
        }
        return Part::facet;
      default:
        return Part::ignored;
    }
  }

  Part record_key(const std::string& name) {
    static const std::vector<std::pair<std::string, Part>> known = {
        {"id", Part::id},         {"title", Part::title},
        {"body", Part::body},     {"sections", Part::sections},
        {"facets", Part::facets}, {"source", Part::ignored}};
    for (const auto& [word, part] : known) {
      if (name != word) continue;
      if (!seen_.insert(name).second) {
        throw BadCase(line_, {"同じ名前が二度あります: " + name, "key given twice: " + name},
                      {"一つにしてください。", "Keep one of them."});
      }
      return part;
    }
    facet_ = table_.find(name);
    return facet_ ? Part::facet : Part::ignored;
  }

  bool scalar(const std::string& value, bool is_string) {
    if (open_.empty()) fail_type(Part::record);
    const Part part = value_part();
    switch (part) {
      case Part::ignored:
        return true;
      case Part::id:
        builder_->set_id(value, line_);
        return true;
      case Part::facet:
        builder_->add_facet(*facet_, value, line_);
        return true;
      default:
        break;
    }
    if (!is_string) fail_type(part);
    switch (part) {
      case Part::title:
        builder_->set_title(value);
        return true;
      case Part::body:
        builder_->add_section("", value);
        return true;
      case Part::heading:
        heading_ = value;
        return true;
      case Part::text:
        text_ = value;
        return true;
      case Part::sections:
        if (open_.back() == Part::sections) {
          builder_->add_section("", value);
          return true;
        }
        break;
      default:
        break;
    }
    fail_type(part);
  }

  [[noreturn]] void fail_type(Part part) const {
    std::string name;
    switch (part) {
      case Part::record:
        throw BadCase(
            line_, {"JSON オブジェクトではありません", "not a JSON object"},
            {"1 行に JSON オブジェクトを 1 つ書きます。", "Every line holds one JSON object."});
      case Part::id:
        name = "id";
        break;
      case Part::title:
        name = "title";
        break;
      case Part::body:
        name = "body";
        break;
      case Part::heading:
        name = "heading";
        break;
      case Part::text:
        name = "text";
        break;
      case Part::facets:
        name = "facets";
        break;
      case Part::facet:
        name = facet_->label;
        break;
      default:
        name = "sections";
        break;
    }
    throw BadCase(line_, {name + " の値の形が正しくありません", "wrong kind of value for " + name},
                  {"title・body・heading・text は文字列、facets はオブジェクト、"
                   "sections は {\"heading\",\"text\"} の配列です。",
                   "title, body, heading and text are strings, facets is an object, sections an "
                   "array of {\"heading\",\"text\"}."});
  }

  const FacetTable& table_;
  std::uint32_t line_;
  RecordBuilder* builder_;
  std::vector<Part> open_;
  Part key_ = Part::ignored;
  const FacetDef* facet_ = nullptr;
  std::set<std::string> seen_;
  std::string heading_, text_;
};

}  // namespace

void parse_json_case(std::string_view json, const FacetTable& table, std::uint32_t line,
                     RecordBuilder* builder) {
  CaseHandler handler(table, line, builder);
  Json::sax_parse(json.begin(), json.end(), &handler);
}

}  // namespace jirei
