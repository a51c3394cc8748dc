#include "indexer/document.h"

#include <xxhash.h>

#include <algorithm>

#include "dict/composed.h"
#include "dict/measures.h"
#include "indexer/facet_table.h"
#include "indexer/schema.h"

namespace jirei {
namespace {

constexpr std::string_view kFromText = "measures";  ///< FacetDef::derived

std::string_view source_of(const CaseRecord& record, std::size_t field) {
  return field == 0 ? std::string_view(record.title)
                    : std::string_view(record.sections[field - 1].text);
}

bool composed(const CaseRecord& record, const std::vector<AnalyzedText>& texts) {
  static const Normalizer normalizer;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (folds_by_neighbours(normalizer, source_of(record, i), texts[i].folded)) return true;
  }
  return false;
}

std::string encode_fields(const CaseRecord& record, const std::vector<AnalyzedText>& texts) {
  std::vector<FieldToStore> fields;
  fields.reserve(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string_view heading =
        i == 0 ? std::string_view{} : std::string_view(record.sections[i - 1].heading);
    fields.push_back({heading, source_of(record, i), &texts[i].folded, &texts[i].sentence_ends});
  }
  return encode_case(record, fields);
}

}  // namespace

std::uint64_t text_bytes(const CaseRecord& record) {
  std::uint64_t bytes = record.title.size();
  for (const Section& section : record.sections) bytes += section.text.size();
  return bytes;
}

std::uint64_t content_hash(const CaseRecord& record) {
  std::string bytes;
  append_sized(&bytes, record.id);
  append_sized(&bytes, record.title);
  append_varint(&bytes, record.facets.size());
  for (const FacetValues& facet : record.facets) {
    append_sized(&bytes, facet.key);
    append_varint(&bytes, facet.values.size());
    for (const std::string& value : facet.values) append_sized(&bytes, value);
  }
  for (const Section& section : record.sections) {
    append_sized(&bytes, section.heading);
    append_fixed(&bytes,
                 static_cast<std::uint64_t>(XXH3_64bits(section.text.data(), section.text.size())));
  }
  append_sized(&bytes, record.source.file);
  append_varint(&bytes, record.source.line);
  append_varint(&bytes, record.source.page);
  append_sized(&bytes, record.source.case_label);
  return XXH3_64bits(bytes.data(), bytes.size());
}

CaseIndexer::CaseIndexer(const IndexingTools& tools)
    : table_(tools.table), measures_(tools.measures), session_(tools.analyzer) {}

std::vector<AnalyzedText> CaseIndexer::analyze(const CaseRecord& record) {
  std::vector<AnalyzedText> fields;
  fields.reserve(1 + record.sections.size());
  fields.push_back(session_.analyze(record.title));
  for (const Section& section : record.sections) fields.push_back(session_.analyze(section.text));
  return fields;
}

void CaseIndexer::set_derived(CaseRecord* record, const std::vector<AnalyzedText>& fields) const {
  for (const FacetDef& def : table_.facets()) {
    if (def.derived != kFromText) continue;
    FacetValues found{def.key, {}};  // beside what the source states; complete() joins them
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const std::string_view heading =
          i == 0 ? std::string_view{} : std::string_view(record->sections[i - 1].heading);
      for (std::string& value : measures_.measures_in(fields[i], heading)) {
        found.values.push_back(std::move(value));
      }
    }
    if (!found.values.empty()) record->facets.push_back(std::move(found));
  }
  table_.complete(record);
}

void CaseIndexer::derive_facets(CaseRecord* record) { set_derived(record, analyze(*record)); }

void CaseIndexer::add_facets(const CaseRecord& record, EncodedCase* stored) {
  std::vector<std::string> terms;
  for (const FacetValues& facet : record.facets) {
    const FacetDef* def = table_.find(facet.key);
    if (def == nullptr || facet.values.empty()) continue;
    const auto index = static_cast<std::uint32_t>(table_.index_of(*def));
    std::string packed;
    for (const std::string& value : facet.values) {
      if (!packed.empty()) packed += '\0';
      packed += value;
      terms.push_back(schema::facet_term(def->key, value));
    }
    if (!packed.empty()) terms_.values.emplace_back(schema::kSlotFacets + index, std::move(packed));
    stored->facets.emplace_back(index, facet.values);
  }
  if (!record.id.empty()) terms_.values.emplace_back(schema::kSlotId, record.id);
  std::sort(terms_.values.begin(), terms_.values.end());
  terms_.add_facets(std::move(terms));
}

EncodedCase CaseIndexer::encode(SourceCase&& item, Lexicon* lexicon) {
  CaseRecord& record = item.record;
  const std::vector<AnalyzedText> fields = analyze(record);
  set_derived(&record, fields);
  for (const AnalyzedText& text : fields) lexicon->count(text, 1);
  EncodedCase stored;
  terms_.clear();
  if (composed(record, fields)) terms_.add_composed();
  add_facets(record, &stored);
  terms_.add_grams(fields);
  terms_.add_id(record.id);
  terms_.add_title_words(fields.front());
  terms_.add_words(fields);
  terms_.data = to_json(record, table_);
  stored.id = record.id;
  stored.content_hash = item.content_hash;
  stored.file = item.file;
  stored.bytes = encode_fields(record, fields);
  return stored;
}

IndexedCase CaseIndexer::index(SourceCase&& item, Lexicon* lexicon) {
  EncodedCase stored = encode(std::move(item), lexicon);
  return {terms_.to_document(), std::move(stored)};
}

void CaseIndexer::discount(const CaseRecord& record, Lexicon* lexicon) {
  for (const AnalyzedText& text : analyze(record)) lexicon->count(text, -1);
}

}  // namespace jirei
