#include "indexer/frequent_sets_writer.h"

#include <xapian.h>
#include <xxhash.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "dict/error.h"
#include "dict/resources.h"
#include "dict/synonyms.h"
#include "dict/unicode.h"
#include "indexer/bytes.h"
#include "indexer/case_store.h"
#include "indexer/files.h"
#include "indexer/frequent_sets_format.h"
#include "indexer/frequent_strings.h"
#include "indexer/schema.h"
#include "indexer/term_counts.h"
#include "indexer/triple_blocks.h"

namespace jirei {
namespace {

using frequent::FrequentHeader;
using Bitmap = std::vector<std::uint64_t>;

static_assert(schema::kFacetPrefix < schema::kGramPrefix &&
              schema::kGramPrefix < frequent::kListKey &&
              frequent::kListKey < frequent::kStringKey &&
              frequent::kStringKey < schema::kTitlePrefix &&
              schema::kTitlePrefix < schema::kWordPrefix);  // the order of the entries

std::string join(const std::string& folder, std::string_view name) {
  return folder + "/" + std::string(name);
}

std::vector<std::string> frequent_terms(const Xapian::Database& database, char prefix,
                                        std::uint32_t least) {
  std::vector<std::string> out;
  const std::string start(1, prefix);
  const auto end = database.allterms_end(start);
  for (auto term = database.allterms_begin(start); term != end; ++term) {
    if (term.get_termfreq() >= least) out.push_back(*term);
  }
  return out;
}

void set_bit(Bitmap* bitmap, std::uint32_t docid) {
  if (docid / 64 < bitmap->size()) (*bitmap)[docid / 64] |= std::uint64_t{1} << (docid & 63U);
}

// The cases of each string, in one pass over all texts.
class StringCases {
 public:
  StringCases(const CaseStore& store, std::span<const std::string> strings, unsigned jobs)
      : store_(store), strings_(strings) {
    const std::size_t words = frequent::words_for(store.last_docid());
    bitmaps.assign(strings.size(), Bitmap(words, 0));
    const ManyStrings many(strings);
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
      // No two threads meet in a word of a bitmap.
      constexpr std::size_t kChunk = 64;
      constexpr std::size_t kChunksHeld = 16;  // their texts may stay in memory
      std::vector<std::string_view> texts;
      for (std::size_t begin = next.fetch_add(kChunk); begin < words;
           begin = next.fetch_add(kChunk)) {
        scan(many, begin, std::min(words, begin + kChunk), &texts);
        if (begin / kChunk % kChunksHeld == 0) store.let_go();
      }
    };
    std::vector<std::future<void>> others;
    for (unsigned i = 1; i < jobs; ++i) others.push_back(std::async(std::launch::async, work));
    work();
    for (std::future<void>& other : others) other.get();
  }

  std::vector<Bitmap> bitmaps;

 private:
  void scan(const ManyStrings& many, std::size_t first_word, std::size_t last_word,
            std::vector<std::string_view>* texts) {
    for (std::size_t at = first_word * 64; at < last_word * 64; ++at) {
      const auto docid = static_cast<std::uint32_t>(at);
      if (!store_.live(docid)) continue;
      store_.folded_texts(docid, texts);
      for (const std::string_view text : *texts) {
        many.scan(text, [&](std::uint32_t index) { set_bit(&bitmaps[index], docid); });
      }
    }
  }

  const CaseStore& store_;
  std::span<const std::string> strings_;
};

// The same as lists, for rarer strings.
class StringLists {
 public:
  StringLists(const CaseStore& store, std::span<const std::string> strings, unsigned jobs)
      : lists(strings.size()) {
    const ManyStrings many(strings);
    constexpr std::uint32_t kChunk = 4096;
    const std::uint64_t end = std::uint64_t{store.last_docid()} + 1;
    std::atomic<std::uint64_t> next{0};
    std::mutex mutex;
    const auto work = [&] {
      std::vector<std::vector<std::uint32_t>> mine(strings.size());
      std::vector<std::string_view> texts;
      for (std::uint64_t at = next.fetch_add(kChunk); at < end; at = next.fetch_add(kChunk)) {
        for (std::uint64_t docid = at; docid < std::min(end, at + kChunk); ++docid) {
          scan(store, many, static_cast<std::uint32_t>(docid), &texts, &mine);
        }
        store.let_go();
      }
      const std::scoped_lock lock(mutex);
      for (std::size_t i = 0; i < lists.size(); ++i) {
        const auto before = static_cast<std::ptrdiff_t>(lists[i].size());
        lists[i].insert(lists[i].end(), mine[i].begin(), mine[i].end());
        std::inplace_merge(lists[i].begin(), lists[i].begin() + before, lists[i].end());
      }
    };
    std::vector<std::future<void>> others;
    for (unsigned i = 1; i < jobs; ++i) others.push_back(std::async(std::launch::async, work));
    work();
    for (std::future<void>& other : others) other.get();
  }

