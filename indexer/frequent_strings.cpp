#include "indexer/frequent_strings.h"

#include <algorithm>
#include <deque>
#include <unordered_set>
#include <utility>

#include "dict/unicode.h"
#include "indexer/case_store.h"
#include "indexer/frequent_sets.h"

namespace jirei {
namespace {

constexpr std::size_t kMinCharacters = 3;  // pairs have terms of their own
constexpr std::size_t kMaxTokens = 6;
constexpr std::size_t kLooked = 8192;    // bytes of a case that are looked at
constexpr std::size_t kCasesHeld = 256;  // whose pages may stay in memory

struct SampledToken {
  std::uint32_t text;  ///< number of the text
  std::uint32_t begin, end;
  bool edge;  ///< may stand at the beginning or the end of what people look for
};

// The tokens of one case, text after text.
struct SampledCase {
  std::vector<SampledToken> tokens;
  std::size_t first_text, last_text;  ///< numbers of its texts, the last not included
};

bool is_edge(const Token& token) {
  switch (token.pos) {
    case PartOfSpeech::noun:
    case PartOfSpeech::number:
    case PartOfSpeech::suffix:
    case PartOfSpeech::prefix:
    case PartOfSpeech::verb:
    case PartOfSpeech::adjective:
    case PartOfSpeech::unknown:
      return true;
    default:
      return false;
  }
}

// As many whole characters as fit into so many bytes.
std::string_view beginning(std::string_view text, std::size_t bytes) {
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) --bytes;
  return text.substr(0, bytes);
}

class Sample {
 public:
  Sample(const CaseStore& store, const Analyzer& analyzer, std::uint32_t wanted) {
    Analyzer::Session session(analyzer);
    const std::uint32_t step = std::max(1U, store.last_docid() / std::max(1U, wanted));
    std::vector<std::string_view> texts;
    for (std::uint64_t docid = 1; docid <= store.last_docid(); docid += step) {
      if (!store.live(static_cast<std::uint32_t>(docid))) continue;
      store.folded_texts(static_cast<std::uint32_t>(docid), &texts);
      SampledCase& one = cases_.emplace_back();
      one.first_text = texts_.size();
      std::size_t left = kLooked;
      for (std::string_view text : texts) {
        if (text.size() > left) text = beginning(text, left);
        left -= text.size();
        add(text, &session, &one);
      }
      one.last_text = texts_.size();
      if (cases_.size() % kCasesHeld == 0) store.let_go();
    }
  }

  /// Runs of up to kMaxTokens tokens that `least` cases hold, with how many do.
  std::vector<std::pair<std::uint32_t, std::string_view>> runs(std::uint32_t least) const {
    std::vector<std::pair<std::uint32_t, std::string_view>> out;
    std::unordered_set<std::string_view> frequent;
    for (std::size_t length = 1; length <= kMaxTokens; ++length) {
      const Counts counts = count(length, frequent);
      frequent.clear();
      for (const auto& [text, seen] : counts) {
        if (seen.cases < least) continue;
        frequent.insert(text);
        if (seen.edges && code_point_count(text) >= kMinCharacters) {
          out.emplace_back(seen.cases, text);
        }
      }
    }
    return out;
  }

  /// Which of the strings stand in the cases, with how many hold them.
  std::vector<std::pair<std::uint32_t, std::string_view>> counted(
      const std::vector<std::string>& strings) const {
    std::vector<Seen> seen(strings.size());
    const ManyStrings many(strings);
    for (std::size_t number = 0; number < cases_.size(); ++number) {
      for (std::size_t i = cases_[number].first_text; i < cases_[number].last_text; ++i) {
        many.scan(texts_[i], [&](std::uint32_t index) {
          if (seen[index].last != number) ++seen[index].cases;
          seen[index].last = number;
        });
      }
    }
    std::vector<std::pair<std::uint32_t, std::string_view>> out;
    for (std::size_t i = 0; i < strings.size(); ++i) {
      if (seen[i].cases > 0) out.emplace_back(seen[i].cases, strings[i]);
    }
    return out;
  }

  std::size_t size() const { return cases_.size(); }

 private:
  struct Seen {
    std::uint32_t cases = 0;
    std::size_t last = SIZE_MAX;  ///< number of the last case
    bool edges = false;
  };
  using Counts = std::unordered_map<std::string_view, Seen>;

