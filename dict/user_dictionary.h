// A list of terms a person can edit → a MeCab user dictionary that makes each of them one token.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace jirei {

struct UserDictionaryReport {
  std::size_t terms = 0;    ///< terms in the list
  std::size_t entries = 0;  ///< written; terms that the system dictionary knows already need none
};

/// Compiles `source` into `output` (replaced as a whole). One term a line, optionally followed by a
/// tab (or a comma) and its reading in kana, and by another tab and its synonyms (user_synonyms());
/// '#' begins a comment. Where no term needs an entry but some have synonyms, nothing is written.
///
/// Context ids and costs are not typed by hand but taken from the model. The term stands in for a
/// comparable noun of the dictionary (its own last part, 不正アクセス for アクセス, or a plain
/// noun), has that noun's ids, and costs so much that in each of a few everyday contexts it wins by
/// a fixed margin against whatever the dictionary makes of it.
///
/// `system_dictionary`: folder of the compiled IPADIC; empty: find_system_dictionary(). Call it
/// before threads are started (runs MeCab's compiler in a child process).
/// Throws Error(invalid_input) with file and line, Error(unreadable), Error(io), Error(dictionary).
UserDictionaryReport compile_user_dictionary(const std::string& source, const std::string& output,
                                             const std::string& system_dictionary = {});

/// The synonyms in such lists as a table of StringMap's; empty when there are none. They are
/// written as in dict/tables/synonyms-*.txt, but for the term itself: `別名, 別名 ; 類義語 |
/// 関連語`. Throws Error(invalid_input) with file and line, Error(unreadable).
std::string user_synonyms(std::span<const std::string> sources);

}  // namespace jirei
