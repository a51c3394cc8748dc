#include "dict/user_dictionary.h"

#include <fmt/format.h>
#include <mecab.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "dict/error.h"
#include "dict/morphology.h"
#include "dict/normalizer.h"
#include "dict/resources.h"
#include "dict/string_map.h"
#include "dict/system_error.h"
#include "dict/table_source.h"
#include "dict/unicode.h"

namespace jirei {
namespace {

/// By how much an entry beats its own best split. About a sixth of what one more word costs in
/// IPADIC: enough against ties, too little to break up longer words of the dictionary.
constexpr long kMargin = 1000;

constexpr std::size_t kMaxTermBytes = 300;

/// Words that any IPADIC has as plain nouns; the first one found stands for nouns in general.
constexpr std::array kPlainNouns = {"会社", "言葉", "道具", "机"};

/// Everyday surroundings of a noun: before it, after it.
constexpr std::array<std::pair<const char*, const char*>, 12> kContexts = {{
    {"", ""},
    {"", "に"},
    {"", "の対策"},
    {"", "が起きた。"},
    {"", "を導入する。"},
    {"", "、"},
    {"この", "は"},
    {"新しい", "と"},
    {"、", "など"},
    {"の", "により"},
    {"で", "する"},
    {"な", "でした"},
}};

struct Term {
  std::string text;
  std::string reading;
  std::string synonyms;  // as they are written
  std::size_t line = 0;
};

Error line_error(const std::string& file, std::size_t line, const Text& why) {
  return Error(ErrorCode::invalid_input, {fmt::format("{}:{}: {}", file, line, why.ja),
                                          fmt::format("{}:{}: {}", file, line, why.en)});
}

std::string trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1));
}

/// Katakana of a reading typed in either kana; nullopt when it holds anything else.
std::optional<std::string> katakana(std::string_view folded) {
  std::u32string out = to_utf32(folded);
  for (char32_t& c : out) {
    if (c >= U'ぁ' && c <= U'ゖ') c += U'ァ' - U'ぁ';
    if (!is_katakana(c)) return std::nullopt;
  }
  return to_utf8(out);
}

std::optional<Term> read_line(const std::string& file, std::size_t number, std::string_view line) {
  if (find_invalid_utf8(line) != std::string_view::npos) {
    throw line_error(file, number, {"UTF-8 ではありません", "not UTF-8"});
  }
  line = line.substr(0, line.find('#'));
  if (trimmed(line).empty()) return std::nullopt;
  const Normalizer normalizer;
  const auto separator = line.find_first_of("\t,");
  Term term{normalizer.fold_text(trimmed(line.substr(0, separator))), {}, {}, number};
  if (separator != std::string_view::npos) {
    std::string_view tail = line.substr(separator + 1);
    const auto tab = line[separator] == '\t' ? tail.find('\t') : std::string_view::npos;
    if (tab != std::string_view::npos) {
      term.synonyms = trimmed(tail.substr(tab + 1));
      tail = tail.substr(0, tab);
    }
    const std::string rest = trimmed(tail);
    const auto reading = katakana(normalizer.fold_text(rest));
    if (!reading) {
      throw line_error(
          file, number,
          {"読みは仮名で書いてください: " + rest, "the reading must be kana: " + rest});
    }
    term.reading = *reading;
  }
  const bool speakable = !term.text.empty() && term.text.size() <= kMaxTermBytes &&
                         term.text.find_first_of(",\"\n") == std::string::npos;
  if (!speakable) {
    throw line_error(file, number,
                     {"語として使えません(空、長すぎる、記号を含む)",
                      "not usable as a term (empty, too long, or with quotes)"});
  }
  return term;
}

std::vector<Term> read_terms(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    const Text reason = system_error_text(errno);
    throw Error(ErrorCode::unreadable,
                {"用語の一覧 " + file + " を読めません: " + reason.ja,
                 "cannot read the list of terms " + file + ": " + reason.en});
  }
  std::vector<Term> terms;
  std::set<std::string> seen;
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    auto term = read_line(file, number, line);
    if (term && seen.insert(term->text).second) terms.push_back(std::move(*term));
  }
  return terms;
}

/// Writes the entry of one term.
class EntryWriter {
 public:
  explicit EntryWriter(const std::string& system_dictionary)
      : morphology_(system_dictionary, {}), tagger_(morphology_) {
    for (const char* word : kPlainNouns) {
      const auto& parts = tagger_.parse(word);
      if (parts.size() == 1 && !parts[0].unknown && feature_field(parts[0].feature, 1) == "一般") {
        plain_noun_ = word;
        return;
      }
    }
    throw Error(ErrorCode::dictionary, {system_dictionary + " は IPADIC ではないようです",
                                        system_dictionary + " does not look like IPADIC"});
  }

  /// The CSV line, or nothing when the dictionary has the term as one word.
  std::optional<std::string> entry(const Term& term) {
    const std::vector<Morpheme> split = tagger_.parse(term.text);
    if (split.empty() || (split.size() == 1 && !split[0].unknown)) return std::nullopt;
    const std::string head(term.text, split.back().begin);
    const std::string model = carries(split.back()) ? head : plain_noun_;
    const Morpheme noun = tagger_.parse(model).front();
    const std::string reading = term.reading.empty() ? reading_of(term.text, split) : term.reading;
    return fmt::format("{0},{1},{2},{3},名詞,{4},*,*,*,*,{0},{5},{5}\n", term.text, noun.left_id,
                       noun.right_id, winning_cost(term.text, model, noun),
                       feature_field(noun.feature, 1),
                       reading.empty() ? std::string_view("*") : std::string_view(reading));
  }

