// One request → one Answer, from one generation of the index.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "searcher/answer.h"
#include "searcher/shard_options.h"

namespace jirei {

class FacetTable;

/// A whole case with the query's matches, for --show and the reading pane.
struct ShownCase {
  CaseRecord record;
  std::vector<Highlight> title_highlights;
  std::vector<std::vector<Highlight>> section_highlights;  ///< one list a section
};

struct Completion {
  std::string text;
  std::uint32_t count = 0;  ///< cases
  std::string facet;        ///< label, for a facet value; "" for a word
};

class Engine {
 public:
  /// Opens the generation in service, or the shards of a list. Throws Error(index_missing /
  /// index_incompatible / index_damaged / unreadable). Everything below throws Error(unreadable) as
  /// well, naming the shard, when one does not answer.
  static Engine open(const std::string& index_dir, const ShardOptions& shards = {});
  ~Engine();
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;

  Answer search(const Request& request);
  ShownCase show(std::string_view id, const Request& request);
  Answer similar(std::string_view id, const Request& request);
  std::vector<Completion> complete(std::string_view prefix, std::size_t limit);
  /// A table, a row a token (offset, surface, normalized, reading, part of speech, what is
  /// indexed).
  std::string analyze(std::string_view text);

  const FacetTable& facet_table() const;
  /// Whether it is shards that answer: programs may have been started to ask them.
  bool asks_shards() const;
  bool is_field(std::string_view name) const;
  /// Reopens when the generation in service has changed. True if it did.
  bool refresh();

 private:
  struct Impl;
  explicit Engine(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace jirei