  std::vector<std::vector<std::uint32_t>> lists;

 private:
  static void scan(const CaseStore& store, const ManyStrings& many, std::uint32_t docid,
                   std::vector<std::string_view>* texts,
                   std::vector<std::vector<std::uint32_t>>* lists) {
    if (!store.live(docid)) return;
    store.folded_texts(docid, texts);
    for (const std::string_view text : *texts) {
      many.scan(text, [&](std::uint32_t index) {
        std::vector<std::uint32_t>& list = (*lists)[index];
        if (list.empty() || list.back() != docid) list.push_back(docid);
      });
    }
  }
};

// Strings that the shipped tables give for words, of three characters and more.
std::vector<std::string> strings_of_tables() {
  std::vector<std::string> out;
  const SynonymTable synonyms = SynonymTable::open(find_resource("synonyms.bin"));
  const StringMap& map = synonyms.map();
  for (std::size_t i = 0; i < map.size(); ++i) {
    out.emplace_back(map.key(i));
    for (const StringMap::Entry& entry : map.entries(i)) out.emplace_back(entry.text);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  std::erase_if(out, [](const std::string& text) { return code_point_count(text) < 3; });
  return out;
}

class Writer {
 public:
  Writer(const std::string& folder, unsigned jobs, const FrequentChoice& choice)
      : database_(join(folder, schema::kXapianFolder)),
        store_(CaseStore::open(join(folder, schema::kCaseStoreFile))),
        path_(join(folder, schema::kFrequentFile)),
        jobs_(std::max(1U, jobs)),
        choice_(choice),
        hash_(XXH3_createState()) {
    XXH3_64bits_reset(hash_.get());
  }

  bool needed() const { return store_.doc_count() >= choice_.least_cases; }

  void write(const Analyzer& analyzer) {
    const auto least = std::max(1U, store_.doc_count() / std::max(1U, choice_.share));
    auto before = frequent_terms(database_, schema::kFacetPrefix, least);
    const auto pairs = frequent_terms(database_, schema::kGramPrefix, least);
    before.insert(before.end(), pairs.begin(), pairs.end());
    auto after = frequent_terms(database_, schema::kTitlePrefix, least);
    const auto others = frequent_terms(database_, schema::kWordPrefix, least);
    after.insert(after.end(), others.begin(), others.end());
    const FrequentStrings strings =
        frequent_strings(store_, analyzer, choice_, strings_of_tables());
    file_.emplace(path_);
    file_->write(head(before, strings, after));
    write_terms(before);
    write_lists(strings.seldom);
    write_strings(strings.often);
    write_terms(after);
    header_.data_bytes = begins_.emplace_back(written_);
    write_lengths();
    write_triples();
    // The head is known only now: it says what the data are.
    header_.data_hash = XXH3_64bits_digest(hash_.get());
    file_->overwrite(0, head(before, strings, after));
    file_->finish();
  }

 private:
  struct FreeState {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
  };

  static void pad(std::string* bytes) { bytes->resize((bytes->size() + 7) / 8 * 8, '\0'); }

  // `before` and `after`: terms that come before and after the strings.
  std::string head(const std::vector<std::string>& before, const FrequentStrings& strings,
                   const std::vector<std::string>& after) {
    std::string keys, heads;
    std::size_t number = 0;
    const auto add_head = [&] {
      const std::uint64_t data = number < begins_.size() ? begins_[number] : 0;
      append_fixed(&heads, frequent::EntryHead{keys.size(), data});
      ++number;
    };
    const auto add = [&](std::string_view prefix, std::string_view text) {
      add_head();
      keys.append(prefix).append(text);
    };
    for (const std::string& term : before) add("", term);
    for (const std::string& string : strings.seldom) add({&frequent::kListKey, 1}, string);
    for (const std::string& string : strings.often) add({&frequent::kStringKey, 1}, string);
    for (const std::string& term : after) add("", term);
    add_head();
    std::vector<std::uint64_t> segments = store_.segment_hashes();
    std::sort(segments.begin(), segments.end());
    std::copy_n(frequent::kMagic, sizeof header_.magic, header_.magic);
    header_.format = frequent::kFormat;
    header_.last_docid = store_.last_docid();
    header_.segment_count = static_cast<std::uint32_t>(segments.size());
    header_.entry_count = static_cast<std::uint32_t>(before.size() + strings.seldom.size() +
                                                     strings.often.size() + after.size());
    header_.key_bytes = keys.size();
    header_.places_hash = store_.places_hash();
    std::string out;
    append_fixed(&out, header_);
    for (const std::uint64_t hash : segments) append_fixed(&out, hash);
    out += heads;
    out += keys;
    pad(&out);
    append_fixed<std::uint64_t>(&out, XXH3_64bits(out.data(), out.size()));
    return out;
  }

  void write_data(std::string_view bytes) {
    XXH3_64bits_update(hash_.get(), bytes.data(), bytes.size());
    file_->write(bytes);
    written_ += bytes.size();
  }
  void write_words(std::span<const std::uint64_t> words) {
    write_data({reinterpret_cast<const char*>(words.data()), words.size_bytes()});
  }

  void write_terms(const std::vector<std::string>& terms) {
    for (const std::string& term : terms) {
      TermCountsWriter counts(frequent::words_for(store_.last_docid()));
      const auto end = database_.postlist_end(term);
      for (auto it = database_.postlist_begin(term); it != end; ++it) counts.add(*it, it.get_wdf());
      begins_.push_back(written_);
      write_words(counts.bits());
      write_data(counts.counts());
    }
  }

  // As many at a time as fit into the memory that is granted.
  void write_strings(std::span<const std::string> strings) {
    const std::size_t each = frequent::words_for(store_.last_docid()) * 8;
    const std::size_t together = std::max<std::size_t>(1, choice_.memory / each);
    for (std::size_t begin = 0; begin < strings.size(); begin += together) {
      const std::size_t count = std::min(together, strings.size() - begin);
      const StringCases cases(store_, strings.subspan(begin, count), jobs_);
      for (const Bitmap& bitmap : cases.bitmaps) {
        begins_.push_back(written_);
        write_words(bitmap);
      }
    }
  }

  void write_lists(std::span<const std::string> strings) {
    const StringLists cases(store_, strings, jobs_);
    for (const std::vector<std::uint32_t>& list : cases.lists) {
      begins_.push_back(written_);
      std::string bytes;
      append_fixed(&bytes, static_cast<std::uint32_t>(list.size()));
      bytes.append(reinterpret_cast<const char*>(list.data()), list.size() * sizeof list[0]);
      pad(&bytes);
      write_data(bytes);
    }
  }

  void write_lengths() {
    std::string bytes(frequent::length_bytes(store_.last_docid()), '\0');
    const auto end = database_.postlist_end("");
    for (auto it = database_.postlist_begin(""); it != end && *it <= store_.last_docid(); ++it) {
      const std::uint32_t length = it.get_doclength();
      std::memcpy(bytes.data() + std::size_t{*it} * sizeof length, &length, sizeof length);
    }
    write_data(bytes);
  }

  void write_triples() {
    const TripleBlocksBuilder built(store_, jobs_, choice_.memory);
    header_.block_words = built.shape().block_words;
    header_.blocks = built.shape().blocks;
    header_.rows = built.shape().rows;
    write_words(built.rows());
  }

  Xapian::Database database_;
  CaseStore store_;
  std::string path_;
  unsigned jobs_;
  FrequentChoice choice_;
  FrequentHeader header_{};
  std::unique_ptr<XXH3_state_t, FreeState> hash_;  ///< of the data
  std::optional<OutputFile> file_;                 ///< that is being written
  std::vector<std::uint64_t> begins_;              ///< of the entries' data, and their end
  std::uint64_t written_ = 0;                      ///< bytes of data
};

// A damaged file is made anew, not handed on.
bool is_sound(const std::string& path, const CaseStore& store) {
  try {
    const auto sets = FrequentSets::open(path, store);
    if (sets) sets->verify();
    return sets.has_value();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::index_damaged) throw;
    return false;
  }
}

}  // namespace

void write_frequent_sets(const std::string& folder, const Analyzer& analyzer, unsigned jobs,
                         const FrequentChoice& choice) {
  Writer writer(folder, jobs, choice);
  if (writer.needed()) {
    writer.write(analyzer);
  } else {
    remove_tree(join(folder, schema::kFrequentFile));
  }
}

void keep_frequent_sets(const std::string& old_folder, const std::string& folder,
                        const Analyzer& analyzer, unsigned jobs, const FrequentChoice& choice) {
  const std::string old_path = join(old_folder, schema::kFrequentFile);
  const std::string path = join(folder, schema::kFrequentFile);
  if (path_exists(old_path)) {
    const CaseStore store = CaseStore::open(join(folder, schema::kCaseStoreFile));
    if (is_sound(old_path, store)) return link_or_copy(old_path, path);
  }
  write_frequent_sets(folder, analyzer, jobs, choice);
}

}  // namespace jirei
