#include "searcher/patterns.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <tuple>

#include "dict/readings.h"
#include "dict/unicode.h"

namespace jirei {
namespace {

constexpr float kPartWeight = 0.4F;

// What follows the stem of a word in its forms, by the last character of its dictionary form: every
// entry of IPADIC whose surface begins with the stem, and what may follow the bare stem of an
// adjective (高すぎる). A word in any other character has no forms.
struct Forms {
  std::string_view ending;
  std::string_view next;
};
constexpr Forms kForms[] = {
    {"う", "わいうえおっ"},     {"く", "かきくけこいっ"},
    {"ぐ", "がぎぐげごい"},     {"す", "さしすせそ"},
    {"つ", "たちつてとっ"},     {"ぬ", "なにぬねのん"},
    {"ぶ", "ばびぶべぼん"},     {"む", "まみむめもん"},
    {"ふ", "はひふへ"},         {"づ", "ぢづでず"},

    {"る", "らりるれろっんい"}, {"い", "いかくきけうしゅぅがさすそげめみっ過"},
};

// Whether anything may follow the stem of a verb in る: 食べ(る) is a form itself, 走(る) is not,
// but for the contracted 走(んの).
bool stands_bare(std::string_view stem) {
  constexpr std::string_view kOtherRows =
      "あかがさざただなはばぱまやゃらわうくぐつづぬふぶぷむゆゅるおこごそぞとどのほぼぽもよょろを";
  std::size_t last = stem.size();
  while (last > 0 && (static_cast<unsigned char>(stem[--last]) & 0xC0U) == 0x80U) {
  }
  return kOtherRows.find(stem.substr(last)) == std::string_view::npos;
}

const Forms* forms_of(std::string_view ending) {
  const auto* found = std::find_if(std::begin(kForms), std::end(kForms),
                                   [&](const Forms& forms) { return forms.ending == ending; });
  return found == std::end(kForms) ? nullptr : found;
}

float weight_of(const Spelling& spelling) {
  return std::min(1.0F, std::max(0.2F, spelling.weight));
}

class Collector {
 public:
  Collector(std::uint32_t docid, const Postings& postings) : docid_(docid), postings_(postings) {}

  void add(const Leaf& leaf, std::uint32_t word) {
    const std::size_t first = out_.size();
    add_word(leaf, word);
    for (std::size_t i = first; i < out_.size(); ++i) {
      out_[i].title_only = leaf.in_title;
      out_[i].section = leaf.title_or_section;
    }
  }

  /// Each once, with the highest of its weights: a query may name a word many times.
  std::vector<MatchPattern> take() {
    std::map<std::tuple<std::string, std::string, std::string, bool, bool, bool>, std::size_t>
        known;
    std::vector<MatchPattern> once;
    for (MatchPattern& pattern : out_) {
      const auto [place, added] =
          known.try_emplace({pattern.text, pattern.confirm_base, pattern.section, pattern.verb_stem,
                             pattern.whole_run, pattern.title_only},
                            once.size());
      if (added) {
        once.push_back(std::move(pattern));
      } else {
        once[place->second].weight = std::max(once[place->second].weight, pattern.weight);
      }
    }
    return once;
  }

