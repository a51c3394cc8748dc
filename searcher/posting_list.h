// A posting list, decoded.
#pragma once

#include <cstdint>
#include <vector>

namespace jirei {

struct Posting {
  std::uint32_t docid;  ///< of the collection
  std::uint32_t wdf;
};

using PostingList = std::vector<Posting>;  ///< ascending by docid

}  // namespace jirei
