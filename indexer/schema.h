// The format of an index, in one place: files, prefixes, slots, document data, metadata, version.
//
//   DIR/                        mode 0700
//     current -> gen-000007     symbolic link, replaced by rename(2): the generation in service
//     gen-000007/               one immutable generation
//       manifest.json           schema version, fingerprints, counts, when built (manifest.h)
//       sources.json            remembered sources, their files, removed ids (manifest.h)
//       xapian/                 the Xapian database (glass)
//       cases.bin               accelerator: facet columns, order of ids, … (case_store.h)
//       cases-000001.bin …      its segments: texts and sentences, shared between generations
//       frequent.bin            accelerator of large collections, may be absent (frequent_sets.h)
//       user-1.dic …            the user dictionaries it was analysed with
//     lock                      flock(2) of the one writer; its text says who and since when
//
// Terms of a document (Xapian):
//   W<base>    word tier: dictionary form of a token, with positions (token ordinals; a gap of 100
//              between fields); <base> is folded text
//   T<base>    the same for tokens of the title, without positions
//   G<gram>    n-gram tier (ngrams.h): two folded characters, or one at the end of a run; no
//              positions. A case whose title or texts hold a run has all of the run's grams.
//              wdf is the number of occurrences; grams of two hiragana have wdf 0 (boolean terms):
//              they are found, but take no part in ranking and add nothing to the length.
//   F<key>=<value>  one per facet value, boolean
//   Q<id>      unique identifier, boolean
//   C          a case whose folding depends on neighbouring characters (dict/composed.h), boolean
// A term longer than kMaxTermBytes is cut on a code-point boundary and gets '#' + 16 hex digits of
// the xxh3 hash of the whole.
//
// Value slots: kSlotFacets + i packs the values of facet i of the facet table, joined by '\0';
// kSlotId holds the id, so that a remote shard can tell all of them in one exchange.
// Document data: the case record as JSON (what `cat` prints), so that a remote shard needs nothing
// else. Metadata: see keys below. The lexicon (reading → surfaces) lives in metadata, one key a
// reading.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace jirei::schema {

inline constexpr int kVersion = 2;

inline constexpr char kWordPrefix = 'W';
inline constexpr char kTitlePrefix = 'T';
inline constexpr char kGramPrefix = 'G';
inline constexpr char kFacetPrefix = 'F';
inline constexpr char kIdPrefix = 'Q';
inline constexpr std::string_view kComposedTerm = "C";

inline constexpr std::size_t kMaxTermBytes = 200;
inline constexpr std::uint32_t kFieldGap = 100;
inline constexpr std::uint32_t kSlotFacets = 0;
inline constexpr std::uint32_t kSlotId = 1000;  ///< beyond all facets

/// Metadata keys.
inline constexpr std::string_view kMetaSchema = "schema";      ///< decimal kVersion
inline constexpr std::string_view kMetaAnalyzer = "analyzer";  ///< Analyzer::fingerprint()
/// user_synonyms() of the user dictionaries; missing when they have none.
inline constexpr std::string_view kMetaSynonyms = "synonyms";
inline constexpr std::string_view kMetaFacetTable = "facets";  ///< FacetTable::to_json()
/// "d1", "d2", …: the compiled user dictionaries, for whoever has the database alone.
inline constexpr char kMetaDictionaryPrefix = 'd';
/// "r" + folded hiragana reading → surfaces joined by '\0', most frequent first.
inline constexpr char kMetaReadingPrefix = 'r';
/// "c" + the same key → occurrences of those surfaces as varints, for updates (lexicon.h).
inline constexpr char kMetaCountPrefix = 'c';

/// Files of a generation.
inline constexpr std::string_view kCurrentLink = "current";
inline constexpr std::string_view kManifestFile = "manifest.json";
inline constexpr std::string_view kXapianFolder = "xapian";
inline constexpr std::string_view kCaseStoreFile = "cases.bin";
inline constexpr std::string_view kFrequentFile = "frequent.bin";  ///< large collections only
inline constexpr std::string_view kSourcesFile = "sources.json";
inline constexpr std::string_view kLockFile = "lock";

/// Prefix + body, shortened as described above.
std::string term(char prefix, std::string_view body);
/// The same into a string that is reused.
void set_term(std::string* term, char prefix, std::string_view body);
std::string facet_term(std::string_view key, std::string_view value);

}  // namespace jirei::schema