 private:
  void add_word(const Leaf& leaf, std::uint32_t word) {
    const ExpandedWord& expanded = leaf.word;
    bool whole = false;
    for (std::size_t i = 0; i < expanded.spellings.size(); ++i) {
      if (expanded.spellings[i].kind == MatchKind::related) continue;
      if (i < leaf.by_spelling.size() && !leaf.by_spelling[i].test(docid_)) continue;
      whole = true;
      add(expanded.spellings[i], word, 1.0F);
    }
    if (!expanded.base.empty()) {
      add_stem(expanded.stem.empty() ? expanded.base : expanded.stem, word, 0.9F, expanded.base);
    }
    if (expanded.base.empty() && expanded.parts.size() == 1 && expanded.words.empty()) {
      add_inflections(expanded.parts.front().base, word, 0.9F);
    }
    if (whole) return;
    if (!expanded.words.empty()) {
      for (const ExpandedWord& inner : expanded.words) add_unevaluated(inner, word);
    } else {
      add_parts(expanded, word);
    }
  }
  void add(const Spelling& spelling, std::uint32_t word, float scale) {
    if (spelling.kind == MatchKind::related) return;
    MatchPattern pattern{spelling.text, word, weight_of(spelling) * scale};
    pattern.whole_run = spelling.kind != MatchKind::literal || spelling.whole;
    out_.push_back(std::move(pattern));
    if (spelling.token && spelling.kind != MatchKind::literal) {
      add_inflections(spelling.text, word, weight_of(spelling) * scale);
    }
  }
  // A verb in another spelling stands in any of its forms (もれる: もれた). The dictionary form
  // itself is marked as it is spelled.
  void add_inflections(const std::string& base, std::uint32_t word, float weight) {
    std::size_t last = 0;
    for (std::size_t pos = 0; pos < base.size();) {
      last = pos;
      next_code_point(base, &pos);
    }
    if (last > 0 && forms_of(std::string_view(base).substr(last)) != nullptr) {
      add_stem(base.substr(0, last), word, weight, base);
    }
  }
  void add_stem(const std::string& stem, std::uint32_t word, float weight,
                const std::string& base) {
    if (!postings_.may_have_word(base, docid_)) return;
    MatchPattern pattern{stem, word, weight};
    pattern.verb_stem = true;
    pattern.confirm_base = base;
    if (base.starts_with(stem)) {
      const Forms* const forms = forms_of(std::string_view(base).substr(stem.size()));
      const bool bare = forms != nullptr && forms->ending == "る" && stands_bare(stem);
      if (forms != nullptr && !bare) pattern.next = forms->next;
    }
    out_.push_back(std::move(pattern));
  }
  void add_parts(const ExpandedWord& expanded, std::uint32_t word) {
    if (expanded.parts.size() < 2 || expanded.apart_by_chance) return;
    for (const WordPart& part : expanded.parts) {
      if (part.single) continue;
      for (const Spelling& s : part.spellings) add(s, word, kPartWeight);
      if (part.inflected) add_stem(part.text, word, kPartWeight, part.base);
    }
  }
  void add_unevaluated(const ExpandedWord& inner, std::uint32_t word) {
    for (const Spelling& s : inner.spellings) add(s, word, 0.8F);
    if (!inner.base.empty() && !inner.stem.empty()) {
      add_stem(inner.stem, word, 0.7F, inner.base);
    }
    add_parts(inner, word);
  }

  std::uint32_t docid_;
  const Postings& postings_;
  std::vector<MatchPattern> out_;
};

}  // namespace

std::vector<MatchPattern> patterns_for(const std::vector<Leaf>& leaves, std::uint32_t docid,
                                       const Postings& postings) {
  Collector collector(docid, postings);
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    collector.add(leaves[i], static_cast<std::uint32_t>(i));
  }
  return collector.take();
}

std::vector<std::string> matched_by(const std::vector<Leaf>& leaves, std::uint32_t docid) {
  std::vector<std::string> out;
  const auto add = [&](const char* label) {
    if (std::find(out.begin(), out.end(), label) == out.end()) out.emplace_back(label);
  };
  for (const Leaf& leaf : leaves) {
    if (!leaf.by_spelling.empty() && leaf.by_spelling.front().test(docid)) continue;
    if (!leaf.corrected_from.empty() && leaf.every.test(docid)) add(name(MatchKind::correction));
    for (std::size_t i = 1; i < leaf.by_spelling.size(); ++i) {
      if (leaf.word.spellings[i].kind == MatchKind::related) continue;
      if (leaf.by_spelling[i].test(docid)) {
        add(name(leaf.word.spellings[i].kind));
        break;
      }
    }
  }
  return out;
}

}  // namespace jirei
