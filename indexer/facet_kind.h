// Names of the facet kinds, as the YAML table and the index spell them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "indexer/facet_table.h"

namespace jirei {

inline std::string kind_name(FacetKind kind) {
  switch (kind) {
    case FacetKind::word:
      return "word";
    case FacetKind::number:
      return "number";
    case FacetKind::ordered:
      return "ordered";
    case FacetKind::hierarchical:
      return "hierarchical";
  }
  return "word";
}

inline std::optional<FacetKind> parse_kind(std::string_view name) {
  for (const FacetKind kind :
       {FacetKind::word, FacetKind::number, FacetKind::ordered, FacetKind::hierarchical}) {
    if (kind_name(kind) == name) return kind;
  }
  return std::nullopt;
}

}  // namespace jirei
