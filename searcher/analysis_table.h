// --analyze: how the engine reads a text, a row a token.
#pragma once

#include <string>
#include <string_view>

#include "dict/analyzer.h"

namespace jirei {

/// Tab-separated with a header: offset (code points of the source), source, folded, base, reading,
/// part of speech, indexed terms of the word tier, grams that begin in the token.
std::string analysis_table(Analyzer::Session& session, std::string_view text);

}  // namespace jirei
