// The parts that every document or every question passes through, one benchmark each:
// scripts/bench --micro. The texts are the shipped cases.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "dict/analyzer.h"
#include "dict/ngrams.h"
#include "dict/normalizer.h"
#include "searcher/doc_set.h"
#include "searcher/query/parser.h"

namespace {

using namespace jirei;

/// The shipped cases as one text each.
const std::vector<std::string>& texts() {
  static const std::vector<std::string> kTexts = [] {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string(JIREI_SOURCE_DIR) + "/data/cases")) {
      paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    std::vector<std::string> found;
    for (const auto& path : paths) {
      std::ifstream file(path, std::ios::binary);
      found.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    return found;
  }();
  return kTexts;
}

std::int64_t bytes_of(const std::vector<std::string>& all) {
  std::int64_t bytes = 0;
  for (const std::string& text : all) bytes += static_cast<std::int64_t>(text.size());
  return bytes;
}

void fold(benchmark::State& state) {
  const Normalizer normalizer;
  for (auto _ : state) {
    for (const std::string& text : texts()) benchmark::DoNotOptimize(normalizer.fold(text));
  }
  state.SetBytesProcessed(state.iterations() * bytes_of(texts()));
}
BENCHMARK(fold)->Unit(benchmark::kMillisecond);

void analyze(benchmark::State& state) {
  const Analyzer analyzer(default_analyzer_spec());
  Analyzer::Session session(analyzer);
  for (auto _ : state) {
    for (const std::string& text : texts()) benchmark::DoNotOptimize(session.analyze(text));
  }
  state.SetBytesProcessed(state.iterations() * bytes_of(texts()));
}
BENCHMARK(analyze)->Unit(benchmark::kMillisecond);

void grams(benchmark::State& state) {
  const Normalizer normalizer;
  std::vector<std::string> folded;
  for (const std::string& text : texts()) folded.push_back(normalizer.fold_text(text));
  for (auto _ : state) {
    std::size_t total = 0;
    for (const std::string& text : folded) {
      for_each_gram(text, [&total](std::string_view gram, ByteRange) { total += gram.size(); });
    }
    benchmark::DoNotOptimize(total);
  }
  state.SetBytesProcessed(state.iterations() * bytes_of(folded));
}
BENCHMARK(grams)->Unit(benchmark::kMillisecond);

void open_analyzer(benchmark::State& state) {
  for (auto _ : state) {
    const Analyzer analyzer(default_analyzer_spec());
    Analyzer::Session session(analyzer);
    benchmark::DoNotOptimize(session);
  }
}
BENCHMARK(open_analyzer)->Unit(benchmark::kMicrosecond);

void parse_query_text(benchmark::State& state) {
  ParseOptions options;
  options.is_field = [](std::string_view name) { return name == "title"; };
  for (auto _ : state) {
    benchmark::DoNotOptimize(parse_query(
        "ランサムウェア (\"定期的なバックアップ\" OR 復旧) -教育 title:メーカー", options));
  }
}
BENCHMARK(parse_query_text)->Unit(benchmark::kMicrosecond);

/// Intersections of two sets that hold every tenth case of a collection.
void intersect_sets(benchmark::State& state) {
  const auto last = static_cast<std::uint32_t>(state.range(0));
  DocSet first(last);
  DocSet second(last);
  std::mt19937 random(1);
  std::uniform_int_distribution<std::uint32_t> any_case(1, last);
  for (std::uint32_t i = 0; i < last / 10; ++i) {
    first.set(any_case(random));
    second.set(any_case(random));
  }
  for (auto _ : state) benchmark::DoNotOptimize(first.count_common(second));
}
BENCHMARK(intersect_sets)->Arg(10'000)->Arg(1'000'000)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
