#include "searcher/query/parser.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "dict/unicode.h"
#include "searcher/query/limits.h"

namespace jirei {
namespace {

using Kind = QueryNode::Kind;
using Tokens = std::vector<QueryToken>;
using TokenKind = QueryToken::Kind;

bool is_leaf(TokenKind kind) {
  return kind == TokenKind::word || kind == TokenKind::phrase || kind == TokenKind::prefix ||
         kind == TokenKind::fuzzy || kind == TokenKind::range;
}

[[noreturn]] void throw_limit(const char* what_ja, const char* what_en, std::size_t limit) {
  const std::string n = std::to_string(limit);
  throw Error(
      ErrorCode::limit,
      {"検索式が長すぎます: " + std::string(what_ja) + "は " + n + " までです。",
       "the query is too long: at most " + n + " " + what_en + "."},
      {"検索式を短くするか、いくつかに分けてください。似た事例を探すなら --similar が使えます。",
       "Shorten the query or split it. To look for similar cases there is --similar."});
}

// --- Building nodes in normal form ---

bool is_complement(const QueryNode& node) {
  return node.kind == Kind::all && node.boost == 1.0 && !node.children.empty() &&
         node.children.front().kind == Kind::everything;
}

bool only_excludes(const QueryNode& node) {
  return node.kind == Kind::none ||
         (node.kind == Kind::words && node.boost == 1.0 &&
          std::all_of(node.children.begin(), node.children.end(),
                      [](const QueryNode& child) { return child.kind == Kind::none; }));
}

QueryNode node_of(Kind kind, std::uint32_t column) {
  QueryNode node;
  node.kind = kind;
  node.column = column;
  return node;
}

/// Moves the children of `group`, but `everything`, behind `parts`.
void splice(std::vector<QueryNode>* parts, QueryNode&& group) {
  std::copy_if(std::make_move_iterator(group.children.begin()),
               std::make_move_iterator(group.children.end()), std::back_inserter(*parts),
               [](const QueryNode& child) { return child.kind != Kind::everything; });
}

/// One node of `parts`; a list of one is its only member.
QueryNode join(Kind kind, std::vector<QueryNode>&& parts) {
  if (parts.size() == 1) return std::move(parts.front());
  QueryNode node = node_of(kind, parts.front().column);
  node.children = std::move(parts);
  return node;
}

/// Exclusions alone, where nothing else stands beside them: everything but those.
QueryNode positive(QueryNode&& node) {
  if (!only_excludes(node)) return std::move(node);
  QueryNode out = node_of(Kind::all, node.column);
  out.children.push_back(node_of(Kind::everything, node.column));
  if (node.kind == Kind::none) {
    out.children.push_back(std::move(node));
  } else {
    splice(&out.children, std::move(node));
  }
  return out;
}

QueryNode negated(QueryNode&& node, std::uint32_t column) {
  // Not (everything but x) is x.
  if (is_complement(node) && node.children.size() == 2) {
    return std::move(node.children.back().children.front());
  }
  QueryNode out = node_of(Kind::none, column);
  out.children.push_back(std::move(node));
  return out;
}

bool names_field(const QueryNode& node) {
  return node.kind == Kind::range || node.kind == Kind::field ||
         std::any_of(node.children.begin(), node.children.end(), names_field);
}

/// `inner` as the value of a field. What names its field itself stays so, and a group that holds
/// some of it is taken apart: 発生年:(2008 OR 2013..) becomes 発生年:2008 OR 発生年:2013.. .
QueryNode in_field(QueryNode&& inner, const QueryToken& name) {
  if (inner.kind == Kind::range || inner.kind == Kind::field) return std::move(inner);
  if (names_field(inner)) {
    for (QueryNode& child : inner.children) {
      if (child.kind != Kind::everything) child = in_field(std::move(child), name);
    }
    return std::move(inner);
  }
  if (inner.kind == Kind::none) {
    inner.children.front() = in_field(std::move(inner.children.front()), name);
    return std::move(inner);
  }
  QueryNode node = node_of(Kind::field, name.column);
  node.name = name.text;
  node.children.push_back(std::move(inner));
  return node;
}

// --- Is it a query? ---

/// Goes over the tokens once and notes what is broken. Afterwards the parser need not look.
class Checker {
 public:
  std::vector<QueryWarning> run(const Tokens& tokens) {
    for (const QueryToken& token : tokens) step(token);
    end_of_group();
    for (const QueryToken* open : open_) {
      warn(*open, "閉じ括弧「)」がありません", "the bracket is never closed");
    }
    std::stable_sort(warnings_.begin(), warnings_.end(),
                     [](const auto& a, const auto& b) { return a.column < b.column; });
    if (warnings_.size() > limits::kQueryWarnings) warnings_.resize(limits::kQueryWarnings);
    return std::move(warnings_);
  }

