#include "dict/analyzer.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "dict/fingerprint.h"
#include "dict/lexeme.h"
#include "dict/morphology.h"
#include "dict/resources.h"
#include "dict/sentences.h"

namespace jirei {
namespace {

/// Small strings live inside std::string and move with it; the tokens' views need a text that
/// stays where it is when an AnalyzedText is moved.
constexpr std::size_t kBeyondSmallString = 64;

/// Remembers the meaning of the entries met last, by the address of their feature in the mapped
/// dictionary: a text repeats few entries very often. Begins small, for a query; grows with a text.
class LexemeCache {
 public:
  const Lexeme& get(const Morpheme& morpheme) {
    Slot* slot = place(morpheme.feature);
    if (slot->feature == morpheme.feature && slot->unknown == morpheme.unknown) return slot->lexeme;
    if (++misses_ > slots_.size() && bits_ < kMostBits) {
      grow();
      slot = place(morpheme.feature);
    }
    *slot = {morpheme.feature, morpheme.unknown, read_lexeme(morpheme.feature, morpheme.unknown)};
    return slot->lexeme;
  }

 private:
  static constexpr int kFewestBits = 8;
  static constexpr int kMostBits = 16;
  static constexpr std::uint64_t kSpread = 0x9E3779B97F4A7C15;  // Fibonacci hashing
  struct Slot {
    const char* feature = nullptr;
    bool unknown = false;
    Lexeme lexeme;
  };

  Slot* place(const char* feature) {
    const std::uint64_t address = reinterpret_cast<std::uintptr_t>(feature);
    return &slots_[(address * kSpread) >> (64 - bits_)];
  }

  void grow() {
    std::vector<Slot> old = std::move(slots_);
    bits_ += 2;
    misses_ = 0;
    slots_ = std::vector<Slot>(std::size_t{1} << bits_);
    for (Slot& slot : old) {
      if (slot.feature != nullptr) *place(slot.feature) = slot;
    }
  }

  int bits_ = kFewestBits;
  std::size_t misses_ = 0;  ///< since it grew
  std::vector<Slot> slots_{std::size_t{1} << kFewestBits};
};

/// Puts strings into the arena of an AnalyzedText.
class Arena {
 public:
  explicit Arena(std::vector<std::unique_ptr<char[]>>* blocks) : blocks_(blocks) {}

  std::string_view keep(std::string_view text) {
    if (text.size() > left_) {
      const std::size_t size = std::max(kBlock, text.size());
      blocks_->push_back(std::make_unique<char[]>(size));
      free_ = blocks_->back().get();
      left_ = size;
    }
    std::memcpy(free_, text.data(), text.size());
    const std::string_view kept(free_, text.size());
    free_ += text.size();
    left_ -= text.size();
    return kept;
  }

 private:
  static constexpr std::size_t kBlock = 4096;
  std::vector<std::unique_ptr<char[]>>* blocks_;
  char* free_ = nullptr;
  std::size_t left_ = 0;
};

/// Runs of one kind that MeCab may hand over in pieces.
enum class Run : std::uint8_t { none, digits, letters };

Run run_of(std::string_view text) {
  const auto all = [&](char first, char last) {
    return std::all_of(text.begin(), text.end(), [&](char c) { return c >= first && c <= last; });
  };
  if (all('0', '9')) return Run::digits;
  return all('a', 'z') ? Run::letters : Run::none;
}

bool all_katakana(std::string_view text) {
  for (std::size_t pos = 0; pos < text.size();) {
    if (!is_katakana(next_code_point(text, &pos))) return false;
  }
  return true;
}

bool has_word_char(std::string_view text) {
  for (std::size_t pos = 0; pos < text.size();) {
    if (is_word_char(next_code_point(text, &pos))) return true;
  }
  return false;
}

/// Turns the morphemes of one text into its tokens.
class TokenBuilder {
 public:
  TokenBuilder(AnalyzedText* text, const Normalizer& normalizer, LexemeCache* cache)
      : text_(text), arena_(&text->arena), normalizer_(normalizer), cache_(cache) {}

  /// `offset`: where the parsed piece begins in the folded text.
  void add(const Morpheme& morpheme, std::uint32_t offset) {
    const Lexeme& lexeme = cache_->get(morpheme);
    Token token;
    token.range = {offset + morpheme.begin, offset + morpheme.end};
    token.surface = view(token.range);
    token.pos = lexeme.pos;
    token.flags = lexeme.flags;
    const Run run = morpheme.unknown ? run_of(token.surface) : Run::none;
    if (extends_last(token, run)) return;
    last_run_ = run;
    token.base = base_of(token.surface, lexeme);
    token.reading = lexeme.reading;
    if (token.reading.empty() && all_katakana(token.surface)) token.reading = token.surface;
    // Most are their own base: the same bytes, which need no comparing.
    if (token.base.data() != token.surface.data()) token.flags |= Token::kInflected;
    if (may_lack_word_chars(lexeme, morpheme) && !has_word_char(token.surface)) {
      token.pos = PartOfSpeech::symbol;
      token.flags = 0;
    }
    text_->tokens.push_back(token);
  }

