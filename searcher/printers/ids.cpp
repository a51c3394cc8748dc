// One id a line; in a batch the query's id and a tab stand before it.
#include "searcher/printers/printers.h"
#include "searcher/terminal.h"

namespace jirei {

namespace {

class IdsPrinter : public Printer {
 public:
  void answer(std::ostream& out, const Answer& answer, const Request&,
              const PrintOptions& options) override {
    for (const Hit& hit : answer.hits) {
      if (!options.query_id.empty()) out << printable_line(options.query_id) << '\t';
      out << printable_line(hit.id) << '\n';
    }
  }
};

}  // namespace

std::unique_ptr<Printer> printers::make_ids(const FacetTable&) {
  return std::make_unique<IdsPrinter>();
}

}  // namespace jirei
