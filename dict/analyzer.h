// The one chain that turns text into tokens, for index and query alike:
// fold → sentences → morphology → tokens (word tier) and n-grams (recall floor).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dict/normalizer.h"
#include "dict/unicode.h"

namespace jirei {

/// What the analyzer needs to know of a part of speech.
enum class PartOfSpeech : std::uint8_t {
  noun,          ///< 名詞 (common, proper, verbal, adjectival stems)
  number,        ///< 名詞,数
  pronoun,       ///< 名詞,代名詞 (also the asking ones: どこ, 何)
  dependent,     ///< 名詞,非自立 (こと, もの, ため)
  suffix,        ///< 名詞,接尾
  prefix,        ///< 接頭詞
  verb,          ///< 動詞,自立
  aux_verb,      ///< 動詞,非自立 / 接尾 and 助動詞
  adjective,     ///< 形容詞
  adverb,        ///< 副詞
  adnominal,     ///< 連体詞
  conjunction,   ///< 接続詞
  particle,      ///< 助詞
  interjection,  ///< 感動詞, フィラー
  symbol,        ///< 記号
  unknown,       ///< not in the dictionary
};

const char* name(PartOfSpeech pos);  ///< Japanese name, for --analyze

/// One token. Views point into the AnalyzedText (its folded text or its arena) or into the mapped
/// dictionary, so they are good as long as both the AnalyzedText and the Analyzer live.
struct Token {
  ByteRange range;           ///< in the folded text
  std::string_view surface;  ///< folded
  std::string_view base;     ///< dictionary form (folded); the surface where there is none
  /// Katakana as the dictionary has it, or the surface where that is katakana; empty when unknown.
  std::string_view reading;
  PartOfSpeech pos = PartOfSpeech::unknown;
  std::uint8_t flags = 0;

  static constexpr std::uint8_t kIndexed = 1;  ///< has a term in the word tier
  /// Carries meaning in a query: no function word, no light verb (する, 行う, ある, …).
  static constexpr std::uint8_t kContent = 2;
  static constexpr std::uint8_t kQuestion = 4;   ///< question word (どこ, いつ, 何, …)
  static constexpr std::uint8_t kInflected = 8;  ///< base differs from surface

  bool indexed() const { return flags & kIndexed; }
  bool content() const { return flags & kContent; }
};

/// The result of analysing one text. Movable, not copyable: tokens point into it.
struct AnalyzedText {
  FoldedText folded;
  std::vector<std::uint32_t>
      sentence_ends;          ///< byte offsets in folded.text, ascending; last == size
  std::vector<Token> tokens;  ///< ascending, not overlapping
  std::vector<std::unique_ptr<char[]>> arena;

  AnalyzedText() = default;
  AnalyzedText(AnalyzedText&&) = default;
  AnalyzedText& operator=(AnalyzedText&&) = default;
  AnalyzedText(const AnalyzedText&) = delete;
  AnalyzedText& operator=(const AnalyzedText&) = delete;
};

/// From what an Analyzer is built. A wholly empty spec means default_analyzer_spec(); one without a
/// system dictionary takes the program's.
struct AnalyzerSpec {
  std::string system_dictionary;               ///< folder of the compiled IPADIC (UTF-8)
  std::vector<std::string> user_dictionaries;  ///< compiled MeCab user dictionaries (*.dic)
};

/// Where the programs find their dictionaries: beside the executable's build folder, or under its
/// install prefix; $JIREI_DICT_DIR wins. Throws Error(dictionary) naming the package to install.
AnalyzerSpec default_analyzer_spec();

/// Thread-safe for const use: every thread that analyses makes its own Analyzer::Session.
class Analyzer {
 public:
  explicit Analyzer(const AnalyzerSpec& spec);
  ~Analyzer();
  Analyzer(Analyzer&&) noexcept;
  Analyzer& operator=(Analyzer&&) noexcept;

  /// Identifies everything that decides which terms a text yields (dictionary name, size, version
  /// and content hash; user dictionaries; code version). Equal fingerprints, equal terms.
  const std::string& fingerprint() const;

  /// Per-thread working state (MeCab tagger and lattice, break iterator). Not thread-safe.
  class Session {
   public:
    explicit Session(const Analyzer& analyzer);
    ~Session();
    Session(Session&&) noexcept;
    Session& operator=(Session&&) noexcept;

    /// Full analysis. `source` must be valid UTF-8.
    AnalyzedText analyze(std::string_view source);
    /// Analysis of already folded text (a query word, a sentence of a stored case). The map of the
    /// result is the identity; with `sentences` false the text is taken as one sentence.
    AnalyzedText analyze_folded(std::string folded, bool sentences);

   private:
    struct State;
    std::unique_ptr<State> state_;
  };

 private:
  struct Shared;
  std::shared_ptr<const Shared> shared_;
};

}  // namespace jirei
