// Every number that decides the order of hits, in one table.
#pragma once

namespace jirei {

/// BM25 (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework", §3.5) and the factors
/// of each tier, relative to a word that stands in the text as typed.
struct Weights {
  double k1 = 1.0;
  double b = 0.75;
  double word = 1.0;          ///< dictionary form of a token, in title or text
  double gram = 0.4;          ///< pairs of characters of the query's words
  double title = 0.3;         ///< token that stands in the title
  double compound = 0.2;      ///< the word as a whole, when it is made of several tokens
  double variant = 0.9;       ///< another spelling of the same word
  double synonym = 0.3;       ///< all synonyms of a word together
  double reading = 0.6;       ///< a word found by its reading
  double part_synonym = 0.2;  ///< synonyms of a part of a compound
};

/// Parts of the engine that an evaluation may switch off, one by one (`--without`).
struct ComponentSwitches {
  bool variants = true, synonyms = true, readings = true, correction = true;
  bool grams = true, title = true, compounds = true, tiers = true;
};

}  // namespace jirei