 private:
  std::string_view view(ByteRange range) const {
    return std::string_view(text_->folded.text).substr(range.begin, range.size());
  }

  /// Digits right after digits are one number, letters of an overlong Latin word one word.
  bool extends_last(const Token& token, Run run) {
    if (run == Run::none || run != last_run_ || text_->tokens.empty()) return false;
    Token& last = text_->tokens.back();
    if (last.range.end != token.range.begin) return false;
    last.range.end = token.range.end;
    last.surface = last.base = view(last.range);
    return true;
  }

  std::string_view base_of(std::string_view surface, const Lexeme& lexeme) {
    if (lexeme.base.empty() || lexeme.base == surface) return surface;
    if (lexeme.base_folded) return lexeme.base;
    const std::string folded = normalizer_.fold_text(lexeme.base);
    return folded == surface || folded.empty() ? surface : arena_.keep(folded);
  }

  /// IPADIC calls unknown runs of ASCII punctuation nouns.
  static bool may_lack_word_chars(const Lexeme& lexeme, const Morpheme& morpheme) {
    return morpheme.unknown || lexeme.pos == PartOfSpeech::noun ||
           lexeme.pos == PartOfSpeech::symbol;
  }

  AnalyzedText* text_;
  Arena arena_;
  const Normalizer& normalizer_;
  LexemeCache* cache_;
  Run last_run_ = Run::none;  ///< of the last token
};

}  // namespace

struct Analyzer::Shared {
  Morphology morphology;
  Normalizer normalizer;
  std::string fingerprint;
};

AnalyzerSpec default_analyzer_spec() {
  return {find_system_dictionary(), {find_resource("user.dic")}};
}

Analyzer::Analyzer(const AnalyzerSpec& given) {
  AnalyzerSpec spec = given;
  if (spec.system_dictionary.empty() && spec.user_dictionaries.empty()) {
    spec = default_analyzer_spec();
  } else if (spec.system_dictionary.empty()) {
    spec.system_dictionary = find_system_dictionary();
  }
  shared_ = std::make_shared<const Shared>(
      Shared{Morphology(spec.system_dictionary, spec.user_dictionaries), Normalizer(),
             dictionary_fingerprint(spec.system_dictionary, spec.user_dictionaries)});
}

Analyzer::~Analyzer() = default;
Analyzer::Analyzer(Analyzer&&) noexcept = default;
Analyzer& Analyzer::operator=(Analyzer&&) noexcept = default;

const std::string& Analyzer::fingerprint() const { return shared_->fingerprint; }

struct Analyzer::Session::State {
  std::shared_ptr<const Shared> shared;
  Morphology::Tagger tagger;
  SentenceSplitter splitter;
  LexemeCache cache;

  explicit State(const std::shared_ptr<const Shared>& from)
      : shared(from), tagger(from->morphology) {}

  void tokenize(AnalyzedText* text, bool sentences) {
    if (text->folded.text.capacity() < kBeyondSmallString) {
      text->folded.text.reserve(kBeyondSmallString);
    }
    const std::string_view folded = text->folded.text;
    if (sentences) {
      text->sentence_ends = splitter.ends(folded);
    } else if (!folded.empty()) {
      text->sentence_ends = {static_cast<std::uint32_t>(folded.size())};
    }
    text->tokens.reserve(folded.size() / 5 + 4);
    TokenBuilder builder(text, shared->normalizer, &cache);
    std::size_t begin = 0;
    for (const std::uint32_t end : text->sentence_ends) {
      while (begin < end) {
        const std::string_view piece = folded.substr(begin, end - begin);
        const std::size_t size = cut_long(piece);
        for (const Morpheme& morpheme : tagger.parse(piece.substr(0, size))) {
          builder.add(morpheme, static_cast<std::uint32_t>(begin));
        }
        begin += size;
      }
    }
  }
};

Analyzer::Session::Session(const Analyzer& analyzer)
    : state_(std::make_unique<State>(analyzer.shared_)) {}
Analyzer::Session::~Session() = default;
Analyzer::Session::Session(Session&&) noexcept = default;
Analyzer::Session& Analyzer::Session::operator=(Session&&) noexcept = default;

AnalyzedText Analyzer::Session::analyze(std::string_view source) {
  AnalyzedText text;
  text.folded = state_->shared->normalizer.fold(source);
  state_->tokenize(&text, true);
  return text;
}

AnalyzedText Analyzer::Session::analyze_folded(std::string folded, bool sentences) {
  AnalyzedText text;
  text.folded.text = std::move(folded);
  state_->tokenize(&text, sentences);
  return text;
}

}  // namespace jirei