  void add(std::string_view text, Analyzer::Session* session, SampledCase* to) {
    const auto number = static_cast<std::uint32_t>(texts_.size());
    texts_.emplace_back(text);
    const AnalyzedText analyzed = session->analyze_folded(std::string(text), true);
    for (const Token& token : analyzed.tokens) {
      if (token.pos == PartOfSpeech::symbol) continue;  // what follows is no neighbour
      to->tokens.push_back({number, token.range.begin, token.range.end, is_edge(token)});
    }
  }

  // A run can be frequent only if what is left without its last token is, and without its first.
  Counts count(std::size_t length, const std::unordered_set<std::string_view>& shorter) const {
    Counts counts;
    for (std::size_t number = 0; number < cases_.size(); ++number) {
      const std::vector<SampledToken>& tokens = cases_[number].tokens;
      for (std::size_t i = 0; i + length <= tokens.size(); ++i) {
        const SampledToken& first = tokens[i];
        const SampledToken& last = tokens[i + length - 1];
        if (!neighbours(tokens, i, length)) continue;
        if (length > 1 && (!shorter.contains(text(first, tokens[i + length - 2])) ||
                           !shorter.contains(text(tokens[i + 1], last)))) {
          continue;
        }
        Seen& seen = counts[text(first, last)];
        if (seen.last != number) ++seen.cases;
        seen.last = number;
        if (first.edge && last.edge) seen.edges = true;
      }
    }
    return counts;
  }

  static bool neighbours(const std::vector<SampledToken>& tokens, std::size_t begin,
                         std::size_t length) {
    for (std::size_t i = begin + 1; i < begin + length; ++i) {
      if (tokens[i].text != tokens[i - 1].text || tokens[i].begin != tokens[i - 1].end)
        return false;
    }
    return true;
  }

  std::string_view text(const SampledToken& first, const SampledToken& last) const {
    return std::string_view(texts_[first.text]).substr(first.begin, last.end - first.begin);
  }

  std::deque<std::string> texts_;  ///< stay where they are: runs are views of them
  std::vector<SampledCase> cases_;
};

}  // namespace

FrequentStrings frequent_strings(const CaseStore& store, const Analyzer& analyzer,
                                 const FrequentChoice& choice,
                                 const std::vector<std::string>& expanded) {
  const Sample sample(store, analyzer, choice.sample);
  const auto of_sample = [&](std::uint32_t share) {
    return static_cast<std::uint32_t>(
        std::max<std::size_t>(1, sample.size() / std::max(1U, share)));
  };
  const std::uint32_t least = of_sample(choice.share);
  const std::uint32_t least_listed = std::min(least, of_sample(choice.list_share));
  auto runs = sample.runs(least_listed);
  const auto more_often = [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  };
  std::sort(runs.begin(), runs.end(), more_often);
  runs.erase(std::unique(runs.begin(), runs.end(),
                         [](const auto& a, const auto& b) { return a.second == b.second; }),
             runs.end());
  FrequentStrings out;
  std::unordered_set<std::string_view> chosen;
  for (const auto& [cases, text] : runs) {
    if (cases < least || out.often.size() == choice.strings) break;
    if (chosen.insert(text).second) out.often.emplace_back(text);
  }
  std::size_t docids = 0;
  const std::size_t each =
      std::max<std::size_t>(1, store.doc_count() / std::max<std::size_t>(1, sample.size()));
  const auto list = [&](std::uint32_t cases, std::string_view text) {
    if (docids + cases * each > choice.list_docids || !chosen.insert(text).second) return;
    docids += cases * each;
    out.seldom.emplace_back(text);
  };
  auto known = sample.counted(expanded);
  std::sort(known.begin(), known.end(), more_often);
  for (const auto& [cases, text] : known) {
    if (cases >= least_listed) list(cases, text);
  }
  for (const auto& [cases, text] : runs) list(cases, text);
  std::sort(out.often.begin(), out.often.end());
  std::sort(out.seldom.begin(), out.seldom.end());
  return out;
}

ManyStrings::ManyStrings(std::span<const std::string> strings)
    : strings_(strings), filter_(std::size_t{1} << kFilterBits, false) {
  for (std::uint32_t index = 0; index < strings.size(); ++index) {
    std::size_t pos = 0;
    const char32_t a = next_code_point(strings[index], &pos);
    const char32_t b = next_code_point(strings[index], &pos);
    const char32_t c = next_code_point(strings[index], &pos);
    const std::uint64_t key = key_of(a, b, c);
    filter_[key >> (64U - kFilterBits)] = true;
    by_start_[key].push_back(index);
  }
}

}  // namespace jirei
