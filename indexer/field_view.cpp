// FieldView: from the stored folded text back to the source.
#include <algorithm>

#include "dict/unicode.h"
#include "indexer/case_codec.h"
#include "indexer/case_store.h"

namespace jirei {
namespace {

/// A stretch of the returned text: unchanged (bytes one to one) or one edit (all or nothing).
struct Piece {
  ByteRange folded;
  std::uint32_t text_begin = 0;
  std::uint32_t text_end = 0;
  std::uint32_t points_begin = 0;
  bool changed = false;
};

/// Puts the source text of a folded range together and remembers where each piece lies.
class SliceBuilder {
 public:
  /// Without marks nothing needs to be remembered.
  SliceBuilder(std::string_view folded, std::size_t size, bool marks)
      : folded_(folded), marks_(marks) {
    text_.reserve(size + size / 8);
  }

  void unchanged(ByteRange range) {
    if (!range.empty()) add(range, folded_.substr(range.begin, range.size()), false);
  }
  void changed(ByteRange range, std::string_view source) { add(range, source, true); }

  std::string take_text() { return std::move(text_); }

  /// Half-open range of code points that produced a folded range inside this slice.
  std::pair<std::uint32_t, std::uint32_t> mark(ByteRange range) {
    const auto first = std::upper_bound(
        pieces_.begin(), pieces_.end(), range.begin,
        [](std::uint32_t at, const Piece& piece) { return at < piece.folded.end; });
    auto last = std::lower_bound(
        pieces_.begin(), pieces_.end(), range.end,
        [](const Piece& piece, std::uint32_t at) { return piece.folded.begin < at; });
    while (last != pieces_.begin() && std::prev(last)->folded.empty()) --last;
    if (range.empty() || first >= last) {
      const std::uint32_t at = first == pieces_.end() ? points_ : first->points_begin;
      return {at, at};
    }
    --last;
    const std::uint32_t begin =
        first->changed ? first->points_begin : points_at(*first, range.begin);
    const std::uint32_t end = last->changed || range.end >= last->folded.end
                                  ? points_at_end(*last)
                                  : points_at(*last, range.end);
    return {begin, end};
  }

 private:
  void add(ByteRange range, std::string_view source, bool changed) {
    const auto begin = static_cast<std::uint32_t>(text_.size());
    text_.append(source);
    if (!marks_) return;
    pieces_.push_back({range, begin, static_cast<std::uint32_t>(text_.size()), points_, changed});
    points_ += static_cast<std::uint32_t>(code_point_count(source));
  }
  /// Marks ascend: code points are counted on from the last place that was asked for, or each mark
  /// of a long piece would count them all again.
  std::uint32_t points_at(const Piece& piece, std::uint32_t folded) {
    if (folded <= piece.folded.begin) return piece.points_begin;
    if (counted_to_ <= piece.folded.begin || counted_to_ > folded) {
      counted_to_ = piece.folded.begin;
      counted_ = piece.points_begin;
    }
    counted_ += static_cast<std::uint32_t>(
        code_point_count(folded_.substr(counted_to_, folded - counted_to_)));
    counted_to_ = folded;
    return counted_;
  }
  std::uint32_t points_at_end(const Piece& piece) const {
    const Piece* next = &piece + 1;
    return next == pieces_.data() + pieces_.size() ? points_ : next->points_begin;
  }

  std::string_view folded_;
  bool marks_;
  std::string text_;
  std::vector<Piece> pieces_;
  std::uint32_t points_ = 0;
  // The code points before the folded offset counted_to_, which lies in an unchanged piece.
  std::uint32_t counted_to_ = 0;
  std::uint32_t counted_ = 0;
};

/// An edit belongs to a range if it made some of it; a deletion if it lies inside.
bool touches(ByteRange edit, ByteRange range) {
  return edit.begin < range.end && edit.end > range.begin;
}

}  // namespace

std::vector<std::uint32_t> FieldView::sentence_ends() const {
  std::vector<std::uint32_t> ends;
  ends.reserve(folded_.size() / 64);
  SentenceReader reader(encoded_sentences_, 0);
  reader.append_rest(&ends);
  if (!ends.empty() && ends.back() > folded_.size()) {
    throw_damaged_store("a sentence ends outside its text");
  }
  return ends;
}

ByteRange FieldView::sentence_at(std::uint32_t folded_offset) const {
  const auto size = static_cast<std::uint32_t>(folded_.size());
  SentenceReader reader(encoded_sentences_, folded_offset);
  std::uint32_t begin = reader.begin();
  if (begin > std::min(folded_offset, size)) throw_damaged_store("a sentence begins elsewhere");
  for (std::uint32_t end = 0; reader.next(&end); begin = end) {
    if (end > size) throw_damaged_store("a sentence ends outside its text");
    if (folded_offset < end || end == size) return {begin, end};
  }
  return {begin, size};
}

std::string FieldView::source() const {
  std::string out;
  out.reserve(folded_.size() + folded_.size() / 16);
  EditReader reader(encoded_edits_, 0);
  std::uint32_t reached = 0;
  for (EditReader::Edit edit; reader.next(&edit); reached = edit.folded.end) {
    if (edit.folded.end > folded_.size()) throw_damaged_store("an edit lies outside its text");
    out.append(folded_.substr(reached, edit.folded.begin - reached)).append(edit.source);
  }
  return out.append(folded_.substr(reached));
}

bool FieldView::verbatim(ByteRange range) const {
  EditReader reader(encoded_edits_, range.begin);
  for (EditReader::Edit edit; reader.next(&edit) && edit.folded.begin < range.end;) {
    if (touches(edit.folded, range)) return false;
  }
  return true;
}

ByteRange FieldView::whole(ByteRange range) const {
  EditReader reader(encoded_edits_, range.begin);
  ByteRange whole = range;
  for (EditReader::Edit edit; reader.next(&edit) && edit.folded.begin < range.end;) {
    if (edit.folded.end > folded_.size()) throw_damaged_store("an edit lies outside its text");
    if (!touches(edit.folded, range)) continue;
    whole.begin = std::min(whole.begin, edit.folded.begin);
    whole.end = std::max(whole.end, edit.folded.end);
  }
  return whole;
}

FieldView::Slice FieldView::slice(ByteRange range, std::span<const ByteRange> marks) const {
  range.end = std::min(range.end, static_cast<std::uint32_t>(folded_.size()));
  range.begin = std::min(range.begin, range.end);
  SliceBuilder builder(folded_, range.size(), !marks.empty());
  EditReader reader(encoded_edits_, range.begin);
  std::uint32_t reached = range.begin;
  for (EditReader::Edit edit; reader.next(&edit) && edit.folded.begin < range.end;) {
    if (edit.folded.end > folded_.size()) throw_damaged_store("an edit lies outside its text");
    if (!touches(edit.folded, range)) continue;
    builder.unchanged({reached, std::max(reached, edit.folded.begin)});
    builder.changed(edit.folded, edit.source);
    reached = edit.folded.end;
  }
  builder.unchanged({reached, std::max(reached, range.end)});
  Slice out;
  out.marks.reserve(marks.size());
  for (const ByteRange& mark : marks) out.marks.push_back(builder.mark(mark));
  out.text = builder.take_text();
  return out;
}

}  // namespace jirei