 private:
  void step(const QueryToken& token) {
    switch (token.kind) {
      case TokenKind::op_and:
      case TokenKind::op_or:
        if (!operand_before_ || waiting_ != nullptr) {
          warn(token, "左に語がありません", "there is no word before it");
        }
        wait(token);
        break;
      case TokenKind::op_not:
      case TokenKind::field:
        wait(token);
        break;
      case TokenKind::open:
        open_.push_back(&token);
        operand_before_ = false;
        waiting_ = nullptr;
        break;
      case TokenKind::close:
        end_of_group();
        if (open_.empty()) {
          warn(token, "対応する開き括弧「(」がありません", "there is no opening bracket for it");
        } else {
          open_.pop_back();
        }
        operand_before_ = true;
        break;
      case TokenKind::unclosed:
        warn(token, "引用符が閉じられていません", "the quote is never closed");
        break;
      default:
        operand_before_ = true;
        waiting_ = nullptr;
    }
  }

  /// `token` needs an operand behind it.
  void wait(const QueryToken& token) { waiting_ = &token; }

  void end_of_group() {
    if (waiting_ == nullptr) return;
    if (waiting_->kind == TokenKind::field) {
      warn(*waiting_, "「:」のあとに語がありません", "there is no word behind the colon");
    } else {
      warn(*waiting_, "右に語がありません", "there is no word behind it");
    }
    waiting_ = nullptr;
  }

  void warn(const QueryToken& token, const char* ja, const char* en) {
    const std::string place = std::to_string(token.column + 1);
    warnings_.push_back({{place + " 文字目の「" + token.text + "」: " + ja +
                              "。検索式としてではなく、ふつうの語として検索しました。",
                          "character " + place + ", \"" + token.text + "\": " + en +
                              "; searched as plain words instead"},
                         token.column});
  }

  std::vector<const QueryToken*> open_;
  const QueryToken* waiting_ = nullptr;  ///< operator or field whose operand has not come yet
  bool operand_before_ = false;          ///< something stands to the left in this group
  std::vector<QueryWarning> warnings_;
};

// --- Recursive descent, one function a rule; the tokens have been checked ---

class Parser {
 public:
  explicit Parser(const Tokens& tokens) : tokens_(tokens) {}

  QueryNode query() { return positive(any()); }

 private:
  bool at(TokenKind kind) const { return pos_ < tokens_.size() && tokens_[pos_].kind == kind; }
  bool accept(TokenKind kind) {
    if (!at(kind)) return false;
    ++pos_;
    return true;
  }
  const QueryToken& next() { return tokens_[pos_++]; }

  // any = all { OR all }
  QueryNode any() {
    std::vector<QueryNode> parts;
    do {
      QueryNode part = all();
      if (part.kind == Kind::any && part.boost == 1.0) {
        splice(&parts, std::move(part));
      } else {
        parts.push_back(std::move(part));
      }
    } while (accept(TokenKind::op_or));
    if (parts.size() == 1) return std::move(parts.front());
    for (QueryNode& part : parts) part = positive(std::move(part));
    return join(Kind::any, std::move(parts));
  }

  // all = words { AND words }
  QueryNode all() {
    std::vector<QueryNode> parts;
    do {
      QueryNode part = words();
      if (parts.empty() && !at(TokenKind::op_and)) return part;
      const bool flat = part.boost == 1.0 && (part.kind == Kind::all || only_excludes(part));
      if (flat && part.kind != Kind::none) {
        splice(&parts, std::move(part));
      } else {
        parts.push_back(std::move(part));
      }
    } while (accept(TokenKind::op_and));
    const bool excludes = std::all_of(
        parts.begin(), parts.end(), [](const QueryNode& part) { return part.kind == Kind::none; });
    if (excludes) parts.insert(parts.begin(), node_of(Kind::everything, parts.front().column));
    return join(Kind::all, std::move(parts));
  }

  // words = item { item }
  QueryNode words() {
    std::vector<QueryNode> parts;
    while (starts_item()) {
      QueryNode part = item();
      if ((part.kind == Kind::words && part.boost == 1.0) || is_complement(part)) {
        splice(&parts, std::move(part));
      } else {
        parts.push_back(std::move(part));
      }
    }
    return join(Kind::words, std::move(parts));
  }

