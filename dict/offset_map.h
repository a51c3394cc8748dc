// Where each piece of a changed text came from: a value that composes and survives every stage.
#pragma once

#include <cstdint>
#include <vector>

#include "dict/unicode.h"

namespace jirei {

/// Piecewise map between a source text and a target made from it by replacing pieces.
///
/// Kept as the list of changed spans, in order; between them bytes correspond one to one.
/// Inside one changed span the mapping is all or nothing: a range that touches it takes it whole
/// (㍿ → 株式会社 highlights ㍿). All offsets are bytes. An empty map is the identity.
class OffsetMap {
 public:
  struct Span {
    ByteRange source;
    ByteRange target;
    friend bool operator==(const Span&, const Span&) = default;
  };

  /// Spans must come in order and not overlap. A span may be empty on either side.
  void add(Span span);

  const std::vector<Span>& spans() const { return spans_; }
  bool identity() const { return spans_.empty(); }

  /// The smallest source range that produced the target range. Bytes that were deleted at the
  /// edges of the range are left out.
  ByteRange to_source(ByteRange target) const;
  /// The smallest target range that holds everything the source range produced.
  ByteRange to_target(ByteRange source) const;

  /// The map source → final of this map (source → middle) followed by `next` (middle → final).
  OffsetMap then(const OffsetMap& next) const;

 private:
  std::vector<Span> spans_;
};

}  // namespace jirei
