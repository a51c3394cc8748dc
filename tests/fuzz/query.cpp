// Any bytes are a query: a tree in normal form that can be written out and read back.
#include <cstdlib>

#include "dict/unicode.h"
#include "searcher/query/limits.h"
#include "searcher/query/parser.h"
#include "tests/fuzz/support.h"
#include "tests/unit/searcher/query_support.h"

namespace jirei::fuzz {
namespace {

using Kind = QueryNode::Kind;

bool is_compound(const QueryNode& node) {
  return node.kind == Kind::words || node.kind == Kind::all || node.kind == Kind::any;
}

void demand_normal(const QueryNode& node, const QueryNode* parent, std::size_t depth) {
  demand(depth <= 4 * limits::kQueryDepth, "depth is limited");
  demand(find_invalid_utf8(node.text) == std::string_view::npos, "words are UTF-8");
  if (is_compound(node)) {
    demand(node.children.size() >= 2, "a group has members");
    bool positive = false;
    for (const QueryNode& child : node.children) {
      positive |= child.kind != Kind::none;
      demand(child.kind != node.kind || child.boost != 1.0, "no group in one of its kind");
    }
    demand(positive, "no group of exclusions alone");
  } else if (node.kind == Kind::none || node.kind == Kind::field) {
    demand(node.children.size() == 1, "one child");
  } else {
    demand(node.children.empty(), "words have no children");
  }
  if (node.kind == Kind::none) {
    demand(parent != nullptr && (parent->kind == Kind::words || parent->kind == Kind::all),
           "exclusions stand beside something");
  }
  for (const QueryNode& child : node.children) demand_normal(child, &node, depth + 1);
}

void parse(std::string_view query) {
  const ParsedQuery parsed = parse_query(query, testing_query::options());
  demand_normal(parsed.tree, nullptr, 0);
  const auto again = parse_tree(to_string(parsed.tree));
  demand(again && same_tree(parsed.tree, *again), "a tree that is written out reads back");
  const std::string readable = replace_invalid_utf8(query);
  for (const QueryWarning& warning : parsed.warnings) {
    demand(warning.column < code_point_count(readable), "warnings point into the query");
    demand(!warning.text.empty(), "warnings say something");
  }
  demand(parsed.warnings.size() <= limits::kQueryWarnings, "few warnings");
  // What is proposed to the user must be a query itself.
  static_cast<void>(parse_query(to_query(parsed.tree), testing_query::options()));
}

}  // namespace
}  // namespace jirei::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jirei;
  const std::string_view query = fuzz::bytes_of(data, size);
  try {
    fuzz::parse(query);
  } catch (const Error& error) {
    fuzz::demand(error.code() == ErrorCode::limit, "only limits are errors");
  }
  // parse_tree reads what others wrote, too.
  if (const auto tree = parse_tree(query)) static_cast<void>(to_query(*tree));
  return 0;
}
