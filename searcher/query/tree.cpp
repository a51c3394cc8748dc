#include "searcher/query/tree.h"

#include <array>
#include <charconv>
#include <utility>

#include "dict/unicode.h"
#include "searcher/query/limits.h"

namespace jirei {
namespace {

using Kind = QueryNode::Kind;

constexpr std::array<std::pair<Kind, std::string_view>, 12> kNames{{
    {Kind::everything, "everything"},
    {Kind::words, "words"},
    {Kind::all, "all"},
    {Kind::any, "any"},
    {Kind::none, "none"},
    {Kind::word, "word"},
    {Kind::phrase, "phrase"},
    {Kind::literal, "literal"},
    {Kind::prefix, "prefix"},
    {Kind::fuzzy, "fuzzy"},
    {Kind::field, "field"},
    {Kind::range, "range"},
}};

std::string_view name_of(Kind kind) {
  for (const auto& [candidate, name] : kNames) {
    if (candidate == kind) return name;
  }
  return "everything";
}

bool holds_text(Kind kind) {
  return kind == Kind::word || kind == Kind::phrase || kind == Kind::literal ||
         kind == Kind::prefix || kind == Kind::fuzzy;
}

std::string number(double value) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), end};
}

// --- S-expressions ---

void append_quoted(std::string* out, std::string_view text) {
  out->push_back('"');
  for (const char c : text) {
    if (c == '"' || c == '\\') out->push_back('\\');
    out->push_back(c);
  }
  out->push_back('"');
}

void append_end(std::string* out, const std::optional<std::string>& end) {
  out->push_back(' ');
  if (end) {
    append_quoted(out, *end);
  } else {
    out->push_back('*');
  }
}

void append_node(std::string* out, const QueryNode& node) {
  const bool boosted = node.boost != 1.0;
  if (boosted) out->append("(boost ").append(number(node.boost)).append(" ");
  if (node.kind == Kind::word) {
    append_quoted(out, node.text);
  } else {
    out->push_back('(');
    *out += name_of(node.kind);
    if (holds_text(node.kind)) {
      out->push_back(' ');
      append_quoted(out, node.text);
    }
    if (node.kind == Kind::field || node.kind == Kind::range) {
      out->push_back(' ');
      append_quoted(out, node.name);
    }
    if (node.kind == Kind::range) {
      append_end(out, node.low);
      append_end(out, node.high);
    }
    for (const QueryNode& child : node.children) {
      out->push_back(' ');
      append_node(out, child);
    }
    out->push_back(')');
  }
  if (boosted) out->push_back(')');
}

class TreeReader {
 public:
  explicit TreeReader(std::string_view text) : text_(text) {}

  std::optional<QueryNode> whole() {
    auto result = node();
    return result && pos_ == text_.size() ? std::move(result) : std::nullopt;
  }

 private:
  // Groups nest to kQueryDepth, each with field, NOT and boost around it.
  static constexpr std::size_t kMaxDepth = 6 * limits::kQueryDepth;

  bool accept(char c) {
    if (pos_ >= text_.size() || text_[pos_] != c) return false;
    ++pos_;
    return true;
  }

  std::string_view symbol() {
    const std::size_t begin = pos_;
    while (pos_ < text_.size() && text_[pos_] != ' ' && text_[pos_] != ')') ++pos_;
    return text_.substr(begin, pos_ - begin);
  }

  std::optional<std::string> quoted() {
    if (!accept('"')) return std::nullopt;
    std::string out;
    while (pos_ < text_.size() && text_[pos_] != '"') {
      if (text_[pos_] == '\\' && ++pos_ == text_.size()) return std::nullopt;
      out.push_back(text_[pos_++]);
    }
    return accept('"') ? std::optional(std::move(out)) : std::nullopt;
  }

  /// `" "` and a quoted text, into `*out`.
  bool argument(std::string* out) {
    if (!accept(' ')) return false;
    auto text = quoted();
    if (!text) return false;
    *out = *std::move(text);
    return true;
  }

  bool range_end(std::optional<std::string>* out) {
    if (text_.substr(pos_, 2) == " *") {
      pos_ += 2;
      return true;
    }
    std::string text;
    if (!argument(&text)) return false;
    *out = std::move(text);
    return true;
  }

  std::optional<QueryNode> node() {
    if (++depth_ > kMaxDepth) return std::nullopt;
    auto result = word_or_list();
    --depth_;
    return result;
  }

  std::optional<QueryNode> word_or_list() {
    if (pos_ < text_.size() && text_[pos_] == '"') {
      auto text = quoted();
      if (!text) return std::nullopt;
      QueryNode word;
      word.kind = Kind::word;
      word.text = *std::move(text);
      return word;
    }
    if (!accept('(')) return std::nullopt;
    const std::string_view name = symbol();
    if (name == "boost") return boosted();
    for (const auto& [kind, candidate] : kNames) {
      if (candidate == name && kind != Kind::word) return list(kind);
    }
    return std::nullopt;
  }

