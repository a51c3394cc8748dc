// The printers by name, for the registry alone.
#pragma once

#include <memory>

#include "searcher/printers/printer.h"

namespace jirei::printers {

std::unique_ptr<Printer> make_text(const FacetTable& table);
std::unique_ptr<Printer> make_json(const FacetTable& table);
std::unique_ptr<Printer> make_ndjson(const FacetTable& table);
std::unique_ptr<Printer> make_csv(const FacetTable& table);
std::unique_ptr<Printer> make_html(const FacetTable& table);
std::unique_ptr<Printer> make_ids(const FacetTable& table);
std::unique_ptr<Printer> make_trec(const FacetTable& table);

}  // namespace jirei::printers
