// Xapian compresses records and term lists with zlib's default level and offers no choice. Level 1
// takes a third of the time, a tenth of a large update, for entries 4 % larger; a whole build does
// without (deflater.h). The definition here stands before zlib's own for everything that the
// program loads, and passes the call on.
#include <dlfcn.h>

#include <cstdlib>

// Declared as zlib.h does, but without its types, which nothing here looks into.
extern "C" int deflateInit2_(void* stream, int level, int method, int window_bits, int memory_level,
                             int strategy, const char* version, int stream_size) {
  using Function = int (*)(void*, int, int, int, int, int, const char*, int);
  static const auto next = reinterpret_cast<Function>(::dlsym(RTLD_NEXT, "deflateInit2_"));
  constexpr int kDefaultLevel = -1;
  constexpr int kStreamError = -2;
  if (next == nullptr) return kStreamError;
  return next(stream, level == kDefaultLevel ? 1 : level, method, window_bits, memory_level,
              strategy, version, stream_size);
}
