#include "tests/fuzz/support.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "dict/unicode.h"
#include "indexer/convert.h"
#include "indexer/limits.h"

namespace jirei::fuzz {
namespace {

namespace fs = std::filesystem;

class ScratchFolder {
 public:
  ScratchFolder() {
    const bool named = std::getenv("TMPDIR") != nullptr || !fs::is_directory("/dev/shm");
    const fs::path base = named ? fs::temp_directory_path() : fs::path("/dev/shm");
    std::string name = (base / "jirei-fuzz-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

bool valid(std::string_view text) { return find_invalid_utf8(text) == std::string_view::npos; }

/// Reads one record back and compares all but where it came from.
void demand_same(const CheckedCases& found, const CaseRecord& stated, std::string_view promise) {
  demand(found.problems == 0 && found.cases.size() == 1, promise);
  CaseRecord again = found.cases.front();
  CaseRecord before = stated;
  shipped_table().complete(&before);
  again.source = before.source = {};
  demand(again == before, promise);
}

}  // namespace

void demand(bool holds, std::string_view promise) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %.*s\n", static_cast<int>(promise.size()), promise.data());
  std::abort();
}

std::string_view bytes_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

std::string text_of(const std::uint8_t* data, std::size_t size) {
  return replace_invalid_utf8(bytes_of(data, size));
}

unsigned take_choice(std::string_view* input) {
  if (input->empty()) return 0;
  const auto choice = static_cast<unsigned char>(input->front());
  input->remove_prefix(1);
  return choice;
}

const std::string& scratch_folder() {
  static const ScratchFolder folder;
  return folder.path();
}

std::string scratch_file(const std::string& name, std::string_view bytes) {
  const std::string path = scratch_folder() + "/" + name;
  fs::create_directories(fs::path(path).parent_path());
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  demand(bool(out), "a scratch file can be written");
  return path;
}

std::string project_file(const std::string& path) { return JIREI_SOURCE_DIR "/" + path; }

const FacetTable& shipped_table() {
  static const FacetTable table = FacetTable::from_yaml_file(project_file("data/facets.yaml"));
  return table;
}

void CheckedCases::on_case(CaseRecord&& record) {
  demand(!record.id.empty() && record.id.size() <= limits::kIdBytes, "ids are short");
  demand(valid(record.id) && valid(record.title) && valid(record.source.file), "texts are UTF-8");
  demand(record.id.find('\n') == std::string::npos, "ids are one line");
  demand(record.title.size() <= limits::kTitleBytes, "titles are limited");
  demand(record.title.find('\n') == std::string::npos, "titles are one line");
  demand(record.sections.size() <= limits::kSections, "sections are limited");
  for (const Section& section : record.sections) {
    demand(valid(section.heading) && valid(section.text), "sections are UTF-8");
    demand(section.heading.find('\n') == std::string::npos, "headings are one line");
    demand(section.text.find('\r') == std::string::npos, "line ends are line feeds");
  }
  for (const FacetValues& facet : record.facets) {
    demand(shipped_table().find(facet.key) != nullptr, "facets are those of the table");
    demand(!facet.values.empty(), "no facet without a value");
    for (const std::string& value : facet.values) demand(valid(value), "values are UTF-8");
  }
  demand(valid(to_json(record, shipped_table())), "a record can be written as JSON");
  cases.push_back(std::move(record));
}

void CheckedCases::on_problem(ReadProblem&& problem) {
  demand(!problem.reason.ja.empty() && !problem.reason.en.empty(), "a problem has its reason");
  ++problems;
}

void demand_round_trips(const CaseRecord& record) {
  const CaseRecord stated = without_derived(record, shipped_table(), {});
  CheckedCases from_json;
  std::istringstream line(to_json(stated, shipped_table()));
  read_json_lines(line, "again.jsonl", shipped_table(), from_json);
  demand_same(from_json, stated, "a record written as JSON reads back the same");
  CheckedCases from_markdown;
  const std::string path = scratch_file("again.md", to_markdown(stated, shipped_table()));
  read_file(path, shipped_table(), {}, from_markdown);
  demand_same(from_markdown, stated, "a record written as Markdown reads back the same");
}

}  // namespace jirei::fuzz
