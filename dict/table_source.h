// Readable sources of the tables → entries. The formats are described in dict/tables/README.md.
#pragma once

#include <string>
#include <string_view>

#include "dict/normalizer.h"
#include "dict/string_map.h"

namespace jirei {

/// Adds a source of spelling variants: a group a line, tab-separated, '#' comments. Words are
/// folded; every member of a group lists the others in the order of the line.
/// Throws Error(invalid_input) with `name` and the line.
void add_variants(std::string_view source, const std::string& name, const Normalizer& normalizer,
                  StringMapBuilder* builder);

/// Adds a source of synonyms: `語, 語 ; 語* | 語` or `語 → 語 | 語` a line, '#' comments, and
/// `@weights 60 50` for the weights of `,` and `;` in what follows (else 95 and 80: a table made by
/// hand for a field is trusted more than one mined from a dictionary of the whole language, whose
/// words often mean the same in some other sense). Tags are hundredths of a weight. Throws
/// Error(invalid_input) with `name` and the line.
void add_synonyms(std::string_view source, const std::string& name, const Normalizer& normalizer,
                  StringMapBuilder* builder);

}  // namespace jirei
