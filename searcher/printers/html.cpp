#include "searcher/printers/printers.h"
std::unique_ptr<jirei::Printer> jirei::printers::make_html(const FacetTable& t) {
  return make_json(t);
}
