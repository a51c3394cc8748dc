#include "dict/table_source.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <vector>

#include "dict/error.h"
#include "dict/unicode.h"

namespace jirei {
namespace {

// Weights in hundredths.
struct Trust {
  std::uint8_t same = 95;  // another name of the same thing
  std::uint8_t near = 80;  // another word of the same meaning
};
constexpr std::string_view kTrustLine = "@weights ";
constexpr unsigned kLeastMatching = 50;  // kSynonymMatches
constexpr std::uint8_t kRelated =
    40;  // broader, narrower, or usually meant as well (kSynonymMatches)

[[noreturn]] void fail(const std::string& name, std::size_t line, const std::string& ja,
                       const std::string& en) {
  const std::string where = name + ":" + std::to_string(line) + ": ";
  throw Error(ErrorCode::invalid_input, {where + ja, where + en});
}

/// Calls `f(line, number)` for every line that is not empty after its comment is cut off.
template <typename F>
void for_each_line(std::string_view source, const std::string& name, F&& f) {
  std::size_t number = 0;
  while (!source.empty()) {
    const std::size_t end = source.find('\n');
    std::string_view line = source.substr(0, end);
    source.remove_prefix(end == std::string_view::npos ? source.size() : end + 1);
    ++number;
    if (find_invalid_utf8(line) != std::string_view::npos) {
      fail(name, number, "UTF-8 ではありません", "not UTF-8");
    }
    line = line.substr(0, line.find('#'));
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.remove_suffix(1);
    if (!line.empty()) f(line, number);
  }
}

std::vector<std::string> words_of(std::string_view list, char separator,
                                  const Normalizer& normalizer) {
  std::vector<std::string> words;
  for (;;) {
    const std::size_t end = list.find(separator);
    std::string word = normalizer.fold_text(list.substr(0, end));
    const std::size_t first = word.find_first_not_of(' ');
    if (first != std::string::npos) {
      words.push_back(word.substr(first, word.find_last_not_of(' ') - first + 1));
    }
    if (end == std::string_view::npos) return words;
    list.remove_prefix(end + 1);
  }
}

struct Word {
  std::string text;
  bool silent = false;  ///< is found by the others, finds none itself
  std::size_t lexeme = 0;
};

/// `a, b ; c*` → a and b of one lexeme, c of another.
std::vector<Word> lexemes_of(std::string_view list, const Normalizer& normalizer) {
  std::vector<Word> words;
  for (std::size_t lexeme = 0;; ++lexeme) {
    const std::size_t end = list.find(';');
    for (std::string& text : words_of(list.substr(0, end), ',', normalizer)) {
      const bool silent = text.size() > 1 && text.back() == '*';
      if (silent) text.pop_back();
      words.push_back({std::move(text), silent, lexeme});
    }
    if (end == std::string_view::npos) return words;
    list.remove_prefix(end + 1);
  }
}

/// 従業員教育 does not ask for 教育: a word of another lexeme inside the key is wider than what was
/// typed. (The other way round the literal word finds its compounds anyway.)
bool widens(const Word& key, const Word& word) {
  return key.text.find(word.text) != std::string::npos;
}

void add_related(const std::vector<Word>& from, const std::vector<Word>& to, std::uint8_t tag,
                 StringMapBuilder* builder) {
  for (const Word& key : from) {
    for (const Word& word : to) {
      if (!key.silent && !widens(key, word)) builder->add(key.text, word.text, tag);
    }
  }
}

void add_one_way(const std::vector<Word>& from, const std::vector<Word>& to, std::uint8_t tag,
                 StringMapBuilder* builder) {
  for (const Word& key : from) {
    for (const Word& word : to) {
      if (key.text != word.text) builder->add(key.text, word.text, tag);
    }
  }
}

void add_group(const std::vector<Word>& words, Trust trust, StringMapBuilder* builder) {
  for (const Word& key : words) {
    for (const Word& word : words) {
      if (key.silent || key.text == word.text) continue;
      if (key.lexeme == word.lexeme) {
        builder->add(key.text, word.text, trust.same);
      } else if (!widens(key, word)) {
        builder->add(key.text, word.text, trust.near);
      }
    }
  }
}

/// Text before and after a separator; the second part empty when there is none.
std::pair<std::string_view, std::string_view> cut(std::string_view line,
                                                  std::string_view separator) {
  const std::size_t at = line.find(separator);
  if (at == std::string_view::npos) return {line, {}};
  return {line.substr(0, at), line.substr(at + separator.size())};
}

/// `60 50`: weights of `,` and of `;` in what follows.
Trust trust_of(std::string_view text, const std::string& name, std::size_t line) {
  constexpr unsigned kMost = 100;
  unsigned values[2] = {0, 0};
  for (unsigned& value : values) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || value < kLeastMatching || value > kMost) {
      fail(name, line, "@weights のあとには 50 から 100 までの数が二つ要ります",
           "two numbers from 50 to 100 must follow @weights");
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  }
  return {static_cast<std::uint8_t>(values[0]), static_cast<std::uint8_t>(values[1])};
}

}  // namespace

void add_variants(std::string_view source, const std::string& name, const Normalizer& normalizer,
                  StringMapBuilder* builder) {
  for_each_line(source, name, [&](std::string_view line, std::size_t number) {
    const auto words = words_of(line, '\t', normalizer);
    if (words.size() < 2)
      fail(name, number, "語が二つ以上要ります", "two words or more are needed");
    for (const std::string& key : words) {
      for (const std::string& text : words) {
        if (key != text) builder->add(key, text);
      }
    }
  });
}

void add_synonyms(std::string_view source, const std::string& name, const Normalizer& normalizer,
                  StringMapBuilder* builder) {
  Trust trust;
  for_each_line(source, name, [&](std::string_view line, std::size_t number) {
    if (line.starts_with(kTrustLine)) {
      trust = trust_of(line.substr(kTrustLine.size()), name, number);
      return;
    }
    const bool one_way = line.find("→") != std::string_view::npos;
    const auto [left, right] = one_way ? cut(line, "→") : std::pair{std::string_view{}, line};
    const auto [same, related] = cut(right, "|");
    const auto triggers = lexemes_of(left, normalizer);
    const auto words = lexemes_of(same, normalizer);
    const auto weak = lexemes_of(related, normalizer);
    const bool enough = one_way ? !triggers.empty() && words.size() + weak.size() > 0
                                : !words.empty() && words.size() + weak.size() > 1;
    if (!enough) fail(name, number, "語が足りません", "too few words");
    if (one_way) {
      add_one_way(triggers, words, trust.same, builder);
      add_one_way(triggers, weak, kRelated, builder);
    } else {
      add_group(words, trust, builder);
      add_related(words, weak, kRelated, builder);
      add_related(weak, words, kRelated, builder);
    }
  });
}

}  // namespace jirei
