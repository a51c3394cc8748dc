#include "searcher/session_source.h"

namespace jirei {

std::shared_ptr<const SentenceTokens> KeptSentences::find(std::string_view text) {
  const auto* known = known_.find(text);
  return known == nullptr ? nullptr : *known;
}

void KeptSentences::keep(std::string_view text, std::shared_ptr<const SentenceTokens> tokens) {
  constexpr std::size_t kEntry = 160;
  const std::size_t cost = kEntry + text.size() + tokens->size() * sizeof(SentenceToken);
  known_.keep(text, std::move(tokens), cost);
}

std::shared_ptr<const SentenceTokens> SessionSource::tokens(std::string_view sentence) const {
  if (kept_ != nullptr) {
    if (auto known = kept_->find(sentence)) return known;
  }
  const AnalyzedText analyzed = open_().analyze_folded(std::string(sentence), false);
  auto tokens = std::make_shared<SentenceTokens>();
  tokens->reserve(analyzed.tokens.size());
  for (const Token& token : analyzed.tokens) {
    tokens->push_back({token.range, std::string(token.base)});
  }
  if (kept_ != nullptr) kept_->keep(sentence, tokens);
  return tokens;
}

}  // namespace jirei
