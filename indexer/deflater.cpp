#include "indexer/deflater.h"

#include <libdeflate.h>

#include <new>

namespace jirei {
namespace {

constexpr int kLevel = 1;  ///< of 0 … 12
/// Xapian does not try for less either.
constexpr std::size_t kShortest = 18;

}  // namespace

void Deflater::Free::operator()(libdeflate_compressor* compressor) const {
  libdeflate_free_compressor(compressor);
}

Deflater::Deflater() : compressor_(libdeflate_alloc_compressor(kLevel)) {
  if (!compressor_) throw std::bad_alloc();
}

Deflater::~Deflater() = default;

bool Deflater::compress(std::string* bytes) {
  if (bytes->size() <= kShortest) return false;
  out_.resize(bytes->size() - 1);
  const std::size_t size = libdeflate_deflate_compress(compressor_.get(), bytes->data(),
                                                       bytes->size(), out_.data(), out_.size());
  if (size == 0) return false;
  bytes->assign(out_, 0, size);
  return true;
}

}  // namespace jirei
