// Finder beside memmem(3) and std::string_view::find on Japanese text.
//
// The text is the shipped corpus, folded by nothing but concatenation and repeated to a size that
// leaves the first-level cache; the needles are words of the field, frequent, rare and absent.
#include <benchmark/benchmark.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "dict/text_search.h"

namespace {

constexpr std::size_t kBytes = 2'000'000;

const std::string& corpus() {
  static const std::string text = [] {
    std::string all;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(JIREI_SOURCE_DIR "/data/cases")) {
      if (entry.path().extension() != ".md") continue;
      std::stringstream content;
      content << std::ifstream(entry.path()).rdbuf();
      all += content.str();
    }
    if (all.empty())
      all =
          "感染したのは、サポートの切れたパソコンだった。普段はネットワークにつながずに使っていた"
          "。";
    while (all.size() < kBytes) all += std::string(all);
    return all;
  }();
  return text;
}

const char* const kNeedles[] = {
    "情報",              // frequent
    "ランサムウェア",    // katakana, frequent
    "していた",          // hiragana
    "外付けhdd",         // mixed, absent as written
    "水飲み場型攻撃",    // absent
    "のでした。それで",  // absent, made of common bytes
    "usb",
};

template <typename Find>
void run(benchmark::State& state, Find&& find) {
  const std::string_view text = corpus();
  const std::string_view needle = kNeedles[state.range(0)];
  std::size_t found = 0;
  for (auto _ : state) {
    found = 0;
    for (std::size_t at = find(text, needle, 0); at != std::string_view::npos;
         at = find(text, needle, at + needle.size())) {
      ++found;
    }
    benchmark::DoNotOptimize(found);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
  state.SetLabel(std::string(needle) + " ×" + std::to_string(found));
}

void finder(benchmark::State& state) {
  const jirei::Finder prepared(kNeedles[state.range(0)]);
  run(state, [&](std::string_view text, std::string_view, std::size_t from) {
    return prepared.find(text, from);
  });
}

void system_memmem(benchmark::State& state) {
  run(state, [](std::string_view text, std::string_view needle, std::size_t from) {
    const void* at = ::memmem(text.data() + from, text.size() - from, needle.data(), needle.size());
    return at == nullptr ? std::string_view::npos
                         : static_cast<std::size_t>(static_cast<const char*>(at) - text.data());
  });
}

void string_view_find(benchmark::State& state) {
  run(state, [](std::string_view text, std::string_view needle, std::size_t from) {
    return text.find(needle, from);
  });
}

BENCHMARK(finder)->DenseRange(0, std::size(kNeedles) - 1);
BENCHMARK(system_memmem)->DenseRange(0, std::size(kNeedles) - 1);
BENCHMARK(string_view_find)->DenseRange(0, std::size(kNeedles) - 1);

}  // namespace