  std::optional<QueryNode> boosted() {
    if (!accept(' ')) return std::nullopt;
    const std::string_view digits = symbol();
    double boost = 1.0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), boost);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    if (!accept(' ')) return std::nullopt;
    auto inner = node();
    if (!inner || !accept(')')) return std::nullopt;
    inner->boost = boost;
    return inner;
  }

  std::optional<QueryNode> list(Kind kind) {
    QueryNode out;
    out.kind = kind;
    if (holds_text(kind) && !argument(&out.text)) return std::nullopt;
    if ((kind == Kind::field || kind == Kind::range) && !argument(&out.name)) return std::nullopt;
    if (kind == Kind::range && !(range_end(&out.low) && range_end(&out.high))) return std::nullopt;
    while (accept(' ')) {
      auto child = node();
      if (!child) return std::nullopt;
      out.children.push_back(*std::move(child));
    }
    return accept(')') ? std::optional(std::move(out)) : std::nullopt;
  }

  std::string_view text_;
  std::size_t pos_ = 0;
  std::size_t depth_ = 0;
};

// --- The query language ---

/// How tightly a node binds when it is written out: a looser one inside a tighter one needs ( ).
enum class Binding { any, all, words, item };

Binding binding(const QueryNode& node) {
  if (node.boost != 1.0) return Binding::item;  // written with its own brackets where needed
  if (node.kind == Kind::any) return Binding::any;
  if (node.kind == Kind::all) return Binding::all;
  if (node.kind == Kind::words) return Binding::words;
  return Binding::item;
}

bool is_complement(const QueryNode& node) {
  return node.kind == Kind::all && node.children.size() > 1 &&
         node.children.front().kind == Kind::everything;
}

void append_query(std::string* out, const QueryNode& node, Binding context);

void append_phrase(std::string* out, const std::string& text) {
  const bool corners = text.find('"') != std::string::npos;
  out->append(corners ? "「" : "\"").append(text).append(corners ? "」" : "\"");
}

void append_joined(std::string* out, const QueryNode& node, std::string_view joint, Binding inner) {
  bool first = true;
  for (const QueryNode& child : node.children) {
    if (child.kind == Kind::everything) continue;  // (all (everything) (none x)) is written -x
    if (!first) *out += joint;
    first = false;
    append_query(out, child, inner);
  }
}

void append_body(std::string* out, const QueryNode& node) {
  switch (node.kind) {
    case Kind::everything:
      break;
    case Kind::words:
      append_joined(out, node, " ", Binding::item);
      break;
    case Kind::all:
      append_joined(out, node, is_complement(node) ? " " : " AND ",
                    is_complement(node) ? Binding::item : Binding::words);
      break;
    case Kind::any:
      append_joined(out, node, " OR ", Binding::all);
      break;
    case Kind::none:
      out->push_back('-');
      for (const QueryNode& child : node.children) append_query(out, child, Binding::item);
      break;
    case Kind::word:
      *out += node.text;
      break;
    case Kind::phrase:
    case Kind::literal:
      append_phrase(out, node.text);
      break;
    case Kind::prefix:
      out->append(node.text).append("*");
      break;
    case Kind::fuzzy:
      out->append(node.text).append("~");
      break;
    case Kind::field:
      out->append(node.name).append(":");
      for (const QueryNode& child : node.children) append_query(out, child, Binding::item);
      break;
    case Kind::range:
      out->append(node.name).append(":").append(node.low.value_or(""));
      out->append("..").append(node.high.value_or(""));
      break;
  }
}

/// Whether ^2 can follow without brackets: behind quotes and Japanese only, x^2 is a formula.
bool takes_boost(const QueryNode& node) {
  if (node.kind == Kind::phrase) return true;
  if (!holds_text(node.kind)) return false;
  for (std::size_t pos = 0; pos < node.text.size();) {
    if (is_japanese(next_code_point(node.text, &pos))) return true;
  }
  return false;
}

void append_query(std::string* out, const QueryNode& node, Binding context) {
  const bool boosted = node.boost != 1.0;
  const bool group =
      boosted ? !takes_boost(node)
              : binding(node) < context || (is_complement(node) && context != Binding::any);
  if (group) out->push_back('(');
  append_body(out, node);
  if (group) out->push_back(')');
  if (boosted) out->append("^").append(number(node.boost));
}

}  // namespace

std::string to_string(const QueryNode& node) {
  std::string out;
  append_node(&out, node);
  return out;
}

std::optional<QueryNode> parse_tree(std::string_view text) { return TreeReader(text).whole(); }

std::string to_query(const QueryNode& node) {
  std::string out;
  append_query(&out, node, Binding::any);
  return out;
}

bool same_tree(const QueryNode& a, const QueryNode& b) {
  if (a.kind != b.kind || a.text != b.text || a.name != b.name || a.low != b.low ||
      a.high != b.high || a.boost != b.boost || a.children.size() != b.children.size()) {
    return false;
  }
  for (std::size_t i = 0; i < a.children.size(); ++i) {
    if (!same_tree(a.children[i], b.children[i])) return false;
  }
  return true;
}

}  // namespace jirei
