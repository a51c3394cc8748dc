// A list of terms a person can edit → a MeCab user dictionary that makes each of them one token.
#pragma once

#include <cstddef>
#include <string>

namespace jirei {

struct UserDictionaryReport {
  std::size_t terms = 0;    ///< terms in the list
  std::size_t entries = 0;  ///< written; terms that the system dictionary knows already need none
};

/// Compiles `source` into `output` (replaced as a whole). One term a line, optionally followed by a
/// tab (or a comma) and its reading in kana; '#' begins a comment.
///
/// Context ids and costs are not typed by hand but taken from the model: the term is analysed, its
/// entry gets the ids that its best split shows to its left and its right, and a cost that lets it
/// win against that split by a fixed margin (so it wins by the same margin in every context).
///
/// `system_dictionary`: folder of the compiled IPADIC; empty: find_system_dictionary(). Call it
/// before threads are started (runs MeCab's compiler in a child process).
/// Throws Error(invalid_input) with file and line, Error(unreadable), Error(io), Error(dictionary).
UserDictionaryReport compile_user_dictionary(const std::string& source, const std::string& output,
                                             const std::string& system_dictionary = {});

}  // namespace jirei
