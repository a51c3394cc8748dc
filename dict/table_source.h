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

/// Adds a source of synonyms: `語, 語 ; 語* | 語` or `語 → 語 | 語` a line, '#' comments. Tags are
/// hundredths of hundredths of a weight. Throws Error(invalid_input) with `name` and the line.
void add_synonyms(std::string_view source, const std::string& name, const Normalizer& normalizer,
                  StringMapBuilder* builder);

}  // namespace jirei
