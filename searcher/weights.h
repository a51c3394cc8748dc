// Every number that decides the order of hits, in one table.
#pragma once

namespace jirei {

/// BM25 (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework", §3.5) and the factors
/// of each tier, relative to a word that stands in the text as typed.
struct Weights {
  double k1 = 1.2;  ///< of long cases; k1_for() lowers it for short ones
  double b = 0.75;
  double word = 1.0;            ///< dictionary form of a token, in title or text
  double gram = 0.3;            ///< pairs of characters of the query's words
  double title = 0.3;           ///< token that stands in the title
  double fragment = 0.6;        ///< part of one character (会 in 委員会): it must not decide
  double compound = 1.0;        ///< the word as a whole, when it is made of several tokens
  double variant = 0.9;         ///< another spelling of the same word
  double synonym = 0.8;         ///< all synonyms of a word together
  double reading = 0.6;         ///< a word found by its reading
  double part_synonym = 0.5;    ///< synonyms of a part of a compound
  double facet = 1.2;           ///< the query is a value of one of the case's facets
  double part_facet = 0.5;      ///< a word of a sentence is
  double related = 0.4;         ///< broader, narrower and neighbouring words that are one token
  double related_phrase = 0.8;  ///< and those of several
  double near = 1.5;            ///< share of the query that stands in one passage
  double coverage = 0.5;        ///< share of the query that stands in the case
  double wording = 2.0;         ///< share of the query that stands in the case word for word
  double window = 150;          ///< bytes of a passage
};

/// The weights by name, for `--weight NAME=VALUE` (evaluation) and for the documentation.
struct NamedWeight {
  const char* name;
  double Weights::*value;
};

inline constexpr NamedWeight kNamedWeights[] = {
    {"k1", &Weights::k1},
    {"b", &Weights::b},
    {"word", &Weights::word},
    {"gram", &Weights::gram},
    {"title", &Weights::title},
    {"fragment", &Weights::fragment},
    {"compound", &Weights::compound},
    {"variant", &Weights::variant},
    {"synonym", &Weights::synonym},
    {"facet", &Weights::facet},
    {"part_facet", &Weights::part_facet},
    {"related", &Weights::related},
    {"related_phrase", &Weights::related_phrase},
    {"near", &Weights::near},
    {"coverage", &Weights::coverage},
    {"wording", &Weights::wording},
    {"window", &Weights::window},
    {"reading", &Weights::reading},
    {"part_synonym", &Weights::part_synonym},
};

/// Parts of the engine that an evaluation may switch off, one by one (`--without`).
struct ComponentSwitches {
  bool variants = true, synonyms = true, readings = true, correction = true;
  bool grams = true, title = true, compounds = true, tiers = true;
};

}  // namespace jirei