 private:
  /// Whether the last part makes the whole a noun of its own kind (不正アクセス takes する as
  /// アクセス does).
  bool carries(const Morpheme& last) {
    const std::string_view minor = feature_field(last.feature, 1);
    return !last.unknown && feature_field(last.feature, 0) == "名詞" &&
           (minor == "一般" || minor == "サ変接続" || minor == "形容動詞語幹");
  }

  /// The word cost with which an entry like `noun` wins in all contexts. With that noun in the
  /// term's place a context costs c; with the entry it costs c - noun.word_cost + cost.
  long winning_cost(const std::string& term, const std::string& model, const Morpheme& noun) {
    long cost = noun.word_cost;
    for (const auto& [before, after] : kContexts) {
      const std::string with_noun = before + model + after;
      const bool intact = stands_alone(tagger_.parse(with_noun), std::strlen(before), noun);
      const long noun_cost = tagger_.path_cost();
      if (!intact) continue;
      tagger_.parse(before + term + after);
      cost = std::min(cost, tagger_.path_cost() - (noun_cost - noun.word_cost) - kMargin);
    }
    return std::clamp(cost, -30000L, 30000L);
  }

  static bool stands_alone(const std::vector<Morpheme>& parts, std::size_t begin,
                           const Morpheme& noun) {
    return std::any_of(parts.begin(), parts.end(), [&](const Morpheme& part) {
      return part.begin == begin && part.feature == noun.feature;
    });
  }

  static std::string reading_of(const std::string& term, const std::vector<Morpheme>& split) {
    if (auto own = katakana(term)) return *own;
    std::string reading;
    for (const Morpheme& part : split) {
      std::string_view piece = feature_field(part.feature, 7);
      if (piece.empty() || piece == "*") return {};
      reading += piece;
    }
    return reading;
  }

  Morphology morphology_;
  Morphology::Tagger tagger_;
  std::string plain_noun_;
};

/// Runs MeCab's dictionary compiler in a child: it talks to standard output and calls exit().
bool run_compiler(const std::string& system_dictionary, const std::string& csv,
                  const std::string& dic) {
  std::vector<std::string> arguments = {
      "mecab-dict-index", "-d", system_dictionary, "-u", dic, "-f", "utf-8", "-t", "utf-8", csv};
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    const bool silent =
        std::freopen("/dev/null", "w", stdout) && std::freopen("/dev/null", "w", stderr);
    const int status =
        silent ? mecab_dict_index(static_cast<int>(argv.size()) - 1, argv.data()) : 1;
    _exit(status == 0 ? 0 : 1);
  }
  int status = 0;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

UserDictionaryReport compile_user_dictionary(const std::string& source, const std::string& output,
                                             const std::string& system_dictionary) {
  namespace fs = std::filesystem;
  const std::string system =
      system_dictionary.empty() ? find_system_dictionary() : system_dictionary;
  const std::vector<Term> terms = read_terms(source);
  UserDictionaryReport report{terms.size(), 0};
  const std::string csv = output + ".csv";
  const std::string fresh = output + ".new";
  EntryWriter writer(system);
  std::string lines;
  for (const Term& term : terms) {
    if (auto line = writer.entry(term)) {
      lines += *line;
      ++report.entries;
    }
  }
  const bool synonyms = std::any_of(terms.begin(), terms.end(),
                                    [](const Term& term) { return !term.synonyms.empty(); });
  if (lines.empty() && synonyms) return report;
  if (lines.empty()) {
    throw Error(
        ErrorCode::invalid_input,
        {source + " に登録すべき語がありません", source + " holds no term that needs an entry"},
        {"辞書にある語だけなら、利用者辞書は要りません。",
         "Words that the dictionary knows need no user dictionary."});
  }
  std::error_code ignored;
  if (fs::path(output).has_parent_path())
    fs::create_directories(fs::path(output).parent_path(), ignored);
  std::ofstream out(csv, std::ios::binary | std::ios::trunc);
  out << lines;
  out.close();
  const bool compiled = out && run_compiler(system, csv, fresh);
  fs::remove(csv, ignored);
  std::error_code failed;
  if (compiled) fs::rename(fresh, output, failed);
  if (!compiled || failed) {
    fs::remove(fresh, ignored);
    throw Error(ErrorCode::io, {"利用者辞書 " + output + " を作れません",
                                "cannot make the user dictionary " + output});
  }
  return report;
}

std::string user_synonyms(std::span<const std::string> sources) {
  StringMapBuilder builder;
  const Normalizer normalizer;
  for (const std::string& source : sources) {
    if (source.ends_with(".dic")) continue;  // compiled already
    for (const Term& term : read_terms(source)) {
      if (term.synonyms.empty()) continue;
      const bool one_way = term.synonyms.starts_with("→");
      add_synonyms(term.text + (one_way ? " " : ", ") + term.synonyms,
                   fmt::format("{}:{}", source, term.line), normalizer, &builder);
    }
  }
  return builder.size() == 0 ? std::string() : builder.bytes();
}

}  // namespace jirei
