// The way from a fragment to the analyzer: opened when a stem needs it, and what it said kept.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dict/analyzer.h"
#include "searcher/kept_map.h"

namespace jirei {

/// What confirming a stem needs of a token.
struct SentenceToken {
  ByteRange range;  ///< in the sentence
  std::string base;
};

using SentenceTokens = std::vector<SentenceToken>;

/// Sentences of folded text that were analysed, by their text. Bounded; not thread-safe. Good for
/// one analyzer.
class KeptSentences {
 public:
  KeptSentences() : known_(kRoom) {}

  std::shared_ptr<const SentenceTokens> find(std::string_view text);
  void keep(std::string_view text, std::shared_ptr<const SentenceTokens> tokens);

 private:
  static constexpr std::size_t kRoom = std::size_t{8} << 20U;  // bytes

  KeptMap<std::shared_ptr<const SentenceTokens>> known_;
};

/// Gives the analysing session when a stem needs it. Empty: there is none.
class SessionSource {
 public:
  SessionSource() = default;
  /// `open` is a function that returns Analyzer::Session&.
  template <typename F>
  SessionSource(F open, KeptSentences* kept = nullptr) : open_(std::move(open)), kept_(kept) {}

  explicit operator bool() const { return static_cast<bool>(open_); }
  /// The tokens of a sentence of folded text.
  std::shared_ptr<const SentenceTokens> tokens(std::string_view sentence) const;

 private:
  std::function<Analyzer::Session&()> open_;
  KeptSentences* kept_ = nullptr;
};

}  // namespace jirei
