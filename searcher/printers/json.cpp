// One answer, one line of JSON, as the contract of the command line has it.
#include <fmt/format.h>

#include "searcher/printers/json_writer.h"
#include "searcher/printers/printers.h"

namespace jirei {

namespace {

/// --explain adds the tree and the plan behind everything else.
void append_stages(std::string* out, const Answer& answer) {
  *out += ",\"explanation\":{\"parse\":";
  append_json_string(out, answer.parse);
  *out += ",\"plan\":";
  append_json_string(out, answer.plan);
  *out += '}';
}

class JsonPrinter : public Printer {
 public:
  explicit JsonPrinter(const FacetTable& table) : table_(table) {}

  void answer(std::ostream& stream, const Answer& answer, const Request&,
              const PrintOptions& options) override {
    std::string out = "{\"version\":1,";
    if (!options.query_id.empty()) {
      out += "\"qid\":";
      append_json_string(&out, options.query_id);
      out += ',';
    }
    out += "\"query\":";
    append_json_string(&out, answer.query);
    fmt::format_to(std::back_inserter(out),
                   ",\"total\":{},\"partial\":{},\"took_ms\":", answer.total, answer.partial);
    append_json_number(&out, rounded_ms(answer.took_ms));
    out += ",\"hits\":[";
    for (std::size_t i = 0; i < answer.hits.size(); ++i) {
      out += i > 0 ? ",{" : "{";
      append_hit_members(&out, answer.hits[i], table_, options.explain);
      out += '}';
    }
    out += "],";
    append_facets(&out, answer, table_);
    if (answer.pivot) {
      out += ',';
      append_pivot(&out, *answer.pivot, table_);
    }
    out += ',';
    append_suggestion(&out, answer);
    out += ',';
    append_warnings(&out, answer);
    if (options.explain) append_stages(&out, answer);
    out += "}\n";
    stream << out;
  }

 private:
  const FacetTable& table_;
};

/// One record a line: a "hit" a hit, then one "facets", then one "summary". Every record carries
/// "version" and "type" (and "qid" in a batch), so that lines can be told apart wherever they land.
class NdjsonPrinter : public Printer {
 public:
  explicit NdjsonPrinter(const FacetTable& table) : table_(table) {}

  void answer(std::ostream& stream, const Answer& answer, const Request&,
              const PrintOptions& options) override {
    std::string out;
    for (const Hit& hit : answer.hits) {
      begin_record(&out, "hit", options);
      append_hit_members(&out, hit, table_, options.explain);
      out += "}\n";
    }
    begin_record(&out, "facets", options);
    append_facets(&out, answer, table_);
    if (answer.pivot) {
      out += ',';
      append_pivot(&out, *answer.pivot, table_);
    }
    out += "}\n";
    begin_record(&out, "summary", options);
    out += "\"query\":";
    append_json_string(&out, answer.query);
    fmt::format_to(std::back_inserter(out),
                   ",\"total\":{},\"partial\":{},\"took_ms\":", answer.total, answer.partial);
    append_json_number(&out, rounded_ms(answer.took_ms));
    out += ',';
    append_suggestion(&out, answer);
    out += ',';
    append_warnings(&out, answer);
    if (options.explain) append_stages(&out, answer);
    out += "}\n";
    stream << out;
  }

 private:
  static void begin_record(std::string* out, const char* type, const PrintOptions& options) {
    *out += "{\"version\":1,\"type\":\"";
    *out += type;
    *out += "\",";
    if (options.query_id.empty()) return;
    *out += "\"qid\":";
    append_json_string(out, options.query_id);
    *out += ',';
  }

  const FacetTable& table_;
};

}  // namespace

std::unique_ptr<Printer> printers::make_json(const FacetTable& table) {
  return std::make_unique<JsonPrinter>(table);
}

std::unique_ptr<Printer> printers::make_ndjson(const FacetTable& table) {
  return std::make_unique<NdjsonPrinter>(table);
}

}  // namespace jirei
