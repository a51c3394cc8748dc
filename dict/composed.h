// Whether a text's folding depended on neighbours: か + ゛ → が, ― after kana → ー.
#pragma once

#include <string_view>

#include "dict/normalizer.h"

namespace jirei {

/// True when some character of `source` folds otherwise inside the text than alone, white space
/// left out of account. In all other texts a piece of the source folds to a piece of the folded
/// text, so that the n-grams of a literal query may be asked for up to its very ends.
bool folds_by_neighbours(const Normalizer& normalizer, std::string_view source,
                         const FoldedText& folded);

}  // namespace jirei
