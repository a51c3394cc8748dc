// compile_lexicon LIST OUTPUT.dic [IPADIC]: the build step that turns dict/lexicon into user.dic.

#include <cstdio>
#include <exception>

#include "dict/error.h"
#include "dict/user_dictionary.h"

int main(int argc, char** argv) {
  if (argc != 3 && argc != 4) {
    std::fprintf(stderr, "usage: compile_lexicon LIST OUTPUT.dic [FOLDER-OF-IPADIC]\n");
    return 2;
  }
  try {
    const auto report = jirei::compile_user_dictionary(argv[1], argv[2], argc == 4 ? argv[3] : "");
    std::printf("%s: %zu terms, %zu entries\n", argv[2], report.terms, report.entries);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "compile_lexicon: %s\n", error.what());
    return 2;
  }
}
