#include "dict/morphology.h"

#include <mecab.h>

#include <utility>

#include "dict/dictionary_file.h"
#include "dict/error.h"

namespace jirei {
namespace {

/// Longest run of one kind of letters that MeCab takes as one unknown word, in characters. Its
/// default of 24 breaks longer Latin words and katakana names into single letters.
constexpr const char* kMaxGroup = "64";

/// MeCab takes the user dictionaries as one CSV line.
std::string csv(const std::vector<std::string>& paths) {
  std::string line;
  for (const std::string& path : paths) {
    line += (line.empty() ? "\"" : ",\"") + path + "\"";
  }
  return line;
}

std::string last_error() {
  const char* message = MeCab::getLastError();
  return message != nullptr && *message != '\0' ? message : "unknown error";
}

}  // namespace

FeatureFields feature_fields(const char* feature) {
  FeatureFields fields;
  const char* begin = feature;
  for (std::string_view& field : fields) {
    const char* end = begin;
    if (*begin == '"') {
      ++end;
      while (*end != '\0' && !(end[0] == '"' && end[1] != '"')) end += *end == '"' ? 2 : 1;
    }
    while (*end != '\0' && *end != ',') ++end;
    field = std::string_view(begin, static_cast<std::size_t>(end - begin));
    if (*begin == '"' && field.size() >= 2) field = field.substr(1, field.size() - 2);
    if (*end == '\0') break;
    begin = end + 1;
  }
  return fields;
}

std::string_view feature_field(const char* feature, std::size_t index) {
  return feature_fields(feature).at(index);
}

struct Morphology::Shared {
  std::unique_ptr<MeCab::Model> model;
};

Morphology::Morphology(const std::string& system_dictionary,
                       const std::vector<std::string>& user_dictionaries)
    : shared_(std::make_unique<Shared>()) {
  check_dictionaries(system_dictionary, user_dictionaries);
  std::vector<std::string> arguments = {
      "jirei", "-r", "/dev/null", "-d", system_dictionary, "--max-grouping-size", kMaxGroup};
  if (!user_dictionaries.empty()) {
    arguments.insert(arguments.end(), {"-u", csv(user_dictionaries)});
  }
  std::vector<char*> argv;
  argv.reserve(arguments.size());
  for (std::string& argument : arguments) argv.push_back(argument.data());
  shared_->model.reset(MeCab::createModel(static_cast<int>(argv.size()), argv.data()));
  if (!shared_->model) {
    throw Error(ErrorCode::dictionary,
                {"辞書 " + system_dictionary + " を使えません: " + last_error(),
                 "cannot use the dictionary " + system_dictionary + ": " + last_error()});
  }
}

Morphology::~Morphology() = default;
Morphology::Morphology(Morphology&&) noexcept = default;
Morphology& Morphology::operator=(Morphology&&) noexcept = default;

struct Morphology::Tagger::State {
  std::unique_ptr<MeCab::Tagger> tagger;
  std::unique_ptr<MeCab::Lattice> lattice;
  std::vector<Morpheme> morphemes;
  long cost = 0;
};

Morphology::Tagger::Tagger(const Morphology& morphology) : state_(std::make_unique<State>()) {
  state_->tagger.reset(morphology.shared_->model->createTagger());
  state_->lattice.reset(morphology.shared_->model->createLattice());
  if (!state_->tagger || !state_->lattice) {
    throw Error(ErrorCode::internal, {"形態素解析器を作れません: " + last_error(),
                                      "cannot create the morphological analyzer: " + last_error()});
  }
}

Morphology::Tagger::~Tagger() = default;
Morphology::Tagger::Tagger(Tagger&&) noexcept = default;
Morphology::Tagger& Morphology::Tagger::operator=(Tagger&&) noexcept = default;

const std::vector<Morpheme>& Morphology::Tagger::parse(std::string_view text) {
  State& state = *state_;
  state.morphemes.clear();
  state.cost = 0;
  // What MeCab makes of spaces at the end is nothing, but it looks behind them for words, up to the
  // next NUL: over all of the rest of the text that the sentence was cut from.
  while (!text.empty() && std::string_view(" \n\t\v").find(text.back()) != std::string_view::npos) {
    text.remove_suffix(1);
  }
  if (text.empty()) return state.morphemes;
  state.lattice->set_sentence(text.data(), text.size());
  if (!state.tagger->parse(state.lattice.get())) {
    throw Error(ErrorCode::internal,
                {std::string("形態素解析に失敗しました: ") + state.lattice->what(),
                 std::string("morphological analysis failed: ") + state.lattice->what()});
  }
  for (const MeCab::Node* node = state.lattice->bos_node()->next; node != nullptr;
       node = node->next) {
    if (node->stat == MECAB_EOS_NODE) {
      state.cost = node->cost;
      break;
    }
    const auto begin = static_cast<std::uint32_t>(node->surface - text.data());
    state.morphemes.push_back({begin, begin + node->length, node->feature,
                               node->stat == MECAB_UNK_NODE, node->lcAttr, node->rcAttr,
                               node->wcost});
  }
  return state.morphemes;
}

long Morphology::Tagger::path_cost() const { return state_->cost; }

}  // namespace jirei
