#include "indexer/document.h"

#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "dict/composed.h"
#include "dict/measures.h"
#include "dict/ngrams.h"
#include "indexer/facet_table.h"
#include "indexer/schema.h"

namespace jirei {
namespace {

constexpr std::string_view kFromText = "measures";  ///< FacetDef::derived

/// A gram is two code points: eight bytes at most, kept in a number that sorts like the bytes.
std::uint64_t pack_gram(std::string_view gram) {
  std::uint64_t packed = 0;
  std::memcpy(&packed, gram.data(), std::min(gram.size(), sizeof packed));
  return __builtin_bswap64(packed);
}

std::string_view unpack_gram(std::uint64_t packed, char (&buffer)[8]) {
  const std::uint64_t bytes = __builtin_bswap64(packed);
  std::memcpy(buffer, &bytes, sizeof bytes);
  const int unused = packed == 0 ? 8 : std::countr_zero(packed) / 8;
  return {buffer, sizeof buffer - static_cast<std::size_t>(unused)};
}

bool two_hiragana(std::string_view gram) {
  std::size_t pos = 0;
  std::size_t count = 0;
  for (; pos < gram.size(); ++count) {
    if (!is_hiragana(next_code_point(gram, &pos))) return false;
  }
  return count == 2;
}

/// Word terms with positions; the next field begins kFieldGap further on.
void add_words(const AnalyzedText& text, Xapian::termpos* base, Xapian::Document* document) {
  Xapian::termpos position = *base;
  std::string term;
  for (const Token& token : text.tokens) {
    ++position;
    if (token.indexed()) {
      schema::set_term(&term, schema::kWordPrefix, token.base);
      document->add_posting(term, position);
    }
  }
  *base = position + schema::kFieldGap;
}

void add_title_words(const AnalyzedText& title, Xapian::Document* document) {
  for (const Token& token : title.tokens) {
    if (token.indexed()) document->add_term(schema::term(schema::kTitlePrefix, token.base));
  }
}

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

std::string encode(const CaseRecord& record, const std::vector<AnalyzedText>& texts) {
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

void CaseIndexer::add_grams(const std::vector<AnalyzedText>& fields, Xapian::Document* document) {
  grams_.clear();
  for (const AnalyzedText& text : fields) {
    for_each_gram(text.folded.text,
                  [this](std::string_view gram, ByteRange) { grams_.push_back(pack_gram(gram)); });
  }
  std::sort(grams_.begin(), grams_.end());
  std::string term(1, schema::kGramPrefix);
  for (auto gram = grams_.begin(); gram != grams_.end();) {
    const auto next = std::find_if(gram, grams_.end(), [gram](auto g) { return g != *gram; });
    char buffer[8];
    const std::string_view bytes = unpack_gram(*gram, buffer);
    term.replace(1, std::string::npos, bytes);
    const auto count = static_cast<Xapian::termcount>(next - gram);
    document->add_term(term, two_hiragana(bytes) ? 0 : count);
    gram = next;
  }
}

void CaseIndexer::add_facets(const CaseRecord& record, Xapian::Document* document,
                             EncodedCase* stored) const {
  for (const FacetValues& facet : record.facets) {
    const FacetDef* def = table_.find(facet.key);
    if (def == nullptr || facet.values.empty()) continue;
    const auto index = static_cast<std::uint32_t>(table_.index_of(*def));
    std::string packed;
    for (const std::string& value : facet.values) {
      if (!packed.empty()) packed += '\0';
      packed += value;
      document->add_boolean_term(schema::facet_term(def->key, value));
    }
    document->add_value(schema::kSlotFacets + index, packed);
    stored->facets.emplace_back(index, facet.values);
  }
}

IndexedCase CaseIndexer::index(SourceCase&& item, Lexicon* lexicon) {
  CaseRecord& record = item.record;
  const std::vector<AnalyzedText> fields = analyze(record);
  set_derived(&record, fields);
  IndexedCase out;
  // Sorted terms first: they go into a small tree at its end.
  add_grams(fields, &out.document);
  Xapian::termpos position = 0;
  for (const AnalyzedText& text : fields) {
    add_words(text, &position, &out.document);
    lexicon->count(text, 1);
  }
  add_title_words(fields.front(), &out.document);
  add_facets(record, &out.document, &out.stored);
  out.document.add_boolean_term(schema::term(schema::kIdPrefix, record.id));
  out.document.add_value(schema::kSlotId, record.id);
  if (composed(record, fields)) out.document.add_boolean_term(std::string(schema::kComposedTerm));
  out.document.set_data(to_json(record, table_));
  out.stored.id = record.id;
  out.stored.content_hash = item.content_hash;
  out.stored.file = item.file;
  out.stored.bytes = encode(record, fields);
  return out;
}

void CaseIndexer::discount(const CaseRecord& record, Lexicon* lexicon) {
  for (const AnalyzedText& text : analyze(record)) lexicon->count(text, -1);
}

}  // namespace jirei
