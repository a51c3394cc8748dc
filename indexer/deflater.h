// Raw deflate streams, as Xapian keeps records and term lists.
#pragma once

#include <memory>
#include <string>

struct libdeflate_compressor;

namespace jirei {

class Deflater {
 public:
  Deflater();
  ~Deflater();

  /// Compresses the bytes in place. False, and nothing changed, where that does not make them
  /// shorter.
  bool compress(std::string* bytes);

 private:
  struct Free {
    void operator()(libdeflate_compressor* compressor) const;
  };
  std::unique_ptr<libdeflate_compressor, Free> compressor_;
  std::string out_;
};

}  // namespace jirei