  bool starts_item() const {
    return pos_ < tokens_.size() && tokens_[pos_].kind != TokenKind::op_or &&
           tokens_[pos_].kind != TokenKind::op_and && tokens_[pos_].kind != TokenKind::close;
  }

  // item = { NOT } primary
  QueryNode item() {
    const std::uint32_t column = tokens_[pos_].column;
    bool excluded = false;
    while (accept(TokenKind::op_not)) excluded = !excluded;
    QueryNode node = primary();
    return excluded ? negated(std::move(node), column) : node;
  }

  // primary = field value | value
  QueryNode primary() {
    if (!at(TokenKind::field)) return value();
    const QueryToken& name = next();
    const std::string outer = std::exchange(field_, name.text);
    QueryNode inner = value();
    field_ = outer;
    return in_field(std::move(inner), name);
  }

  // value = word | phrase | prefix | fuzzy | range | "(" any ")"
  QueryNode value() {
    if (at(TokenKind::open)) return group();
    const QueryToken& token = next();
    QueryNode node = node_of(leaf_kind(token.kind), token.column);
    node.boost = token.boost;
    if (token.kind == TokenKind::range) {
      node.name = field_;
      node.low = token.low;
      node.high = token.high;
    } else {
      node.text = token.text;
    }
    return node;
  }

  QueryNode group() {
    if (++depth_ > limits::kQueryDepth) {
      throw_limit("括弧の入れ子", "brackets inside each other", limits::kQueryDepth);
    }
    next();
    QueryNode node = positive(any());
    node.boost *= next().boost;
    --depth_;
    return node;
  }

  static Kind leaf_kind(TokenKind kind) {
    switch (kind) {
      case TokenKind::phrase:
        return Kind::phrase;
      case TokenKind::prefix:
        return Kind::prefix;
      case TokenKind::fuzzy:
        return Kind::fuzzy;
      case TokenKind::range:
        return Kind::range;
      default:
        return Kind::word;
    }
  }

  const Tokens& tokens_;
  std::size_t pos_ = 0;
  std::size_t depth_ = 0;
  std::string field_;  ///< whose value is being read: the name of its ranges
};

/// Takes back a field, and what excludes it, whose value is left out.
void drop_field(Tokens* tokens) {
  if (tokens->empty() || tokens->back().kind != TokenKind::field) return;
  tokens->pop_back();
  while (!tokens->empty() && tokens->back().kind == TokenKind::op_not) tokens->pop_back();
}

/// Leaves out words of punctuation alone (" - ", 「」) and groups of nothing else.
Tokens without_punctuation(Tokens&& tokens) {
  Tokens out;
  for (QueryToken& token : tokens) {
    if (token.kind == TokenKind::word && !has_substance(token.text)) {
      drop_field(&out);
    } else if (token.kind == TokenKind::close && !out.empty() &&
               out.back().kind == TokenKind::open) {
      out.pop_back();
      drop_field(&out);
    } else {
      out.push_back(std::move(token));
    }
  }
  return out;
}

QueryNode plain_words(std::string_view text) {
  const Tokens tokens = lex_plain_words(text);
  if (tokens.empty()) return {};
  if (tokens.size() > limits::kQueryTerms) throw_limit("語数", "words", limits::kQueryTerms);
  return Parser(tokens).query();
}

ParsedQuery parse_valid(std::string_view text, const ParseOptions& options) {
  const Tokens tokens = without_punctuation(lex_query(text, options));
  std::size_t terms = 0, fields = 0;
  for (const QueryToken& token : tokens) {
    terms += is_leaf(token.kind);
    fields += token.kind == TokenKind::field;
  }
  // Nothing to search for but operators or punctuation: then those are the words.
  if (terms + fields == 0) return {plain_words(text), {}};
  if (terms > limits::kQueryTerms) throw_limit("語数", "words", limits::kQueryTerms);
  auto warnings = Checker().run(tokens);
  if (!warnings.empty()) return {plain_words(text), std::move(warnings)};
  return {Parser(tokens).query(), {}};
}

}  // namespace

ParsedQuery parse_query(std::string_view text, const ParseOptions& options) {
  if (text.size() > limits::kQueryBytes) {
    throw_limit("長さ (バイト)", "bytes", limits::kQueryBytes);
  }
  if (find_invalid_utf8(text) != std::string_view::npos) {
    return parse_valid(replace_invalid_utf8(text), options);
  }
  return parse_valid(text, options);
}

}  // namespace jirei
