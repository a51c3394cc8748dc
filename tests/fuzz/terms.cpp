// The list of terms of a user: a compiled dictionary that MeCab takes, or an error with its line.
#include "dict/analyzer.h"
#include "dict/error.h"
#include "dict/user_dictionary.h"
#include "tests/fuzz/support.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jirei;
  static const std::string system = default_analyzer_spec().system_dictionary;
  const std::string source = fuzz::scratch_file("terms.tsv", fuzz::bytes_of(data, size));
  const std::string compiled = fuzz::scratch_folder() + "/terms.dic";
  try {
    const UserDictionaryReport report = compile_user_dictionary(source, compiled, system);
    fuzz::demand(report.entries > 0 && report.entries <= report.terms, "entries are of terms");
  } catch (const Error& error) {
    fuzz::demand(error.code() == ErrorCode::invalid_input, "a broken list is told as such");
    return 0;
  }
  const Analyzer analyzer(AnalyzerSpec{system, {compiled}});
  Analyzer::Session session(analyzer);
  static_cast<void>(session.analyze("感染した端末を調べる"));
  return 0;
}
