// JSON by hand: keys in a fixed order, no tree in between, nothing to load.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/case_record.h"
#include "indexer/facet_table.h"
#include "searcher/answer.h"

namespace jirei {

/// Appends `text` as a JSON string. Control characters, U+2028/U+2029 and bidi controls are
/// escaped; invalid UTF-8 becomes U+FFFD. Everything else stays UTF-8.
void append_json_string(std::string* out, std::string_view text);

/// Appends a double in the shortest form that reads back as the same number; 0 for NaN/infinity.
void append_json_number(std::string* out, double value);

/// A facet value: a number where the facet is a number facet and the value is one, else a string.
void append_facet_value(std::string* out, const FacetDef* def, std::string_view value);

/// The parts of an answer that json and ndjson share.
void append_hit_members(std::string* out, const Hit& hit, const FacetTable& table, bool explain);
void append_facets(std::string* out, const Answer& answer, const FacetTable& table);
void append_pivot(std::string* out, const PivotAnswer& pivot, const FacetTable& table);
void append_suggestion(std::string* out, const Answer& answer);
void append_warnings(std::string* out, const Answer& answer);

/// took_ms for people and programs: microseconds are enough.
double rounded_ms(double ms);

}  // namespace jirei
