#include "indexer/document_cases.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "dict/error.h"
#include "indexer/bytes.h"
#include "indexer/case_codec.h"
#include "indexer/files.h"
#include "indexer/schema.h"

namespace jirei {
namespace {

using Json = nlohmann::json;

// Bytes of cases that are kept, beside the latest CaseSource::kKeptBodies.
constexpr std::size_t kKeptBytes = std::size_t{32} << 20U;
// Facets of more values than this are read from their slot: a posting list a value costs an
// exchange each. So are those of few cases: their slots are told in one exchange.
constexpr std::size_t kMaxFacetTerms = 1000;
constexpr std::uint32_t kFewCases = 20'000;

[[noreturn]] void throw_damaged_data(std::uint32_t docid) {
  const std::string number = std::to_string(docid);
  throw Error(ErrorCode::index_damaged,
              {"索引の文書 " + number + " の中身が読めません",
               "document " + number + " of the index cannot be read"},
              {"`jirei-index check` で調べ、`jirei-index update` で作り直してください",
               "look into it with `jirei-index check`, make it again with `jirei-index update`"});
}

std::string string_at(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint32_t number_at(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_number_unsigned() ? found->get<std::uint32_t>() : 0;
}

// The record without its facets, which columns tell.
CaseRecord parse_record(std::uint32_t docid, const std::string& data) {
  const Json json = Json::parse(data, nullptr, false);
  if (!json.is_object() || !json.contains("sections") || !json["sections"].is_array()) {
    throw_damaged_data(docid);
  }
  CaseRecord record;
  record.id = string_at(json, "id");
  record.title = string_at(json, "title");
  for (const Json& section : json["sections"]) {
    if (!section.is_object()) throw_damaged_data(docid);
    record.sections.push_back({string_at(section, "heading"), string_at(section, "text")});
  }
  if (const auto source = json.find("source"); source != json.end() && source->is_object()) {
    record.source = {string_at(*source, "file"), number_at(*source, "line"),
                     number_at(*source, "page"), string_at(*source, "case")};
  }
  return record;
}

}  // namespace

DocumentCases::DocumentCases(Xapian::Database database, FacetTable table)
    : database_(std::move(database)),
      table_(std::move(table)),
      doc_count_(database_.get_doccount()),
      last_docid_(database_.get_lastdocid()),
      columns_(table_.facets().size()) {}

DocumentCases::~DocumentCases() = default;

bool DocumentCases::live(std::uint32_t docid) const {
  if (docid == 0 || docid > last_docid_) return false;
  if (doc_count_ == last_docid_) return true;
  if (live_.empty()) {
    live_.assign(std::size_t{last_docid_} + 1, false);
    const auto end = database_.postlist_end("");
    for (auto it = database_.postlist_begin(""); it != end; ++it) live_[*it] = true;
  }
  return live_[docid];
}

std::string DocumentCases::encode(std::uint32_t docid) const {
  const CaseRecord record = parse_record(docid, database_.get_document(docid).get_data());
  std::vector<FoldedText> folded;
  std::vector<std::vector<std::uint32_t>> ends;
  const std::size_t count = 1 + record.sections.size();
  folded.reserve(count);
  ends.reserve(count);
  std::vector<FieldToStore> fields;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view source = i == 0 ? record.title : record.sections[i - 1].text;
    folded.push_back(normalizer_.fold(source));
    ends.push_back(splitter_.ends(folded.back().text));
    const std::string_view heading =
        i == 0 ? std::string_view{} : std::string_view(record.sections[i - 1].heading);
    fields.push_back({heading, source, &folded.back(), &ends.back()});
  }
  return encode_case(record, fields);
}

std::string_view DocumentCases::body(std::uint32_t docid) const {
  const auto known = kept_.find(docid);
  if (known != kept_.end()) {
    latest_.splice(latest_.begin(), latest_, known->second.place);
    return known->second.bytes;
  }
  if (!live(docid)) return {};
  std::string bytes = encode(docid);
  kept_bytes_ += bytes.size();
  while (kept_bytes_ > kKeptBytes && latest_.size() > kKeptBodies) {
    const auto oldest = kept_.find(latest_.back());
    kept_bytes_ -= oldest->second.bytes.size();
    kept_.erase(oldest);
    latest_.pop_back();
  }
  latest_.push_front(docid);
  return kept_.emplace(docid, Kept{std::move(bytes), latest_.begin()}).first->second.bytes;
}

void DocumentCases::prepare(std::span<const std::uint32_t> docids) const {
  for (const std::uint32_t docid : docids) static_cast<void>(body(docid));
}

std::string_view DocumentCases::id(std::uint32_t docid) const {
  return ByteReader(body(docid)).sized();
}

std::uint32_t DocumentCases::find(std::string_view id) const {
  const std::string term = schema::term(schema::kIdPrefix, id);
  const auto it = database_.postlist_begin(term);
  return it == database_.postlist_end(term) ? 0 : *it;
}

std::vector<NumberedId> DocumentCases::slot_values(std::uint32_t slot) const {
  Xapian::Enquire enquire(database_);
  // Not Query::MatchAll: its reference count is no atomic, and shards are asked by several threads.
  enquire.set_query(Xapian::Query(std::string()));
  enquire.set_weighting_scheme(Xapian::BoolWeight());
  enquire.set_sort_by_value(slot, false);  // the values come with the answer, as its sort keys
  const Xapian::MSet all = enquire.get_mset(0, doc_count_);
  std::vector<NumberedId> values;
  values.reserve(all.size());
  for (auto it = all.begin(); it != all.end(); ++it) values.emplace_back(it.get_sort_key(), *it);
  return values;
}

std::vector<NumberedId> DocumentCases::sorted_ids() const {
  std::vector<NumberedId> ids;
  if (doc_count_ > 0 && database_.get_value_freq(schema::kSlotId) > 0) {
    ids = slot_values(schema::kSlotId);
    for (auto& [id, docid] : ids) {
      if (id.empty()) id = std::string(this->id(docid));
    }
  } else {
    for (std::uint32_t docid = 1; docid <= last_docid_; ++docid) {
      if (live(docid)) ids.emplace_back(id(docid), docid);
    }
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::uint32_t DocumentCases::id_rank(std::uint32_t docid) const {
  if (ranks_.empty()) {
    ranks_.assign(std::size_t{last_docid_} + 1, UINT32_MAX);
    std::uint32_t rank = 0;
    for (const auto& [id, number] : sorted_ids()) ranks_[number] = rank++;
  }
  return docid < ranks_.size() ? ranks_[docid] : UINT32_MAX;
}

bool DocumentCases::id_before(std::uint32_t a, std::uint32_t b) const {
  if (!ranks_.empty()) return id_rank(a) < id_rank(b);
  const std::string_view first = id(a);
  return first < id(b);
}

// A posting list a value. False, with nothing promised of the builder, where terms do not tell.
bool DocumentCases::add_from_terms(const FacetDef& def, FacetColumnBuilder* builder) const {
  const std::string prefix = schema::facet_term(def.key, "");
  std::vector<std::string> terms;
  for (auto it = database_.allterms_begin(prefix); it != database_.allterms_end(prefix); ++it) {
    terms.push_back(*it);
    // A term of full length is cut, and no longer spells its value.
    if (terms.size() > kMaxFacetTerms || terms.back().size() > schema::kMaxTermBytes) return false;
  }
  for (const std::string& term : terms) {
    const std::uint32_t number = builder->number_of(std::string_view(term).substr(prefix.size()));
    const auto end = database_.postlist_end(term);
    for (auto it = database_.postlist_begin(term); it != end; ++it) builder->add(*it, number);
  }
  return true;
}

void DocumentCases::add_from_slot(std::size_t facet, FacetColumnBuilder* builder) const {
  const auto slot = schema::kSlotFacets + static_cast<std::uint32_t>(facet);
  for (const auto& [packed, docid] : slot_values(slot)) {
    for (std::size_t begin = 0; begin < packed.size();) {
      const std::size_t end = std::min(packed.find('\0', begin), packed.size());
      builder->add(docid, builder->number_of(std::string_view(packed).substr(begin, end - begin)));
      begin = end + 1;
    }
  }
}

const FacetColumn& DocumentCases::column(std::size_t facet) const {
  std::unique_ptr<const OwnedColumn>& made = columns_.at(facet);
  if (!made) {
    const FacetDef& def = table_.facets()[facet];
    FacetColumnBuilder from_terms;
    if (doc_count_ > kFewCases && add_from_terms(def, &from_terms)) {
      made = from_terms.finish(table_, def, last_docid_);
    } else {
      FacetColumnBuilder from_slot;
      add_from_slot(facet, &from_slot);
      made = from_slot.finish(table_, def, last_docid_);
    }
  }
  return made->column;
}

CaseStore open_case_store(const std::string& path, const Xapian::Database& database,
                          const FacetTable& table) {
  if (path_exists(path)) return CaseStore::open(path);
  return CaseStore::over(std::make_unique<DocumentCases>(database, table));
}

}  // namespace jirei
