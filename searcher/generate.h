// Man pages and shell completions from the table of options.
#pragma once

#include <iosfwd>
#include <string_view>

#include "searcher/options.h"

namespace jirei {

/// `what`: man-ja, man-en, complete-bash, complete-zsh, complete-fish.
void generate(std::ostream& out, std::string_view what);

void write_man_page(std::ostream& out, Language language);
void write_bash_completion(std::ostream& out);
void write_zsh_completion(std::ostream& out);
void write_fish_completion(std::ostream& out);

}  // namespace jirei
